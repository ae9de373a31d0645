/** What is drawn of one recording: in one pass over all of it, and from some stretches. Memory does not grow with it. */
import type { Samples } from '../../codecs/codec.js';
import { excerptOf } from '../recordings/excerpt.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { describeTopology } from '../topology/describe.js';
import { MOST_DRAWN, pictureOf } from '../topology/picture.js';
import { relateRecording } from '../topology/relate.js';
import { correlationOf } from './correlation.js';
import { type Envelope, makeEnvelope } from './envelope.js';
import type { Clipped, RecordingView } from './model.js';
import { packBytes, packInt16 } from './packed.js';
import { spectraOf } from './spectra.js';

/** Channels that are drawn at most, evenly over all. */
const MOST_SHOWN = 32;
const MOST_BUCKETS = 1600;
const EXCERPT_S = 0.1;
/** Samples of a piece: 32 MiB. */
const PIECE_SAMPLES = 2 ** 24;
const MOST_CLIPPED = 60;
/** Neighbouring buckets, and frames of them, in which one run is looked for. */
const MOST_BUCKETS_AT_ONCE = 64;
const MOST_FRAMES_AT_ONCE = 2 ** 22;
/** Samples at an end before it is called clipped. */
const LEAST_RUN = 4;

/**
 * @param why this recording is shown
 * @param onFrames called with frames that were read
 */
export async function viewOf(
  recording: Recording,
  why: string,
  onFrames: (frames: number) => void,
): Promise<RecordingView> {
  const { name, channels, frames, sampleRateHz, startS, microvolts } = recording;
  const shown = spread(channels, MOST_SHOWN);
  const envelope = makeEnvelope(shown, frames, MOST_BUCKETS);
  for await (const [firstFrame, samples] of piecesOf(recording)) {
    envelope.add(samples, firstFrame);
    onFrames(samples.data.length / samples.channels);
  }
  const excerptFrames = Math.min(frames, Math.max(1, Math.round(EXCERPT_S * sampleRateHz)));
  const firstFrame = Math.floor((frames - excerptFrames) / 2);
  const excerpt = await readFrames(recording, firstFrame, excerptFrames);
  const { spectrum, spectrogram } = await spectraOf(recording, shown, readFrames);
  return {
    ...{ name, why, channels, frames, sampleRateHz, shown },
    startS: startS ?? null,
    stepUv: typeof microvolts === 'number' ? microvolts : null,
    envelope: { buckets: envelope.buckets, int16: packInt16(envelope.values) },
    excerpt: { firstFrame, frames: excerptFrames, int16: packInt16(planesOf(excerpt, shown)) },
    ...{ spectrum, spectrogram },
    correlation: await correlation(recording, shown),
    topology: await topology(recording),
    clipped: await clippedIn(recording, shown, envelope),
  };
}

/** At most so many of `count`, evenly spread. */
function spread(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, k) =>
    taken === 1 ? 0 : Math.round((k * (count - 1)) / (taken - 1)),
  );
}

async function* piecesOf(recording: Recording): AsyncGenerator<readonly [number, Samples], void> {
  const { channels, frames } = recording;
  const most = Math.max(1, Math.floor(PIECE_SAMPLES / channels));
  for (let first = 0; first < frames; first += most) {
    yield [first, await readFrames(recording, first, Math.min(most, frames - first))];
  }
}

/** All channels over a stretch. */
async function readFrames(recording: Recording, firstFrame: number, frames: number): Promise<Samples> {
  const { channels, source } = recording;
  if (source.type === 'file') {
    return loadSamples(excerptOf(recording, { firstFrame, frames, firstChannel: 0, channels }));
  }
  const { data } = await loadSamples(recording);
  const taken = new Int16Array(channels * frames);
  for (let c = 0; c < channels; c++) {
    const start = c * recording.frames + firstFrame;
    taken.set(data.subarray(start, start + frames), c * frames);
  }
  return { data: taken, channels };
}

function planesOf({ data, channels }: Samples, shown: readonly number[]): Int16Array {
  const frames = data.length / channels;
  const planes = new Int16Array(shown.length * frames);
  for (const [k, c] of shown.entries()) planes.set(data.subarray(c * frames, (c + 1) * frames), k * frames);
  return planes;
}

const CORRELATED_FRAMES = 30_000;

async function correlation(
  recording: Recording,
  shown: readonly number[],
): Promise<RecordingView['correlation']> {
  if (shown.length < 2) return null;
  const frames = Math.min(recording.frames, CORRELATED_FRAMES);
  const samples = await readFrames(recording, Math.floor((recording.frames - frames) / 2), frames);
  return { channels: shown, bytes: packBytes(correlationOf(planesOf(samples, shown), shown.length)) };
}

async function topology(recording: Recording): Promise<RecordingView['topology']> {
  if (recording.channels < 2 || recording.channels > MOST_DRAWN) return null;
  const related = await relateRecording(recording);
  return pictureOf(related, describeTopology(related));
}

/** Runs at a channel's ends, looked for where the envelope touches them; the longest first. */
async function clippedIn(
  recording: Recording,
  shown: readonly number[],
  { buckets, values, bucketStart }: Envelope,
): Promise<Clipped[]> {
  const found: Clipped[] = [];
  for (const [k, channel] of shown.entries()) {
    const own = values.subarray(2 * k * buckets, 2 * (k + 1) * buckets);
    const [least, most] = extremesOf(own);
    if (least === most) continue;
    const touches = (b: number) => own[2 * b] === least || own[2 * b + 1] === most;
    let looked = 0;
    for (let b = 0; b < buckets && looked < MOST_CLIPPED; b++) {
      if (!touches(b)) continue;
      looked++;
      const from = b;
      while (b + 1 < buckets && touches(b + 1) && b - from < MOST_BUCKETS_AT_ONCE) b++;
      const firstFrame = bucketStart(from);
      const frames = Math.min(MOST_FRAMES_AT_ONCE, bucketStart(b + 1) - firstFrame);
      const { data } = await readChannel(recording, channel, firstFrame, frames);
      const run = longestRun(data, least, most);
      if (run.samples < LEAST_RUN) continue;
      const startS = (firstFrame + run.start) / recording.sampleRateHz;
      found.push({ channel, startS, samples: run.samples });
    }
  }
  return found.sort((a, b) => b.samples - a.samples).slice(0, MOST_CLIPPED);
}

function extremesOf(values: Int16Array): readonly [number, number] {
  let [least, most] = [values[0], values[0]];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

async function readChannel(recording: Recording, channel: number, firstFrame: number, frames: number) {
  if (recording.source.type === 'file') {
    return loadSamples(excerptOf(recording, { firstFrame, frames, firstChannel: channel, channels: 1 }));
  }
  const all = await readFrames(recording, firstFrame, frames);
  return { data: planesOf(all, [channel]), channels: 1 };
}

function longestRun(data: Int16Array, least: number, most: number): { start: number; samples: number } {
  let longest = { start: 0, samples: 0 };
  let length = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value !== least && value !== most) length = 0;
    else length = i > 0 && value === data[i - 1] ? length + 1 : 1;
    if (length > longest.samples) longest = { start: i - length + 1, samples: length };
  }
  return longest;
}
