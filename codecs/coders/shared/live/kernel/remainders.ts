// Remainders of predictions in deviations, and weights that learn from them, see lms-range/coder.ts. A part of kernels.
import { toVoltage } from './channel';

const LARGEST_REMAINDER: i64 = 1023;
const LARGEST_GAIN: i32 = 127;
/** From 2^32 / deviation, of 1/256 units, to 1/128 deviations. */
const UNIT_BITS: i64 = 17;
const HALF_UNIT: i64 = 1 << 16;
/** Sums of 1/128 * 1/8192 deviations, cut to 1/4096, times a deviation in 1/256 units. */
const CUT_BITS: i32 = 8;
const PREDICTION_BITS: i64 = 20;
const HALF_PREDICTION: i64 = 1 << 19;

const FASTEST_PACE: i32 = 256;
const LARGEST_PAST_PACE: i32 = 32;
const LEAST_PACE: i32 = 16;

let pace: i32 = 0;
let ownPace: i32 = 0;

/** How fast all channels learn in a frame: by half octaves of time, from the 32nd frame on slower. */
export function setReferencePace(frame: i32): void {
  const halves = 32 - <i32>clz(frame >> 5);
  pace = max(LEAST_PACE, (halves & 1 ? 181 : FASTEST_PACE) >> (halves >> 1));
  ownPace = min(LARGEST_PAST_PACE, pace);
}

export function referencePace(): i32 {
  return pace;
}

/** Of weights of a channel's own past. */
export function pastPace(): i32 {
  return ownPace;
}

export function deviationOf(scale: i32): i32 {
  return max(256, scale + (scale >> 2));
}

export function unitOf(deviation: i32): i64 {
  return <i64>(<u32>0xffffffff / <u32>deviation);
}

/** In 1/128 deviations. */
export function normalise(difference: i32, unit: i64): i32 {
  const quotient = (<i64>difference * unit + HALF_UNIT) >> UNIT_BITS;
  return <i32>max(-LARGEST_REMAINDER, min(LARGEST_REMAINDER, quotient));
}

/** Of eight products of 26 bits: with the pairs of eight references, below 2^31. */
function sumOf(products: v128): i32 {
  const halves = i32x4.add(products, v128.shuffle<i32>(products, products, 2, 3, 0, 1));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

/** What is predicted in units, added to what was predicted before. */
export function advance(before: i32, products: v128, deviation: i32): i32 {
  const cut = <i64>(sumOf(products) >> CUT_BITS);
  return toVoltage(<i64>before + ((cut * <i64>deviation + HALF_PREDICTION) >> PREDICTION_BITS));
}

export function shifted(values: v128): v128 {
  return v128.shuffle<i16>(values, values, 0, 0, 1, 2, 3, 4, 5, 6);
}

/** What averages of rates 1/4, 1/16, 1/64 and 1/256 follow of their distances, which are below 2^20. */
export function distances(all: v128): v128 {
  return i32x4.shr_s(i32x4.mul(all, i32x4(64, 16, 4, 1)), 8);
}

export function gainOf(error: i32, pace: i32): v128 {
  return i16x8.splat(<i16>(max(-LARGEST_GAIN, min(LARGEST_GAIN, error)) * pace));
}

/** Eight weights, by 1/2^15 of remainder and gain. */
export function turn(weights: usize, remainders: v128, gain: v128): void {
  const turns = i16x8.q15mulr_sat_s(remainders, gain);
  v128.store(weights, i16x8.add_sat_s(v128.load(weights), turns));
}
