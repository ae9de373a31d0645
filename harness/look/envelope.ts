/** Least and greatest sample of equal stretches of some channels. */
import type { Samples } from '../../codecs/codec.js';

export interface Envelope {
  readonly buckets: number;
  /** Least and greatest of each bucket, channel after channel. */
  readonly values: Int16Array;
  /** The first frame of a bucket; of the one behind the last, the end. */
  readonly bucketStart: (bucket: number) => number;
  /** Takes the frames from one on; pieces come in order, without gaps. */
  readonly add: (samples: Samples, firstFrame: number) => void;
}

export function makeEnvelope(shown: readonly number[], frames: number, mostBuckets: number): Envelope {
  const buckets = Math.min(frames, mostBuckets);
  const bucketStart = (bucket: number) => Math.floor((bucket * frames) / buckets);
  const values = new Int16Array(2 * shown.length * buckets);
  for (let i = 0; i < values.length; i += 2) {
    values[i] = 32767;
    values[i + 1] = -32768;
  }
  let bucket = 0;
  return {
    buckets,
    values,
    bucketStart,
    add: ({ data, channels }, firstFrame) => {
      const taken = data.length / channels;
      const end = firstFrame + taken;
      while (bucketStart(bucket + 1) <= firstFrame) bucket++;
      for (let b = bucket; b < buckets && bucketStart(b) < end; b++) {
        const from = Math.max(0, bucketStart(b) - firstFrame);
        const to = Math.min(taken, bucketStart(b + 1) - firstFrame);
        for (const [k, c] of shown.entries()) {
          widen(values, 2 * (k * buckets + b), data, c * taken + from, c * taken + to);
        }
      }
    },
  };
}

function widen(values: Int16Array, at: number, data: Int16Array, from: number, to: number): void {
  let least = values[at];
  let most = values[at + 1];
  for (let i = from; i < to; i++) {
    const sample = data[i];
    if (sample < least) least = sample;
    if (sample > most) most = sample;
  }
  values[at] = least;
  values[at + 1] = most;
}
