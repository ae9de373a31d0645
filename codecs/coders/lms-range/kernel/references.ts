// What the live coder predicts from the channels coded last, behind a channel's own past, see ../coder.ts.
// A part of the kernel.
import { SCALE, STATE_BYTES, toVoltage } from './channel';
import { errorRate, FIRST_SCALE, followError, smallestError } from './deviation';

/*
 * A channel's state, behind what channel.ts keeps:
 *
 *   56  i32      spread: average magnitude of second remainders, in 1/256 units
 *   60  i32      average magnitude of errors, of rate 1/8, in 1/256 units
 *   64  i16 x 8  the last eight first remainders, the last in front
 *   80  i16 x 8  their weights, in 1/8192
 *   96  i16 x 8  weights of the channel's last four second remainders and of the four averages
 *  112  i16 x 8  for each two references: weights of their last four second remainders; what is odd stays 0
 *
 * and apart from it, so that those of neighbours lie side by side, its last four second remainders (i16 x 4).
 */
const SPREAD: usize = STATE_BYTES;
const FAST_SCALE: usize = 60;
const PAST: usize = 64;
const PAST_WEIGHTS: usize = 80;
const RECENT_WEIGHTS: usize = 96;
const PAIR_WEIGHTS: usize = 112;
export const HISTORY_BYTES: usize = 8;

const LARGEST_REMAINDER: i64 = 1023;
const LARGEST_GAIN: i32 = 127;
/** From 2^32 / deviation, of 1/256 units, to 1/128 deviations. */
const UNIT_BITS: i64 = 17;
const HALF_UNIT: i64 = 1 << 16;
/** Sums of 1/128 * 1/8192 deviations, cut to 1/4096, times a deviation in 1/256 units. */
const CUT_BITS: i32 = 8;
const PREDICTION_BITS: i64 = 20;
const HALF_PREDICTION: i64 = 1 << 19;

const FASTEST_RATE: i32 = 3;
const LARGEST_SCALE: i64 = 1 << 28;
const UNREST_RATE: i32 = 4;
/** The mean magnitude of a normal deviate, in 1/256 of 1/128. */
const FIRST_UNREST: i32 = 102 << 8;

const FASTEST_PACE: i32 = 256;
const LARGEST_PAST_PACE: i32 = 32;
const LEAST_PACE: i32 = 16;

let references: i32 = 0;
let pace: i32 = 0;
let pastPace: i32 = 0;

/** Over the samples coded last, whatever their channel: four averages of second remainders, and one of errors. */
let averages: v128 = i32x4.splat(0);
let unrest: i32 = 0;

/** Of the sample at hand: what was predicted in turn, reciprocals of deviations, remainders that led to it. */
let first: i32 = 0;
let second: i32 = 0;
let expected: i32 = 0;
let spreadUnit: i64 = 0;
let errorUnit: i64 = 0;
let past: v128 = i32x4.splat(0);
let recent: v128 = i32x4.splat(0);

export function stateBytesWith(references: i32): usize {
  return PAIR_WEIGHTS + 16 * (<usize>(references + 1) >> 1);
}

export function startReferences(count: i32): void {
  references = count;
  averages = i32x4.splat(0);
  unrest = FIRST_UNREST;
}

/** Prepares what a channel's first sample leaves as it is. */
export function startReferring(state: usize, history: usize): void {
  store<i32>(state, FIRST_SCALE, SPREAD);
  store<i32>(state, FIRST_SCALE, FAST_SCALE);
  memory.fill(state + PAST, 0, stateBytesWith(references) - PAST);
  store<i64>(history, 0);
}

/** How fast all channels learn in a frame: by half octaves of time, from the 32nd frame on slower. */
export function setReferencePace(frame: i32): void {
  const halves = 32 - <i32>clz(frame >> 5);
  pace = max(LEAST_PACE, (halves & 1 ? 181 : FASTEST_PACE) >> (halves >> 1));
  pastPace = min(LARGEST_PAST_PACE, pace);
}

function deviationOf(scale: i32): i32 {
  return max(256, scale + (scale >> 2));
}

function unitOf(deviation: i32): i64 {
  return <i64>(<u32>0xffffffff / <u32>deviation);
}

/** In 1/128 deviations. */
function normalise(difference: i32, unit: i64): i32 {
  const quotient = (<i64>difference * unit + HALF_UNIT) >> UNIT_BITS;
  return <i32>max(-LARGEST_REMAINDER, min(LARGEST_REMAINDER, quotient));
}

