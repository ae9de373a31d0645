// Frequencies of codes. A part of gaussian-rans.

import { COUNTS, ESCAPE, gather16, gather32, lanes, TOTAL } from './lanes';
import { putEscape } from './seek';

/** Codes without slots escape. @param frequencies halves: first slots, and their numbers times 2^16 */
function escapeCodes(codes: usize, frequencies: usize): void {
  for (let lane: usize = 0; lane < 8; lane++) {
    if (load<u16>(frequencies + 4 * lane, 2) > 0) continue;
    putEscape(<i32>load<i16>(codes + 2 * lane));
    store<u32>(frequencies + 4 * lane, (TOTAL - ESCAPE) | (ESCAPE << 16));
  }
}

// inlined
function isZero(slots: v128): v128 {
  return i32x4.eq(slots, i32x4.splat(0));
}

/** Thresholds further than this from a prediction, in units, are outside every table of counts, on the same side. */
const FARTHEST_EVEN: i32 = 2047;
const FARTHEST_UNEVEN: i32 = 6143;

// inlined
function bounded(distance: v128, farthest: i32): v128 {
  return i32x4.max_s(i32x4.min_s(distance, i32x4.splat(farthest)), i32x4.splat(-farthest));
}

/** Where the counts of a half are. */
// inlined
function evenPlaces(codes: v128, expected: usize, half: usize): v128 {
  const distance = i32x4.sub(i32x4.shl(codes, 4), i32x4.add(v128.load(expected + half), i32x4.splat(8)));
  return i32x4.add(i32x4.shl(bounded(distance, FARTHEST_EVEN), 2), v128.load(lanes + half, COUNTS));
}

/**
 * First slots of codes, and how many, of a uniform quantiser.
 * @param codes rows
 * @param expected halves: predictions; overwritten with first slots, and their numbers times 2^16
 */
export function findFrequenciesEven(codes: usize, count: usize, expected: usize): void {
  for (const end = codes + 16 * count; codes < end; codes += 16, expected += 32) {
    const u = v128.load(codes);
    const counts0 = gather32(evenPlaces(i32x4.extend_low_i16x8_s(u), expected, 0));
    v128.store(expected, counts0);
    const counts1 = gather32(evenPlaces(i32x4.extend_high_i16x8_s(u), expected, 16));
    v128.store(expected, counts1, 16);
    const none = v128.or(isZero(i32x4.shr_u(counts0, 16)), isZero(i32x4.shr_u(counts1, 16)));
    if (v128.any_true(none)) escapeCodes(codes, expected);
  }
}

/** Sets a half's frequencies. @returns where there are none */
// inlined
function setUneven(thresholds: usize, expected: usize, half: usize): v128 {
  const ends = v128.load(thresholds + half);
  const mu = v128.load(expected + half);
  const counts = v128.load(lanes + half, COUNTS);
  const below = i32x4.sub(i32x4.shr_s(i32x4.shl(ends, 16), 16), mu);
  const above = i32x4.sub(i32x4.shr_s(ends, 16), mu);
  const low = gather16(i32x4.add(i32x4.shl(bounded(below, FARTHEST_UNEVEN), 1), counts));
  const high = gather16(i32x4.add(i32x4.shl(bounded(above, FARTHEST_UNEVEN), 1), counts));
  const slots = i32x4.sub(high, low);
  v128.store(expected + half, v128.or(low, i32x4.shl(slots, 16)));
  return isZero(slots);
}

/** The same by a profile. @param thresholds halves, as of `lookUp` */
export function findFrequenciesUneven(codes: usize, count: usize, thresholds: usize, expected: usize): void {
  for (const end = codes + 16 * count; codes < end; codes += 16, expected += 32, thresholds += 32) {
    const none = v128.or(setUneven(thresholds, expected, 0), setUneven(thresholds, expected, 16));
    if (v128.any_true(none)) escapeCodes(codes, expected);
  }
}
