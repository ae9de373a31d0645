/** Bins of so many milliseconds: bin k begins at the frame nearest to k * ms * rate / 1000, so that none is off by more. */
import type { Frame } from './frame.js';

export interface Bins {
  readonly count: number;
  /** The first frame of a bin; of the one behind the last, the end. */
  readonly startOf: (bin: number) => number;
}

/**
 * @param ms of a bin
 * @throws Error if a bin would be shorter than a frame
 */
export function binsOf({ frames, rateHz }: Frame, ms: number): Bins {
  const product = ms * rateHz;
  if (product < 1000) throw new Error(`bins of ${ms} ms at ${rateHz} Hz are shorter than a frame`);
  // the last may be begun by rounding alone
  let count = Math.ceil((1000 * frames) / product);
  const startOf = (bin: number) => Math.min(frames, Math.round((bin * product) / 1000));
  while (count > 0 && startOf(count - 1) >= frames) count--;
  return { count, startOf: bin => (bin >= count ? frames : startOf(bin)) };
}

/** What bins of so many milliseconds are at least to have, where frames are longer than that. */
export function possibleMs(ms: number, { rateHz }: Frame): number {
  return Math.max(ms, Math.ceil(1000 / rateHz));
}
