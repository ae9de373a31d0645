// One level of the reversible 5/3 wavelet on int16 samples modulo 2^16, see ../transform.ts

const LANES: usize = 8;
const SAMPLE_BYTES: usize = 2;
const VECTOR_BYTES: usize = LANES * SAMPLE_BYTES;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** floor((a + b) / 2), without the 17th bit of the sum. */
function halfSum(a: v128, b: v128): v128 {
  return i16x8.add(v128.and(a, b), i16x8.shr_s(v128.xor(a, b), 1));
}

/** floor((a + b + 2) / 4), which is floor((floor((a + b) / 2) + 1) / 2). */
function quarterSum(a: v128, b: v128): v128 {
  return halfSum(halfSum(a, b), i16x8.splat(1));
}

/** Repeats the last value behind the end and the first before the start. */
function extend(values: usize, count: usize): void {
  store<i16>(values - SAMPLE_BYTES, load<i16>(values));
  store<i16>(values + count * SAMPLE_BYTES, load<i16>(values + (count - 1) * SAMPLE_BYTES));
}

/*
 * Both directions keep the even samples at `low` and the odd ones at `high`, in rooms of their own with a vector
 * before and two behind: passes go over whole vectors. Each of them changes one of the two by the other.
 */

/**
 * samples -> averages, then details.
 * @param count of samples, at least 2
 * @param low, high room for half of them and as said above
 */
export function split(samples: usize, count: usize, low: usize, high: usize): void {
  const highs = count >> 1;
  const lows = count - highs;
  for (let k: usize = 0; k < lows; k += LANES) {
    const first = v128.load(samples + 2 * k * SAMPLE_BYTES);
    const second = v128.load(samples + 2 * k * SAMPLE_BYTES, VECTOR_BYTES);
    v128.store(low + k * SAMPLE_BYTES, v128.shuffle<i16>(first, second, 0, 2, 4, 6, 8, 10, 12, 14));
    v128.store(high + k * SAMPLE_BYTES, v128.shuffle<i16>(first, second, 1, 3, 5, 7, 9, 11, 13, 15));
  }
  extend(low, lows);
  for (let at: usize = 0; at < highs * SAMPLE_BYTES; at += VECTOR_BYTES) {
    const neighbours = halfSum(v128.load(low + at), v128.load(low + at, SAMPLE_BYTES));
    v128.store(high + at, i16x8.sub(v128.load(high + at), neighbours));
  }
  extend(high, highs);
  for (let at: usize = 0; at < lows * SAMPLE_BYTES; at += VECTOR_BYTES) {
    const neighbours = quarterSum(v128.load(high + at - SAMPLE_BYTES), v128.load(high + at));
    v128.store(low + at, i16x8.add(v128.load(low + at), neighbours));
  }
  memory.copy(samples, low, lows * SAMPLE_BYTES);
  memory.copy(samples + lows * SAMPLE_BYTES, high, highs * SAMPLE_BYTES);
}

/** Inverse of `split`. */
export function join(samples: usize, count: usize, low: usize, high: usize): void {
  const highs = count >> 1;
  const lows = count - highs;
  memory.copy(low, samples, lows * SAMPLE_BYTES);
  memory.copy(high, samples + lows * SAMPLE_BYTES, highs * SAMPLE_BYTES);
  extend(high, highs);
  for (let at: usize = 0; at < lows * SAMPLE_BYTES; at += VECTOR_BYTES) {
    const neighbours = quarterSum(v128.load(high + at - SAMPLE_BYTES), v128.load(high + at));
    v128.store(low + at, i16x8.sub(v128.load(low + at), neighbours));
  }
  extend(low, lows);
  for (let at: usize = 0; at < highs * SAMPLE_BYTES; at += VECTOR_BYTES) {
    const neighbours = halfSum(v128.load(low + at), v128.load(low + at, SAMPLE_BYTES));
    v128.store(high + at, i16x8.add(v128.load(high + at), neighbours));
  }
  interleave(samples, lows, highs, low, high);
}

/** Details of finer levels stand behind the samples, so nothing may be written there. */
function interleave(samples: usize, lows: usize, highs: usize, low: usize, high: usize): void {
  let k: usize = 0;
  for (; k + LANES <= highs; k += LANES) {
    const even = v128.load(low + k * SAMPLE_BYTES);
    const odd = v128.load(high + k * SAMPLE_BYTES);
    const at = samples + 2 * k * SAMPLE_BYTES;
    v128.store(at, v128.shuffle<i16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(at, v128.shuffle<i16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15), VECTOR_BYTES);
  }
  for (; k < lows; k++) {
    const at = samples + 2 * k * SAMPLE_BYTES;
    store<i16>(at, load<i16>(low + k * SAMPLE_BYTES));
    if (k < highs) store<i16>(at, load<i16>(high + k * SAMPLE_BYTES), SAMPLE_BYTES);
  }
}
