/**
 * How large the noise of a band is, from what is past. A part of the kernel.
 *
 * The median of its size takes a step up or down with each sample, so that as many lie above as below: of 1/n of itself
 * at first, of 1/2^15 from 32,768 samples on. It begins at a quarter of the greatest of 128, which is where the median of
 * normal noise lies. If of 1024 samples more than 960 are above it, or fewer than 16, steps are as large as in the
 * beginning: then an amplifier was switched on, or an artefact is over. The mean of the nonlinear energy follows at the same pace.
 */
import { FRACTION } from './band';

/** Samples that the noise is first told from. */
const SEED: i32 = 128;
/** Samples above the median, of so many of which there should be half. */
const WINDOW: i32 = 1024;
const TOO_MANY: i32 = 960;
const TOO_FEW: i32 = 16;
/** Steps are of 2^-15 at last. */
const SLOWEST: i32 = 15;
/** Below the point of the band, the median has so many bits more: it is below 2^29. */
const FINER: i32 = 7;
/** A median below an eighth of a step of int16 is none. */
const LEAST: i32 = 1 << (FRACTION + FINER - 3);

let met: i32 = 0;
let middle: i32 = 0;
/** Of those that the window has met. */
let above: i32 = 0;
let left: i32 = WINDOW;
/** A mean times 2^pace. */
let energy: i64 = 0;

export function startNoise(): void {
  met = 0;
  middle = 0;
  above = 0;
  left = WINDOW;
  energy = 0;
}

/** Of the number of samples that were met, but no slower than the slowest. */
// inlined
function pace(): i32 {
  return min(SLOWEST, 31 - clz(met));
}

/** @param value of the band */
export function followMedian(value: i32): void {
  met++;
  const size = abs(value) << FINER;
  if (met <= SEED) {
    middle = max(middle, size);
    if (met === SEED) middle >>= 2;
    return;
  }
  const step = max(1, middle >> pace());
  if (size > middle) {
    middle += step;
    above++;
  } else {
    middle = max(0, middle - step);
  }
  if (--left > 0) return;
  if (above > TOO_MANY || above < TOO_FEW) met = SEED;
  above = 0;
  left = WINDOW;
}

/** @param value of the nonlinear energy, in steps of int16, squared */
export function followMean(value: i32): void {
  met++;
  // 2 / n of what it is off, as a mean over all is 1 / n
  const shift = pace();
  if ((met & (met - 1)) === 0 && met > 1 && met <= 1 << SLOWEST) energy <<= 1;
  energy += <i64>value - (energy >> <i64>shift);
}

/**
 * @param factor of the median, 1/2048, below 2^16
 * @returns what the band is to reach, or 0 where there is no noise, or none known
 */
export function depthOf(factor: i32): i32 {
  if (met < SEED || middle < LEAST) return 0;
  // products of 15 and 16 bits by 16
  const high = <u32>(middle >> 15) * <u32>factor;
  const rest = (<u32>(middle & 0x7fff) * <u32>factor) >>> 15;
  return <i32>((high + rest) >>> (11 + FINER - 15));
}

/** @returns what the nonlinear energy is to reach, or 0 where there is none, or none known */
export function energyOf(factor: i32): i32 {
  if (met < SEED) return 0;
  const mean = <i32>(energy >> <i64>pace());
  return max(0, min(mean, i32.MAX_VALUE / factor)) * factor;
}
