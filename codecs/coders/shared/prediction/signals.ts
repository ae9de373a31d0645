/** What an encoder works on: the signals of a block in the kernel's memory, and sums of products of them. */

import { roundUp } from '../../../bytes/wasm.js';
import { AVERAGES, MOST_REFERENCES } from './head.js';
import { PROFILE, type UNIFORM } from './kinds.js';
import { historyOf, type Opened, type Room } from './memory.js';

/** Frames of a stretch, which count by one weight: of many channels, and where there are averages. */
export const STRETCH = 256;
const LONG_STRETCH = 1024;
/** Frames before a stretch in which averages come near what they would be. */
const WARMING = 1024;
/** Frames that predictors are fitted to, at most. */
const MOST_FITTED = 2 ** 14;
/** Lags of a covariance, the averages, and what references give. */
export const WIDEST = 33 + AVERAGES + 1;
/** Samples of levelled signals, at most. */
const MOST_LEVELLED = 4096;
const LEAST_LEVELLED = 512;
/** Sixteen sums of a channel, of it and each reference, and of all pairs of references. */
const MOST_TAP_SUMS = 16 * (1 + MOST_REFERENCES + (MOST_REFERENCES * (MOST_REFERENCES + 1)) / 2);
/** Weights of own filters; behind them pointers to signals and what goes with each, eight bytes; then taps. */
export const POINTERS_AT = 256;
export const TAPS_AT = POINTERS_AT + 8 * (MOST_REFERENCES + 2);
const WEIGHTS_BYTES = TAPS_AT + 16 * MOST_REFERENCES;
/** Products of all pairs of levelled signals, at most. */
const MOST_PAIRS = 2 ** 26;

/** A channel while a predictor for it is looked for. */
export interface Source {
  readonly channel: number;
  readonly kind: typeof UNIFORM | typeof PROFILE;
  /** In 1/16 of a step. */
  readonly mean: number;
  /** What histories take off. */
  readonly base: number;
  /** Address of the first code. */
  readonly codes: number;
  /** Largest magnitude of the history. */
  readonly reach: number;
}

/** Frames from `from` on. */
export interface Stretch {
  readonly from: number;
  readonly frames: number;
}

/** Addresses of what fits need. */
export interface Work {
  readonly opened: Opened;
  readonly room: Room;
  readonly frames: number;
  readonly historyShift: number;
  readonly stretches: readonly Stretch[];
  /** Where averages are reckoned. */
  readonly warmed: readonly Stretch[];
  /** Of one channel, as `fillHistory` left it. */
  readonly history: number;
  /** The averages, then what references give: `room.stride` apart. */
  readonly averages: number;
  /** Of channels, `room.stride` apart: what their own past does not predict. */
  readonly whitened: number;
  readonly levelled: number;
  readonly levelledSamples: number;
  readonly pairs: number;
  /** For each channel an i32, while the order is looked for; and the order. */
  readonly nearest: number;
  readonly order: number;
  readonly table: number;
  readonly sums: number;
  readonly out: number;
  /** Sums of products with references' innovations. */
  readonly taps: number;
  readonly weights: number;
  readonly end: number;
}

/** Evenly spaced stretches of a block, all of them if it is short. */
function stretchesOfBlock(frames: number, length: number): Stretch[] {
  const count = Math.ceil(Math.min(frames, MOST_FITTED) / length);
  if (frames <= MOST_FITTED) {
    return Array.from({ length: count }, (_, k) => ({
      from: k * length,
      frames: Math.min(length, frames - k * length),
    }));
  }
  const step = (frames - length) / (count - 1);
  return Array.from({ length: count }, (_, k) => ({ from: Math.floor(k * step), frames: length }));
}

/** Where averages are reckoned: stretches and what is before them, all frames at once if there is no gap. */
function warmedOf(stretches: readonly Stretch[], frames: number): Stretch[] {
  if (frames <= MOST_FITTED) return [{ from: 0, frames }];
  return stretches.map(({ from, frames: length }) => {
    const first = Math.max(0, from - WARMING);
    return { from: first, frames: from + length - first };
  });
}

