// A mixture of six normal distributions, their deviations and weights. A part of joint.

import { thresholdOf } from '../../../shared/prediction/kernel/converter';
import { TAPS_BACK } from '../../../shared/prediction/kernel/units';
import { wrappedSumOfLanes } from '../../../shared/prediction/kernel/vectors';
import { BITS } from '../../kernel/pairs';
import {
  CONVERTER,
  COUNTS,
  LOUDNESS,
  LOUDNESS_OF,
  NEIGHBOURS,
  OCTAVES,
  SLIM,
  SPREADS,
  TABLES,
  WEIGHTS,
} from './layout';

export const HALF_WINDOW: i32 = 2048;
export const ESCAPE_COUNTS: u32 = 256;
export const ESCAPE: u32 = (1 << BITS) - ESCAPE_COUNTS;

/* Tables of counts, i16: for each step of an octave the ends of cells, then the cell in each 1024th of the counts. */
const HALF_CELLS: i32 = 768;
const TABLE_BYTES: i32 = 3088;
const MIDDLE: i32 = HALF_CELLS * 2;
const QUANTILES: usize = 8 * 3088;
const QUANTILE_BITS: i32 = 10;
/** What counts are at the outermost cells, and their sum over all components. */
const LARGEST_COUNT: i32 = 32759;
const ALL_COUNTS: i32 = LARGEST_COUNT << 15;

/** From this octave on, the widest component's codes would be narrower than cells. */
const WIDEST_OCTAVE: i32 = 9;
/** The narrowest component's deviation is eight symbols or more. */
const NARROWEST_OCTAVE: i32 = 7;
const LARGEST_INDEX: i32 = 8 * 19 + 7;

/** Binary digits of a single-precision number below its exponent. */
const MANTISSA_BITS: i32 = 23;
/** 127 of its exponent, and log2(sqrt(2 / pi)): deviations of mean magnitudes; half an eighth of an octave to round. */
const LOG_OF_MAGNITUDE: i32 = (127 << MANTISSA_BITS) - 2732573 - (1 << 19);

/** Vectors: logarithms of the units of the four spreads, and of two that neighbours give; where weights cannot fall below. */
const constants = memory.data(16 * 5, 16);
const UNITS: usize = 0;
const NEAR_UNITS: usize = 16;
const LEAST: usize = 32;
const LEAST_NEAR: usize = 48;
const BEND: usize = 64;

/** Weights stay above this share, of 2^24, but for what rounding takes. */
const LEAST_WEIGHT: i32 = 1 << 15;
/** What is left for all: 2^15 - 6 * 2^6. */
const FREE_WEIGHT: i32 = 32384;

function fillConstants(): void {
  for (let k: usize = 0; k < 4; k++) {
    const rate = k === 0 ? 3 : k === 1 ? 5 : k === 2 ? 7 : 10;
    store<i32>(constants + 4 * k, LOG_OF_MAGNITUDE + (rate << MANTISSA_BITS), UNITS);
    store<i32>(constants + 4 * k, LOG_OF_MAGNITUDE + (10 << MANTISSA_BITS), NEAR_UNITS);
    store<i32>(constants + 4 * k, LEAST_WEIGHT, LEAST);
    store<i32>(constants + 4 * k, k < 2 ? LEAST_WEIGHT : 0, LEAST_NEAR);
    store<i32>(constants + 4 * k, 11, BEND);
  }
}
fillConstants();

/** Weights move by 2^-FIRST_PACE at first and by 2^-LAST_PACE in the end. */
const FIRST_PACE: i32 = 4;
const LAST_PACE: i32 = 7;

let pace: i32 = 0;
let learned: i32 = 0;
let mu: i32 = 0;
export let low: i32 = 0;
export let lowBits: i32 = 0;
/** Where the quantiles of about the mixture's deviation lie, and its octave. */
let quantiles: usize = 0;
let octave: i32 = 0;

/** Begins a channel: its spreads and weights are in memory. */
export function beginMixture(): void {
  pace = FIRST_PACE;
  learned = 0;
}

/**
 * Eighths of octaves: log2(2^e (1 + x)) as e + x + 0.344 x (1 - x), which is off by less than 0.008.
 * @param units logarithm of what is one, as a single-precision number has it
 */
// inlined
function eighths(spreads: v128, units: v128): v128 {
  const log = f32x4.convert_i32x4_s(spreads);
  const x = v128.and(i32x4.shr_s(log, 11), i32x4.splat(4095));
  const rest = i32x4.sub(i32x4.splat(4096), x);
  const bend = i32x4.shr_s(i32x4.mul(i32x4.mul(x, rest), v128.load(constants, BEND)), 6);
  const index = i32x4.shr_s(i32x4.sub(i32x4.add(log, bend), units), 20);
  return i32x4.max_s(i32x4.min_s(index, i32x4.splat(LARGEST_INDEX)), i32x4.splat(0));
}

