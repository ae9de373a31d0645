// Moments that predictors are fitted to, and predictions of known voltages. A part of gaussian-rans.

import { BIAS, conclude, PENDING, SUMS, tap, TAPS, VARIABLES } from './lanes';

/** The voltages of the codes at `at`, `at + stride` …, by a table of pairs (four times the threshold, voltage). */
function voltagesAt(at: usize, stride: usize, table: usize): v128 {
  let x = v128.load32_zero(table + (load<i16>(at) << 3), 4);
  at += stride;
  x = v128.load32_lane(table + (load<i16>(at) << 3), x, 1, 4);
  at += stride;
  x = v128.load32_lane(table + (load<i16>(at) << 3), x, 2, 4);
  at += stride;
  return v128.load32_lane(table + (load<i16>(at) << 3), x, 3, 4);
}

/** A target and its features, less a centre, as f64: two vectors each. */
const variables = memory.data(11 * 32, 16);

function center(slot: usize, value: v128, centre: v128): void {
  const centred = i32x4.sub(value, centre);
  v128.store(variables + slot * 32, f64x2.convert_low_i32x4_s(centred));
  v128.store(
    variables + slot * 32,
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(centred, centred, 2, 3, 2, 3)),
    16,
  );
}

/** Adds the target, the features and all their products to `moments`. */
function accumulate(moments: usize): void {
  let at = moments;
  for (let row = variables; row < variables + VARIABLES * 32; row += 32) {
    const low = v128.load(row);
    const high = v128.load(row, 16);
    v128.store(at, f64x2.add(v128.load(at), low));
    v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
    at += 32;
    for (let column = variables; column <= row; column += 32) {
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(low, v128.load(column))));
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(high, v128.load(column, 16))), 16);
      at += 32;
    }
  }
}

/**
 * Looks up voltages, and gathers the moments of every so many samples and their features.
 * @param voltages written: a vector a step; the first one's stand eight times before it
 * @param centre voltages to take off, a vector
 * @param moments for each variable its sum, then its products with those up to it; four f64 each, added to
 */
export function gatherMoments(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  voltages: usize,
  every: usize,
  centre: usize,
  moments: usize,
): void {
  const middle = v128.load(centre);
  let latest = v128.load(voltages - 16);
  let near = i32x4.shl(latest, 4);
  let far = i32x4.shl(latest, 8);
  let due = every;
  for (const end = codes + 2 * count; codes < end; codes += 2, voltages += 16) {
    const x = voltagesAt(codes, stride, table);
    v128.store(voltages, x);
    const nearMean = i32x4.shr_s(near, 4);
    const farMean = i32x4.shr_s(far, 8);
    if (--due === 0) {
      for (let k: usize = 0; k <= TAPS; k++) center(k, v128.load(voltages - 16 * k), middle);
      center(TAPS + 1, nearMean, middle);
      center(TAPS + 2, farMean, middle);
      accumulate(moments);
      due = every;
    }
    near = i32x4.add(near, i32x4.sub(latest, nearMean));
    far = i32x4.add(far, i32x4.sub(latest, farMean));
    latest = x;
  }
}

/** Residuals further out count as this far: they escape, whatever the deviation. */
const FARTHEST: i32 = 2047;
/** Squares of so many fit 32 bits. */
const SQUARES: usize = 1024;

/**
 * Predicts `count` steps.
 * @param voltages what is predicted, behind the voltages before it
 * @param spread four f64 of the sum of squared residuals, four of the sum of their magnitudes
 */
export function predict(voltages: usize, count: usize, lanes: usize, expected: usize, spread: usize): void {
  let x = v128.load(voltages - 16);
  let near = v128.load(lanes, SUMS);
  let far = v128.load(lanes, SUMS + 16);
  let pending0 = v128.load(lanes, PENDING);
  let pending1 = v128.load(lanes, PENDING + 16);
  let pending2 = v128.load(lanes, PENDING + 32);
  let pending3 = v128.load(lanes, PENDING + 48);
  let pending4 = v128.load(lanes, PENDING + 64);
  let pending5 = v128.load(lanes, PENDING + 80);
  let pending6 = v128.load(lanes, PENDING + 96);
  memory.fill(spread, 0, 64);
  for (let from: usize = 0; from < count; from += SQUARES) {
    let squares = i32x4.splat(0);
    let magnitudes = squares;
    const end = min(count, from + SQUARES);
    for (let t = from; t < end; t++) {
      const nearMean = i32x4.shr_s(near, 4);
      const farMean = i32x4.shr_s(far, 8);
      const mu = conclude(lanes, tap(lanes, x, 0, pending0), nearMean, farMean);
      pending0 = tap(lanes, x, 16, pending1);
      pending1 = tap(lanes, x, 32, pending2);
      pending2 = tap(lanes, x, 48, pending3);
      pending3 = tap(lanes, x, 64, pending4);
      pending4 = tap(lanes, x, 80, pending5);
      pending5 = tap(lanes, x, 96, pending6);
      pending6 = tap(lanes, x, 112, v128.load(lanes, BIAS));
      near = i32x4.add(near, i32x4.sub(x, nearMean));
      far = i32x4.add(far, i32x4.sub(x, farMean));
      v128.store(expected + 16 * t, mu);
      x = v128.load(voltages + 16 * t);
      const magnitude = i32x4.min_s(i32x4.abs(i32x4.sub(x, mu)), i32x4.splat(FARTHEST));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(magnitude, magnitude));
      magnitudes = i32x4.add(magnitudes, magnitude);
    }
    addUnsigned(spread, squares);
    addUnsigned(spread + 32, magnitudes);
  }
  v128.store(lanes, pending0, PENDING);
  v128.store(lanes, pending1, PENDING + 16);
  v128.store(lanes, pending2, PENDING + 32);
  v128.store(lanes, pending3, PENDING + 48);
  v128.store(lanes, pending4, PENDING + 64);
  v128.store(lanes, pending5, PENDING + 80);
  v128.store(lanes, pending6, PENDING + 96);
  v128.store(lanes, near, SUMS);
  v128.store(lanes, far, SUMS + 16);
}

function addUnsigned(sums: usize, values: v128): void {
  const high = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_u(values)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_u(high)), 16);
}
