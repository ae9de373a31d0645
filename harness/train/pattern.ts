/**
 * What the thresholds of a converter have in common. One that finds its bits one by one compares a voltage with sums of
 * weights, a weight a bit, so that the errors of ten weights make up those of a thousand thresholds:
 *
 *   threshold of code c - uniform threshold = a + sum over the bits of c - first code that are set of the bit's error
 */
import { fitWeights } from './fit-weights.js';

/** Terms of a sum that is fitted to the errors of thresholds. */
interface Terms {
  readonly count: number;
  /** Of the code, counted from the first one. */
  readonly term: (code: number, k: number) => number;
  /** What a term must be known by, so that it is believed rather than none. */
  readonly doubt: number;
}

/**
 * Fits errors of weights to all thresholds.
 * @param weights how well each threshold is known
 * @param doubt how well a weight must be known to be believed: bits that only codes without samples depend on have no
 *   error
 * @returns thresholds of the converter that has these errors alone
 */
export function fitPattern(
  thresholds: Float64Array,
  uniform: Float64Array,
  weights: Float64Array,
  doubt: number,
): Float64Array {
  const bits = Math.ceil(Math.log2(thresholds.length - 1));
  const term = (code: number, k: number) => (k === 0 ? 1 : (code >> (k - 1)) & 1);
  return fitErrors(thresholds, uniform, weights, { count: bits + 1, term, doubt });
}

/** Takes out of thresholds what shifts or stretches them as a whole. */
export function anchor(thresholds: Float64Array, uniform: Float64Array, weights: Float64Array): void {
  const middle = thresholds.length / 2;
  const term = (code: number, k: number) => (k === 0 ? 1 : code - middle);
  const line = fitErrors(thresholds, uniform, weights, { count: 2, term, doubt: 0 });
  for (let k = 0; k < thresholds.length; k++) thresholds[k] -= line[k] - uniform[k];
}

/** Uniform thresholds and, on top, the sum of terms that by least squares comes nearest to what thresholds miss them by. */
function fitErrors(
  thresholds: Float64Array,
  uniform: Float64Array,
  weights: Float64Array,
  { count, term, doubt }: Terms,
): Float64Array {
  const moments = new Float64Array(count * (count + 1));
  const columns = Array.from({ length: count }, (_, k) => uniform.map((_, code) => term(code, k)));
  const errors = thresholds.map((threshold, code) => threshold - uniform[code]);
  for (let row = 0; row < count; row++) {
    for (let column = row; column <= count; column++) {
      const other = column < count ? columns[column] : errors;
      let sum = row === column ? doubt : 0;
      for (let code = 0; code < uniform.length; code++)
        sum += weights[code] * columns[row][code] * other[code];
      moments[row * (count + 1) + column] = sum;
    }
  }
  const found = fitWeights(moments, count);
  return uniform.map((threshold, code) =>
    columns.reduce((sum, column, k) => sum + found[k] * column[code], threshold),
  );
}
