// What the live coder knows of one channel: prediction and scale, see lms-range/coder.ts. A part of the kernel.
import { FIRST_SCALE, FRACTION } from './deviation';

/*
 * A channel's state:
 *
 *    0  i32 x 9  points: the last five voltages, the last at the end, then averages of rates 1/4, 1/16, 1/64, 1/256;
 *                in 1/256 units
 *   36  i32      average magnitude of errors, in 1/256 units
 *   40  i16 x 8  weights, in 1/8192, of the differences of neighbouring points
 */
const EARLIER: usize = 0;
const LAST: usize = 16;
const SLOWEST: usize = 32;
export const SCALE: usize = 36;
const WEIGHTS: usize = 40;
export const STATE_BYTES: usize = 56;

const HALF: i64 = 128;
const WEIGHT_BITS: i64 = 13;
const LARGEST: i64 = (1 << 19) - 1;

/** What was predicted last, in units. */
let expected: i32 = 0;

/** The points that led to it but for the first, and their differences; in two halves. */
let voltages: v128 = i32x4.splat(0);
let averages: v128 = i32x4.splat(0);
let voltageDifferences: v128 = i32x4.splat(0);
let averageDifferences: v128 = i32x4.splat(0);

/** Weights turn by so many 1/8192. */
let pace: i32 = 0;
/** Nothing is learned from smaller errors: half a step, in units, if codes may be off. */
let quiet: i32 = 0;

export function setQuiet(units: i32): void {
  quiet = units;
}

/** Takes the first voltage of a channel. */
export function startChannel(state: usize, voltage: i32): void {
  const points = i32x4.splat(voltage << FRACTION);
  v128.store(state, points, EARLIER);
  v128.store(state, points, LAST);
  store<i32>(state, voltage << FRACTION, SLOWEST);
  store<i32>(state, FIRST_SCALE, SCALE);
  v128.store(state, i16x8(0, 0, 0, 0, 6000, 7000, 8192, 7900), WEIGHTS);
}

/** Whole vectors alone are loaded, as they were stored: a load across two stores waits for both. */
function loadPoints(state: usize): void {
  const earlier = v128.load(state, EARLIER);
  const last = v128.load(state, LAST);
  voltages = v128.shuffle<i32>(earlier, last, 1, 2, 3, 4);
  averages = i32x4.replace_lane(v128.shuffle<i32>(last, last, 1, 2, 3, 3), 3, load<i32>(state, SLOWEST));
  voltageDifferences = i32x4.sub(earlier, voltages);
  averageDifferences = i32x4.sub(last, averages);
}

/** Sums of two of four products each. */
function productsOf(weights: v128, differences: v128): v128 {
  return i64x2.add(
    i64x2.extmul_low_i32x4_s(weights, differences),
    i64x2.extmul_high_i32x4_s(weights, differences),
  );
}

/** Of eight products: at most 47 bits, of a 10-bit converter's codes 39. */
function sumOf(products0: v128, products1: v128): i64 {
  const sums = i64x2.add(products0, products1);
  return i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
}

/** Differences of the voltages that the last prediction was made from, the oldest first; 1/256 units. */
export function lastVoltageDifferences(): v128 {
  return voltageDifferences;
}

/** And of the last voltage and the averages, each less the next slower one. */
export function lastAverageDifferences(): v128 {
  return averageDifferences;
}

export function toVoltage(sum: i64): i32 {
  return <i32>max(-LARGEST - 1, min(LARGEST, sum));
}

/** @returns the voltage that a channel's own past tells */
export function extrapolate(state: usize): i32 {
  loadPoints(state);
  const weights = v128.load(state, WEIGHTS);
  const sum = sumOf(
    productsOf(i32x4.extend_low_i16x8_s(weights), voltageDifferences),
    productsOf(i32x4.extend_high_i16x8_s(weights), averageDifferences),
  );
  expected = toVoltage((<i64>load<i32>(state, SLOWEST) + (sum >> WEIGHT_BITS) + HALF) >> FRACTION);
  return expected;
}

/** How fast all channels learn in a frame, from the second on. */
export function setPace(frame: i32): void {
  pace = 1 << max(0, min(4, (<i32>clz(frame) - 14) >> 1));
}

/**
 * Takes the voltage that `extrapolate` expected.
 * @returns what it was off, in units
 */
export function adapt(state: usize, voltage: i32): i32 {
  const error = voltage - expected;
  turn(state + WEIGHTS, abs(error) < quiet ? 0 : (error >> 31) | i32(error > 0));
  follow(state, i32x4.splat(voltage << FRACTION));
  return error;
}

/** Takes a voltage among the points. */
function follow(state: usize, point: v128): void {
  const distances = i32x4.sub(point, averages);
  const fast = v128.shuffle<i32>(i32x4.shr_s(distances, 2), i32x4.shr_s(distances, 4), 0, 5, 2, 7);
  const slow = v128.shuffle<i32>(i32x4.shr_s(distances, 6), i32x4.shr_s(distances, 8), 0, 1, 2, 7);
  const followed = i32x4.add(averages, v128.shuffle<i32>(fast, slow, 0, 1, 6, 7));
  v128.store(state, voltages, EARLIER);
  v128.store(state, v128.shuffle<i32>(point, followed, 0, 4, 5, 6), LAST);
  store<i32>(state, i32x4.extract_lane(followed, 3), SLOWEST);
}

/** Moves weights by the signs of the error and of what they weighed. */
function turn(weights: usize, sign: i32): void {
  // narrowed, a difference keeps its sign
  const differences = i16x8.narrow_i32x4_s(voltageDifferences, averageDifferences);
  const zero = i16x8.splat(0);
  const signs = i16x8.sub(i16x8.lt_s(differences, zero), i16x8.gt_s(differences, zero));
  const turns = i16x8.mul(signs, i16x8.splat(<i16>(sign * pace)));
  v128.store(weights, i16x8.add_sat_s(v128.load(weights), turns));
}
