/**
 * What the channels of a short block have in common: one predictor for all, and one shape of references' taps, each
 * channel having a gain for each reference. Runs in encoders only.
 */

import { factoriseLdl, ridgePivot, solveCholesky, solveLdl } from '../../../models/least-squares.js';
import { TAPS } from './head.js';
import {
  addSums,
  clearSums,
  type OwnFit,
  readSource,
  roughWeights,
  solveSums,
  storeWhitener,
  type Wanted,
  whitenBy,
} from './own.js';
import { POINTERS_AT, type Source, storeStretches, vectorsFor, type Work } from './signals.js';
import { crossAt, type Innovations, OWN_TAPS, pairAt, type TapSums } from './taps.js';
import { SHAPE_DIGITS } from './weights.js';

/** Channels that are looked at. */
const MOST_SAMPLED = 24;

/** Evenly spaced ones of a list. */
export function sampled<T>(all: readonly T[], most = MOST_SAMPLED): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, k) => all[Math.floor((k * all.length) / most)]);
}

/** A pooled predictor, and the deviation that it leaves of a channel in proportion to its differences' deviation. */
export interface PooledFit {
  readonly fit: OwnFit;
  readonly proportion: number;
}

/** Mean square of differences of the source that was read last. */
export function roughnessOf(work: Work): number {
  const weights = roughWeights(work, work.stretches);
  let squares = 0;
  work.stretches.forEach(({ frames }, k) => {
    squares += frames / weights[k];
  });
  return squares / work.stretches.reduce((sum, { frames }) => sum + frames, 0);
}

/** Mean square of a whitened signal. */
export function squareOf(work: Work, signal: number): number {
  const { kernel } = work.opened;
  storeStretches(work, [{ from: 0, frames: work.frames }], [1]);
  kernel.energies(signal, work.table, 1, work.out);
  return work.opened.views().f64[work.out / 8] / work.frames;
}

export function fitPooled(work: Work, sources: readonly Source[], wanted: Wanted): PooledFit {
  const few = sampled(sources);
  const { stretches } = work;
  const frames = stretches.reduce((sum, stretch) => sum + stretch.frames, 0);
  const accumulate = (weightOf: (source: Source) => number): OwnFit => {
    const weights = few.map(source => {
      readSource(work, source, wanted.hasAverages);
      return weightOf(source);
    });
    clearSums(work);
    few.forEach((source, k) => {
      readSource(work, source, wanted.hasAverages);
      const same = new Float64Array(stretches.length).fill(weights[k]);
      addSums(work, stretches, same, wanted, source.reach);
    });
    // weights bring channels to one level, so that deviations are in proportion to it
    return solveSums(work, { ...wanted, frames: wanted.frames * sources.length }, frames * few.length);
  };
  const first = accumulate(() => 1 / roughnessOf(work));
  const second = accumulate(() => {
    const rough = roughnessOf(work);
    const whitener = storeWhitener(work, first);
    const gain = whitenBy(work, whitener, first.deviation * Math.sqrt(rough), work.whitened);
    return 4 ** gain / (squareOf(work, work.whitened) + 1);
  });
  return { fit: second, proportion: first.deviation };
}

/** What all channels share of the taps. */
export interface PooledTaps {
  readonly own: Float64Array;
  /** In 1 / 2^SHAPE_DIGITS, the tap of the largest magnitude being 1. */
  readonly shape: readonly number[];
}

const ITERATIONS = 3;
const SHAPE_PIVOT = ridgePivot(1e-6);
const GAIN_PIVOT = ridgePivot(1e-3);

/** Begins with the tap of the frame itself, or with that at which there is most in common, whichever leaves less. */
export function fitShape(channels: readonly TapSums[]): PooledTaps {
  const found = fitShapeFrom(channels, SAME_FRAME);
  const common = commonTap(channels);
  if (common === SAME_FRAME) return found;
  const other = fitShapeFrom(channels, common);
  return other.left < found.left ? other : found;
}

/** Alternates between gains of each channel's references and what they share. */
function fitShapeFrom(channels: readonly TapSums[], first: number): PooledTaps & { readonly left: number } {
  let own: Float64Array = new Float64Array(OWN_TAPS);
  let shape: Float64Array = Float64Array.from({ length: TAPS }, (_, k) => (k === first ? 1 : 0));
  let left = channels.length;
  for (let k = 0; k < ITERATIONS; k++) {
    const { stride, sums } = emptyEquations();
    for (const channel of channels) addShared(channel, gainsOf(channel, own, shape), sums, stride);
    const features = stride - 1;
    const solved = solveCholesky({ sums, triangle: 'lower', stride, features }, SHAPE_PIVOT);
    left = solved.reduce(
      (energy, weight, at) => energy - weight * sums[features * stride + at],
      channels.length,
    );
    own = solved.slice(0, OWN_TAPS);
    const taps = solved.subarray(OWN_TAPS);
    const largest = taps.reduce((most, tap) => (Math.abs(tap) > Math.abs(most) ? tap : most));
    if (!(Math.abs(largest) > 1e-3)) break;
    shape = taps.map(tap => tap / largest);
  }
  return { own, shape: Array.from(shape, tap => Math.round(tap * 2 ** SHAPE_DIGITS)), left };
}

/** The tap of a reference's sample at the time of the one that is predicted. */
const SAME_FRAME = 3;

