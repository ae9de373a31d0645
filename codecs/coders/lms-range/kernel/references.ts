// What the live coder predicts from the channels coded last, behind a channel's own past, see ../coder.ts.
// A part of the kernel.
import { SCALE, STATE_BYTES } from '../../shared/live/kernel/channel';
import { errorRate, FIRST_SCALE, followError, smallestError } from '../../shared/live/kernel/deviation';
import {
  advance,
  deviationOf,
  distances,
  gainOf,
  normalise,
  pastPace,
  referencePace,
  shifted,
  turn,
  unitOf,
} from '../../shared/live/kernel/remainders';

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

const FASTEST_RATE: i32 = 3;
const LARGEST_SCALE: i64 = 1 << 28;
const UNREST_RATE: i32 = 4;
/** The mean magnitude of a normal deviate, in 1/256 of 1/128. */
const FIRST_UNREST: i32 = 102 << 8;

let references: i32 = 0;

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
  turn(state + PAST_WEIGHTS, past, gainOf(remainder, pastPace()));
  v128.store(state, i16x8.replace_lane(shifted(past), 0, <i16>firstRemainder), PAST);
  turnReferences(state, history, gainOf(error, referencePace()));
  keepErrors(state, voltage - expected, error);
  store<i32>(state, followError(load<i32>(state, SPREAD), voltage - second, errorRate()), SPREAD);
  store<i64>(history, (load<i64>(history) << 16) | (<i64>remainder & 0xffff));
  averages = i32x4.add(averages, distances(i32x4.sub(i32x4.splat(remainder << 8), averages)));
  return voltage - expected;
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
