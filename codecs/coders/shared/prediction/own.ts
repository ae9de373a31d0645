/** Fits predictors of channels from their own past, by weighted least squares. Runs in encoders only. */

import { factoriseLdl, type NormalEquations, solveLdl } from '../../../models/least-squares.js';
import { AVERAGES, LARGEST_WEIGHT, NEAR_LAGS } from './head.js';
import { storeInTimeOrder } from './memory.js';
import { digitsFor, roundWeights } from './rounding.js';
import {
  converterOf,
  inverseSquares,
  type Source,
  type Stretch,
  storeStretches,
  vectorsFor,
  WIDEST,
  type Work,
} from './signals.js';

/** Sums of products of lags, averages and the target. */
interface Sums {
  /** Rows of WIDEST: lags 0 to `lags`, then averages. */
  readonly sums: Float64Array;
  readonly lags: number;
  readonly hasAverages: boolean;
  /** Whether what references give stands behind the averages. */
  readonly hasGiven: boolean;
  /** Of all weights, each as often as it counts. */
  readonly total: number;
}

export interface OwnFit {
  /** Of lags 1 on, then of the averages, then of what references give. */
  readonly solution: Float64Array;
  readonly sums: Sums;
  /** Weighted energy that is left. */
  readonly energy: number;
  /** Standard deviation of what is left, in units of the history. */
  readonly deviation: number;
  /** Lags that pay. */
  readonly lags: number;
}

export interface Wanted {
  readonly lags: number;
  readonly hasAverages: boolean;
  /** Whether what references give is a feature too. */
  readonly hasGiven?: boolean;
  /** Samples that will be predicted. */
  readonly frames: number;
}

/** Address of what references give. */
export function givenOf({ averages, room }: Work): number {
  return averages + AVERAGES * room.stride;
}

/** Reads a channel's voltages into the history, and its averages where they are used. */
export function readSource(work: Work, source: Source, hasAverages: boolean): void {
  const { kernel } = work.opened;
  const { frames, historyShift, history, averages, room } = work;
  kernel.fillHistory(
    source.codes,
    frames,
    converterOf(work, source.kind),
    source.base,
    historyShift,
    history,
  );
  if (!hasAverages) return;
  for (const { from, frames } of work.warmed) {
    kernel.fillAverages(history + 2 * from, frames, averages + 2 * from, room.stride);
  }
}

/** Weights of stretches as rough as differences of neighbours. */
export function roughWeights(work: Work, stretches: readonly Stretch[]): Float64Array {
  storeStretches(work, stretches, new Float64Array(stretches.length));
  work.opened.kernel.roughness(work.history, work.table, stretches.length, work.out);
  return inverseSquares(work, stretches, 0.01);
}

/** Sums over stretches of the history that was read last, added to what `sums` has. */
export function addSums(
  work: Work,
  stretches: readonly Stretch[],
  weights: ArrayLike<number>,
  wanted: Wanted,
  reach: number,
): void {
  const { kernel } = work.opened;
  const largest = wanted.hasGiven ? LARGEST_WEIGHT : reach;
  const vectors = vectorsFor(largest, largest);
  storeStretches(work, stretches, weights);
  const { history, averages, room, table, sums } = work;
  const { lags } = wanted;
  kernel.addCovariance(history, table, stretches.length, lags, vectors, sums, WIDEST);
  const further = furtherOf(wanted);
  if (further === 0) return;
  const { length } = stretches;
  kernel.addFurther(history, averages, room.stride, further, table, length, lags, vectors, sums, WIDEST);
}

export function clearSums({ opened, sums }: Work): void {
  opened.views().f64.fill(0, sums / 8, sums / 8 + WIDEST * WIDEST);
}

/** Signals that are features beside the lags. */
function furtherOf({ hasAverages, hasGiven }: Pick<Wanted, 'hasAverages' | 'hasGiven'>): number {
  return (hasAverages ? AVERAGES : 0) + (hasGiven ? 1 : 0);
}

