/**
 * How a lossy copy is cut for its quality to be measured: into stretches of whole chunks, so that filters, noise and spikes
 * are those of a minute and not of a chunk, and memory does not grow with a recording.
 */
import { chunksOf, framesOf } from './chunks.js';
import type { Plan, PlannedStream } from './format.js';

const LONGEST_S = 60;
/** Samples of all channels: 128 MiB of the original, and as much of the copy. */
const MOST_SAMPLES = 2 ** 26;
/** Samples of an archive whose figures are computed of all of it: 1 GiB. Of more, of so many, evenly spread. */
const MOST_MEASURED = 2 ** 29;

export interface PlannedStretch {
  readonly stream: number;
  readonly firstChunk: number;
  readonly chunks: number;
  readonly firstFrame: number;
  readonly frames: number;
  /** Whether figures of quality are computed of it; that errors keep their bound is seen to everywhere. */
  readonly hasFigures: boolean;
}

/** The most chunks of a stretch. */
export function mostChunks({
  channels,
  chunkFrames,
  sampleRateHz,
}: Pick<PlannedStream, 'channels' | 'chunkFrames' | 'sampleRateHz'>): number {
  const frames = Math.min(LONGEST_S * sampleRateHz, MOST_SAMPLES / channels);
  return Math.max(1, Math.floor(frames / chunkFrames));
}

/** Chunks of each stretch, so that all are about as long; the last may have fewer. */
export function evenChunks(stream: PlannedStream): number {
  const chunks = chunksOf(stream);
  return Math.ceil(chunks / Math.ceil(chunks / mostChunks(stream)));
}

/** Channels that may lose something. */
export function lossyChannels({ channels, exact = [] }: Pick<PlannedStream, 'channels' | 'exact'>): number[] {
  const kept = new Set(exact);
  return Array.from({ length: channels }, (_, channel) => channel).filter(channel => !kept.has(channel));
}

/**
 * All stretches, stream by stream and in the order of time.
 * @param measured how many have figures; unless given as many as are usual
 */
export function stretchesOf({ streams }: Pick<Plan, 'streams'>, measured?: number): PlannedStretch[] {
  const all = streams.flatMap((stream, s) => {
    const step = stream.stretchChunks ?? evenChunks(stream);
    return Array.from({ length: Math.ceil(chunksOf(stream) / step) }, (_, k) => {
      const firstChunk = k * step;
      const chunks = Math.min(step, chunksOf(stream) - firstChunk);
      const [firstFrame] = framesOf(stream, firstChunk);
      const [last, count] = framesOf(stream, firstChunk + chunks - 1);
      return { ...{ stream: s, firstChunk, chunks, firstFrame }, frames: last + count - firstFrame };
    });
  });
  const samples = streams.reduce((sum, stream) => sum + stream.frames * lossyChannels(stream).length, 0);
  const usual = Math.ceil(all.length * Math.min(1, MOST_MEASURED / Math.max(1, samples)));
  const share = Math.min(measured ?? usual, all.length) / Math.max(1, all.length);
  return all.map((stretch, k) => ({
    ...stretch,
    hasFigures: Math.floor((k + 1) * share + 1e-9) > Math.floor(k * share + 1e-9),
  }));
}
