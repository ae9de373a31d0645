// Samples rounded to multiples of a step, and back; see ../transform.ts

const SAMPLE_BYTES: usize = 2;
/** What is divided is below 2^17: of 16 bits, with half of a step, moved up by a multiple of the step. */
const DIVIDED_BITS: i32 = 17;

let least: i32 = 0;
let most: i32 = 0;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Of the samples that were rounded last. */
export function leastSample(): i32 {
  return least;
}

export function mostSample(): i32 {
  return most;
}

/**
 * floor((sample + floor(step / 2)) / step) of `count` samples at `data`, at least one, in place. The division is a
 * multiplication by a reciprocal that is so little too large that none of 17 bits reaches the next whole number.
 */
export function reduce(data: usize, count: usize, step: i32): void {
  const raised = (32768 + step - 1) / step;
  const shift = DIVIDED_BITS + 32 - clz(step - 1);
  const reciprocal = (((<i64>1) << shift) + step - 1) / step;
  const offset = raised * step + (step >> 1);
  const end = data + count * SAMPLE_BYTES;
  least = load<i16>(data);
  most = least;
  for (; data < end; data += SAMPLE_BYTES) {
    const sample: i32 = load<i16>(data);
    least = min(least, sample);
    most = max(most, sample);
    store<i16>(data, <i32>((<i64>(sample + offset) * reciprocal) >> shift) - raised);
  }
}

/** Least and greatest of `count` numbers at `data`, at least one. */
export function measure(data: usize, count: usize): void {
  const end = data + count * SAMPLE_BYTES;
  least = load<i16>(data);
  most = least;
  for (; data < end; data += SAMPLE_BYTES) {
    const sample: i32 = load<i16>(data);
    least = min(least, sample);
    most = max(most, sample);
  }
}

/** Multiples of the step again; those below `lowest` become that, else those over `highest` that. In place. */
export function expand(data: usize, count: usize, step: i32, lowest: i32, highest: i32): void {
  const end = data + count * SAMPLE_BYTES;
  for (; data < end; data += SAMPLE_BYTES) {
    const value = <i32>load<i16>(data) * step;
    store<i16>(data, value < lowest ? lowest : value > highest ? highest : value);
  }
}
