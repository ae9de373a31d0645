/**
 * What a channel's next sample was to be, by least squares over the voltages before it: the last two, and four running
 * means. The residual is as good as white and normal in recordings of implants (shared by all coders that take a
 * profile), so what it says of the codes' widths is the converter's doing.
 *
 * Voltages and predictions are in units of 1/16 step.
 */
import { fitWeights } from './fit-weights.js';

/** Samples that are judged together: one deviation for each stretch. */
const STRETCH = 4096;
/** So many equal codes in a row, at the end of what a channel reaches, are a rail. */
const RAIL_RUN = 8;
const RATES = [1 / 4, 1 / 16, 1 / 64, 1 / 256];
/** The last two voltages, the running means, and one that is always 1. */
const FEATURES = RATES.length + 3;

/** A stretch of a channel, predicted. What it holds is overwritten by the next one. */
export interface Stretch {
  readonly codes: Int16Array;
  /** As many as codes. */
  readonly predictions: Float64Array;
  /** Root mean square of the residual. */
  readonly sigma: number;
  /** Whether it is fit to learn from: no rail was met, and something happens. */
  readonly isSound: boolean;
}

/** Columns of features for one stretch, and what was to be predicted. */
interface Columns {
  readonly features: readonly Float64Array[];
  readonly voltages: Float64Array;
}

/**
 * Fits a predictor to the sound stretches of a channel, then visits all stretches.
 * @param voltages of all codes, from `firstCode` on
 */
export function predictChannel(
  codes: Int16Array,
  voltages: Float64Array,
  firstCode: number,
  visit: (stretch: Stretch) => void,
): void {
  if (codes.length === 0) return;
  const stretches = stretchesOf(codes);
  const mean = voltages[codes[0] - firstCode];
  const columns = makeColumns();
  const walk = (use: (stretch: Stretch) => void, predict: (count: number) => Float64Array) => {
    const next = makeFeatures(voltages, firstCode, mean);
    for (const [k, { codes: part, isSound }] of stretches.entries()) {
      // running means would be long in coming back from a rail
      const restarts = k > 0 && isSound && !stretches[k - 1].isSound;
      next(part, columns, restarts);
      const predictions = predict(part.length);
      use({ codes: part, predictions, sigma: rootMeanSquare(columns.voltages, predictions), isSound });
    }
  };
  const moments = new Float64Array(FEATURES * (FEATURES + 1));
  walk(({ codes: { length }, isSound }) => isSound && addMoments(moments, columns, length), nothing);
  const weights = stretches.some(({ isSound }) => isSound) ? fitWeights(moments, FEATURES) : LAST_VOLTAGE;
  const predictions = new Float64Array(STRETCH);
  const predict = (count: number) => weigh(predictions.subarray(0, count), columns, weights);
  walk(stretch => visit(moved(stretch, mean)), predict);
}

const LAST_VOLTAGE = Float64Array.from({ length: FEATURES }, (_, k) => (k === 0 ? 1 : 0));
const NO_PREDICTIONS = new Float64Array(STRETCH);

function nothing(count: number): Float64Array {
  return NO_PREDICTIONS.subarray(0, count);
}

function moved(stretch: Stretch, mean: number): Stretch {
  const { predictions } = stretch;
  for (let i = 0; i < predictions.length; i++) predictions[i] += mean;
  return stretch;
}

function makeColumns(): Columns {
  const features = Array.from({ length: FEATURES }, () => new Float64Array(STRETCH).fill(1));
  return { features, voltages: new Float64Array(STRETCH) };
}

/** Fills columns stretch by stretch. The first sample finds a past that was as it is. */
function makeFeatures(voltages: Float64Array, firstCode: number, mean: number) {
  const means = new Float64Array(RATES.length);
  let last = 0;
  let before = 0;
  return (codes: Int16Array, { features, voltages: wanted }: Columns, restarts: boolean): void => {
    const [one, two] = features;
    if (restarts) {
      last = voltages[codes[0] - firstCode] - mean;
      before = last;
      means.fill(last);
    }
    for (let i = 0; i < codes.length; i++) {
      one[i] = last;
      two[i] = before;
      before = last;
      last = voltages[codes[i] - firstCode] - mean;
      wanted[i] = last;
    }
    for (let k = 0; k < RATES.length; k++)
      means[k] = runningMean(features[2 + k], wanted, means[k], RATES[k], codes.length);
  };
}

/** @returns the mean behind the last sample */
function runningMean(
  to: Float64Array,
  from: Float64Array,
  start: number,
  rate: number,
  count: number,
): number {
  let mean = start;
  for (let i = 0; i < count; i++) {
    to[i] = mean;
    mean += (from[i] - mean) * rate;
  }
  return mean;
}

/** Adds products of each feature with those from it on and, in the last column, with what was to be predicted. */
function addMoments(moments: Float64Array, { features, voltages }: Columns, count: number): void {
  for (let row = 0; row < FEATURES; row++) {
    for (let column = row; column <= FEATURES; column++) {
      const other = column < FEATURES ? features[column] : voltages;
      moments[row * (FEATURES + 1) + column] += dotProduct(features[row], other, count);
    }
  }
}

function dotProduct(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

function weigh(to: Float64Array, { features }: Columns, weights: Float64Array): Float64Array {
  to.fill(0);
  for (let k = 0; k < FEATURES; k++) {
    const feature = features[k];
    for (let i = 0; i < to.length; i++) to[i] += weights[k] * feature[i];
  }
  return to;
}

function rootMeanSquare(voltages: Float64Array, predictions: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < predictions.length; i++) sum += (voltages[i] - predictions[i]) ** 2;
  return Math.sqrt(sum / predictions.length);
}

function stretchesOf(codes: Int16Array): { codes: Int16Array; isSound: boolean }[] {
  let least = codes[0];
  let most = codes[0];
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < least) least = codes[i];
    if (codes[i] > most) most = codes[i];
  }
  return Array.from({ length: Math.ceil(codes.length / STRETCH) }, (_, k) => {
    const part = codes.subarray(k * STRETCH, (k + 1) * STRETCH);
    return { codes: part, isSound: least < most && !meetsRail(part, least, most) };
  });
}

function meetsRail(codes: Int16Array, least: number, most: number): boolean {
  let run = 0;
  for (let i = 0; i < codes.length; i++) {
    run = codes[i] === least || codes[i] === most ? run + 1 : 0;
    if (run >= RAIL_RUN) return true;
  }
  return false;
}