function takeSums({ opened, sums }: Work, wanted: Wanted, total: number): Sums {
  const { lags, hasAverages, hasGiven = false } = wanted;
  const all = opened.views().f64.slice(sums / 8, sums / 8 + WIDEST * WIDEST);
  return { sums: all, lags, hasAverages, hasGiven, total };
}

function totalOf(stretches: readonly Stretch[], weights: ArrayLike<number>): number {
  return stretches.reduce((sum, { frames }, k) => sum + frames * weights[k], 0);
}

/** Places in the sums: near lags, averages, far lags, and the target, in the order in which features are taken in. */
function placesOf(sums: Sums): number[] {
  const { lags } = sums;
  const near = Array.from({ length: Math.min(NEAR_LAGS, lags) }, (_, k) => k + 1);
  const averages = Array.from({ length: furtherOf(sums) }, (_, k) => lags + 1 + k);
  const far = Array.from({ length: lags - near.length }, (_, k) => NEAR_LAGS + 1 + k);
  return [...near, ...averages, ...far, 0];
}

/** The sum of products of two of lags (0: the target), averages and what references give. */
export function sumAt({ sums }: Sums, a: number, b: number): number {
  return a < b ? sums[a * WIDEST + b] : sums[b * WIDEST + a];
}

const RIDGE = 1e-10;

function pivotOf(rest: number, energy: number): number {
  return Math.max(rest, 0) + energy * RIDGE + Number.MIN_VALUE ** 0.5;
}

/** Bits that a weight takes. */
const WEIGHT_BITS = 10;
/** Bits a sample that a further vector of eight lags must save to be worth its time. */
const LEAST_SAVING = 0.004;

/** Solves for as many lags as pay. */
function solveOwn(sums: Sums, frames: number): OwnFit {
  const places = placesOf(sums);
  const features = places.length - 1;
  const stride = places.length;
  const lower = new Float64Array(stride * stride);
  for (let a = 0; a < stride; a++) {
    for (let b = 0; b <= a; b++) lower[a * stride + b] = sumAt(sums, places[a], places[b]);
  }
  const equations: NormalEquations = { sums: lower, triangle: 'lower', stride, features };
  const factors = factoriseLdl(equations, pivotOf);
  const fewest = Math.min(features, NEAR_LAGS + furtherOf(sums));
  let energy = lower[features * stride + features];
  let taken = fewest;
  let least = Number.POSITIVE_INFINITY;
  let left = energy;
  const floor = Math.max(energy * 1e-12, Number.MIN_VALUE);
  for (let k = 0; k < features; k++) {
    energy -= factors.diagonal[k] * factors.z[k] ** 2;
    const isEnd = k + 1 === features || (k + 1 >= fewest && (k + 1 - fewest) % 8 === 0);
    if (!isEnd) continue;
    const vectors = Math.ceil((k + 1 - fewest) / 8);
    const bits =
      0.5 * frames * Math.log2(Math.max(energy, floor)) +
      WEIGHT_BITS * (k + 1) +
      LEAST_SAVING * frames * vectors;
    if (bits >= least) continue;
    least = bits;
    taken = k + 1;
    left = energy;
  }
  const solved = solveLdl(factors, taken);
  const solution = new Float64Array(sums.lags + furtherOf(sums));
  solved.forEach((weight, k) => {
    solution[places[k] - 1] = weight;
  });
  const lags = Math.max(NEAR_LAGS, taken - furtherOf(sums));
  const rest = Math.max(left, floor);
  return { solution, sums, energy: rest, deviation: Math.sqrt(rest / sums.total), lags };
}

/** Lags of a first predictor, which tells how quiet stretches are, where there will be averages too. */
const SHORT_LAGS = 8;

/** A predictor of the source that was read last, each stretch counting by the inverse of the energy that it leaves. */
export function fitOwn(work: Work, wanted: Wanted, reach: number): OwnFit {
  const { stretches } = work;
  const rough = roughWeights(work, stretches);
  const short = wanted.hasAverages
    ? { ...wanted, lags: Math.min(SHORT_LAGS, wanted.lags), hasAverages: false }
    : wanted;
  clearSums(work);
  addSums(work, stretches, rough, short, reach);
  const first = solveSums(work, short, totalOf(stretches, rough));
  whitenSource(work, first, work.whitened, stretches);
  work.opened.kernel.energies(work.whitened, work.table, stretches.length, work.out);
  const weights = inverseSquares(work, stretches, 1);
  clearSums(work);
  addSums(work, stretches, weights, wanted, reach);
  return solveSums(work, wanted, totalOf(stretches, weights));
}

