/**
 * The band of a channel, sample by sample, in sums alone: what boxes of a few samples pass on less what longer boxes do.
 * A part of the kernel; which boxes, is for ../boxes.ts to say.
 *
 * Two boxes one behind the other weigh samples by a trapezium, which is the second sum of four samples. All lengths are
 * powers of two, so that the quotients are shifts. Both trapezia lie about the same sample, `delay` before the last:
 * frequencies are delayed alike, and what is constant leaves nothing.
 */

/** Bits behind the point of what is returned. */
export const FRACTION: i32 = 6;
/** Samples, i16. */
const RING: i32 = 256;
const ring: usize = memory.data(256 * 2, 16);

let long1: i32 = 0;
let long2: i32 = 0;
let short1: i32 = 0;
let short2: i32 = 0;
/** Samples between the last one and the last of the short trapezium, and the middle of both. */
let lag: i32 = 0;
let delay: i32 = 0;
/** Shifts of the sums, of which one is 0 each. */
let longUp: i32 = 0;
let longDown: i32 = 0;
let shortUp: i32 = 0;
let shortDown: i32 = 0;

let now: i32 = 0;
/** First and second sums; of samples in 16 bits the second stay below 2^30. */
let longSlope: i32 = 0;
let longSum: i32 = 0;
let shortSlope: i32 = 0;
let shortSum: i32 = 0;

/**
 * Lengths of boxes, powers of two of 128 at most.
 * @param a of the long ones, at least 2, @param b too
 * @param c of the short ones, which are shorter, @param d too
 */
export function setBoxes(a: i32, b: i32, c: i32, d: i32): void {
  long1 = a;
  long2 = b;
  short1 = c;
  short2 = d;
  delay = (a + b - 2) >> 1;
  lag = delay - ((c + d - 2) >> 1);
  longUp = max(0, FRACTION - ctz(a * b));
  longDown = max(0, ctz(a * b) - FRACTION);
  shortUp = max(0, FRACTION - ctz(c * d));
  shortDown = max(0, ctz(c * d) - FRACTION);
}

export function bandDelay(): i32 {
  return delay;
}

/** Samples that the band depends on. */
export function bandLength(): i32 {
  return long1 + long2;
}

/** As if a channel had always been at its first sample. */
export function startBand(first: i32): void {
  for (let k = 0; k < RING; k++) store<i16>(ring + 2 * <usize>k, <i16>first);
  now = 0;
  longSlope = 0;
  longSum = first * long1 * long2;
  shortSlope = 0;
  shortSum = first * short1 * short2;
}

// inlined
function before(frames: i32): i32 {
  return <i32>load<i16>(ring + 2 * <usize>((now - frames) & (RING - 1)));
}

/** @returns the band, in 1/64 steps, `delay` samples before this one; below 2^22 */
export function nextOfBand(sample: i32): i32 {
  longSlope += sample - before(long1) - before(long2) + before(long1 + long2);
  store<i16>(ring + 2 * <usize>(now & (RING - 1)), <i16>sample);
  longSum += longSlope;
  shortSlope += before(lag) - before(lag + short1) - before(lag + short2) + before(lag + short1 + short2);
  shortSum += shortSlope;
  now++;
  return ((shortSum << shortUp) >> shortDown) - ((longSum << longUp) >> longDown);
}
