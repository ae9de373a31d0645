// How far off predictions are: averages of errors, and a deviation on the grid of the tables, see lms-range/coder.ts.
// A part of the kernel.

export const FRACTION: i32 = 8;
/** Half a thousand units, 32 steps: too wide costs little, too narrow much. */
export const FIRST_SCALE: i32 = 512 << FRACTION;

/** The numbers before 2^(15 + k / 8), k = 1..7, of 16 bits, less 2^16; and one that nothing is greater than. */
const BELOW_STEPS: v128 = i16x8(-29803, -26569, -23042, -19196, -15002, -10428, -5440, 32767);

/** Sigma = 2^(octave + step / 8) units. */
let octave: i32 = 0;
let step: i32 = 0;

/** What an error counts for at least, in units: in the middle of a step, it is not known. */
let leastError: i32 = 0;

export function setLeastError(units: i32): void {
  leastError = units;
}

export function smallestError(): i32 {
  return leastError;
}

/** An average of errors follows by 2^-rate of what it is off. */
let rate: i32 = 0;

export function errorRate(): i32 {
  return rate;
}

/** How fast averages follow in a frame, from the second on. */
export function setErrorRate(frame: i32): void {
  rate = max(2, min(8, 32 - <i32>clz(frame)));
}

export function expectedOctave(): i32 {
  return octave;
}

export function expectedStep(): i32 {
  return step;
}

/**
 * Sigma on the grid of eighth octaves, at least one unit. 21/16 is a normal deviation's ratio to its mean magnitude,
 * 1.2533, and half a step of the grid, so that rounding down rounds to the nearest.
 * @param scale mean magnitude in 1/256 units, at most 2^28
 */
export function gauge(scale: i32): void {
  const deviation = <u32>max(1 << FRACTION, scale + (scale >> 2) + (scale >> 4));
  const zeros = clz(deviation);
  const mantissa = <i32>((deviation << zeros) >> 16);
  octave = 31 - FRACTION - <i32>zeros;
  step = popcnt(i16x8.bitmask(i16x8.gt_s(i16x8.splat(<i16>mantissa), BELOW_STEPS)));
}

/** Takes an error in units into an average of magnitudes. */
export function followError(scale: i32, error: i32, rate: i32): i32 {
  return scale + (((max(abs(error), leastError) << FRACTION) - scale) >> rate);
}
