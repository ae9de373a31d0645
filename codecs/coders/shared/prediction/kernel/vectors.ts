// Sums over the elements of vectors. Shared by kernels.

/** The sums of four vectors' elements, a lane each. */
// inlined
export function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

/** The sum of the elements of a vector of i32. */
// inlined
export function sumOfLanes(value: v128): i64 {
  const wide = i64x2.add(i64x2.extend_low_i32x4_s(value), i64x2.extend_high_i32x4_s(value));
  return i64x2.extract_lane(wide, 0) + i64x2.extract_lane(wide, 1);
}

/** The same modulo 2^32. */
// inlined
export function wrappedSumOfLanes(value: v128): i32 {
  const pairs = i32x4.add(value, v128.shuffle<i32>(value, value, 2, 3, 0, 1));
  return i32x4.extract_lane(i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2)), 0);
}
