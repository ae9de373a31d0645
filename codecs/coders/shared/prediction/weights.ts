/** The weights in force that a head stands for, and what a channel's history begins with. */
import type { KernelExports } from '../../../bytes/wasm.js';
import { type CodedChannel, type Head, LARGEST_WEIGHT, type Reference, TAPS } from './head.js';
import { PROFILE } from './kinds.js';
import { type Opened, voltageOf } from './memory.js';

export const TAP_DIGITS = 14;
/** Binary digits of a gain, and of the weights of a shape. */
export const GAIN_DIGITS = 6;
export const SHAPE_DIGITS = 10;

/** First frame of a stretch. */
export function stretchStart(stretch: number, stretches: number, frames: number): number {
  return Math.min(frames, stretch * Math.ceil(frames / stretches));
}

/** Mean magnitude of a residual that a level stands for, in 1/128 of a step. */
export function magnitudeOf(level: number): number {
  return ((4 + (level & 3)) << (level >> 2)) >> 1;
}

/** The vector of own weights in force, and what they add so that a channel's mean predicts itself. */
export interface Own {
  readonly weights: readonly number[];
  readonly base: number;
  readonly bias: number;
}

/** What histories take off: a mean, to a whole unit of the history. */
export function baseOf(mean: number, historyShift: number): number {
  return ((mean + ((1 << historyShift) >> 1)) >> historyShift) << historyShift;
}

function scaledBy(weights: readonly number[], scale: number): readonly number[] {
  if (scale === 1) return weights;
  const all = new Array<number>(weights.length);
  for (let k = 0; k < all.length; k++) {
    all[k] = Math.max(-LARGEST_WEIGHT, Math.min(LARGEST_WEIGHT, weights[k] * scale));
  }
  return all;
}

/** @param coded whose `own` weights are taken, unless those of the block are pooled */
export function ownOf(
  { settings, pooled }: Pick<Head, 'settings' | 'pooled'>,
  coded: Pick<CodedChannel, 'mean' | 'own' | 'ownDigits'>,
): Own {
  const { historyShift, sentDigits } = settings;
  const scale = 2 ** Math.max(0, coded.ownDigits - sentDigits);
  const weights = pooled === undefined ? scaledBy(coded.own, scale) : pooled.own;
  const base = baseOf(coded.mean, historyShift);
  let sum = 0;
  for (const weight of weights) sum += weight;
  return { weights, base, bias: Math.floor((-sum * (coded.mean - base)) / 2 ** historyShift) };
}

/**
 * The eight weights of a reference, with TAP_DIGITS binary digits: what the stream has, times the quotient of both
 * channels' levels.
 */
export function tapsOf(
  { settings, pooled, coded }: Pick<Head, 'settings' | 'pooled' | 'coded'>,
  level: number,
  { place, numbers }: Reference,
): number[] {
  const quotient = magnitudeOf(level) / magnitudeOf(coded[place].level);
  const unit = pooled === undefined ? settings.tapDigits : GAIN_DIGITS + SHAPE_DIGITS;
  const scale = 2 ** (TAP_DIGITS - unit) * quotient;
  const taps = new Array<number>(TAPS);
  for (let k = 0; k < TAPS; k++) {
    const weight = pooled === undefined ? numbers[k] : pooled.shape[k] * numbers[0];
    taps[k] = Math.max(-32768, Math.min(32767, Math.floor(weight * scale + 0.5)));
  }
  return taps;
}

/** The history before a lane's first sample. @param first code of that sample */
export function firstHistory(
  opened: Opened<KernelExports>,
  { settings }: Pick<Head, 'settings'>,
  { kind }: CodedChannel,
  first: number,
  base: number,
): number {
  const voltage = voltageOf(opened, kind === PROFILE, first);
  return Math.max(-32767, Math.min(32767, (voltage - base) >> settings.historyShift));
}
