// Four lanes: what is known of them, their predictions, and where escapes are. A part of four-lanes.

/** A state x stays in [2^18, 2^50); words of 32 bits leave and enter at its low end. */
export const LOWEST: u64 = 0x40000;
export const BITS: u64 = 17;
export const TOTAL: i32 = 0x20000;
export const ESCAPE: i32 = 8;
/** Slots that share a guess, as a power of two. */
export const GUESS_SHIFT: i32 = 7;
const WEIGHT_SHIFT: i32 = 11;
const TAPS: usize = 8;

/*
 * What is known of four lanes: vectors of an i32 a lane, the u64 states apart.
 *
 * BIAS, WEIGHTS    of the prediction: of the last eight voltages, the latest first, and of two running means
 * LEAST, MOST      bounds of a prediction, in units
 * COUNTS           where each lane's table of counts has its middle
 * GUESSES          where each lane's table of guesses is
 * WINDOW           codes on each side of the expected one that have counts
 * PENDING          what the voltages so far add to the next seven sums, bias and all but running means included
 * SUMS             running means, with 4 and 8 binary digits after the point
 * EXPECTED, START  of the step that is decoded: the prediction, and the first code of the window
 * RELATIVE         COUNTS less four times the prediction: where the count at a threshold of 0 is
 * FOUND            see seek; two vectors
 */
export const BIAS: usize = 0;
export const WEIGHTS: usize = 16;
export const MEAN_WEIGHTS: usize = WEIGHTS + 16 * TAPS;
export const LEAST: usize = 176;
export const MOST: usize = 192;
export const COUNTS: usize = 208;
export const GUESSES: usize = 224;
export const WINDOW: usize = 240;
export const PENDING: usize = 256;
export const SUMS: usize = 368;
export const EXPECTED: usize = 400;
export const START: usize = 416;
export const RELATIVE: usize = 432;
export const FOUND: usize = 448;
export const STATES: usize = 480;

/** Where the next escape is. */
let escapes: usize = 0;
let escapesEnd: usize = 0;

export function setEscapes(from: usize, end: usize): void {
  escapes = from;
  escapesEnd = end;
}

/** How far the escapes came. */
export function escapesNow(): usize {
  return escapes;
}

/** Zero where none is left: the pointer runs on, which shows in the end. */
export function nextEscape(): i32 {
  const at = escapes;
  escapes += 2;
  return at < escapesEnd ? <i32>load<i16>(at) : 0;
}

/** Sets each lane as if all voltages before had been `voltages`, the latest one apart. */
export function begin(lanes: usize, voltages: usize): void {
  const x = v128.load(voltages);
  let pending = v128.load(lanes, BIAS);
  for (let tap: usize = 16 * (TAPS - 1); tap > 0; tap -= 16) {
    pending = i32x4.add(pending, i32x4.mul(x, v128.load(lanes + tap, WEIGHTS)));
    v128.store(lanes + tap, pending, PENDING - 16);
  }
  v128.store(lanes, i32x4.shl(x, 4), SUMS);
  v128.store(lanes, i32x4.shl(x, 8), SUMS + 16);
}

/** Adds what the voltages x bring to a sum, by the weights `at` bytes behind the first. */
export function tap(lanes: usize, x: v128, at: usize, sum: v128): v128 {
  return i32x4.add(sum, i32x4.mul(x, v128.load(lanes + at, WEIGHTS)));
}

/** The prediction: a sum over voltages, with the running means. */
export function conclude(lanes: usize, sum: v128, nearMean: v128, farMean: v128): v128 {
  const means = i32x4.add(
    i32x4.mul(nearMean, v128.load(lanes, MEAN_WEIGHTS)),
    i32x4.mul(farMean, v128.load(lanes, MEAN_WEIGHTS + 16)),
  );
  const mu = i32x4.shr_s(i32x4.add(means, sum), WEIGHT_SHIFT);
  return i32x4.min_s(i32x4.max_s(mu, v128.load(lanes, LEAST)), v128.load(lanes, MOST));
}

/** Notes where the windows around predictions begin, and where counts lie from there. */
export function aim(lanes: usize, mu: v128): void {
  const nearest = i32x4.shr_s(i32x4.add(mu, i32x4.splat(8)), 4);
  v128.store(lanes, i32x4.sub(nearest, v128.load(lanes, WINDOW)), START);
  v128.store(lanes, i32x4.sub(v128.load(lanes, COUNTS), i32x4.shl(mu, 2)), RELATIVE);
}
