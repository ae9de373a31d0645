// Histories of voltages and the parts of a prediction. A part of lpc-gaussian.

import {
  AVERAGE_BITS,
  FAR_WEIGHTS,
  FIRST,
  GREATEST_CODE,
  HISTORY_SHIFT,
  MARGIN,
  MARGIN_BEHIND,
  MEAN,
  toHistory,
  voltageOf,
} from './model';

const LARGEST_PREDICTION: i32 = GREATEST_CODE * 16;

/** The sum of the voltages of `count` codes, exact below 2^53. */
export function sumVoltages(codes: usize, count: i32, converter: usize): f64 {
  let total: i64 = 0;
  for (const end = codes + ((<usize>count) << 1); codes < end; codes += 2) {
    total += voltageOf(converter, load<i16>(codes));
  }
  return <f64>total;
}

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
