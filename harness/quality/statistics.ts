/** What figures of quality are made of. */
import { quantile } from '../stats/quantile.js';

export function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

/** How values vary about their mean: adds up over stretches. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Sum of squares of what they are off their mean. */
  readonly squares: number;
}

export function spreadOf(values: Float64Array): Spread {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = values.length === 0 ? 0 : sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { count: values.length, mean, squares };
}

/** Of the values of both (Chan, Golub, LeVeque, The American Statistician 37, 1983). */
export function addSpreads(a: Spread, b: Spread): Spread {
  const count = a.count + b.count;
  if (a.count === 0 || b.count === 0) return a.count === 0 ? b : a;
  const apart = b.mean - a.mean;
  const squares = a.squares + b.squares + (apart * apart * a.count * b.count) / count;
  return { count, mean: a.mean + (apart * b.count) / count, squares };
}

/** 10 log10 of a ratio of powers; null where one of them is 0. */
export function decibels(signal: number, noise: number): number | null {
  return signal > 0 && noise > 0 ? 10 * Math.log10(signal / noise) : null;
}

/** How pairs of values vary together: adds up over stretches. */
export interface Pairs {
  readonly count: number;
  readonly meanA: number;
  readonly meanB: number;
  /** Sums of products of what they are off their means. */
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
}

export function pairsOf(a: ArrayLike<number>, b: ArrayLike<number>): Pairs {
  const { length } = a;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < length; i++) {
    sumA += a[i];
    sumB += b[i];
  }
  const [meanA, meanB] = length === 0 ? [0, 0] : [sumA / length, sumB / length];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const [x, y] = [a[i] - meanA, b[i] - meanB];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return { count: length, meanA, meanB, aa, bb, ab };
}

/** Of the pairs of both. */
export function addPairs(one: Pairs, other: Pairs): Pairs {
  if (one.count === 0 || other.count === 0) return one.count === 0 ? other : one;
  const count = one.count + other.count;
  const [apartA, apartB] = [other.meanA - one.meanA, other.meanB - one.meanB];
  const [share, weight] = [other.count / count, (one.count * other.count) / count];
  return {
    count,
    meanA: one.meanA + apartA * share,
    meanB: one.meanB + apartB * share,
    aa: one.aa + other.aa + apartA * apartA * weight,
    bb: one.bb + other.bb + apartB * apartB * weight,
    ab: one.ab + other.ab + apartA * apartB * weight,
  };
}

/** Pearson's correlation; null where one of both does not vary. */
export function correlationOf({ aa, bb, ab }: Pairs): number | null {
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  return correlationOf(pairsOf(a, b));
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
