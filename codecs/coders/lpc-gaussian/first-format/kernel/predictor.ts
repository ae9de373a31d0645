// Histories of voltages and the parts of a prediction. A part of the first format of lpc-gaussian.

import { LARGEST_PREDICTION, voltageOf } from '../../../shared/prediction/kernel/converter';
import { DIGITS, MOST_OCTAVES } from '../../kernel/frequencies';
import {
  AVERAGE_BITS,
  FAR_WEIGHTS,
  FIRST,
  HISTORY_SHIFT,
  MARGIN,
  MARGIN_BEHIND,
  MEAN,
  toHistory,
} from './model';

/** Voltages of codes as the predictor sees them, between margins that repeat the first and the last. */
export function fillHistory(codes: usize, count: i32, model: usize, converter: usize, history: usize): void {
  const mean = load<i32>(model, MEAN);
  const shift = load<i32>(model, HISTORY_SHIFT);
  fillMargin(model, converter, history);
  for (let k: usize = 0; k < <usize>count; k++) {
    const voltage = voltageOf(converter, load<i16>(codes + (k << 1)));
    store<i16>(history + ((MARGIN + k) << 1), toHistory(voltage, mean, shift));
  }
  const end = history + ((MARGIN + <usize>count) << 1);
  for (let k: usize = 0; k < MARGIN_BEHIND; k++) store<i16>(end + (k << 1), load<i16>(end - 2));
}

export function fillMargin(model: usize, converter: usize, history: usize): i32 {
  const voltage = voltageOf(converter, load<i32>(model, FIRST));
  const first = toHistory(voltage, load<i32>(model, MEAN), load<i32>(model, HISTORY_SHIFT));
  for (let k: usize = 0; k < MARGIN; k++) store<i16>(history + (k << 1), first);
  return first;
}

export function averageDot(averages: v128, weights: v128): i32 {
  const products = i32x4.mul(i32x4.shr_s(averages, AVERAGE_BITS), weights);
  const pairs = i32x4.add(products, v128.shuffle<i32>(products, products, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** What lags 3 and on give. @param near history of lags 10 to 3 */
export function farDot(model: usize, vectors: i32, near: v128, at: usize): i32 {
  let sums = i32x4.dot_i16x8_s(near, v128.load(model, FAR_WEIGHTS));
  if (vectors > 1)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 36), v128.load(model, FAR_WEIGHTS + 16)));
  if (vectors > 2)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 52), v128.load(model, FAR_WEIGHTS + 32)));
  if (vectors > 3)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 68), v128.load(model, FAR_WEIGHTS + 48)));
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
}

/** How many codes share a deviation: fewer, the faster the scale follows. */
export function periodOf(rate: i32): i32 {
  return 1 << max(0, rate - 5);
}

export function clampPrediction(prediction: i32): i32 {
  return max(-LARGEST_PREDICTION, min(LARGEST_PREDICTION, prediction));
}

/** Eighths of octaves of the deviation that belongs to a mean magnitude of scale / 2^rate. */
export function indexOf(scale: u32, rate: i32, tables: usize): i32 {
  const octave = 31 - <i32>clz(scale);
  const digits = ((scale << (31 - octave)) >> 25) & 63;
  const index = ((octave - rate) << 3) + <i32>load<i8>(tables + <usize>digits, DIGITS);
  return max(0, min(8 * MOST_OCTAVES + 7, index));
}

/** Samples of a reference before the one of the same time that a prediction can use. */
const TAPS_BACK: usize = 11;

/**
 * Adds what a reference gives to the offsets of `count` samples from `from` on.
 * @param history of the reference
 * @param weights i16, of all taps in the order of time
 * @param offsets i32, room for three more
 */
export function addReference(history: usize, from: i32, count: i32, weights: usize, offsets: usize): void {
  const early = v128.load(weights);
  const late = v128.load(weights, 16);
  let at = history + ((MARGIN + <usize>from - TAPS_BACK) << 1);
  for (const end = offsets + ((<usize>count) << 2); offsets < end; offsets += 4, at += 2) {
    const sums = i32x4.add(
      i32x4.dot_i16x8_s(v128.load(at), early),
      i32x4.dot_i16x8_s(v128.load(at, 16), late),
    );
    const pairs = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
    const given = i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
    store<i32>(offsets, load<i32>(offsets) + given);
  }
}
