/**
 * What a normal model would take that knew all its deviations and correlations: the limit beside which `npm run beyond`
 * shows what coders reach.
 *
 *   innovation           what a channel's own past leaves (innovations.ts), divided by its deviation around a sample
 *   residual             what least squares over the earlier channels' innovations leave of it, as many lags around 0 as
 *                        the frames allow, those of its own past among them; then prediction from the residual's past
 *   bits                 of residuals whose variance is the mean square of those around each (entropy.ts)
 *
 * Everything is fitted to what is measured, so each fit's bias is removed as of normal noise: with n frames and K weights
 * the mean log of the energy left is too small by log(n / 2) - digamma((n - K) / 2), hence one half log2 det of the
 * correlations by the sum of halves of that. A channel that has one value takes no bits. Where channels share a predictor
 * but not a spectrum, and few lags fit into the frames, what comes out is too high by some hundredths of a bit.
 */
import type { Samples } from '../../../codecs/codec.js';
import { factoriseLdl, ridgePivot } from '../../../codecs/models/least-squares.js';
import { levinson } from '../../../codecs/models/linear-prediction.js';
import { biasOf, bitsOfResiduals, localMeans, squaresOf } from './entropy.js';
import { innovationsOf } from './innovations.js';

/** Samples around each one of which an innovation's deviation is taken. */
const SCALE_WINDOW = 64;
const MOST_LAGS = 17;
/** Of the correlations of one system: channels times lags. */
const MOST_FEATURES = 1200;
/** Part of the frames that may be fitted to. */
const FITTED_SHARE = 0.8;
/** Correlations are those of a stretch of at least so many frames, and frames for each feature. */
const STRETCH_FRAMES = 2 ** 14;
const FRAMES_PER_FEATURE = 256;
const LAST_LAGS = 8;
const pivotOf = ridgePivot(1e-9);

/** Bits a sample over all channels. Of more channels than half the frames, only those of a group know of each other. */
export function limitBits({ data, channels }: Samples): number {
  const frames = data.length / channels;
  const varying = Array.from({ length: channels }, (_, c) =>
    Float64Array.from(data.subarray(c * frames, (c + 1) * frames)),
  ).filter(channel => channel.some(code => code !== channel[0]));
  const most = Math.min(MOST_FEATURES, Math.max(1, frames >> 1));
  let bits = 0;
  for (let c = 0; c < varying.length; c += most) bits += bitsOfGroup(varying.slice(c, c + most));
  return data.length === 0 ? 0 : bits / data.length;
}

/** Channels of a stretch, scaled; `scales` is what to multiply by. */
interface Stretch {
  readonly scaled: readonly Float64Array[];
  readonly scales: readonly Float64Array[];
  /** How many innovations there are for each feature, the first of them this far back. */
  readonly lags: number;
  readonly past: number;
  /** Weights that were fitted to a channel's frames before. */
  readonly fitted: number;
}

function bitsOfGroup(channels: readonly Float64Array[]): number {
  const frames = channels[0].length;
  const { ofChannels, fitted } = innovationsOf(channels);
  const scales = ofChannels.map(scaleOf);
  const scaled = ofChannels.map((innovations, c) => innovations.map((value, i) => value / scales[c][i]));
  const lags = lagsFor(channels.length, frames);
  const least = Math.max(STRETCH_FRAMES, FRAMES_PER_FEATURE * lags * channels.length);
  const stretches = Math.max(1, Math.floor(frames / least));
  let bits = 0;
  for (let k = 0; k < stretches; k++) {
    const [from, to] = [k, k + 1].map(edge => Math.round((edge * frames) / stretches));
    const cut = (values: Float64Array) => values.subarray(from, to);
    const part = { scaled: scaled.map(cut), scales: scales.map(cut), lags, past: lags >> 1 };
    bits += bitsOfStretch({ ...part, fitted: fitted / stretches });
  }
  return bits;
}

function scaleOf(innovations: Float64Array): Float64Array {
  const squares = squaresOf(innovations);
  const floor = 0.01 * (squares.reduce((sum, value) => sum + value, 0) / squares.length) + 1 / 12;
  return localMeans(squares, SCALE_WINDOW).map(mean => Math.sqrt(mean + floor));
}

