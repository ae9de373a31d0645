// Codes, their thresholds and voltages. Shared by kernels.

export const LEAST_CODE: i32 = -32768;
export const GREATEST_CODE: i32 = 32767;

/* A converter: i32 the thresholds of all codes, i32 their voltages, i16 the code at each fourth unit. */
export const VOLTAGES: usize = 65540 * 4;
export const NEAR_CODES: usize = VOLTAGES + 65536 * 4;
export const PLACE_BITS: i32 = 2;
export const GREATEST_PLACE: i32 = (1 << 17) - 1;
export const LEAST_PLACE: i32 = -(1 << 17);

export const LARGEST_PREDICTION: i32 = GREATEST_CODE * 16;

// inlined
export function voltageOf(converter: usize, code: i32): i32 {
  return load<i32>(converter + ((<usize>(code - LEAST_CODE)) << 2), VOLTAGES);
}

// inlined
export function thresholdOf(converter: usize, code: i32): i32 {
  return load<i32>(converter + ((<usize>(code - LEAST_CODE)) << 2));
}
