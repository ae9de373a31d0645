/** The converter that is being learned: a profile's table while its thresholds are still fractions. */
import { UNITS_PER_STEP } from '../../codecs/converter/profile.js';

export interface ConverterTable {
  readonly firstCode: number;
  /** Of each code and of the one behind the last, in 1/16 steps; rising. */
  readonly thresholds: Float64Array;
}

/** A converter whose codes are all alike. */
export function uniformQuantiser(firstCode: number, codes: number): ConverterTable {
  const start = UNITS_PER_STEP * firstCode - UNITS_PER_STEP / 2;
  return {
    firstCode,
    thresholds: Float64Array.from({ length: codes + 1 }, (_, k) => start + UNITS_PER_STEP * k),
  };
}

/** The voltage that each code stands for: the middle between its thresholds. */
export function voltagesOf(thresholds: Float64Array): Float64Array {
  return Float64Array.from(
    { length: thresholds.length - 1 },
    (_, k) => (thresholds[k] + thresholds[k + 1]) / 2,
  );
}
