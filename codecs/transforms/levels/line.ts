/**
 * The ways between a grid's values and codes as SIMD takes them, in whole numbers:
 *
 *   code = (value * factor + offset) >> 16
 *   value = code * whole + ((code * factor + (code < turn ? rise * weight : 0) + offset) >> shift)
 *
 * They are as close to the grid as these numbers allow, which need not be exact: a caller has to check, by `codeAlong`
 * and `valueAlong`, all that it is going to map. Codes err by a quarter at most, before they are rounded. Values are
 * exact while (|code| + 3) * denominator < 2^15 and the step is below 2^14; on steps near whole ones, as most are, up
 * to 2^12 times further.
 */
import type { Grid } from './grid.js';

export interface LineToCodes {
  readonly factor: number;
  readonly offset: number;
}

/** All but the offset fit 16 bits. */
export interface LineToValues {
  readonly whole: number;
  readonly factor: number;
  readonly turn: number;
  readonly rise: number;
  readonly weight: number;
  readonly offset: number;
  /** 16 at least. */
  readonly shift: number;
}

/** The code that the kernel gives an int16. */
export function codeAlong({ factor, offset }: LineToCodes, value: number): number {
  return (Math.imul(value, factor) + offset) >> 16;
}

/** The value that the kernel gives an int16, not yet taken modulo 2^16. */
export function valueAlong(line: LineToValues, code: number): number {
  const { whole, factor, turn, rise, weight, offset, shift } = line;
  return code * whole + ((code * factor + (code < turn ? rise * weight : 0) + offset) >> shift);
}

/** The way from values to codes. */
export function lineToCodes({ step: { numerator, denominator }, phase }: Grid): LineToCodes {
  return {
    factor: Math.round((denominator / numerator) * 2 ** 16),
    offset: Math.round((1 / 2 - phase / numerator) * 2 ** 16),
  };
}

const SMALLEST_SHIFT = 16;
const LARGEST_SHIFT = 28;

/** The largest shift at which the factor stays below 2^15 and the offset below 2^30. */
function largestShift(fraction: number, offset: number): number {
  const largest = Math.ceil(Math.max(Math.abs(fraction) * 2 ** 15, offset));
  return Math.max(SMALLEST_SHIFT, Math.min(LARGEST_SHIFT, Math.clz32(largest) - 2));
}

function toInt16(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value)));
}

/** The way from codes to values. */
export function lineToValues({ step: { numerator, denominator }, phase, split }: Grid): LineToValues {
  const whole = Math.round(numerator / denominator);
  const fraction = (numerator - whole * denominator) / denominator;
  // half a unit more than what is rounded down, so that small errors do no harm
  const offset = (phase + 1 / 2) / denominator;
  const shift = largestShift(fraction, offset);
  const weight = 2 ** Math.max(0, shift - 15);
  return {
    whole,
    factor: toInt16(fraction * 2 ** shift),
    turn: toInt16(split),
    rise: toInt16(((denominator - 1) / denominator) * (2 ** shift / weight)),
    weight,
    offset: Math.round(offset * 2 ** shift),
    shift,
  };
}
