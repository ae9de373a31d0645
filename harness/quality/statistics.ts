/** What figures of quality are made of. */
import { quantile } from '../stats/quantile.js';

/** Mean of squares; NaN of nothing. */
export function power(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum / values.length;
}

export function variance(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return squares / values.length;
}

/** 10 log10 of a ratio of powers; null where one of them is 0. */
export function decibels(signal: number, noise: number): number | null {
  return signal > 0 && noise > 0 ? 10 * Math.log10(signal / noise) : null;
}

/** Pearson's correlation; null where one of both does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const { length } = a;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < length; i++) {
    sumA += a[i];
    sumB += b[i];
  }
  const [meanA, meanB] = [sumA / length, sumB / length];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const [x, y] = [a[i] - meanA, b[i] - meanB];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

/** Null of nothing, as those below. */
export function rootOfMean(squares: readonly number[]): number | null {
  if (squares.length === 0) return null;
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

export function quantileOrNull(values: readonly number[], at: number): number | null {
  return values.length === 0 ? null : quantile(values, at);
}

/** Median of those that there are. */
export function middle(values: readonly (number | null)[]): number | null {
  return quantileOrNull(
    values.filter(value => value !== null),
    0.5,
  );
}
