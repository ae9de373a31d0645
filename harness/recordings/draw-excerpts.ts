/** Excerpts in the place of recordings that are too long to be measured as a whole. */
import { toInterleaved } from '../../codecs/bytes/planar.js';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { makeWords, uniform } from '../common/random.js';
import { hashBytes } from './checksum.js';
import { excerptOf } from './excerpt.js';
import { loadSamples } from './load.js';
import type { Extent, Recording } from './recording.js';

export interface ExcerptWish {
  /** Of each excerpt; of many channels it has less, so that a process can hold it several times. */
  readonly seconds: number;
  /** Of each recording. */
  readonly count: number;
  /** Recordings of up to so many samples, all channels together, are taken whole. */
  readonly wholeUpTo: number;
  readonly seed: number;
}

/** Samples of an excerpt, all channels together: 32 MiB. */
const MOST_SAMPLES = 2 ** 24;
/** Frames are multiples of a thousand where there are so many: a round number is easier to find again. */
const ROUND_FRAMES = 1000;

/**
 * Draws excerpts, one from each of as many equal stretches of a recording, so that they are spread over its length. They
 * are called by the second that they begin at, and their checksum is that of their interleaved int16 samples.
 * @throws Error if a file has gone or shrunk since it was found
 */
export async function drawExcerpts(
  recordings: readonly Recording[],
  wish: ExcerptWish,
): Promise<Recording[]> {
  const drawn: Recording[] = [];
  for (const [k, recording] of recordings.entries()) {
    if (recording.source.type !== 'file' || !areTaken(recording, wish)) drawn.push(recording);
    else {
      const words = makeWords(wish.seed, k, 0x65786370);
      const taken = framesOfExcerpt(recording, wish);
      for (const firstFrame of firstFrames(recording.frames, taken, wish.count, () => uniform(words))) {
        drawn.push(await excerptAt(recording, firstFrame, taken));
      }
    }
  }
  return drawn;
}

/** Whether excerpts are taken of a recording: of what is long, unless they come to all of it. */
export function areTaken(recording: Extent, wish: ExcerptWish): boolean {
  const { channels, frames } = recording;
  return channels * frames > wish.wholeUpTo && framesOfExcerpt(recording, wish) * wish.count < frames;
}

function framesOfExcerpt({ channels, sampleRateHz }: Extent, { seconds }: ExcerptWish): number {
  const most = Math.max(1, Math.floor(MOST_SAMPLES / channels));
  return Math.min(most, Math.max(1, Math.round(seconds * sampleRateHz)));
}

/** One in each of as many equal stretches. */
function firstFrames(frames: number, taken: number, count: number, random: () => number): number[] {
  const stretch = frames / count;
  return Array.from({ length: count }, (_, k) => {
    const room = stretch - taken;
    const first = Math.floor(k * stretch + random() * room);
    return room > 2 * ROUND_FRAMES ? first - (first % ROUND_FRAMES) : first;
  });
}

async function excerptAt(recording: Recording, firstFrame: number, frames: number): Promise<Recording> {
  const { name, channels, sampleRateHz } = recording;
  const excerpt = excerptOf(recording, { firstFrame, frames, firstChannel: 0, channels });
  const startS = firstFrame / sampleRateHz;
  const sha256 = hashBytes(bytesOf(toInterleaved(await loadSamples(excerpt))));
  return {
    ...excerpt,
    name: `${name}@${startS.toFixed(3)}s`,
    sha256,
    startS: (recording.startS ?? 0) + startS,
  };
}
