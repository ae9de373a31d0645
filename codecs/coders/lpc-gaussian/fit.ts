/**
 * Fits the predictor of `lpc-gaussian` by least squares and rounds it to integers. Runs in encoders only: what is found
 * is sent. Sums, products, quotients and roots alone, so that every engine finds the same.
 */
import { foldSign } from '../../bytes/numbers.js';
import { varintSize } from '../../bytes/shape.js';
import { type NormalEquations, solveCholesky } from '../../models/least-squares.js';

/** Averages of the history that a predictor has beside its lags: exponential, of rates 1/4, 1/16, 1/64 and 1/256. */
export const AVERAGES = 4;
export const LARGEST_SHIFT = 14;
export const LARGEST_WEIGHT = 32767;
export const LARGEST_BIAS = 2 ** 29 - 1;

/** prediction = (sum of weights * (lags, averages) + bias) >> shift, in 1/16 steps, less the mean. */
export interface Weights {
  /** Of lags 1 on, then of the averages. */
  readonly weights: readonly number[];
  readonly bias: number;
  readonly shift: number;
}

/** Weights, and the energy that they leave in the products they were fitted to. */
export interface Fit extends Weights {
  readonly energy: number;
}

/** Sums of products of lags, averages, 1 and the target, as the kernel's `correlate` leaves them. */
export interface Products extends NormalEquations {
  readonly triangle: 'upper';
}

/** Part of a feature's own energy that is added to it, so that features which repeat each other do not blow up. */
const RIDGE = 1e-9;

/** Least squares: a weight for each feature. */
export function solve(products: Products): Float64Array {
  return solveCholesky(products, pivotOf);
}

/** More than 0, also of a feature that is 0 throughout: no feature is left out. */
function pivotOf(rest: number, energy: number): number {
  return Math.max(rest, 0) + energy * RIDGE + Number.MIN_VALUE ** 0.5;
}

/** Energy that a solution leaves. */
export function energyLeft({ sums, stride, features }: Products, solution: Float64Array): number {
  let energy = sums[features * stride + features];
  for (let i = 0; i < features; i++) {
    let cross = 0.5 * solution[i] * sums[i * stride + i] - sums[i * stride + features];
    for (let j = i + 1; j < features; j++) cross += solution[j] * sums[i * stride + j];
    energy += 2 * solution[i] * cross;
  }
  return energy;
}

/** Bits that a sample's residual grows by if its energy does by 1: 1 / (2 ln 2). */
export const BITS_PER_ENERGY = 0.7213475204444817;

/**
 * Rounds a solution, to as many digits as pay.
 * @param count samples that it will predict
 * @param largest magnitude of the history
 */
export function quantise(
  products: Products,
  solution: Float64Array,
  count: number,
  largest: number,
): Fit | undefined {
  const least = Math.max(energyLeft(products, solution), Number.MIN_VALUE);
  let best: Fit | undefined;
  let leastBits = Number.POSITIVE_INFINITY;
  for (let shift = LARGEST_SHIFT; shift >= 0; shift--) {
    const rounded = roundTo(solution, shift);
    if (!isInRange(rounded, largest)) continue;
    const energy = energyLeft(products, valuesOf(rounded));
    const bits = (energy / least - 1) * count * BITS_PER_ENERGY + 8 * bytesOf(rounded);
    if (bits >= leastBits) continue;
    leastBits = bits;
    best = { ...rounded, energy };
  }
  return best;
}

/** Each weight takes over what rounding the one before left. */
function roundTo(solution: Float64Array, shift: number): Weights {
  const scale = 2 ** shift;
  const weights: number[] = [];
  let left = 0;
  for (let k = 0; k < solution.length - 1; k++) {
    const wanted = solution[k] * scale + left;
    const rounded = Math.round(wanted);
    left = wanted - rounded;
    weights.push(rounded);
  }
  return { weights, bias: Math.round(solution[solution.length - 1] * scale), shift };
}

/** Whether weights fit their type, and no sum of theirs goes beyond 2^31. */
function isInRange({ weights, bias }: Weights, largest: number): boolean {
  let magnitude = 0;
  for (const weight of weights) {
    if (Math.abs(weight) > LARGEST_WEIGHT) return false;
    magnitude += Math.abs(weight);
  }
  return Math.abs(bias) <= LARGEST_BIAS && magnitude * largest + Math.abs(bias) < 2 ** 31;
}

function valuesOf({ weights, bias, shift }: Weights): Float64Array {
  const values = new Float64Array(weights.length + 1);
  values.set(weights);
  values[weights.length] = bias;
  const unit = 1 / 2 ** shift;
  for (let k = 0; k < values.length; k++) values[k] *= unit;
  return values;
}

function bytesOf({ weights, bias }: Weights): number {
  let bytes = varintSize(foldSign(bias));
  for (const weight of weights) bytes += varintSize(foldSign(weight));
  return bytes;
}
