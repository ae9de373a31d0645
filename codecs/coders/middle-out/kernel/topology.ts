// What the first differences of leads have in common, see ../topology.ts. A part of the kernel.

/** Differences lie below 2^11, so that two products are below 2^23 and so many of their sums below 2^31. */
const DIFFERENCE_BITS: i32 = 11;
const SUMS: i32 = 255;

/**
 * Stores the first differences of a lead, without as many low bits as leave 12 with the sign; zeros fill eight lanes.
 * @param samples i16, `frames` of them
 */
export function storeDifferences(samples: usize, frames: i32, out: usize): void {
  let largest = 0;
  for (let k = 1; k < frames; k++) largest = max(largest, abs(differenceAt(samples, k)));
  const shift = max(0, 32 - <i32>clz(largest) - DIFFERENCE_BITS);
  const padded = (frames + 7) & ~7;
  store<i16>(out, 0);
  for (let k = 1; k < padded; k++) {
    const difference = k < frames ? differenceAt(samples, k) >> shift : 0;
    store<i16>(out + 2 * <usize>k, <i16>difference);
  }
}

function differenceAt(samples: usize, k: i32): i32 {
  const at = samples + 2 * <usize>k;
  return <i32>load<i16>(at) - <i32>load<i16>(at - 2);
}

/** Of products, exact. @param padded frames, a multiple of eight */
function sumOfProducts(a: usize, b: usize, padded: i32): f64 {
  let sum: i64 = 0;
  const end = a + 2 * <usize>padded;
  while (a < end) {
    let sums = i32x4.splat(0);
    const stop = min(end, a + 16 * SUMS);
    for (; a < stop; a += 16, b += 16) sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(a), v128.load(b)));
    const wide = i64x2.add(i64x2.extend_low_i32x4_s(sums), i64x2.extend_high_i32x4_s(sums));
    sum += i64x2.extract_lane(wide, 0) + i64x2.extract_lane(wide, 1);
  }
  return <f64>sum;
}

/**
 * Sums of products of one lead's differences and each lead's.
 * @param differences of all leads, `padded` a lead
 * @param out f64, `leads` of them
 */
export function multiplyLeads(differences: usize, padded: i32, lead: i32, leads: i32, out: usize): void {
  const row = 2 * <usize>padded;
  const one = differences + <usize>lead * row;
  for (let k = 0; k < leads; k++) {
    store<f64>(out + 8 * <usize>k, sumOfProducts(one, differences + <usize>k * row, padded));
  }
}
