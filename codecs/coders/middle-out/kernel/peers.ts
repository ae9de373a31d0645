// What is expected of a lead: its own past, its peers, the net; see ../coder.ts. A part of the kernel.
import {
  lastAverageDifferences,
  lastVoltageDifferences,
  SCALE,
  STATE_BYTES as CHANNEL_BYTES,
  toVoltage,
} from '../../shared/live/kernel/channel';
import { errorRate, FIRST_SCALE, followError } from '../../shared/live/kernel/deviation';
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
import { clampByte, correct, hasNet, project } from './net';

/*
 * A lead's state, behind what channel.ts keeps:
 *
 *   56  i32      spread: average magnitude of second remainders, in 1/256 units
 *   60  i32      average magnitude of errors, of rate 1/8, in 1/256 units
 *   64  i16 x 8  the last eight first remainders, the last in front
 *   80  i16 x 8  their weights, in 1/8192
 *   96  i16 x 8  weights of the lead's last four second remainders and of the four averages
 *  112  i16 x 8  weights of the last four second remainders of its first peer and of its second
 *  128  i16 x 4  and of its third; four more stay 0
 *
 * what its peers see of it:
 *
 *    0  i16 x 4  the last four second remainders
 *   16  i16 x 8  latents
 *
 * and what is known of it from the topology, of which a missing peer is one whose remainders stay 0:
 *
 *    0  u32 x 3  where to find its peers
 *   12  i32 x 3  their weights, 0..127
 *   24  i32 x 2  the sum of these, and that of their squares / 128
 *   32  i16 x 4  what the weights of their last remainders begin with, in 1/8192
 *   40  u32      its number in the recording
 */
const SPREAD: usize = CHANNEL_BYTES;
const FAST_SCALE: usize = 60;
const PAST: usize = 64;
const PAST_WEIGHTS: usize = 80;
const RECENT_WEIGHTS: usize = 96;
const PAIR_WEIGHTS: usize = 112;
const LAST_WEIGHTS: usize = 128;
export const STATE_BYTES: usize = 144;

export const HISTORY_BYTES: usize = 32;
const LATENTS: usize = 16;

export const LEAD_BYTES: usize = 48;
const PEERS: usize = 0;
const WEIGHTS: usize = 12;
const WEIGHT_SUM: usize = 24;
const SQUARE_SUM: usize = 28;
const FIRST_WEIGHTS: usize = 32;
const NUMBER: usize = 40;

const FASTEST_RATE: i32 = 3;
const LARGEST_SCALE: i64 = 1 << 28;
const UNREST_RATE: i32 = 4;
/** The mean magnitude of a normal deviate, in 1/256 of 1/128. */
const FIRST_UNREST: i32 = 102 << 8;

/** A net sees remainders in 1/32 deviations, differences in 1/8 or 1/16. */
const COARSE_BITS: i32 = 2;
const DIFFERENCE_OCTAVE: i32 = 28;
const CORRECTION_BITS: i64 = 20;
const HALF_CORRECTION: i64 = 1 << 19;

/** Over the samples coded last, whatever their lead: four averages of second remainders, and one of errors. */
let averages: v128 = i32x4.splat(0);
let unrest: i32 = 0;

/** Of the sample at hand: what was predicted in turn, reciprocals of deviations, remainders that led to it. */
let first: i32 = 0;
let second: i32 = 0;
let third: i32 = 0;
let expected: i32 = 0;
let deviation: i32 = 0;
let spreadUnit: i64 = 0;
let errorUnit: i64 = 0;
let past: v128 = i32x4.splat(0);
let recent: v128 = i32x4.splat(0);
let pair: v128 = i32x4.splat(0);
let last: v128 = i32x4.splat(0);

export function startLeads(): void {
  averages = i32x4.splat(0);
  unrest = FIRST_UNREST;
}

/** Prepares what a lead's first sample leaves as it is. */
export function startLead(state: usize, history: usize, lead: usize): void {
  store<i32>(state, FIRST_SCALE, SPREAD);
  store<i32>(state, FIRST_SCALE, FAST_SCALE);
  memory.fill(state + PAST, 0, STATE_BYTES - PAST);
  store<i16>(state, load<i16>(lead, FIRST_WEIGHTS), PAIR_WEIGHTS);
  store<i16>(state, load<i16>(lead, FIRST_WEIGHTS + 2), PAIR_WEIGHTS + 8);
  store<i16>(state, load<i16>(lead, FIRST_WEIGHTS + 4), LAST_WEIGHTS);
  memory.fill(history, 0, HISTORY_BYTES);
}

export function numberOf(lead: usize): usize {
  return <usize>load<u32>(lead, NUMBER);
}

export function peerOf(lead: usize, k: usize): usize {
  return <usize>load<u32>(lead + 4 * k, PEERS);
}

export function weightOf(lead: usize, k: usize): i32 {
  return load<i32>(lead + 4 * k, WEIGHTS);
}

function loadRemainders(history: usize, lead: usize): void {
  const rounded = i32x4.shr_s(averages, 8);
  recent = v128.load64_lane(history, i16x8.narrow_i32x4_s(rounded, rounded), 0);
  pair = v128.load64_lane(peerOf(lead, 1), v128.load64_zero(peerOf(lead, 0)), 1);
  last = v128.load64_zero(peerOf(lead, 2));
}

