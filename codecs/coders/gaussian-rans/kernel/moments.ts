// Sums of products that predictors are fitted to. A part of gaussian-rans.

import { zipHigh, zipLow } from './lanes';

/** Steps that are made pairs of at a time, and the steps before them that taps reach back to. */
const CHUNK: usize = 128;
const TAPS: usize = 8;
/** Products of a variable with the voltage it stands beside and the eight before. */
const LAGS: usize = TAPS + 1;

/** Halves of pairs: a value and the next one's times 2^16. Of voltages, the eight steps before too. */
const voltagePairs = memory.data(32 * (128 + 8), 16);
const nearPairs = memory.data(32 * 128, 16);
const farPairs = memory.data(32 * 128, 16);

/** A row less another, within 2^15 - 1 on both sides, so that the sum of two products fits 32 bits. */
// inlined
function less(row: v128, centre: v128): v128 {
  return i16x8.max_s(i16x8.sub_sat_s(row, centre), i16x8.splat(-32767));
}

/** Pairs of `count` rows, each with the next. */
function pair(rows: usize, count: usize, centre: v128, to: usize): void {
  let next = less(v128.load(rows), centre);
  for (const end = to + 32 * count; to < end; to += 32) {
    const own = next;
    rows += 16;
    next = less(v128.load(rows), centre);
    v128.store(to, zipLow(own, next));
    v128.store(to, zipHigh(own, next), 16);
  }
}

/** Adds four i32 to f64 of lanes of one half. */
function add(sums: usize, values: v128): void {
  const high = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_s(values)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_s(high)), 16);
}

/**
 * Adds products of a half of a variable and of voltages, of `count` steps, an even number.
 * @param sums eight f64 of each lag: of these, the half's
 */
function correlate(variable: usize, voltages: usize, count: usize, sums: usize): void {
  const zero = i32x4.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  let s4 = zero;
  let s5 = zero;
  let s6 = zero;
  let s7 = zero;
  let s8 = zero;
  for (const end = variable + 32 * count; variable < end; variable += 64, voltages += 64) {
    const x = v128.load(variable);
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(x, v128.load(voltages, 256)));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(x, v128.load(voltages, 224)));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(x, v128.load(voltages, 192)));
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(x, v128.load(voltages, 160)));
    s4 = i32x4.add(s4, i32x4.dot_i16x8_s(x, v128.load(voltages, 128)));
    s5 = i32x4.add(s5, i32x4.dot_i16x8_s(x, v128.load(voltages, 96)));
    s6 = i32x4.add(s6, i32x4.dot_i16x8_s(x, v128.load(voltages, 64)));
    s7 = i32x4.add(s7, i32x4.dot_i16x8_s(x, v128.load(voltages, 32)));
    s8 = i32x4.add(s8, i32x4.dot_i16x8_s(x, v128.load(voltages)));
  }
  add(sums, s0);
  add(sums + 64, s1);
  add(sums + 128, s2);
  add(sums + 192, s3);
  add(sums + 256, s4);
  add(sums + 320, s5);
  add(sums + 384, s6);
  add(sums + 448, s7);
  add(sums + 512, s8);
}

/** Adds, of one half, products of the two means among themselves, and the sums of all three variables. */
function addRest(voltages: usize, near: usize, far: usize, count: usize, sums: usize): void {
  const ones = i16x8.splat(1);
  const zero = i32x4.splat(0);
  let nearNear = zero;
  let nearFar = zero;
  let farFar = zero;
  let sumX = zero;
  let sumNear = zero;
  let sumFar = zero;
  for (const end = near + 32 * count; near < end; near += 64, far += 64, voltages += 64) {
    const n = v128.load(near);
    const f = v128.load(far);
    nearNear = i32x4.add(nearNear, i32x4.dot_i16x8_s(n, n));
    nearFar = i32x4.add(nearFar, i32x4.dot_i16x8_s(n, f));
    farFar = i32x4.add(farFar, i32x4.dot_i16x8_s(f, f));
    sumX = i32x4.add(sumX, i32x4.dot_i16x8_s(v128.load(voltages, 256), ones));
    sumNear = i32x4.add(sumNear, i32x4.dot_i16x8_s(n, ones));
    sumFar = i32x4.add(sumFar, i32x4.dot_i16x8_s(f, ones));
  }
  add(sums, nearNear);
  add(sums + 64, nearFar);
  add(sums + 128, farFar);
  add(sums + 192, sumX);
  add(sums + 256, sumNear);
  add(sums + 320, sumFar);
}

