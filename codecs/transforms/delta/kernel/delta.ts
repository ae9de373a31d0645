// Differences of neighbouring int16 samples modulo 2^16 in place, and their running sums.

const LANES: usize = 8;
const SAMPLE_BYTES: usize = 2;
const VECTOR_BYTES: usize = LANES * SAMPLE_BYTES;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** y[i] = x[i] - x[i-1], x[-1] = 0, over `count` samples at `data`. */
export function difference(data: usize, count: usize): void {
  const end = data + count * SAMPLE_BYTES;
  const vectorsEnd = data + (count & ~(LANES - 1)) * SAMPLE_BYTES;
  let previous = i16x8.splat(0);
  for (; data < vectorsEnd; data += VECTOR_BYTES) {
    const current = v128.load(data);
    v128.store(data, i16x8.sub(current, v128.shuffle<i16>(previous, current, 7, 8, 9, 10, 11, 12, 13, 14)));
    previous = current;
  }
  let last = i16x8.extract_lane_s(previous, 7);
  for (; data < end; data += SAMPLE_BYTES) {
    const sample = load<i16>(data);
    store<i16>(data, sample - last);
    last = sample;
  }
}

/** Inverse of `difference`: sums within a vector in three steps of 1, 2 and 4 lanes, then the sum so far. */
export function accumulate(data: usize, count: usize): void {
  const end = data + count * SAMPLE_BYTES;
  const vectorsEnd = data + (count & ~(LANES - 1)) * SAMPLE_BYTES;
  const zero = i16x8.splat(0);
  let sum = zero;
  for (; data < vectorsEnd; data += VECTOR_BYTES) {
    let current = v128.load(data);
    current = i16x8.add(current, v128.shuffle<i16>(zero, current, 7, 8, 9, 10, 11, 12, 13, 14));
    current = i16x8.add(current, v128.shuffle<i16>(zero, current, 6, 7, 8, 9, 10, 11, 12, 13));
    current = i16x8.add(current, v128.shuffle<i16>(zero, current, 4, 5, 6, 7, 8, 9, 10, 11));
    // the sum so far joins by one addition, the only one in the chain from vector to vector
    sum = i16x8.add(current, v128.shuffle<i16>(sum, sum, 7, 7, 7, 7, 7, 7, 7, 7));
    v128.store(data, sum);
  }
  let last = i16x8.extract_lane_s(sum, 7);
  for (; data < end; data += SAMPLE_BYTES) {
    last += load<i16>(data);
    store<i16>(data, last);
  }
}
