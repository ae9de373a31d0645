// How models lie in memory, and what history a predictor sees. A part of the first format of lpc-gaussian.

/* A model, i32 each; the weights of farther lags, i16, four vectors in the order of time. */
export const MEAN: usize = 0;
export const HISTORY_SHIFT: usize = 4;
export const SHIFT: usize = 8;
export const RATE: usize = 12;
export const BIAS: usize = 16;
export const VECTORS: usize = 20;
export const NEAR_WEIGHTS: usize = 24;
export const FIRST: usize = 48;
export const SCALE: usize = 52;
export const FAR_WEIGHTS: usize = 64;

/** Averages have these further binary digits. */
export const AVERAGE_BITS: i32 = 8;
/** Samples of history below the first. */
export const MARGIN: usize = 48;
/** And behind the last. */
export const MARGIN_BEHIND: usize = 16;

export function toHistory(voltage: i32, mean: i32, shift: i32): i16 {
  return <i16>((voltage - mean) >> shift);
}

/** Averages of all history up to the one before the nearest, a 4th, 16th, 64th and 256th of the way on. */
export function nextAverages(averages: v128, nearest: i32): v128 {
  const way = i32x4.sub(i32x4.splat(nearest << AVERAGE_BITS), averages);
  // magnitudes are below 2^25
  return i32x4.add(averages, i32x4.shr_s(i32x4.mul(way, i32x4(64, 16, 4, 1)), 8));
}