/** Innovations of each channel that are looked at: at the time itself, and before and after. */
function lagsFor(channels: number, frames: number): number {
  const most = Math.min(MOST_FEATURES / channels, (FITTED_SHARE * frames) / channels, MOST_LAGS);
  return Math.max(1, Math.floor(most));
}

function bitsOfStretch(stretch: Stretch): number {
  const { scaled, scales, lags, past, fitted } = stretch;
  const lower = factorsOf(stretch);
  const frames = scaled[0].length;
  const lastLags = Math.min(LAST_LAGS, frames >> 4);
  return scaled.reduce((bits, _, c) => {
    const feature = c * lags + past;
    const left = withoutPast(
      residualOf(stretch, weightsOf(lower, lags * scaled.length, feature), c),
      lastLags,
    );
    const freedom = Math.max(1, frames - feature - fitted - lastLags);
    return (
      bits +
      bitsOfResiduals(
        left.map((value, i) => value * scales[c][i]),
        biasOf(frames, freedom),
      )
    );
  }, 0);
}

/**
 * Factors of the innovations' products: features are each channel's innovations from `past` before to after the time
 * itself, channel after channel, so that a channel's own one comes behind its past and all of the channels before.
 */
function factorsOf({ scaled, lags }: Stretch): Float64Array {
  const features = scaled.length * lags;
  const stride = features + 1;
  const sums = new Float64Array(stride * stride);
  for (let c = 0; c < scaled.length; c++) {
    for (let d = 0; d <= c; d++) placeProducts(sums, stride, [c, d], productsOf(scaled[c], scaled[d], lags));
  }
  return factoriseLdl({ sums, triangle: 'lower', stride, features }, pivotOf).lower;
}

/** Sums of products of one channel with another, from `lags` - 1 before to as many after. */
function productsOf(one: Float64Array, other: Float64Array, lags: number): Float64Array {
  const products = new Float64Array(2 * lags - 1);
  for (let k = 0; k < products.length; k++) {
    const shift = k - (lags - 1);
    const end = Math.min(one.length, one.length - shift);
    let sum = 0;
    for (let i = Math.max(0, -shift); i < end; i++) sum += one[i] * other[i + shift];
    products[k] = sum;
  }
  return products;
}

function placeProducts(
  sums: Float64Array,
  stride: number,
  [c, d]: readonly [number, number],
  products: Float64Array,
): void {
  const lags = (products.length + 1) >> 1;
  for (let i = 0; i < lags; i++) {
    for (let j = 0; j < lags; j++) sums[(c * lags + i) * stride + d * lags + j] = products[j - i + lags - 1];
  }
}

/** Of all features before one, those with which they predict it best. */
function weightsOf(lower: Float64Array, features: number, feature: number): Float64Array {
  const weights = lower.slice(feature * features, feature * features + feature);
  for (let a = feature - 1; a > 0; a--) {
    for (let b = 0; b < a; b++) weights[b] -= lower[a * features + b] * weights[a];
  }
  return weights;
}

function residualOf({ scaled, lags, past }: Stretch, weights: Float64Array, channel: number): Float64Array {
  const residual = scaled[channel].slice();
  for (let k = 0; k < weights.length; k++) {
    const other = scaled[Math.floor(k / lags)];
    const shift = (k % lags) - past;
    const end = Math.min(other.length, other.length - shift);
    for (let i = Math.max(0, -shift); i < end; i++) residual[i] -= weights[k] * other[i + shift];
  }
  return residual;
}

/** Less what the samples before predict. */
function withoutPast(residual: Float64Array, lags: number): Float64Array {
  const products = productsOf(residual, residual, lags + 1).slice(lags);
  const { coefficients } = levinson(products, lags);
  return residual.map((value, i) => {
    let sum = value;
    for (let k = 0; k < Math.min(lags, i); k++) sum -= coefficients[k] * residual[i - 1 - k];
    return sum;
  });
}
