// What is expected of a channel's next sample. A part of joint.

import { LARGEST_PREDICTION } from '../../../shared/prediction/kernel/converter';
import { nextAverages } from '../../../shared/prediction/kernel/signals';
import { AVERAGE_BITS, TAP_DIGITS, TAPS_BACK } from '../../../shared/prediction/kernel/units';
import { wrappedSumOfLanes } from '../../../shared/prediction/kernel/vectors';
import {
  ADAPTED,
  AVERAGE_WEIGHTS,
  AVERAGES,
  BACK,
  BASE,
  BIAS,
  DIGITS,
  FAR_WEIGHTS,
  HAS_AVERAGES,
  HISTORY,
  HISTORY_SHIFT,
  INNOVATIONS,
  INNOVATIONS_OF,
  LATEST,
  MEAN,
  NEAR,
  NEAR_PACE,
  NEIGHBOURS,
  OWN_PACE,
  OWN_WINDOWS,
  PAST,
  REFERENCES,
  RESIDUAL_SHIFT,
  RESTS,
  RESTS_OF,
  TAPS,
  UNIT,
  VECTORS,
  WINDOWS,
} from './layout';

/** Rests are at most this, 32 times their usual deviation: sums of squares of 96 of them stay below 2^31. */
const LARGEST_REST: i32 = 4095;
/** What the power of what adapted weights see is at least. */
const LEAST_POWER: i32 = 1 << 14;

/** The parts of the last prediction, in 1/16 of a step, and the power of what adapted weights saw. */
let own: i32 = 0;
let fitted: i32 = 0;
let power: i32 = 0;

// inlined
function far(channel: usize, history: usize): v128 {
  const vectors = load<i32>(channel, VECTORS);
  let sums = i32x4.dot_i16x8_s(v128.load(history - 20), v128.load(channel, FAR_WEIGHTS));
  if (vectors > 1) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(history - 36), v128.load(channel, FAR_WEIGHTS + 16)));
  }
  if (vectors > 2) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(history - 52), v128.load(channel, FAR_WEIGHTS + 32)));
  }
  if (vectors > 3) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(history - 68), v128.load(channel, FAR_WEIGHTS + 48)));
  }
  return sums;
}

// inlined
function ownPrediction(channel: usize, at: usize): i32 {
  let sums = far(channel, <usize>load<u32>(channel, HISTORY) + at);
  if (load<i32>(channel, HAS_AVERAGES)) {
    const averages = i32x4.shr_s(v128.load(channel, AVERAGES), AVERAGE_BITS);
    sums = i32x4.add(sums, i32x4.mul(averages, v128.load(channel, AVERAGE_WEIGHTS)));
  }
  const near =
    load<i32>(channel, NEAR) * load<i32>(channel, LATEST) +
    load<i32>(channel, NEAR + 4) * load<i32>(channel, LATEST + 4);
  const sum = wrappedSumOfLanes(sums) + near + load<i32>(channel, BIAS);
  return (sum >> load<i32>(channel, DIGITS)) + load<i32>(channel, MEAN);
}

/** What references give. */
// inlined
function given(channel: usize, at: usize): i32 {
  let sums = i32x4.splat(0);
  const references = <usize>load<i32>(channel, REFERENCES);
  for (let k: usize = 0; k < references; k++) {
    const innovations = <usize>load<u32>(channel + 4 * k, INNOVATIONS_OF) + at;
    const taps = v128.load(channel + 16 * k, TAPS);
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(innovations - 2 * TAPS_BACK), taps));
  }
  return (wrappedSumOfLanes(sums) >> TAP_DIGITS) << load<i32>(channel, RESIDUAL_SHIFT);
}

/** A neighbour's rests around a sample. */
// inlined
function around(channel: usize, neighbour: usize, at: usize): v128 {
  return v128.load(<usize>load<u32>(channel + 4 * neighbour, RESTS_OF) + at - 2 * TAPS_BACK);
}

/** What adapted weights give. */
// inlined
function adapted(channel: usize, at: usize): i32 {
  const windows = <usize>load<i32>(channel, WINDOWS);
  if (windows === 0) return 0;
  let sums = i32x4.splat(0);
  let squares = i32x4.splat(0);
  for (let k: usize = 0; k < windows; k++) {
    const rests = v128.load(channel + 16 * k, PAST);
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(rests, v128.load(channel + 16 * k, ADAPTED)));
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(rests, rests));
  }
  const neighbours = <usize>load<i32>(channel, NEIGHBOURS);
  for (let k: usize = 0; k < neighbours; k++) {
    const rests = around(channel, k, at);
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(rests, v128.load(channel + 16 * (OWN_WINDOWS + k), ADAPTED)));
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(rests, rests));
  }
  power = LEAST_POWER + wrappedSumOfLanes(squares);
  return <i32>((<i64>wrappedSumOfLanes(sums) * <i64>load<i32>(channel, BACK)) >> 31);
}

