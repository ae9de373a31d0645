// Predictions of known voltages. A part of gaussian-rans.

import {
  conclude,
  FAR,
  farOf,
  follow,
  isEven,
  keepPairs,
  KEPT,
  lanes,
  LATEST,
  NEAR,
  nearOf,
  PAIRS,
  prepareTaps,
  STEP,
  zipHigh,
  zipLow,
} from './lanes';

/**
 * Running means of what was before the latest voltage, less it: rows of i16, in units.
 * @param voltages rows; the first one's latest is where `begin` had it
 */
// inlined
function findMeans<Kind>(voltages: usize, count: usize, nearMeans: usize, farMeans: usize): void {
  let v = v128.load(lanes, LATEST);
  let near0 = v128.load(lanes, NEAR);
  let near1 = v128.load(lanes, NEAR + 16);
  let far0 = v128.load(lanes, FAR);
  let far1 = v128.load(lanes, FAR + 16);
  for (const end = voltages + 16 * count; voltages < end; voltages += 16, nearMeans += 16, farMeans += 16) {
    const x0 = i32x4.extend_low_i16x8_s(v);
    const x1 = i32x4.extend_high_i16x8_s(v);
    v128.store(nearMeans, i16x8.narrow_i32x4_s(nearOf<Kind>(near0, x0), nearOf<Kind>(near1, x1)));
    v128.store(farMeans, i16x8.narrow_i32x4_s(farOf<Kind>(far0, x0), farOf<Kind>(far1, x1)));
    near0 = follow(near0, x0, 4);
    near1 = follow(near1, x1, 4);
    far0 = follow(far0, x0, 8);
    far1 = follow(far1, x1, 8);
    v = v128.load(voltages);
  }
}

export function findMeansEven(voltages: usize, count: usize, nearMeans: usize, farMeans: usize): void {
  findMeans<u8>(voltages, count, nearMeans, farMeans);
}

export function findMeansUneven(voltages: usize, count: usize, nearMeans: usize, farMeans: usize): void {
  findMeans<u16>(voltages, count, nearMeans, farMeans);
}

/** Residuals further out count as this far: they escape, whatever the deviation. */
const FARTHEST: i32 = 2047;

// inlined
function magnitudeOf<Kind>(x: v128, mu: v128): v128 {
  const units = isEven<Kind>() ? i32x4.shl(x, 4) : x;
  return i32x4.min_s(i32x4.abs(i32x4.sub(units, mu)), i32x4.splat(FARTHEST));
}

function addUnsigned(sums: usize, values: v128): void {
  const high = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_u(values)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_u(high)), 16);
}

/**
 * Predicts `count` steps, on from where the last call ended.
 * @param voltages, nearMeans, farMeans rows
 * @param expected written: halves, in units
 * @param spread written: eight f64 of the sum of squared residuals, eight of the sum of their magnitudes
 */
// inlined
function predict<Kind>(
  voltages: usize,
  nearMeans: usize,
  farMeans: usize,
  count: usize,
  expected: usize,
  spread: usize,
): void {
  let v = v128.load(lanes, LATEST);
  let before = v128.load(lanes, LATEST + 16);
  memory.fill(spread, 0, 128);
  for (let left = count; left > 0; ) {
    let squares0 = i32x4.splat(0);
    let squares1 = squares0;
    let magnitudes0 = squares0;
    let magnitudes1 = squares0;
    const steps = min(left, KEPT);
    left -= steps;
    for (let at = lanes; at < lanes + STEP * steps; at += STEP) {
      prepareTaps(at);
      const pair0 = zipLow(v, before);
      const pair1 = zipHigh(v, before);
      v128.store(at, pair0, PAIRS + 192);
      v128.store(at, pair1, PAIRS + 208);
      before = v;
      const near = v128.load(nearMeans);
      const far = v128.load(farMeans);
      const mu0 = conclude<Kind>(pair0, zipLow(near, far), 0);
      v128.store(expected, mu0);
      const mu1 = conclude<Kind>(pair1, zipHigh(near, far), 16);
      v128.store(expected, mu1, 16);
      v = v128.load(voltages);
      const magnitude0 = magnitudeOf<Kind>(i32x4.extend_low_i16x8_s(v), mu0);
      const magnitude1 = magnitudeOf<Kind>(i32x4.extend_high_i16x8_s(v), mu1);
      squares0 = i32x4.add(squares0, i32x4.dot_i16x8_s(magnitude0, magnitude0));
      squares1 = i32x4.add(squares1, i32x4.dot_i16x8_s(magnitude1, magnitude1));
      magnitudes0 = i32x4.add(magnitudes0, magnitude0);
      magnitudes1 = i32x4.add(magnitudes1, magnitude1);
      voltages += 16;
      nearMeans += 16;
      farMeans += 16;
      expected += 32;
    }
    addUnsigned(spread, squares0);
    addUnsigned(spread + 32, squares1);
    addUnsigned(spread + 64, magnitudes0);
    addUnsigned(spread + 96, magnitudes1);
    keepPairs(steps);
  }
  v128.store(lanes, v, LATEST);
  v128.store(lanes, before, LATEST + 16);
}

export function predictEven(
  voltages: usize,
  nearMeans: usize,
  farMeans: usize,
  count: usize,
  expected: usize,
  spread: usize,
): void {
  predict<u8>(voltages, nearMeans, farMeans, count, expected, spread);
}

export function predictUneven(
  voltages: usize,
  nearMeans: usize,
  farMeans: usize,
  count: usize,
  expected: usize,
  spread: usize,
): void {
  predict<u16>(voltages, nearMeans, farMeans, count, expected, spread);
}
