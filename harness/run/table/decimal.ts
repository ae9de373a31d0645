/** Numbers as our CSVs have them, read from bytes: decimal digits with a point and an exponent, nothing else. */

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
/** `E` and `e` differ in this bit. */
const LOWER = 0x20;
const E = 0x65;

/** The most that a digit can be appended to and still be a whole number that a double holds. */
const MOST_EXACT = (Number.MAX_SAFE_INTEGER - 9) / 10;
/** Powers of ten that a double holds: 10^22 is the last. */
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/**
 * The number that stands between two places, rounded as JavaScript does; NaN if none does: `0x10`, `Infinity`, ` 1`, `+1`
 * are none.
 *
 * A mantissa below 2^53 and a power of ten up to 10^22 are doubles themselves, so that their product or quotient is
 * rounded once, and right (Clinger, How to read floating point numbers accurately, 1990). All else is read as text.
 */
export function parseDecimal(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative) at++;
  let mantissa = 0;
  let isExact = true;
  let power = 0;
  let digits = 0;
  for (; at < end; at++, digits++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) break;
    if (mantissa > MOST_EXACT) isExact = false;
    else mantissa = mantissa * 10 + digit;
  }
  if (at < end && bytes[at] === POINT) {
    for (at++; at < end; at++, digits++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      if (mantissa > MOST_EXACT) isExact = false;
      else {
        mantissa = mantissa * 10 + digit;
        power--;
      }
    }
  }
  if (digits === 0) return Number.NaN;
  if (at < end) {
    if ((bytes[at] | LOWER) !== E) return Number.NaN;
    at++;
    const isBelow = bytes[at] === MINUS;
    if (at < end && (isBelow || bytes[at] === PLUS)) at++;
    if (at >= end) return Number.NaN;
    let exponent = 0;
    for (; at < end; at++) {
      if (bytes[at] < ZERO || bytes[at] > NINE) return Number.NaN;
      exponent = Math.min(exponent * 10 + bytes[at] - ZERO, 10_000);
    }
    power += isBelow ? -exponent : exponent;
  }
  if (!isExact || power < -22 || power > 22) return Number(bytes.toString('latin1', start, end));
  const size = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
  return isNegative ? -size : size;
}
