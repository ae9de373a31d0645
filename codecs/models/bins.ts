/** Bins of so many milliseconds: bin k begins at the frame nearest to k * ms * rate / 1000, so that none is off by more. */

export interface Bins {
  readonly count: number;
  /** The first frame of a bin; of the one behind the last, the end. */
  readonly startOf: (bin: number) => number;
}

/**
 * Bins of all frames, of which the last may be shorter.
 * @param ms of a bin
 * @throws Error if a bin would be shorter than a frame
 */
export function binsOf(frames: number, rateHz: number, ms: number): Bins {
  const product = ms * rateHz;
  if (product < 1000) throw new Error(`bins of ${ms} ms at ${rateHz} Hz are shorter than a frame`);
  // the last may be begun by rounding alone
  let count = Math.ceil((1000 * frames) / product);
  const startOf = (bin: number) => Math.min(frames, Math.round((bin * product) / 1000));
  while (count > 0 && startOf(count - 1) >= frames) count--;
  return { count, startOf: bin => (bin >= count ? frames : startOf(bin)) };
}

/** Those of them that are whole. */
export function wholeBins(frames: number, rateHz: number, ms: number): Bins {
  const { count, startOf } = binsOf(frames, rateHz, ms);
  const isWhole = Math.round((count * ms * rateHz) / 1000) <= frames;
  return { count: isWhole ? count : Math.max(0, count - 1), startOf };
}

/** What bins of so many milliseconds are at least to have, where frames are longer than that. */
export function possibleMs(ms: number, rateHz: number): number {
  return Math.max(ms, Math.ceil(1000 / rateHz));
}