/** Of eight products of 26 bits: with the pairs of eight references, below 2^31. */
function sumOf(products: v128): i32 {
  const halves = i32x4.add(products, v128.shuffle<i32>(products, products, 2, 3, 0, 1));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

/** What is predicted in units, added to what was predicted before. */
function advance(before: i32, products: v128, deviation: i32): i32 {
  const cut = <i64>(sumOf(products) >> CUT_BITS);
  return toVoltage(<i64>before + ((cut * <i64>deviation + HALF_PREDICTION) >> PREDICTION_BITS));
}

/** Remainders of a pair of references, the nearer one in front; each as it was stored. */
function loadPair(history: usize, pair: i32): v128 {
  const at = history - 2 * HISTORY_BYTES * (<usize>pair + 1);
  const nearer = v128.load64_zero(at, HISTORY_BYTES);
  return 2 * pair + 1 < references ? v128.load64_lane(at, nearer, 1) : nearer;
}

/** The channel's last four second remainders, and the averages. */
function loadRecent(history: usize): v128 {
  const rounded = i32x4.shr_s(averages, 8);
  return v128.load64_lane(history, i16x8.narrow_i32x4_s(rounded, rounded), 0);
}

/**
 * @param extrapolated what the channel's own past tells, a voltage
 * @param history of this channel; those of its references lie before it
 * @returns the voltage expected
 */
export function predictReferring(state: usize, history: usize, extrapolated: i32): i32 {
  const deviation = deviationOf(load<i32>(state, SPREAD));
  spreadUnit = unitOf(deviation);
  first = extrapolated;
  past = v128.load(state, PAST);
  second = advance(first, i32x4.dot_i16x8_s(past, v128.load(state, PAST_WEIGHTS)), deviation);
  recent = loadRecent(history);
  let products = i32x4.dot_i16x8_s(recent, v128.load(state, RECENT_WEIGHTS));
  for (let pair = 0; 2 * pair < references; pair++) {
    const weights = v128.load(state + 16 * <usize>pair, PAIR_WEIGHTS);
    products = i32x4.add(products, i32x4.dot_i16x8_s(loadPair(history, pair), weights));
  }
  expected = advance(second, products, deviation);
  return expected;
}

/** Three eighths of the fast average and five of the slow one, by five eighths and by what the channels coded last were off. */
export function scaleReferring(state: usize): i32 {
  const slow = load<i32>(state, SCALE);
  const scale = slow + ((3 * (load<i32>(state, FAST_SCALE) - slow)) >> 3);
  errorUnit = unitOf(deviationOf(scale));
  const share = <i64>(160 + ((15 * unrest) >> 12));
  return <i32>min(LARGEST_SCALE, (<i64>scale * share) >> 8);
}

/**
 * Takes the voltage that `predictReferring` expected.
 * @returns what it was off, in units
 */
export function learnReferring(state: usize, history: usize, voltage: i32): i32 {
  const firstRemainder = normalise(voltage - first, spreadUnit);
  const remainder = normalise(voltage - second, spreadUnit);
  const error = normalise(voltage - expected, errorUnit);
  turn(state + PAST_WEIGHTS, past, gainOf(remainder, pastPace));
  v128.store(state, i16x8.replace_lane(shifted(past), 0, <i16>firstRemainder), PAST);
  turnReferences(state, history, gainOf(error, pace));
  keepErrors(state, voltage - expected, error);
  store<i32>(state, followError(load<i32>(state, SPREAD), voltage - second, errorRate()), SPREAD);
  store<i64>(history, (load<i64>(history) << 16) | (<i64>remainder & 0xffff));
  averages = i32x4.add(averages, distances(i32x4.sub(i32x4.splat(remainder << 8), averages)));
  return voltage - expected;
}

function shifted(values: v128): v128 {
  return v128.shuffle<i16>(values, values, 0, 0, 1, 2, 3, 4, 5, 6);
}

/** What averages of rates 1/4, 1/16, 1/64 and 1/256 follow of their distances, which are below 2^20. */
function distances(all: v128): v128 {
  return i32x4.shr_s(i32x4.mul(all, i32x4(64, 16, 4, 1)), 8);
}

function gainOf(error: i32, pace: i32): v128 {
  return i16x8.splat(<i16>(max(-LARGEST_GAIN, min(LARGEST_GAIN, error)) * pace));
}

/** Eight weights, by 1/2^15 of remainder and gain. */
function turn(weights: usize, remainders: v128, gain: v128): void {
  const turns = i16x8.q15mulr_sat_s(remainders, gain);
  v128.store(weights, i16x8.add_sat_s(v128.load(weights), turns));
}

function turnReferences(state: usize, history: usize, gain: v128): void {
  turn(state + RECENT_WEIGHTS, recent, gain);
  for (let pair = 0; 2 * pair < references; pair++) {
    turn(state + PAIR_WEIGHTS + 16 * <usize>pair, loadPair(history, pair), gain);
  }
}

/** In units, and in 1/128 deviations. */
function keepErrors(state: usize, error: i32, normalised: i32): void {
  const rate = min(FASTEST_RATE, errorRate());
  store<i32>(state, followError(load<i32>(state, FAST_SCALE), error, rate), FAST_SCALE);
  const size = max(abs(normalised), normalise(smallestError(), errorUnit));
  unrest += ((size << 8) - unrest) >> UNREST_RATE;
}
