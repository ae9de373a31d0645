/** The model of the kernel mixed-gaussian: what encode and decode share. Its state lives in globals between calls. */

import { countsBelow } from '../../../kernels/normal';
import { BITS } from './pairs';

const COMPONENTS: usize = 6;
export const HALF_WINDOW: i32 = 2048;
export const ESCAPE: u32 = 256;
const TAPS: usize = 8;
const TAP_BITS: i32 = 20;
const LARGEST_TAP: i64 = 1 << 24;
/** Largest magnitude of a prediction and of an error, in units. */
export const FARTHEST: i32 = 1 << 19;
/** Fraction bits of a component's mean magnitude. */
const MAGNITUDE_BITS: i32 = 14;
/** Fraction bits of a component's weight. */
const WEIGHT_BITS: i32 = 24;
/** Those of what a code says of it. */
const POSTERIOR_BITS: u64 = 14;
/** Weights move by 2^-4 of the error at first. */
const FIRST_PACE: i32 = 4;
/** What no component's weight falls far below, of 2^14, and what is left for all. */
const LEAST_WEIGHT: i32 = 32;
const FREE_WEIGHT: u64 = 16384 - 6 * 32;
/** A code's low bits are sent as they are if the window is too narrow for the widest component, above this octave … */
const WIDEST_OCTAVE: i32 = 11;
/** … and only as many as the narrowest does not feel: its deviation is 8 symbols at least. */
const NARROWEST_OCTAVE: i32 = 7;
const HALF_CELLS: i32 = 768;
const TABLE_BYTES: usize = (2 * HALF_CELLS + 1) * 4;
const MIDDLE_BYTES: usize = HALF_CELLS * 4;

/** Of each component: i64 mean magnitude, i32 weight, u32 address of its table, i32 octave, u64 weight * counts of a code. */
const magnitudes = memory.data(8 * 6, 16);
const weights = memory.data(4 * 6, 16);
const tables = memory.data(4 * 6, 16);
const octaves = memory.data(4 * 6, 16);
const products = memory.data(8 * 6, 16);
/** i32 coefficients of the second stage. */
const taps = memory.data(4 * 8, 16);
/** i64 deviations of the components, MAGNITUDE_BITS fraction bits. */
const deviations = memory.data(8 * 6, 16);
const QUANTILE_BITS: i32 = 10;
/** For each 1024th of the counts the cell of the first table, i16, in whose middle they end: where to begin a search. */
const quantiles = memory.data(2 << 10, 16);
/** Rates of the components, 2^-r. */
const rates = memory.data<u8>([3, 4, 5, 7, 9, 12]);

let thresholds: usize = 0;
let countTables: usize = 0;
let stepTable: usize = 0;
let logTable: usize = 0;
let stepShift: i32 = 0;
/** Weights move by 2^-pace, more at first. */
let pace: i32 = 0;
let finalPace: i32 = 0;
let learned: i32 = 0;
/** The component of the largest weight. */
let likeliest: usize = 0;
export let low: i32 = 0;
export let lowBits: i32 = 0;
let mu: i32 = 0;

/**
 * @param codeThresholds i32 of code -32768 and on
 * @param normal tables of counts, eight of 1537 u32
 * @param steps u8: eighth of an octave by the eight bits below a number's leading one
 * @param logs u16: 256 * log2(1 + k / 256)
 * @param start mean magnitude of a residual, MAGNITUDE_BITS fraction bits
 * @param step 2^-step is the second stage's step; 0: no second stage
 * @param weightPace weights of the components move by 2^-weightPace of the error in the end
 */
export function begin(
  codeThresholds: usize,
  normal: usize,
  steps: usize,
  logs: usize,
  start: u32,
  step: i32,
  weightPace: i32,
): void {
  thresholds = codeThresholds + 4 * 32768;
  countTables = normal + MIDDLE_BYTES;
  stepTable = steps;
  logTable = logs;
  stepShift = step;
  pace = min(FIRST_PACE, weightPace);
  finalPace = weightPace;
  learned = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    store<i64>(magnitudes + 8 * k, <i64>start);
    store<i32>(weights + 4 * k, k === 0 ? 2796206 : 2796202);
  }
  memory.fill(taps, 0, 4 * TAPS);
  likeliest = 0;
  fillQuantiles();
}

function fillQuantiles(): void {
  let cell = -HALF_CELLS;
  for (let k: usize = 0; k < 1 << QUANTILE_BITS; k++) {
    const middle = ((<u32>k) << (BITS - 10)) + (1 << (BITS - 11));
    while (cell < HALF_CELLS && load<u32>(countTables + ((<usize>cell) << 2)) < middle) cell++;
    store<i16>(quantiles + 2 * k, cell);
  }
}

/** Bits to 1/256 of a frequency among 2^BITS counts. */
export function bitsOf(count: u32): u32 {
  const zeros = clz(count);
  const mantissa = ((count << zeros) >> 23) & 0xff;
  return ((<u32>BITS - 31 + zeros) << 8) - <u32>load<u16>(logTable + ((<usize>mantissa) << 1));
}

