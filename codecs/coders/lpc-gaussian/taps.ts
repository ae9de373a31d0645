/** Fits what other channels' innovations, and a channel's own, add to its prediction. Runs in encoders only. */
import { factoriseLdl, type NormalEquations, ridgePivot, solveLdl } from '../../models/least-squares.js';
import { TAPS } from './head.js';
import { inverseSquares, type Stretch, storeStretches, vectorsFor, type Work } from './signals.js';

/** Past samples of a channel's own whitened signal that are fitted together with the references. */
export const OWN_TAPS = 8;
const TAPS_BACK = 3;
export const LARGEST_WHITENED = 2047;

/** Innovations of an earlier channel. */
export interface Innovations {
  readonly address: number;
  readonly largest: number;
}

/**
 * Products of a whitened signal s, that is predicted, and references' innovations u: over stretches that count by the
 * inverse of the signal's energy in them. All are nearly white, so that what stretches cut off at their ends is left out.
 */
export interface TapSums {
  readonly references: number;
  /** Of s[t] s[t + k], k = 0 … 15. */
  readonly own: Float64Array;
  /** For each reference, of s[t] u[t + k], k = -3 … 12. */
  readonly cross: readonly Float64Array[];
  /** For references a and b <= a, of u_a[t] u_b[t + k], k = -7 … 8. */
  readonly pairs: readonly (readonly Float64Array[])[];
  /** Of all weights, each as often as it counts. */
  readonly total: number;
}

function products(work: Work, count: number, x: Innovations, y: Innovations, lag: number): Float64Array {
  const { kernel, views } = work.opened;
  const all = new Float64Array(16);
  const vectors = vectorsFor(x.largest, y.largest);
  for (let half = 0; half < 2; half++) {
    const at = y.address + 2 * (lag + 8 * half);
    kernel.correlate(x.address, at, work.table, count, vectors, work.out);
    const { f64 } = views();
    for (let k = 0; k < 8; k++) all[8 * half + k] = f64[work.out / 8 + k];
  }
  return all;
}

/** Of a signal with itself, which is the same both ways. */
function ownProducts(work: Work, count: number, x: Innovations): Float64Array {
  const { kernel } = work.opened;
  const vectors = vectorsFor(x.largest, x.largest);
  kernel.correlate(x.address, x.address, work.table, count, vectors, work.out);
  const { f64 } = work.opened.views();
  const both = new Float64Array(16);
  for (let k = 0; k < 8; k++) {
    both[7 + k] = f64[work.out / 8 + k];
    both[7 - k] = both[7 + k];
  }
  return both;
}

/** @param signal address of the whitened signal */
export function sumTaps(
  work: Work,
  stretches: readonly Stretch[],
  signal: number,
  references: readonly Innovations[],
): TapSums {
  const { kernel } = work.opened;
  storeStretches(work, stretches, new Float64Array(stretches.length));
  kernel.energies(signal, work.table, stretches.length, work.out);
  const weights = inverseSquares(work, stretches, 1);
  storeStretches(work, stretches, weights);
  const target = { address: signal, largest: LARGEST_WHITENED };
  const count = stretches.length;
  const own = products(work, count, target, target, 0);
  const cross = references.map(reference => products(work, count, target, reference, -TAPS_BACK));
  const pairs = references.map((a, k) => [
    ...references.slice(0, k).map(b => products(work, count, a, b, -7)),
    ownProducts(work, count, a),
  ]);
  const total = stretches.reduce((sum, { frames }, k) => sum + frames * weights[k], 0);
  return { references: references.length, own, cross, pairs, total };
}

/** Normal equations: OWN_TAPS own taps, then eight of each reference, then the signal itself. */
export function tapEquations({ references, own, cross, pairs }: TapSums): NormalEquations {
  const features = OWN_TAPS + TAPS * references;
  const stride = features + 1;
  const sums = new Float64Array(stride * stride);
  for (let a = 0; a < OWN_TAPS; a++) {
    for (let b = 0; b <= a; b++) sums[a * stride + b] = own[a - b];
    sums[features * stride + a] = own[a + 1];
  }
  sums[features * stride + features] = own[0];
  for (let reference = 0; reference < references; reference++) {
    const first = OWN_TAPS + TAPS * reference;
    for (let tap = 0; tap < TAPS; tap++) {
      const at = (first + tap) * stride;
      // s[t - k - 1] with u[t + tap - 3]
      for (let k = 0; k < OWN_TAPS; k++) sums[at + k] = cross[reference][tap + k + 1];
      sums[features * stride + first + tap] = cross[reference][tap];
      for (let other = 0; other <= reference; other++) {
        const lags = pairs[reference][other];
        const most = other === reference ? tap : TAPS - 1;
        for (let k = 0; k <= most; k++) sums[at + OWN_TAPS + TAPS * other + k] = lags[7 + k - tap];
      }
    }
  }
  return { sums, triangle: 'lower', stride, features };
}

export interface TapFit {
  /** Of the channel's own whitened past. */
  readonly own: Float64Array;
  /** Of each reference that pays. */
  readonly taps: readonly Float64Array[];
  /** Energy left, as a part of what there was. */
  readonly left: number;
}

const RIDGE = 1e-5;
/** Bits that the weights of a reference take, or the own ones. */
const REFERENCE_BITS = 34;

/** The same without the own taps. */
export function withoutOwn({ sums, stride, features }: NormalEquations): NormalEquations {
  const only = sums.slice();
  for (let a = OWN_TAPS; a <= features; a++) only.fill(0, a * stride, a * stride + OWN_TAPS);
  return { sums: only, triangle: 'lower', stride, features };
}

/** As many references as pay, in the order given. @param frames that will be predicted */
export function solveTaps(equations: NormalEquations, frames: number): TapFit {
  const { sums, stride, features } = equations;
  const factors = factoriseLdl(equations, ridgePivot(RIDGE));
  const all = sums[features * stride + features];
  let energy = all;
  let taken = 0;
  let left = all;
  let least = 0.5 * frames * Math.log2(all);
  for (let k = 0; k < features; k++) {
    energy -= factors.diagonal[k] * factors.z[k] ** 2;
    if (k + 1 < OWN_TAPS || (k + 1 - OWN_TAPS) % TAPS !== 0) continue;
    const references = (k + 1 - OWN_TAPS) / TAPS;
    const bits = 0.5 * frames * Math.log2(Math.max(energy, all * 1e-9)) + REFERENCE_BITS * (references + 1);
    if (bits >= least) continue;
    least = bits;
    taken = k + 1;
    left = energy;
  }
  const solution = solveLdl(factors, taken);
  const taps = Array.from({ length: Math.max(0, taken / TAPS - 1) }, (_, k) =>
    solution.subarray(OWN_TAPS + TAPS * k, OWN_TAPS + TAPS * (k + 1)),
  );
  return { own: solution.subarray(0, OWN_TAPS), taps, left: Math.max(left / all, 1e-9) };
}

/** Lags of a predictor a and of one for what it leaves, c, as those of one: a + c - a * c. */
export function joinLags(a: Float64Array, c: ArrayLike<number>): Float64Array {
  const joined = new Float64Array(a.length + c.length);
  joined.set(a);
  for (let i = 0; i < c.length; i++) {
    joined[i] += c[i];
    for (let k = 0; k < a.length; k++) joined[i + 1 + k] -= c[i] * a[k];
  }
  return joined;
}