/** The tap at which channels have most in common with their references. */
function commonTap(channels: readonly TapSums[]): number {
  const common = new Float64Array(TAPS);
  for (const { references, sums } of channels) {
    for (let a = 0; a < references; a++) {
      const energies = sums[0] * sums[pairAt(references, a, a) + 7];
      for (let tap = 0; tap < TAPS; tap++) common[tap] += sums[crossAt(a) + tap] ** 2 / (energies + 1);
    }
  }
  return common.indexOf(Math.max(...common));
}

function emptyEquations() {
  const stride = OWN_TAPS + TAPS + 1;
  return { stride, sums: new Float64Array(stride * stride) };
}

/** Products of a shape with itself, 0 to 7 taps apart. */
function ownLags(shape: Float64Array): Float64Array {
  return shape.map((_, lag) => {
    let sum = 0;
    for (let tap = lag; tap < TAPS; tap++) sum += shape[tap] * shape[tap - lag];
    return sum;
  });
}

function gainsOf({ references, sums: all }: TapSums, own: Float64Array, shape: Float64Array): Float64Array {
  const stride = references + 1;
  const sums = new Float64Array(stride * stride);
  const lags = ownLags(shape);
  for (let a = 0; a < references; a++) {
    const cross = crossAt(a);
    let target = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      let product = all[cross + tap];
      for (let k = 0; k < OWN_TAPS; k++) product -= own[k] * all[cross + tap + k + 1];
      target += shape[tap] * product;
    }
    sums[references * stride + a] = target;
    for (let b = 0; b <= a; b++) {
      const middle = pairAt(references, a, b) + 7;
      let sum = lags[0] * all[middle];
      for (let lag = 1; lag < TAPS; lag++) sum += lags[lag] * (all[middle + lag] + all[middle - lag]);
      sums[a * stride + b] = sum;
    }
  }
  return solveCholesky({ sums, triangle: 'lower', stride, features: references }, GAIN_PIVOT);
}

/** Adds a channel's part to the equations of what is shared, the channel counting by the inverse of its energy. */
function addShared(channel: TapSums, gains: Float64Array, sums: Float64Array, stride: number): void {
  const own = channel.sums;
  const unit = 1 / own[0];
  const last = stride - 1;
  const { cross, pairs } = gathered(channel, gains);
  for (let a = 0; a < OWN_TAPS; a++) {
    for (let b = 0; b <= a; b++) sums[a * stride + b] += own[a - b] * unit;
    sums[last * stride + a] += own[a + 1] * unit;
  }
  for (let tap = 0; tap < TAPS; tap++) {
    const at = (OWN_TAPS + tap) * stride;
    for (let k = 0; k < OWN_TAPS; k++) sums[at + k] += unit * cross[tap + k + 1];
    sums[last * stride + OWN_TAPS + tap] += unit * cross[tap];
    for (let k = 0; k <= tap; k++) sums[at + OWN_TAPS + k] += unit * pairs[tap - k];
  }
}

/** Products of a channel with all that its references give: across, and of that with itself 0 to 7 samples apart. */
function gathered({ references, sums }: TapSums, gains: Float64Array) {
  const across = new Float64Array(16);
  const within = new Float64Array(TAPS);
  for (let a = 0; a < references; a++) {
    const cross = crossAt(a);
    for (let k = 0; k < 16; k++) across[k] += gains[a] * sums[cross + k];
    for (let b = 0; b <= a; b++) {
      const gain = gains[a] * gains[b];
      const middle = pairAt(references, a, b) + 7;
      for (let lag = 0; lag < TAPS; lag++) {
        const there = sums[middle - lag];
        within[lag] += gain * (a === b ? there : there + sums[middle + lag]);
      }
    }
  }
  return { cross: across, pairs: within };
}

/** Bits that a gain takes. */
const GAIN_BITS = 9;

/**
 * Gains of as many references as pay.
 * @param target innovations that are predicted
 * @param signals references' innovations, filtered by the shape
 * @returns gains, and the deviation that is left, in units of innovations
 */
export function gainsOfReferences(
  work: Work,
  target: Innovations,
  signals: readonly Innovations[],
): { readonly gains: Float64Array; readonly deviation: number } {
  const { kernel, views } = work.opened;
  const { frames, weights, sums } = work;
  const features = signals.length;
  const stride = features + 1;
  const pointers = weights + POINTERS_AT;
  const { i32, f64 } = views();
  let { largest } = target;
  for (let k = 0; k < features; k++) {
    i32[pointers / 4 + k] = signals[k].address;
    largest = Math.max(largest, signals[k].largest);
  }
  i32[pointers / 4 + features] = target.address;
  kernel.gram(pointers, stride, frames, vectorsFor(largest, largest), sums);
  const products = f64.subarray(sums / 8, sums / 8 + stride * stride);
  const factors = factoriseLdl({ sums: products, triangle: 'lower', stride, features }, GAIN_PIVOT);
  let energy = products[stride * stride - 1] + 1;
  let left = energy;
  let taken = 0;
  let least = 0.5 * frames * Math.log2(energy);
  for (let k = 0; k < features; k++) {
    energy -= factors.diagonal[k] * factors.z[k] ** 2;
    const bits = 0.5 * frames * Math.log2(Math.max(energy, 1)) + GAIN_BITS * (k + 1);
    if (bits >= least) continue;
    least = bits;
    taken = k + 1;
    left = energy;
  }
  return { gains: solveLdl(factors, taken), deviation: Math.sqrt(Math.max(left, 1) / frames) };
}
