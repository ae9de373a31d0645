/**
 * Logarithms for integer models, by the eight bits below a number's leading one: number = 2^e * (1 + k / 256 …).
 * Made of products alone, so that they are the same in every engine.
 */

const MANTISSAS = 256;

/** Binary digits of log2(x), 1 <= x < 2, as a fraction of 2^bits, rounded down. */
function log2Of(x: number, bits: number): number {
  let mantissa = x;
  let digits = 0;
  for (let k = 0; k < bits; k++) {
    mantissa *= mantissa;
    digits *= 2;
    if (mantissa >= 2) {
      mantissa /= 2;
      digits++;
    }
  }
  return digits;
}

/** Eighth of an octave, rounded down, of the middle of what k stands for. */
export function octaveSteps(): Uint8Array {
  return Uint8Array.from({ length: MANTISSAS }, (_, k) => log2Of(1 + (k + 0.5) / MANTISSAS, 3));
}

/** 256 * log2(1 + k / 256), rounded down. */
export function octaveLogs(): Uint16Array {
  return Uint16Array.from({ length: MANTISSAS }, (_, k) => log2Of(1 + k / MANTISSAS, 8));
}