/**
 * @param extrapolated what the lead's own past tells, a voltage
 * @param features room for i16 x 16, for the net
 * @returns the voltage expected
 */
export function predictLead(
  state: usize,
  history: usize,
  lead: usize,
  extrapolated: i32,
  features: usize,
): i32 {
  deviation = deviationOf(load<i32>(state, SPREAD));
  spreadUnit = unitOf(deviation);
  first = extrapolated;
  past = v128.load(state, PAST);
  second = advance(first, i32x4.dot_i16x8_s(past, v128.load(state, PAST_WEIGHTS)), deviation);
  loadRemainders(history, lead);
  let products = i32x4.dot_i16x8_s(recent, v128.load(state, RECENT_WEIGHTS));
  products = i32x4.add(products, i32x4.dot_i16x8_s(pair, v128.load(state, PAIR_WEIGHTS)));
  products = i32x4.add(products, i32x4.dot_i16x8_s(last, v128.load(state, LAST_WEIGHTS)));
  third = advance(second, products, deviation);
  expected = third;
  if (hasNet()) {
    storeFeatures(features);
    project(features, history + LATENTS);
    expected = toVoltage(
      <i64>third + ((<i64>correctionOf(history, lead) * <i64>deviation + HALF_CORRECTION) >> CORRECTION_BITS),
    );
  }
  return expected;
}

/** Of the lead's past alone: eight first remainders, differences of its last voltages and of its averages. */
export function storeFeatures(features: usize): void {
  v128.store(features, clampByte(i16x8.shr_s(past, COARSE_BITS)));
  const shift = DIFFERENCE_OCTAVE - <i32>clz(deviation);
  const differences = i16x8.narrow_i32x4_s(
    i32x4.shr_s(lastVoltageDifferences(), shift),
    i32x4.shr_s(lastAverageDifferences(), shift),
  );
  v128.store(features, clampByte(differences), 16);
}

/** The last remainders of peers, as the net sees them; the other lanes 0. */
export function peerRemainders(): v128 {
  const three = v128.shuffle<i16>(pair, last, 0, 4, 8, 11, 11, 11, 11, 12);
  return clampByte(i16x8.shr_s(i16x8.replace_lane(three, 7, 0), COARSE_BITS));
}

function correctionOf(history: usize, lead: usize): i32 {
  return correct(
    history + LATENTS,
    peerOf(lead, 0) + LATENTS,
    <i16>weightOf(lead, 0),
    peerOf(lead, 1) + LATENTS,
    <i16>weightOf(lead, 1),
    peerOf(lead, 2) + LATENTS,
    <i16>weightOf(lead, 2),
    load<i32>(lead, WEIGHT_SUM),
    load<i32>(lead, SQUARE_SUM),
    peerRemainders(),
  );
}

/** Three eighths of the fast average and five of the slow one, by five eighths and by what the leads coded last were off. */
export function scaleLead(state: usize): i32 {
  const slow = load<i32>(state, SCALE);
  const scale = slow + ((3 * (load<i32>(state, FAST_SCALE) - slow)) >> 3);
  errorUnit = unitOf(deviationOf(scale));
  const share = <i64>(160 + ((15 * unrest) >> 12));
  return <i32>min(LARGEST_SCALE, (<i64>scale * share) >> 8);
}

/**
 * Takes the voltage that `predictLead` expected.
 * @returns what it was off, in units
 */
export function learnLead(state: usize, history: usize, voltage: i32): i32 {
  const firstRemainder = normalise(voltage - first, spreadUnit);
  const remainder = normalise(voltage - second, spreadUnit);
  turn(state + PAST_WEIGHTS, past, gainOf(remainder, pastPace()));
  v128.store(state, i16x8.replace_lane(shifted(past), 0, <i16>firstRemainder), PAST);
  // the weights are those of a prediction without the net
  const gain = gainOf(normalise(voltage - third, errorUnit), referencePace());
  turn(state + RECENT_WEIGHTS, recent, gain);
  turn(state + PAIR_WEIGHTS, pair, gain);
  turn(state + LAST_WEIGHTS, last, gain);
  keepErrors(state, voltage - expected);
  store<i32>(state, followError(load<i32>(state, SPREAD), voltage - second, errorRate()), SPREAD);
  store<i64>(history, (load<i64>(history) << 16) | (<i64>remainder & 0xffff));
  averages = i32x4.add(averages, distances(i32x4.sub(i32x4.splat(remainder << 8), averages)));
  return voltage - expected;
}

/** In units, and in 1/128 deviations. */
function keepErrors(state: usize, error: i32): void {
  const rate = min(FASTEST_RATE, errorRate());
  store<i32>(state, followError(load<i32>(state, FAST_SCALE), error, rate), FAST_SCALE);
  unrest += ((abs(normalise(error, errorUnit)) << 8) - unrest) >> UNREST_RATE;
}

/** Of the sample at hand, for training: what was left without the net, and its deviation, both in 1/128 of the spread. */
export function leftOf(voltage: i32): i32 {
  return normalise(voltage - third, spreadUnit);
}

export function deviationIn(scale: i32): i32 {
  return normalise(scale >> 8, spreadUnit);
}