/** Samples of each channel's levelled signal. */
function levelledOf(channels: number, frames: number): number {
  const most = Math.max(LEAST_LEVELLED, Math.min(MOST_LEVELLED, MOST_PAIRS / channels ** 2));
  return Math.min(Math.floor(frames / 8) * 8, Math.floor(most / STRETCH) * STRETCH);
}

/** Bytes of the work for a block, or where each part of it lies if it begins at `room.rest`. */
export function layOut(
  opened: Opened,
  room: Room,
  historyShift: number,
  kept: number,
  hasAverages: boolean,
): Work {
  const { frames, stride } = room;
  const stretches = stretchesOfBlock(frames, hasAverages ? LONG_STRETCH : STRETCH);
  // where channels refer to others, innovations are of all frames
  const warmed = kept > 0 ? [{ from: 0, frames }] : warmedOf(stretches, frames);
  const levelledSamples = levelledOf(kept, frames);
  let at = roundUp(room.rest);
  const take = (bytes: number) => {
    const here = at;
    at = roundUp(at + bytes);
    return here;
  };
  const averages = take((AVERAGES + 1) * stride);
  const whitened = take((kept === 0 ? 1 : kept) * stride);
  const levelled = take(kept * levelledSamples * 2 + 64);
  const pairs = take(4 * kept * kept);
  const nearest = take(4 * kept);
  const order = take(4 * kept);
  const table = take(16 * stretches.length);
  const sums = take(8 * WIDEST * WIDEST);
  const out = take(8 * Math.max(16, stretches.length));
  const taps = take(kept === 0 ? 0 : 8 * MOST_TAP_SUMS);
  const weights = take(WEIGHTS_BYTES);
  const history = historyOf(room, 0);
  return {
    opened,
    room,
    frames,
    historyShift,
    stretches,
    warmed,
    history,
    averages: averages + 128,
    whitened: whitened + 128,
    levelled,
    levelledSamples,
    pairs,
    nearest,
    order,
    table,
    sums,
    out,
    taps,
    weights,
    end: at,
  };
}

/** Address of the tables by which a channel's codes are voltages; 0: those of a uniform quantiser. */
export function converterOf({ opened }: Work, kind: number): number {
  return kind === PROFILE ? opened.profiled : 0;
}

/** Writes a table of stretches, each with its weight. */
export function storeStretches(
  { opened, table }: Work,
  stretches: readonly Stretch[],
  weights: ArrayLike<number>,
): void {
  const { i32, f64 } = opened.views();
  for (let k = 0; k < stretches.length; k++) {
    const at = table + 16 * k;
    i32[at / 4] = stretches[k].from;
    i32[at / 4 + 1] = stretches[k].frames;
    f64[at / 8 + 1] = weights[k];
  }
}

/** So many vectors are as good as all; the kernel counts their bytes modulo 2^32. */
const MOST_VECTORS_AT_ONCE = 2 ** 16;

/** Vectors of eight products whose pairs' sums stay below 2^31. */
export function vectorsFor(largestX: number, largestY: number): number {
  const vectors = Math.floor((2 ** 31 - 1) / (2 * largestX * largestY));
  return Math.max(1, Math.min(MOST_VECTORS_AT_ONCE, vectors));
}

/** What stretches that are quieter than most count as, in parts of the median mean square. */
const QUIETEST = 0.03;

/** Inverse mean squares of stretches, by sums that the kernel left in `out`. */
export function inverseSquares(work: Work, stretches: readonly Stretch[], floor: number): Float64Array {
  const { f64 } = work.opened.views();
  const squares = new Float64Array(stretches.length);
  for (let k = 0; k < squares.length; k++) squares[k] = f64[work.out / 8 + k] / stretches[k].frames;
  const least = Math.max(QUIETEST * squares.slice().sort()[squares.length >> 1], floor);
  for (let k = 0; k < squares.length; k++) squares[k] = 1 / Math.max(squares[k], least);
  return squares;
}
