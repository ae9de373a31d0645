/**
 * Fits a linear predictor to an autocorrelation and quantises it. Runs in encoders only, so doubles are fine: what
 * is found is sent.
 */

/** A predictor of integers: x[i] is about (sum over j of coefficients[j] * x[i-1-j]) / 2^shift, less the mean. */
export interface Predictor {
  /** The nearest sample's first; empty if no prediction pays. */
  readonly coefficients: readonly number[];
  readonly shift: number;
}

export const LARGEST_SHIFT = 14;

/**
 * Sum of the coefficients' magnitudes, at most. With samples x and their mean m in int16,
 * |sum q (x - m)| <= 24575 * 65535, |m << 14| <= 2^29 and rounding of at most 2^13 come to 2147401729 < 2^31, so
 * that a prediction before its shift fits int32, and a sum modulo 2^32 may take its terms in any order.
 */
export const LARGEST_MAGNITUDE = 24575;

const NO_PREDICTION: Predictor = { coefficients: [], shift: 0 };

/**
 * Levinson-Durbin recursion (Makhoul 1975): the best predictor of every order from 1 on, each with the energy that
 * it leaves. Stops where the signal is predicted perfectly, or the numbers are singular.
 */
export function levinson(
  correlations: Float64Array,
  order: number,
): { coefficients: Float64Array; energy: number }[] {
  const predictors: { coefficients: Float64Array; energy: number }[] = [];
  // a floor of noise 90 dB down, so that a pure tone does not blow up
  let energy = correlations[0] * (1 + 1e-9);
  let previous = new Float64Array(0);
  for (let m = 1; m <= order && energy > 0; m++) {
    let error = correlations[m];
    for (let j = 0; j < m - 1; j++) error -= previous[j] * correlations[m - 1 - j];
    const reflection = error / energy;
    if (!(Math.abs(reflection) < 1)) break;
    const coefficients = new Float64Array(m);
    for (let j = 0; j < m - 1; j++) coefficients[j] = previous[j] - reflection * previous[m - 2 - j];
    coefficients[m - 1] = reflection;
    energy *= 1 - reflection * reflection;
    predictors.push({ coefficients, energy });
    previous = coefficients;
  }
  return predictors;
}

/** Energy left by coefficients / scale: r0 - 2 q.r + q R q, R being the Toeplitz matrix of the correlations. */
function energyLeft(correlations: Float64Array, coefficients: readonly number[], scale: number): number {
  let linear = 0;
  let quadratic = 0;
  for (let j = 0; j < coefficients.length; j++) {
    let cross = 0;
    for (let k = 0; k < j; k++) cross += coefficients[k] * correlations[j - k];
    linear += coefficients[j] * correlations[j + 1];
    quadratic += coefficients[j] * (coefficients[j] * correlations[0] + 2 * cross);
  }
  return correlations[0] - (2 * linear) / scale + quadratic / (scale * scale);
}

/** Bits that Gaussian residuals of this energy take, up to a constant; rounding adds 1/12 to their variance. */
function residualBits(energy: number, count: number): number {
  return (count / 2) * Math.log2(Math.max(energy, 0) / count + 1 / 12);
}

/** Bits of a coefficient as a varint of 7 bits a byte, its sign folded in. */
function coefficientBits(coefficient: number): number {
  const magnitude = Math.abs(coefficient);
  return magnitude < 64 ? 8 : magnitude < 8192 ? 16 : 24;
}

function quantise(coefficients: Float64Array, scale: number): number[] {
  return Array.from(coefficients, coefficient => Math.round(coefficient * scale));
}

function magnitudeOf(coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum + Math.abs(coefficient), 0);
}

const EXPECTED_COEFFICIENT_BITS = 12;

/** The order whose residual and coefficients together are expected to be smallest. */
function bestOrder(energies: readonly number[], count: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let order = 0; order < energies.length; order++) {
    const bits = residualBits(energies[order], count) + order * EXPECTED_COEFFICIENT_BITS;
    if (bits < least) {
      least = bits;
      best = order;
    }
  }
  return best;
}

/**
 * The predictor of at most `order` coefficients that makes residual and coefficients smallest together.
 * @param correlations lags 0 to `order` of `count` samples, their mean taken off
 */
export function fitPredictor(correlations: Float64Array, order: number, count: number): Predictor {
  const fits = levinson(correlations, order);
  const chosen = bestOrder([correlations[0], ...fits.map(fit => fit.energy)], count);
  if (chosen === 0) return NO_PREDICTION;
  let best = NO_PREDICTION;
  let least = residualBits(correlations[0], count);
  for (let shift = LARGEST_SHIFT; shift >= 0; shift--) {
    const coefficients = quantise(fits[chosen - 1].coefficients, 2 ** shift);
    if (magnitudeOf(coefficients) > LARGEST_MAGNITUDE) continue;
    let bits = 8 + residualBits(energyLeft(correlations, coefficients, 2 ** shift), count);
    for (const coefficient of coefficients) bits += coefficientBits(coefficient);
    if (bits < least) {
      least = bits;
      best = { coefficients, shift };
    }
  }
  return best;
}