/** The same beside what references give, which lies at `givenOf`. @param whitened what the predictor left before */
export function refitOwn(work: Work, wanted: Wanted, reach: number, whitened: number): OwnFit {
  const { stretches } = work;
  storeStretches(work, stretches, new Float64Array(stretches.length));
  work.opened.kernel.energies(whitened, work.table, stretches.length, work.out);
  const weights = inverseSquares(work, stretches, 1);
  clearSums(work);
  addSums(work, stretches, weights, { ...wanted, hasGiven: true }, reach);
  return solveSums(work, { ...wanted, hasGiven: true }, totalOf(stretches, weights));
}

/** @param total of the weights that the sums were added with, each as often as it counted */
export function solveSums(work: Work, wanted: Wanted, total: number): OwnFit {
  return solveOwn(takeSums(work, wanted, total), wanted.frames);
}

/** Weights that `storeFilter` wrote, which stay until it is called again. */
export interface Filter {
  readonly vectors: number;
  readonly averageWeights: number;
}

/** Writes weights as the kernel's filters read them: within a vector in the order of time. */
export function storeFilter({ opened, weights }: Work, rounded: readonly number[], lags: number): Filter {
  const { i16, i32 } = opened.views();
  const vectors = Math.ceil(lags / 8);
  const at = weights / 2;
  i16.fill(0, at, at + 8 * vectors);
  storeInTimeOrder(i16, at, rounded.slice(0, lags));
  const averageWeights = weights + 128;
  for (let k = 0; k < AVERAGES; k++) i32[averageWeights / 4 + k] = rounded[lags + k] ?? 0;
  return { vectors, averageWeights };
}

/** A predictor that was written for `whitenBy`. */
interface Whitener extends Filter {
  readonly digits: number;
  readonly hasAverages: boolean;
}

export function storeWhitener(work: Work, { solution, sums }: OwnFit): Whitener {
  const digits = digitsFor(solution);
  const filter = storeFilter(work, roundWeights(solution, sums.lags, digits), sums.lags);
  return { ...filter, digits, hasAverages: sums.hasAverages };
}

/** Bytes of zeros before and behind a whitened signal. */
const MARGIN = 32;
/** Binary digits of a whitened signal's deviation. */
const WHITENED_BITS = 7;

/**
 * Writes what a predictor leaves of the source that was read last.
 * @param stretches that are wanted
 * @returns the binary digits by which it was made larger, so that its deviation is about 2^WHITENED_BITS
 */
export function whitenSource(work: Work, fit: OwnFit, out: number, stretches?: readonly Stretch[]): number {
  return whitenBy(work, storeWhitener(work, fit), fit.deviation, out, stretches);
}

/** The same. @param deviation that is left, in units of the history */
export function whitenBy(
  work: Work,
  { digits, vectors, averageWeights, hasAverages }: Whitener,
  deviation: number,
  out: number,
  stretches: readonly Stretch[] = [{ from: 0, frames: work.frames }],
): number {
  const gain = Math.min(digits, Math.max(-8, WHITENED_BITS - Math.round(Math.log2(deviation + 2 ** -6))));
  const averages = hasAverages ? work.averages : 0;
  const { kernel } = work.opened;
  for (const { from, frames } of stretches) {
    const at = 2 * from;
    kernel.whiten(
      work.history + at,
      frames,
      work.weights,
      vectors,
      averages === 0 ? 0 : averages + at,
      work.room.stride,
      averageWeights,
      digits,
      gain,
      out + at,
    );
  }
  const { u8 } = work.opened.views();
  u8.fill(0, out - MARGIN, out);
  u8.fill(0, out + 2 * work.frames, out + 2 * work.frames + MARGIN);
  return gain;
}
