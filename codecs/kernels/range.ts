/** The least and the largest of samples, eight lanes at once. */

/** Minima of the eight lanes, then maxima. */
const lanes: usize = memory.data(32, 16);

/** Minima and maxima of every eighth sample, to `lanes`. */
export function findLaneRanges(samples: usize, n: i32): void {
  const end = samples + <usize>n * 2;
  let at = samples;
  let low = v128.load16_splat(at);
  let high = low;
  for (; at + 16 <= end; at += 16) {
    const v = v128.load(at);
    low = i16x8.min_s(low, v);
    high = i16x8.max_s(high, v);
  }
  for (; at < end; at += 2) {
    const v = v128.load16_splat(at);
    low = i16x8.min_s(low, v);
    high = i16x8.max_s(high, v);
  }
  v128.store(lanes, low);
  v128.store(lanes, high, 16);
}

export function minimumOfLanes(): i32 {
  let least: i32 = load<i16>(lanes);
  for (let k: usize = 2; k < 16; k += 2) least = min(least, <i32>load<i16>(lanes + k));
  return least;
}

export function maximumOfLanes(): i32 {
  let greatest: i32 = load<i16>(lanes, 16);
  for (let k: usize = 2; k < 16; k += 2) greatest = max(greatest, <i32>load<i16>(lanes + k, 16));
  return greatest;
}
