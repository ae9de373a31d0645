/** Fits what other channels' innovations, and a channel's own, add to its prediction. Runs in encoders only. */
import { factoriseLdl, type NormalEquations, ridgePivot, solveLdl } from '../../../models/least-squares.js';
import { TAPS } from './head.js';
import { inverseSquares, POINTERS_AT, type Stretch, storeStretches, type Work } from './signals.js';

/** Past samples of a channel's own whitened signal that are fitted together with the references. */
export const OWN_TAPS = 8;
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
  /**
   * Sixteen each: of s[t] s[t + k], k = 0 … 15; for each reference, at `crossAt`, of s[t] u[t + k], k = -3 … 12; for
   * references a and b <= a, at `pairAt`, of u_a[t] u_b[t + k], k = -7 … 8.
   */
  readonly sums: Float64Array;
}

export function crossAt(reference: number): number {
  return 16 * (1 + reference);
}

export function pairAt(references: number, a: number, b: number): number {
  return 16 * (1 + references + ((a * (a + 1)) >> 1) + b);
}

/** @param signal address of the whitened signal */
export function sumTaps(
  work: Work,
  stretches: readonly Stretch[],
  signal: number,
  references: readonly Innovations[],
): TapSums {
  const { kernel, views } = work.opened;
  const { table, out, taps } = work;
  storeStretches(work, stretches, new Float64Array(stretches.length));
  kernel.energies(signal, table, stretches.length, out);
  storeStretches(work, stretches, inverseSquares(work, stretches, 1));
  const { i32, f64 } = views();
  const signals = work.weights + POINTERS_AT;
  let at = signals / 4;
  i32[at++] = signal;
  i32[at++] = LARGEST_WHITENED;
  for (const { address, largest } of references) {
    i32[at++] = address;
    i32[at++] = largest;
  }
  const count = references.length;
  kernel.tapSums(signals, count, table, stretches.length, taps);
  return { references: count, sums: f64.slice(taps / 8, taps / 8 + pairAt(count, count, 0)) };
}

/** Normal equations: OWN_TAPS own taps, then eight of each reference, then the signal itself. */
export function tapEquations({ references, sums: all }: TapSums): NormalEquations {
  const features = OWN_TAPS + TAPS * references;
  const stride = features + 1;
  const sums = new Float64Array(stride * stride);
  for (let a = 0; a < OWN_TAPS; a++) {
    for (let b = 0; b <= a; b++) sums[a * stride + b] = all[a - b];
    sums[features * stride + a] = all[a + 1];
  }
  sums[features * stride + features] = all[0];
  for (let reference = 0; reference < references; reference++) {
    const first = OWN_TAPS + TAPS * reference;
    const cross = crossAt(reference);
    for (let tap = 0; tap < TAPS; tap++) {
      const at = (first + tap) * stride;
      // s[t - k - 1] with u[t + tap - 3]
      for (let k = 0; k < OWN_TAPS; k++) sums[at + k] = all[cross + tap + k + 1];
      sums[features * stride + first + tap] = all[cross + tap];
      for (let other = 0; other <= reference; other++) {
        const lags = pairAt(references, reference, other) + 7 - tap;
        const most = other === reference ? tap : TAPS - 1;
        const to = at + OWN_TAPS + TAPS * other;
        for (let k = 0; k <= most; k++) sums[to + k] = all[lags + k];
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