/** The prediction of a sample, in 1/16 of a step. @param at two bytes a frame */
// inlined
export function predict(channel: usize, at: usize): i32 {
  own = ownPrediction(channel, at);
  fitted = own + given(channel, at);
  const prediction = fitted + adapted(channel, at);
  return max(-LARGEST_PREDICTION, min(LARGEST_PREDICTION, prediction));
}

// inlined
function restOf(channel: usize, difference: i32): i32 {
  const rest = (<i64>difference * <i64>load<i32>(channel, UNIT)) >> 16;
  return <i32>max(<i64>-LARGEST_REST, min(<i64>LARGEST_REST, rest));
}

// inlined
function move(weights: usize, rests: v128, gain: v128): void {
  v128.store(weights, i16x8.add_sat_s(v128.load(weights), i16x8.q15mulr_sat_s(i16x8.shl(rests, 2), gain)));
}

// inlined
function gainOf(step: i32, pace: i32): v128 {
  const gain = (step + ((1 << pace) >> 1)) >> pace;
  return i16x8.splat(<i16>max(-32767, min(32767, gain)));
}

/** Moves adapted weights by what the error was, cut where it is more than `most`. */
// inlined
function adapt(channel: usize, at: usize, error: i32, most: i32): void {
  const step = restOf(channel, max(-most, min(most, error))) * <i32>(<u32>0x80000000 / <u32>power);
  const ownGain = gainOf(step, load<i32>(channel, OWN_PACE));
  const windows = <usize>load<i32>(channel, WINDOWS);
  for (let k: usize = 0; k < windows; k++) {
    move(channel + 16 * k + ADAPTED, v128.load(channel + 16 * k, PAST), ownGain);
  }
  const nearGain = gainOf(step, load<i32>(channel, NEAR_PACE));
  const neighbours = <usize>load<i32>(channel, NEIGHBOURS);
  for (let k: usize = 0; k < neighbours; k++) {
    move(channel + 16 * (OWN_WINDOWS + k) + ADAPTED, around(channel, k, at), nearGain);
  }
}

/** Appends a rest to those of the past. */
// inlined
function shift(channel: usize, rest: i32): void {
  const first = v128.load(channel, PAST);
  const second = v128.load(channel, PAST + 16);
  const third = v128.load(channel, PAST + 32);
  const fourth = v128.load(channel, PAST + 48);
  const next = i16x8.splat(<i16>rest);
  v128.store(channel, v128.shuffle<i16>(first, next, 1, 2, 3, 4, 5, 6, 7, 8), PAST);
  v128.store(channel, v128.shuffle<i16>(second, first, 1, 2, 3, 4, 5, 6, 7, 8), PAST + 16);
  v128.store(channel, v128.shuffle<i16>(third, second, 1, 2, 3, 4, 5, 6, 7, 8), PAST + 32);
  v128.store(channel, v128.shuffle<i16>(fourth, third, 1, 2, 3, 4, 5, 6, 7, 8), PAST + 48);
}

/**
 * Takes in what a sample was.
 * @param most what errors are cut at before weights adapt
 */
// inlined
export function remember(channel: usize, at: usize, voltage: i32, prediction: i32, most: i32): void {
  if (load<i32>(channel, WINDOWS)) {
    adapt(channel, at, voltage - prediction, most);
    const rest = restOf(channel, voltage - fitted);
    store<i16>(<usize>load<u32>(channel, RESTS) + at, <i16>rest);
    shift(channel, rest);
  }
  const innovation = (voltage - own) >> load<i32>(channel, RESIDUAL_SHIFT);
  store<i16>(<usize>load<u32>(channel, INNOVATIONS) + at, <i16>max(-32768, min(32767, innovation)));
  const latest = load<i32>(channel, LATEST);
  if (load<i32>(channel, HAS_AVERAGES)) {
    v128.store(channel, nextAverages(v128.load(channel, AVERAGES), latest), AVERAGES);
  }
  const wide = (voltage - load<i32>(channel, BASE)) >> load<i32>(channel, HISTORY_SHIFT);
  const history = max(-32767, min(32767, wide));
  store<i32>(channel, latest, LATEST + 4);
  store<i32>(channel, history, LATEST);
  store<i16>(<usize>load<u32>(channel, HISTORY) + at, <i16>history);
}
