/** What models of a block's channels are made from, and of. Runs in encoders only. */

import {
  AVERAGES,
  type CodedChannel,
  type Head,
  LARGEST_LEVEL,
  NEAR_LAGS,
  type Reference,
  type Settings,
} from './head.js';
import type { Source, Work } from './signals.js';
import { magnitudeOf, stretchStart } from './weights.js';

/** What `chooseModel` asks for. */
export interface Task {
  readonly work: Work;
  readonly sources: readonly Source[];
  /** Lags of own predictors, at most. */
  readonly lags: number;
  readonly hasAverages: boolean;
  /** Channels that predict another, at most. */
  readonly references: number;
  /** Stretches of a channel that are coded side by side. */
  readonly stretches: number;
  /** Channels that are coded at once. */
  readonly together: number;
}

/** What is found; sources that are not coded are better sent as they are. */
export type Found = Pick<Head, 'settings' | 'pooled' | 'coded'>;

export const DEFAULTS: Settings = {
  vectors: 0,
  historyShift: 0,
  residualShift: 0,
  sentDigits: 0,
  tapDigits: 0,
  tried: [2, 0],
};

/** Mean magnitude of a normal variable over its deviation, sqrt(2 / pi). */
const MAGNITUDE = 0.7978845608;

/** The level nearest to a deviation in 1/16 of a step. */
export function levelOf(deviation: number): number {
  const magnitude = deviation * MAGNITUDE * 8;
  let level = 0;
  while (level < LARGEST_LEVEL && magnitudeOf(level + 1) <= magnitude) level++;
  const isNearer =
    level < LARGEST_LEVEL && magnitudeOf(level + 1) - magnitude < magnitude - magnitudeOf(level);
  return isNearer ? level + 1 : level;
}

/** From here on what is left of a channel takes as much as its codes. */
const RAW_DEVIATION = 16 * 2 ** 13.85;

/** @param deviation of what is left, in 1/16 of a step */
export function isNoise(deviation: number): boolean {
  return deviation > RAW_DEVIATION;
}

/** Vectors that hold so many lags. */
export function vectorsOf(lags: number): number {
  return Math.max(0, Math.ceil((lags - NEAR_LAGS) / 8));
}

/** Weights of lags, then of averages, at the places that they have in a head. */
export function placeWeights(
  weights: readonly number[],
  lags: number,
  vectors: number,
  hasAverages: boolean,
): number[] {
  const all = NEAR_LAGS + 8 * vectors;
  const placed = new Array<number>(all + (hasAverages ? AVERAGES : 0)).fill(0);
  for (let k = 0; k < Math.min(lags, all); k++) placed[k] = weights[k];
  for (let k = 0; hasAverages && k < AVERAGES; k++) placed[all + k] = weights[lags + k];
  return placed;
}

/** Lags up to the last one whose weight is not 0. */
export function lagsUsed(weights: ArrayLike<number>, lags: number): number {
  let used = lags;
  while (used > 0 && weights[used - 1] === 0) used--;
  return used;
}

/** The first code of each stretch of a channel. */
function firstsOf({ work, stretches }: Task, { codes }: Source): number[] {
  const { i16 } = work.opened.views();
  const firsts: number[] = [];
  for (let k = 0; k < stretches; k++) {
    firsts.push(i16[codes / 2 + stretchStart(k, stretches, work.frames)]);
  }
  return firsts;
}

/** What a source is in a head. */
export function codedAs(
  task: Task,
  source: Source,
  level: number,
  ownDigits: number,
  own: readonly number[],
  references: readonly Reference[],
): CodedChannel {
  const { channel, kind, mean } = source;
  return { channel, kind, mean, level, ownDigits, firsts: firstsOf(task, source), own, references };
}

/** The least digits of the channels that are coded at once with each. @param digits of all, in order */
export function digitsOfGroups(digits: readonly number[], together: number): number[] {
  return digits.map((_, k) => {
    const first = k - (k % together);
    return Math.min(...digits.slice(first, first + together));
  });
}
