/**
 * What prediction of each channel from its own past leaves: by least squares over 32 samples before, stretches weighted
 * by the inverse of their energy. Many short channels have one predictor together, which does not overfit.
 */
import { factoriseLdl, ridgePivot, solveLdl } from '../../../codecs/models/least-squares.js';

const LAGS = 32;
const STRETCH = 64;
/** Fits: the first weighs by what differences of neighbours leave, the others by what the fit before left. */
const PASSES = 2;
/** Part of a channel's mean energy that is added to each stretch's. */
const FLOOR = 0.01;
/** Channels of fewer frames are predicted together, if they are at least so many. */
const SHORT_FRAMES = 8192;
const MANY_CHANNELS = 16;
const pivotOf = ridgePivot(1e-9);

export interface Innovations {
  readonly ofChannels: readonly Float64Array[];
  /** Weights fitted to each channel, its mean counted. */
  readonly fitted: number;
}

/** @param channels equally many samples each */
export function innovationsOf(channels: readonly Float64Array[]): Innovations {
  const frames = channels[0].length;
  const lags = Math.min(LAGS, frames >> 3);
  const around = channels.map(channel => withoutMean(channel, lags));
  if (frames < SHORT_FRAMES && channels.length >= MANY_CHANNELS) {
    return { ofChannels: leftOf(around, lags), fitted: 1 + lags / channels.length };
  }
  return { ofChannels: around.flatMap(channel => leftOf([channel], lags)), fitted: 1 + lags };
}

/** Before a channel's first sample it is repeated, as often as there are lags. */
function withoutMean(channel: Float64Array, lags: number): Float64Array {
  const mean = channel.reduce((sum, value) => sum + value, 0) / channel.length;
  const padded = new Float64Array(lags + channel.length).fill(channel[0] - mean);
  for (let i = 0; i < channel.length; i++) padded[lags + i] = channel[i] - mean;
  return padded;
}

/** What one predictor of all these channels leaves of them. */
function leftOf(channels: readonly Float64Array[], lags: number): Float64Array[] {
  let left = channels.map(channel => filtered(channel, lags, Float64Array.of(1)));
  for (let pass = 0; pass < PASSES; pass++) {
    const sums = new Float64Array((lags + 1) ** 2);
    for (const [c, channel] of channels.entries()) addProducts(sums, channel, lags, weightsOf(left[c]));
    const equations = { sums, triangle: 'lower', stride: lags + 1, features: lags } as const;
    const weights = solveLdl(factoriseLdl(equations, pivotOf), lags);
    left = channels.map(channel => filtered(channel, lags, weights));
  }
  return left;
}

/** Less what weights make of the samples before, the last one's first. */
function filtered(channel: Float64Array, lags: number, weights: Float64Array): Float64Array {
  const left = channel.slice(lags);
  for (let i = 0; i < left.length; i++) {
    let sum = 0;
    for (let k = 0; k < Math.min(lags, weights.length); k++) sum += weights[k] * channel[lags + i - 1 - k];
    left[i] -= sum;
  }
  return left;
}

/** Of each stretch. */
function weightsOf(left: Float64Array): Float64Array {
  const energies = Float64Array.from({ length: Math.ceil(left.length / STRETCH) }, (_, k) => {
    const stretch = left.subarray(k * STRETCH, (k + 1) * STRETCH);
    return stretch.reduce((sum, value) => sum + value * value, 0) / stretch.length;
  });
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  return energies.map(energy => 1 / (energy + FLOOR * mean + 1e-9));
}

/** Adds weighted products of samples 0 to `lags` before each one: those of 1 and more are the features, 0 the target. */
function addProducts(sums: Float64Array, channel: Float64Array, lags: number, weights: Float64Array): void {
  const size = lags + 1;
  const products = new Float64Array(size * size);
  for (let k = 0; k < weights.length; k++) {
    const from = lags + k * STRETCH;
    fillProducts(products, channel, lags, [from, Math.min(from + STRETCH, channel.length)]);
    for (let a = 0; a < size; a++) {
      const row = ((a + lags) % size) * size;
      if (a > 0) for (let b = 1; b <= a; b++) sums[row + b - 1] += weights[k] * products[a * size + b];
      sums[lags * size + ((a + lags) % size)] += weights[k] * products[a * size];
    }
  }
}

/** Products of lags a and b of a stretch, b <= a; each but of b = 0 is that of a - 1 and b - 1 with its ends exchanged. */
function fillProducts(
  products: Float64Array,
  channel: Float64Array,
  lags: number,
  [from, to]: readonly [number, number],
): void {
  const size = lags + 1;
  for (let a = 0; a < size; a++) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += channel[i] * channel[i - a];
    products[a * size] = sum;
    for (let b = 1; b <= a; b++) {
      const entering = channel[from - a] * channel[from - b];
      products[a * size + b] =
        products[(a - 1) * size + b - 1] + entering - channel[to - a] * channel[to - b];
    }
  }
}