/** The slow spread times an eighth and seven eighths of how loud neighbours are, as they usually are being 64. */
// inlined
function scaled(spread: i32, loudness: i32, share: i32): i32 {
  const factor = 8192 + ((loudness * share) >> 6);
  return <i32>max(<i64>1, min(<i64>(1 << 30), (<i64>spread * <i64>factor) >> 16));
}

/** Spreads of two components by how loud neighbours are: within one sample, and within three. */
// inlined
function nearSpreads(channel: usize, at: usize): v128 {
  const spread = load<i32>(channel, SPREADS + 12);
  const neighbours = <usize>load<i32>(channel, NEIGHBOURS);
  if (neighbours === 0) return i32x4.splat(max(1, spread));
  let sums = i16x8.splat(0);
  for (let k: usize = 0; k < neighbours; k++) {
    sums = i16x8.add(sums, v128.load(<usize>load<u32>(channel + 4 * k, LOUDNESS_OF) + at - 2 * TAPS_BACK));
  }
  const near = wrappedSumOfLanes(i32x4.dot_i16x8_s(sums, i16x8(0, 0, 1, 1, 1, 0, 0, 0)));
  const wide = wrappedSumOfLanes(i32x4.dot_i16x8_s(sums, i16x8(1, 1, 1, 1, 1, 1, 1, 0)));
  const one = i32x4.splat(scaled(spread, near, 19114 / <i32>neighbours));
  return i32x4.replace_lane(one, 1, scaled(spread, wide, 8192 / <i32>neighbours));
}

/** Sets each component's table, and the window of symbols, for a prediction. */
// inlined
export function expect(channel: usize, at: usize, prediction: i32): void {
  mu = prediction;
  const spreads = i32x4.max_s(v128.load(channel, SPREADS), i32x4.splat(1));
  const first = eighths(spreads, v128.load(constants, UNITS));
  const second = eighths(nearSpreads(channel, at), v128.load(constants, NEAR_UNITS));
  const counts = load<i32>(channel, COUNTS);
  const tables = i32x4.splat(counts + MIDDLE);
  const bytes = i32x4.splat(TABLE_BYTES);
  const steps = i32x4.splat(7);
  v128.store(channel, i32x4.add(i32x4.mul(v128.and(first, steps), bytes), tables), TABLES);
  v128.store(channel, i32x4.add(i32x4.mul(v128.and(second, steps), bytes), tables), TABLES + 16);
  v128.store(channel, i32x4.shr_s(first, 3), OCTAVES);
  v128.store(channel, i32x4.shr_s(second, 3), OCTAVES + 16);
  // lanes 2 and 3 of the second are like its first
  const seconds = v128.shuffle<i32>(second, second, 0, 1, 0, 0);
  const most = i32x4.max_s(first, seconds);
  lowBits = 0;
  if (v128.any_true(i32x4.gt_s(most, i32x4.splat(8 * WIDEST_OCTAVE + 7)))) {
    lowBits = dropped(most, i32x4.min_s(first, seconds));
  }
  low = (((mu + 8) >> 4) >> lowBits) - HALF_WINDOW;
  const usual = i16x8.narrow_i32x4_s(first, second);
  const index = wrappedSumOfLanes(i32x4.dot_i16x8_s(usual, v128.load(channel, SLIM))) >> 15;
  quantiles = <usize>counts + QUANTILES + ((<usize>(index & 7)) << (QUANTILE_BITS + 1));
  octave = index >> 3;
}

/** How many low bits of codes are coded as they are. */
function dropped(most: v128, least: v128): i32 {
  let widest = 0;
  let narrowest = LARGEST_INDEX;
  for (let k = 0; k < 4; k++) {
    widest = max(widest, i32x4.extract_lane(most, 0));
    narrowest = min(narrowest, i32x4.extract_lane(least, 0));
    most = v128.shuffle<i32>(most, most, 1, 2, 3, 0);
    least = v128.shuffle<i32>(least, least, 1, 2, 3, 0);
  }
  return max(0, min((widest >> 3) - WIDEST_OCTAVE, (narrowest >> 3) - NARROWEST_OCTAVE));
}

// inlined
function countAt(channel: usize, component: usize, distance: i32): usize {
  const cell = (distance << 6) >> load<i32>(channel + 4 * component, OCTAVES);
  const bounded = max(-HALF_CELLS, min(HALF_CELLS, cell));
  return <usize>load<u32>(channel + 4 * component, TABLES) + ((<usize>bounded) << 1);
}

