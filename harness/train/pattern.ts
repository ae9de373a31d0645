/**
 * What the thresholds of a converter have in common. One that finds its bits one by one compares a voltage with sums of
 * weights, a weight a bit, so that the errors of ten weights make up those of a thousand thresholds:
 *
 *   threshold of code c - even threshold = a + sum over the bits of c - first code that are set of the bit's error
 */
import { solve } from './solve.js';

/**
 * Fits errors of weights to all thresholds.
 * @param weights how well each threshold is known; all zero: the even converter
 * @returns thresholds of the converter that has these errors alone
 */
export function fitPattern(
  thresholds: Float64Array,
  even: Float64Array,
  weights: Float64Array,
): Float64Array {
  const bits = Math.ceil(Math.log2(thresholds.length - 1));
  return fitErrors(thresholds, even, weights, bits + 1, (code, k) => (k === 0 ? 1 : (code >> (k - 1)) & 1));
}

/** Takes out of thresholds what shifts or stretches them as a whole. */
export function anchor(thresholds: Float64Array, even: Float64Array, weights: Float64Array): void {
  const middle = thresholds.length / 2;
  const line = fitErrors(thresholds, even, weights, 2, (code, k) => (k === 0 ? 1 : code - middle));
  for (let k = 0; k < thresholds.length; k++) thresholds[k] -= line[k] - even[k];
}

/** Even thresholds and, on top, the sum of features that by least squares comes nearest to what thresholds miss them by. */
function fitErrors(
  thresholds: Float64Array,
  even: Float64Array,
  weights: Float64Array,
  features: number,
  feature: (code: number, k: number) => number,
): Float64Array {
  const moments = new Float64Array(features * (features + 1));
  const columns = Array.from({ length: features }, (_, k) => even.map((_, code) => feature(code, k)));
  const errors = thresholds.map((threshold, code) => threshold - even[code]);
  for (let row = 0; row < features; row++) {
    for (let column = 0; column <= features; column++) {
      const other = column < features ? columns[column] : errors;
      let sum = 0;
      for (let code = 0; code < even.length; code++) sum += weights[code] * columns[row][code] * other[code];
      moments[row * (features + 1) + column] = sum;
    }
  }
  const shares = solve(moments, features);
  if (shares === undefined) return even;
  return even.map((threshold, code) =>
    columns.reduce((sum, column, k) => sum + shares[k] * column[code], threshold),
  );
}
