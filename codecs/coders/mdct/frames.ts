/** Coefficients of a frame, and samples from one frame to the next. */
export const BINS = 128;

/** How many frames hold so many samples: the first begins 128 samples before them. */
export function lappedFrames(samples: number): number {
  return samples === 0 ? 0 : Math.ceil(samples / BINS) + 1;
}