/** Each component's counts below a symbol, an i16 each, their middle being 0. */
// inlined
export function countsBelow(channel: usize, symbol: i32, converted: bool): v128 {
  const code = symbol << lowBits;
  const threshold = converted ? thresholdOf(<usize>load<u32>(channel, CONVERTER), code) : (code << 4) - 8;
  const distance = threshold - mu;
  let counts = i16x8.splat(0);
  counts = v128.load16_lane(countAt(channel, 0, distance), counts, 0);
  counts = v128.load16_lane(countAt(channel, 1, distance), counts, 1);
  counts = v128.load16_lane(countAt(channel, 2, distance), counts, 2);
  counts = v128.load16_lane(countAt(channel, 3, distance), counts, 3);
  counts = v128.load16_lane(countAt(channel, 4, distance), counts, 4);
  return v128.load16_lane(countAt(channel, 5, distance), counts, 5);
}

/** Counts below a symbol in all, of 2^BITS. */
// inlined
export function lower(channel: usize, counts: v128, symbol: i32): u32 {
  const sum = wrappedSumOfLanes(i32x4.dot_i16x8_s(counts, v128.load(channel, SLIM)));
  return (<u32>(sum + ALL_COUNTS) >> 7) + <u32>(symbol - low);
}

/** Moves a component's weight towards its part of the probability that a symbol had. */
// inlined
function learn(weights: v128, products: v128, shift: i32, inverse: v128, least: v128): v128 {
  const part = i32x4.shr_u(i32x4.mul(i32x4.shr_u(products, shift), inverse), 14);
  const aim = i32x4.add(i32x4.shr_u(i32x4.mul(part, i32x4.splat(FREE_WEIGHT)), 7), least);
  return i32x4.add(weights, i32x4.shr_s(i32x4.sub(aim, weights), pace));
}

/** Moves weights of components after a symbol. @param below counts below it @param above counts below the next one */
// inlined
export function learnWeights(channel: usize, below: v128, above: v128): void {
  const counts = i16x8.add(i16x8.sub(above, below), i16x8.splat(1));
  const slim = v128.load(channel, SLIM);
  const first = i32x4.extmul_low_i16x8_u(counts, slim);
  const second = i32x4.extmul_high_i16x8_u(counts, slim);
  const total = <u32>wrappedSumOfLanes(i32x4.add(first, second));
  const shift = max(0, 16 - clz<i32>(<i32>total));
  const inverse = i32x4.splat(<i32>(<u32>(1 << 30) / (total >> shift)));
  const weights = learn(v128.load(channel, WEIGHTS), first, shift, inverse, v128.load(constants, LEAST));
  const others = learn(
    v128.load(channel, WEIGHTS + 16),
    second,
    shift,
    inverse,
    v128.load(constants, LEAST_NEAR),
  );
  v128.store(channel, weights, WEIGHTS);
  v128.store(channel, others, WEIGHTS + 16);
  v128.store(channel, i16x8.narrow_i32x4_s(i32x4.shr_s(weights, 9), i32x4.shr_s(others, 9)), SLIM);
  learned++;
  if (pace < LAST_PACE && learned >> (pace + 1) > 0) pace++;
}

/** What errors are cut at before weights adapt: twice their mean magnitude of late, and one. */
// inlined
export function usualError(channel: usize): i32 {
  return (load<i32>(channel, SPREADS + 4) >> 4) + 1;
}

/** Takes in an error: how loud it is, and spreads. */
// inlined
export function learnSpreads(channel: usize, at: usize, error: i32): void {
  const magnitude = abs(error);
  const slow = load<i32>(channel, SPREADS + 12) + 512;
  const shift = max(0, 16 - clz(magnitude));
  const loudness = ((<u32>(magnitude >> shift)) << 16) / max(1, <u32>slow >> shift);
  store<i16>(<usize>load<u32>(channel, LOUDNESS) + at, <i16>min(2047, loudness));
  const spreads = v128.load(channel, SPREADS);
  const fast = v128.shuffle<i32>(i32x4.shr_s(spreads, 3), i32x4.shr_s(spreads, 5), 0, 5, 0, 0);
  const late = v128.shuffle<i32>(i32x4.shr_s(spreads, 7), i32x4.shr_s(spreads, 10), 0, 0, 2, 7);
  const loss = v128.shuffle<i32>(fast, late, 0, 1, 6, 7);
  v128.store(channel, i32x4.add(i32x4.sub(spreads, loss), i32x4.splat(magnitude)), SPREADS);
}

/** About where the symbol of a slot lies. */
// inlined
export function guess(slot: u32): i32 {
  const cell = <i32>load<i16>(quantiles + ((<usize>(slot >> (BITS - QUANTILE_BITS))) << 1));
  return ((mu + 8 + ((cell << octave) >> 6)) >> 4) >> lowBits;
}
