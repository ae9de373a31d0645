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

/** The best predictor of some order, and the energy that the best of each order from 0 up to it leaves. */
interface Fit {
  readonly coefficients: Float64Array;
  readonly energies: readonly number[];
}

// a floor of noise 90 dB down, so that a pure tone does not blow up
const NOISE_FLOOR = 1e-9;

/**
 * Levinson-Durbin recursion (Makhoul 1975), for `order` coefficients or as many as there are before the signal is
 * predicted perfectly or the numbers are singular.
 */
export function levinson(correlations: Float64Array, order: number): Fit {
  const coefficients = new Float64Array(order);
  let energy = correlations[0] * (1 + NOISE_FLOOR);
  const energies = [energy];
  for (let m = 0; m < order && energy > 0; m++) {
    let error = correlations[m + 1];
    for (let j = 0; j < m; j++) error -= coefficients[j] * correlations[m - j];
    const reflection = error / energy;
    if (!(Math.abs(reflection) < 1)) break;
    for (let j = 0, k = m - 1; j <= k; j++, k--) {
      const near = coefficients[j];
      const far = coefficients[k];
      coefficients[j] = near - reflection * far;
      coefficients[k] = far - reflection * near;
    }
    coefficients[m] = reflection;
    energy *= 1 - reflection * reflection;
    energies.push(energy);
  }
  return { coefficients, energies };
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

const SHIFT_BITS = 8;

/** Bits of a coefficient as a varint of 7 bits a byte, its sign folded in. */
function coefficientBits(coefficient: number): number {
  const magnitude = Math.abs(coefficient);
  return magnitude < 64 ? 8 : magnitude < 8192 ? 16 : 24;
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

interface Quantised extends Predictor {
  /** Expected bits of residual and coefficients together. */
  readonly bits: number;
}

/** Rounds a fit to integers; infinitely many bits if they are too large together. */
function quantise(fit: Float64Array, shift: number, correlations: Float64Array, count: number): Quantised {
  const scale = 2 ** shift;
  const coefficients: number[] = [];
  let magnitude = 0;
  let bits = SHIFT_BITS;
  for (let j = 0; j < fit.length; j++) {
    const coefficient = Math.round(fit[j] * scale);
    coefficients.push(coefficient);
    magnitude += Math.abs(coefficient);
    bits += coefficientBits(coefficient);
  }
  if (magnitude > LARGEST_MAGNITUDE) return { coefficients, shift, bits: Number.POSITIVE_INFINITY };
  return {
    coefficients,
    shift,
    bits: bits + residualBits(energyLeft(correlations, coefficients, scale), count),
  };
}

/** The shift that makes residual and coefficients smallest together. All are tried: there may be several valleys. */
function bestShift(fit: Float64Array, correlations: Float64Array, count: number): Quantised {
  let best = quantise(fit, LARGEST_SHIFT, correlations, count);
  for (let shift = LARGEST_SHIFT - 1; shift >= 0; shift--) {
    const coarser = quantise(fit, shift, correlations, count);
    if (coarser.bits < best.bits) best = coarser;
  }
  return best;
}

/**
 * The predictor of at most `order` coefficients that makes residual and coefficients smallest together.
 * @param correlations lags 0 to `order` of `count` samples, their mean taken off
 */
export function fitPredictor(correlations: Float64Array, order: number, count: number): Predictor {
  const chosen = bestOrder(levinson(correlations, order).energies, count);
  if (chosen === 0) return NO_PREDICTION;
  const best = bestShift(levinson(correlations, chosen).coefficients, correlations, count);
  return best.bits < residualBits(correlations[0], count) ? best : NO_PREDICTION;
}