/** For k from 1 to 8, halves: the voltage k before the first step, and less the one k before the end times 2^16. */
const headPairs = memory.data(32 * 9, 16);
const tailPairs = memory.data(32 * 9, 16);

/** Adds what products and sums of voltages change by when both move on by a step, of taps from (1, 1) to (8, 8). */
function addEnds(voltages: usize, count: usize, centre: v128, sums: usize): void {
  const zero = i32x4.splat(0);
  for (let k: usize = 1; k <= TAPS; k++) {
    const head = less(v128.load(voltages - 16 * k), centre);
    const tail = less(v128.load(voltages + 16 * (count - k)), centre);
    const negative = i16x8.sub(zero, tail);
    v128.store(headPairs + 32 * k, zipLow(head, tail));
    v128.store(headPairs + 32 * k, zipHigh(head, tail), 16);
    v128.store(tailPairs + 32 * k, zipLow(head, negative));
    v128.store(tailPairs + 32 * k, zipHigh(head, negative), 16);
  }
  const sign = i32x4.splat(-65535);
  for (let i: usize = 1; i <= TAPS; i++) {
    const low = v128.load(headPairs + 32 * i);
    const high = v128.load(headPairs + 32 * i, 16);
    add(sums, i32x4.dot_i16x8_s(low, sign));
    add(sums + 32, i32x4.dot_i16x8_s(high, sign));
    sums += 64;
    for (let j: usize = 1; j <= i; j++, sums += 64) {
      add(sums, i32x4.dot_i16x8_s(low, v128.load(tailPairs + 32 * j)));
      add(sums + 32, i32x4.dot_i16x8_s(high, v128.load(tailPairs + 32 * j, 16)));
    }
  }
}

// inlined
function larger(a: v128, rows: usize, centre: v128): v128 {
  return i16x8.max_s(a, i16x8.abs(less(v128.load(rows), centre)));
}

/** Steps, an even number, of which products fit 32 bits when two are added. */
function stepsThatFit(voltages: usize, near: usize, far: usize, count: usize, centre: v128): usize {
  const zero = i32x4.splat(0);
  let largest = zero;
  for (let k: usize = 0; k < 16 * count; k += 16) {
    largest = larger(larger(larger(largest, voltages + k, centre), near + k, zero), far + k, zero);
  }
  largest = i16x8.max_s(largest, v128.shuffle<i64>(largest, largest, 1, 0));
  largest = i16x8.max_s(largest, v128.shuffle<i32>(largest, largest, 1, 0, 3, 2));
  largest = i16x8.max_s(largest, v128.shuffle<i16>(largest, largest, 1, 0, 3, 2, 5, 4, 7, 6));
  const most = max(1, <i32>i16x8.extract_lane_s(largest, 0));
  return max(2, min(CHUNK, <usize>(0x7fffffff / (most * most))) & ~1);
}

/**
 * Adds sums of products of `count` steps, an even number.
 * @param voltages, near, far rows; there are voltages of the eight steps before
 * @param centre a row, taken off voltages
 * @param moments eight f64, one a lane, of each: products of the voltage, of the near and of the far mean with the
 *   voltage and the eight before it; near times near, near times far, far times far; sums of the three; then what
 *   `addEnds` adds: for each tap its sum, and its products with those up to it
 */
export function gatherMoments(
  voltages: usize,
  near: usize,
  far: usize,
  count: usize,
  centre: usize,
  moments: usize,
): void {
  const middle = v128.load(centre);
  const zero = i32x4.splat(0);
  addEnds(voltages, count, middle, moments + 64 * (3 * LAGS + 6));
  for (let left = count; left > 0; ) {
    const steps = min(left, CHUNK);
    left -= steps;
    const fitting = stepsThatFit(voltages - 16 * TAPS, near, far, steps, middle);
    pair(voltages - 16 * TAPS, steps + TAPS, middle, voltagePairs);
    pair(near, steps, zero, nearPairs);
    pair(far, steps, zero, farPairs);
    for (let from: usize = 0; from < steps; from += fitting) {
      const own = min(fitting, steps - from);
      for (let half: usize = 0; half < 2; half++) {
        const at = 32 * from + 16 * half;
        const x = voltagePairs + at;
        const sums = moments + 32 * half;
        correlate(x + 32 * TAPS, x, own, sums);
        correlate(nearPairs + at, x, own, sums + 64 * LAGS);
        correlate(farPairs + at, x, own, sums + 128 * LAGS);
        addRest(x, nearPairs + at, farPairs + at, own, sums + 192 * LAGS);
      }
    }
    voltages += 16 * steps;
    near += 16 * steps;
    far += 16 * steps;
  }
}
