/** Predictions of gaussian-rans, and the least squares that fit them; format: coder.ts. */

/** Voltages before. */
export const TAPS = 8;
/** Features of a prediction: voltages before, and two running means. */
export const FEATURES = TAPS + 2;
/** Binary digits after the point of a weight in a prediction. */
export const WEIGHT_FRACTION_BITS = 11;
/** Quarters of a unit are the finest bias. */
export const BIAS_SCALE = 4;
/** Weights are below 16. */
const INTEGER_BITS = 4;
const LARGEST_BIAS = 2 ** 21;

/** A prediction: (sum of weights times features) / 2^fraction bits + bias / 4, in units. */
export interface Prediction {
  /** The latest voltage's first, the running means' last. */
  readonly weights: ArrayLike<number>;
  readonly bias: number;
}

/** Binary digits after the point of a weight that so many samples can determine. */
export function fractionBitsOf(frames: number): number {
  return Math.min(WEIGHT_FRACTION_BITS, Math.max(3, 28 - Math.clz32(frames)));
}

/** Lags of the kernel's products: of a variable with the voltage it stands beside and the eight before. */
const LAGS = TAPS + 1;
const REST = 3 * LAGS;
const ENDS = REST + 6;
/** Sums of products that the kernel gathers of a lane. */
export const MOMENTS = ENDS + TAPS + (TAPS * (TAPS + 1)) / 2;

/** A target and its features. */
const VARIABLES = FEATURES + 1;
/** Of which the means are the last two. */
const NEAR = TAPS + 1;
const FAR = TAPS + 2;

/** Part of a feature's variance that must be its own for it to have a weight. */
const OWN = 1e-6;
/** Variance that rounding adds to a feature: it keeps weights small where features are all but equal. */
const ROUNDING = 1;

const means = new Float64Array(VARIABLES);
const covariances = new Float64Array(VARIABLES * VARIABLES);
const lower = new Float64Array(VARIABLES * FEATURES);
const solution = new Float64Array(FEATURES);

/** What a tap's sum (column 0) or product with another is changed by, from that of the tap before. */
function endAt(row: number, column: number): number {
  return ENDS + ((row - 1) * (row + 2)) / 2 + column;
}

/** Sums of products, and of variables, of all pairs of variables, row >= column. In units. */
function fillCovariances(sums: Float64Array, count: number, scale: number): void {
  let sum = sums[REST + 3];
  means[0] = (scale * sum) / count;
  for (let k = 1; k < LAGS; k++) {
    sum += sums[endAt(k, 0)];
    means[k] = (scale * sum) / count;
  }
  means[NEAR] = sums[REST + 4] / count;
  means[FAR] = sums[REST + 5] / count;
  const square = (scale * scale) / count;
  for (let lag = 0; lag < LAGS; lag++) {
    let product = sums[lag];
    for (let row = lag, column = 0; row < LAGS; row++, column++) {
      if (column > 0) product += sums[endAt(row, column)];
      covariances[row * VARIABLES + column] = square * product - means[row] * means[column];
    }
    covariances[NEAR * VARIABLES + lag] = (scale / count) * sums[LAGS + lag] - means[NEAR] * means[lag];
    covariances[FAR * VARIABLES + lag] = (scale / count) * sums[2 * LAGS + lag] - means[FAR] * means[lag];
  }
  covariances[NEAR * VARIABLES + NEAR] = sums[REST] / count - means[NEAR] * means[NEAR];
  covariances[FAR * VARIABLES + NEAR] = sums[REST + 1] / count - means[FAR] * means[NEAR];
  covariances[FAR * VARIABLES + FAR] = sums[REST + 2] / count - means[FAR] * means[FAR];
}

/** Cholesky: the features' covariances, the target's as right side; variable 0 is the target. */
function solve(): void {
  for (let a = 0; a < FEATURES; a++) {
    const row = (a + 1) * VARIABLES + 1;
    for (let b = 0; b <= a; b++) {
      let rest = covariances[row + b];
      if (b === a) rest += ROUNDING;
      const energy = rest;
      for (let k = 0; k < b; k++) rest -= lower[a * FEATURES + k] * lower[b * FEATURES + k];
      if (b < a) lower[a * FEATURES + b] = rest * lower[b * FEATURES + b];
      // of the diagonal, the inverse; a feature of little of its own has no weight
      else lower[a * FEATURES + a] = rest > OWN * energy ? 1 / Math.sqrt(rest) : 0;
    }
    let rest = covariances[(a + 1) * VARIABLES];
    for (let k = 0; k < a; k++) rest -= lower[a * FEATURES + k] * solution[k];
    solution[a] = rest * lower[a * FEATURES + a];
  }
  for (let a = FEATURES - 1; a >= 0; a--) {
    let rest = solution[a];
    for (let k = a + 1; k < FEATURES; k++) rest -= lower[k * FEATURES + a] * solution[k];
    solution[a] = rest * lower[a * FEATURES + a];
  }
}

/**
 * Least squares.
 * @param sums of products, as the kernel has them
 * @param count samples that they are of
 * @param centre taken off voltages
 * @param voltageShift digits that voltages lack of a unit
 * @param fractionBits of the weights
 */
export function fitPrediction(
  sums: Float64Array,
  count: number,
  centre: number,
  voltageShift: number,
  fractionBits: number,
): Prediction {
  const scale = 2 ** fractionBits;
  const units = 2 ** voltageShift;
  fillCovariances(sums, count, units);
  solve();
  const largest = scale * 2 ** INTEGER_BITS - 1;
  const weights = new Int16Array(FEATURES);
  let bias = means[0] + units * centre;
  for (let k = 0; k < FEATURES; k++) {
    weights[k] = bounded(solution[k] * scale, largest);
    bias -= (weights[k] / scale) * (means[k + 1] + (k < TAPS ? units * centre : 0));
  }
  return { weights, bias: bounded(bias * BIAS_SCALE, LARGEST_BIAS) };
}

function bounded(value: number, largest: number): number {
  return Math.max(-largest, Math.min(largest, Math.round(value)));
}