/** What the second stage adds to a prediction. @param residuals of the first stage, up to the frame */
export function adaptive(residuals: usize): i32 {
  if (stepShift === 0) return 0;
  let sum: i64 = 0;
  for (let a: usize = 0; a < TAPS; a++) {
    sum += <i64>load<i32>(taps + 4 * a) * <i64>load<i32>(residuals - 4 - 4 * a);
  }
  return <i32>max(<i64>-FARTHEST, min(<i64>FARTHEST, sum >> TAP_BITS));
}

/** Normalised LMS whose error is cut off where it is more than the mean magnitude of late. */
export function adapt(residuals: usize, error: i32): void {
  if (stepShift === 0) return;
  let power: i64 = 256;
  for (let a: usize = 0; a < TAPS; a++) {
    const past = <i64>load<i32>(residuals - 4 - 4 * a);
    power += past * past;
  }
  const most = <i32>(load<i64>(magnitudes + 16) >> MAGNITUDE_BITS) * 2 + 1;
  const cut = <i64>max(-most, min(most, error));
  const gain = (cut << 30) / power;
  for (let a: usize = 0; a < TAPS; a++) {
    const past = <i64>load<i32>(residuals - 4 - 4 * a);
    const tap = <i64>load<i32>(taps + 4 * a) + ((gain * past) >> <i64>(30 - TAP_BITS + stepShift));
    store<i32>(taps + 4 * a, <i32>max(-LARGEST_TAP, min(LARGEST_TAP, tap)));
  }
}

/** Sets each component's table and the window for a prediction. */
export function expect(prediction: i32): void {
  mu = prediction;
  let least = 99;
  let most = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    // 2^(1/16) sqrt(pi / 2), since the grid's steps are rounded to the nearest; at least one unit
    const deviation = max(<u64>(1 << MAGNITUDE_BITS), (load<u64>(magnitudes + 8 * k) * 85772) >> 16);
    store<u64>(deviations + 8 * k, deviation);
    const zeros = <i32>clz(deviation);
    const octave = 63 - MAGNITUDE_BITS - zeros;
    const mantissa = <usize>(((deviation << zeros) >> 55) & 0xff);
    store<i32>(octaves + 4 * k, octave);
    store<u32>(tables + 4 * k, countTables + TABLE_BYTES * <usize>load<u8>(stepTable + mantissa));
    least = min(least, octave);
    most = max(most, octave);
  }
  lowBits = max(0, min(most - WIDEST_OCTAVE, least - NARROWEST_OCTAVE));
  low = (((mu + 8) >> 4) >> lowBits) - HALF_WINDOW;
}

/** Counts below symbol c. */
export function lower(c: i32): u32 {
  const distance = load<i32>(thresholds + ((<usize>(c << lowBits)) << 2)) - mu;
  let sum: u64 = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    const counts = countsBelow(load<u32>(tables + 4 * k), distance, load<i32>(octaves + 4 * k));
    sum += <u64>load<u32>(weights + 4 * k) * <u64>counts;
  }
  return <u32>(sum >> <u64>WEIGHT_BITS) + <u32>(c - low);
}

/** Moves the components' weights towards their posterior probabilities given symbol c. */
export function learnWeights(c: i32): void {
  const from = load<i32>(thresholds + ((<usize>(c << lowBits)) << 2)) - mu;
  const to = load<i32>(thresholds + ((<usize>((c + 1) << lowBits)) << 2)) - mu;
  let total: u64 = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    const table = load<u32>(tables + 4 * k);
    const octave = load<i32>(octaves + 4 * k);
    const count = <u64>(countsBelow(table, to, octave) - countsBelow(table, from, octave) + 1);
    const weighted = count * <u64>load<u32>(weights + 4 * k);
    total += weighted;
    store<u64>(products + 8 * k, weighted);
  }
  // rounding down leaves the first one what it loses: all sum to 2^24, and none falls below half the least weight
  let left: i32 = 1 << WEIGHT_BITS;
  let largest = 0;
  for (let k: usize = COMPONENTS - 1; k > 0; k--) {
    const weight = load<i32>(weights + 4 * k);
    const probability = (load<u64>(products + 8 * k) << POSTERIOR_BITS) / total;
    const posterior = LEAST_WEIGHT + <i32>((probability * FREE_WEIGHT) >> POSTERIOR_BITS);
    const moved = weight + (((posterior << (WEIGHT_BITS - <i32>POSTERIOR_BITS)) - weight) >> pace);
    store<i32>(weights + 4 * k, moved);
    left -= moved;
    if (moved > largest) {
      largest = moved;
      likeliest = k;
    }
  }
  store<i32>(weights, left);
  if (left > largest) likeliest = 0;
  learned++;
  if (pace < finalPace && learned >> (pace + 1) > 0) pace++;
}

export function learnMagnitudes(error: i32): void {
  const magnitude = (<i64>min(FARTHEST, abs(error))) << MAGNITUDE_BITS;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    const before = load<i64>(magnitudes + 8 * k);
    store<i64>(magnitudes + 8 * k, before + ((magnitude - before) >> <i64>load<u8>(rates + k)));
  }
}

/** About where the likeliest component has the symbol of a slot. */
export function guess(slot: u32): i32 {
  const cell = <i64>load<i16>(quantiles + ((<usize>(slot >> (BITS - QUANTILE_BITS))) << 1));
  const distance = (cell * load<i64>(deviations + 8 * likeliest)) >> (6 + MAGNITUDE_BITS);
  return ((mu + 8 + <i32>distance) >> 4) >> lowBits;
}
