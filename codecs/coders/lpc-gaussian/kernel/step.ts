// What four lanes expect of their next samples, and what they learn of them. A part of lpc-gaussian.

import { LARGEST_PREDICTION } from '../../shared/prediction/kernel/converter';
import { MIDDLE, MOST_OCTAVES, TABLE_ENTRIES } from './frequencies';
import {
  ADAPTED,
  AVERAGE_WEIGHTS,
  AVERAGES,
  BASE,
  BIAS,
  COUNTS,
  FAR_WEIGHTS,
  HAS_AVERAGES,
  HISTORIES,
  HISTORY_SHIFT,
  INNOVATIONS,
  LATEST,
  MEAN,
  NEAR,
  OCTAVES,
  OWN,
  OWN_DIGITS,
  REFERENCE_COUNT,
  REFERENCES,
  RESIDUAL_SHIFT,
  SHARES,
  SPREADS,
  STEP,
  STEPS,
  TABLES,
  TAPS,
  VECTORS,
  WINDOWS,
} from './layout';
import { AVERAGE_BITS, TAP_DIGITS, TAPS_BACK } from '../../shared/prediction/kernel/units';
import { sumsOf } from '../../shared/prediction/kernel/vectors';

/** Binary digits of a single-precision number below its exponent, and 127 of them. */
const MANTISSA_BITS: i32 = 23;
/** log2(sqrt(pi / 2) / 128), spreads being 128 times a mean magnitude, and half an eighth of an octave to round. */
const LOG_OF_UNIT: i32 = (127 << MANTISSA_BITS) + 55987683 - (1 << 19);

/** Vectors of four equal numbers in memory: the compiler would put each together anew in every step. */
const constants = memory.data(16 * 10, 16);
const MANTISSA_MASK: usize = 0;
const MANTISSAS: usize = 16;
const BEND: usize = 32;
const UNIT: usize = 48;
const LARGEST_INDEX: usize = 64;
const STEP_MASK: usize = 80;
const TABLE_BYTES: usize = 96;
const LARGEST: usize = 112;
const ONES: usize = 128;
const LEAST_HISTORY: usize = 144;

function fillConstants(): void {
  v128.store(constants, i32x4.splat(4095), MANTISSA_MASK);
  v128.store(constants, i32x4.splat(4096), MANTISSAS);
  v128.store(constants, i32x4.splat(11), BEND);
  v128.store(constants, i32x4.splat(LOG_OF_UNIT), UNIT);
  v128.store(constants, i32x4.splat(8 * MOST_OCTAVES + 7), LARGEST_INDEX);
  v128.store(constants, i32x4.splat(7), STEP_MASK);
  v128.store(constants, i32x4.splat(<i32>TABLE_ENTRIES * 4), TABLE_BYTES);
  v128.store(constants, i32x4.splat(LARGEST_PREDICTION), LARGEST);
  v128.store(constants, i32x4.splat(1), ONES);
  // not -32768: two products of it by itself are 2^31
  v128.store(constants, i16x8.splat(-32767), LEAST_HISTORY);
}
fillConstants();

/** What lags 3 and on of one lane give, in four parts. */
// inlined
function farDot(lanes: usize, lane: usize, at: usize, vectors: i32): v128 {
  const history = <usize>load<u32>(lanes + 4 * lane, HISTORIES) + at;
  const weights = lanes + 64 * lane;
  let sums = i32x4.dot_i16x8_s(v128.load(history - 20), v128.load(weights, FAR_WEIGHTS));
  if (vectors > 1) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(history - 36), v128.load(weights, FAR_WEIGHTS + 16)));
  }
  if (vectors > 2) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(history - 52), v128.load(weights, FAR_WEIGHTS + 32)));
  }
  if (vectors > 3) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(history - 68), v128.load(weights, FAR_WEIGHTS + 48)));
  }
  return sums;
}

// inlined
function averagesDot(lanes: usize, k: usize): v128 {
  const average = i32x4.shr_s(v128.load(lanes + 16 * k, AVERAGES), AVERAGE_BITS);
  return i32x4.mul(average, v128.load(lanes + 16 * k, AVERAGE_WEIGHTS));
}

/** Predictions from each lane's own past, in 1/16 of a step. */
// inlined
function ownPredictions(lanes: usize, at: usize): v128 {
  let sum = i32x4.add(
    v128.load(lanes, BIAS),
    i32x4.add(
      i32x4.mul(v128.load(lanes, NEAR), v128.load(lanes, LATEST)),
      i32x4.mul(v128.load(lanes, NEAR + 16), v128.load(lanes, LATEST + 16)),
    ),
  );
  if (load<i32>(lanes, HAS_AVERAGES)) {
    const fast = i32x4.add(averagesDot(lanes, 0), averagesDot(lanes, 1));
    sum = i32x4.add(sum, i32x4.add(fast, i32x4.add(averagesDot(lanes, 2), averagesDot(lanes, 3))));
  }
  const vectors = load<i32>(lanes, VECTORS);
  if (vectors > 0) {
    const far = sumsOf(
      farDot(lanes, 0, at, vectors),
      farDot(lanes, 1, at, vectors),
      farDot(lanes, 2, at, vectors),
      farDot(lanes, 3, at, vectors),
    );
    sum = i32x4.add(sum, far);
  }
  return i32x4.add(i32x4.shr_s(sum, load<i32>(lanes, OWN_DIGITS)), v128.load(lanes, MEAN));
}

// inlined
function windowDot(lanes: usize, lane: usize): v128 {
  return i32x4.dot_i16x8_s(v128.load(lanes + 16 * lane, WINDOWS), v128.load(lanes + 16 * lane, ADAPTED));
}

// inlined
function tapsDot(lanes: usize, reference: usize, lane: usize, at: usize): v128 {
  const innovations = <usize>load<u32>(lanes + 16 * reference + 4 * lane, REFERENCES) + at;
  const taps = lanes + 64 * reference + 16 * lane;
  return i32x4.dot_i16x8_s(v128.load(innovations - 2 * TAPS_BACK), v128.load(taps, TAPS));
}

/** Whether anything is added to own predictions: adapted weights that do not move are 0. */
// inlined
function isCorrected(lanes: usize): bool {
  return (load<i32>(lanes, REFERENCE_COUNT) | load<i32>(lanes, STEP)) !== 0;
}

/** What the latest residuals and other channels' innovations add to predictions, in 1/16 of a step. */
// inlined
function corrections(lanes: usize, at: usize): v128 {
  let a = windowDot(lanes, 0);
  let b = windowDot(lanes, 1);
  let c = windowDot(lanes, 2);
  let d = windowDot(lanes, 3);
  const references = <usize>load<i32>(lanes, REFERENCE_COUNT);
  for (let reference: usize = 0; reference < references; reference++) {
    a = i32x4.add(a, tapsDot(lanes, reference, 0, at));
    b = i32x4.add(b, tapsDot(lanes, reference, 1, at));
    c = i32x4.add(c, tapsDot(lanes, reference, 2, at));
    d = i32x4.add(d, tapsDot(lanes, reference, 3, at));
  }
  return i32x4.shl(i32x4.shr_s(sumsOf(a, b, c, d), TAP_DIGITS), load<i32>(lanes, RESIDUAL_SHIFT));
}

/**
 * Eighths of octaves of the deviations that belong to the spreads: log2(2^e (1 + x)) as e + x + 0.344 x (1 - x), which
 * is off by less than 0.008.
 */
// inlined
function deviations(lanes: usize): v128 {
  const fast = i32x4.mul(v128.load(lanes, SPREADS), v128.load_splat<i32>(lanes + SHARES));
  const medium = i32x4.mul(
    i32x4.shr_s(v128.load(lanes, SPREADS + 16), 3),
    v128.load_splat<i32>(lanes + SHARES + 4),
  );
  const slow = i32x4.mul(
    i32x4.shr_s(v128.load(lanes, SPREADS + 32), 6),
    v128.load_splat<i32>(lanes + SHARES + 8),
  );
  const spread = i32x4.max_s(i32x4.add(fast, i32x4.add(medium, slow)), v128.load(constants, ONES));
  const log = f32x4.convert_i32x4_s(spread);
  const x = v128.and(i32x4.shr_s(log, 11), v128.load(constants, MANTISSA_MASK));
  const rest = i32x4.sub(v128.load(constants, MANTISSAS), x);
  const bend = i32x4.shr_s(i32x4.mul(i32x4.mul(x, rest), v128.load(constants, BEND)), 6);
  const index = i32x4.shr_s(i32x4.sub(i32x4.add(log, bend), v128.load(constants, UNIT)), 20);
  return i32x4.max_s(i32x4.min_s(index, v128.load(constants, LARGEST_INDEX)), i32x4.splat(0));
}

/**
 * Predictions of the next samples, in 1/16 of a step; what else is known of them is left in `lanes`.
 * @param at two bytes a step
 */
// inlined
export function expect(lanes: usize, at: usize): v128 {
  const own = ownPredictions(lanes, at);
  v128.store(lanes, own, OWN);
  const index = deviations(lanes);
  const tables = i32x4.splat(load<i32>(lanes, TABLES) + <i32>MIDDLE * 4);
  const step = v128.and(index, v128.load(constants, STEP_MASK));
  v128.store(lanes, i32x4.add(i32x4.mul(step, v128.load(constants, TABLE_BYTES)), tables), COUNTS);
  v128.store(lanes, i32x4.shr_s(index, 3), OCTAVES);
  v128.store(lanes, step, STEPS);
  const prediction = isCorrected(lanes) ? i32x4.add(own, corrections(lanes, at)) : own;
  const largest = v128.load(constants, LARGEST);
  return i32x4.max_s(i32x4.min_s(prediction, largest), i32x4.neg(largest));
}

// inlined
function adapt(lanes: usize, lane: usize, signs: v128, step: v128, latest: v128): void {
  const window = v128.load(lanes + 16 * lane, WINDOWS);
  const mask = v128.xor(i16x8.shr_s(window, 15), signs);
  const change = i16x8.sub(v128.xor(step, mask), mask);
  v128.store(lanes + 16 * lane, i16x8.add_sat_s(v128.load(lanes + 16 * lane, ADAPTED), change), ADAPTED);
  v128.store(lanes + 16 * lane, v128.shuffle<i16>(window, latest, 1, 2, 3, 4, 5, 6, 7, 8), WINDOWS);
}

// inlined
function follow(lanes: usize, at: usize, rate: i32, magnitudes: v128): void {
  const spread = v128.load(lanes + at, SPREADS);
  v128.store(lanes + at, i32x4.add(i32x4.sub(spread, i32x4.shr_s(spread, rate)), magnitudes), SPREADS);
}

// inlined
function average(lanes: usize, k: usize, nearest: v128): void {
  const value = v128.load(lanes + 16 * k, AVERAGES);
  const way = i32x4.shr_s(i32x4.sub(nearest, value), 2 * (<i32>k + 1));
  v128.store(lanes + 16 * k, i32x4.add(value, way), AVERAGES);
}

// inlined
function put(lanes: usize, field: usize, lane: usize, at: usize): usize {
  return <usize>load<u32>(lanes + field + 4 * lane) + at;
}

/** Innovations, residuals and the weights of these. */
// inlined
function keep(lanes: usize, at: usize, voltages: v128, residuals: v128): void {
  const shift = load<i32>(lanes, RESIDUAL_SHIFT);
  const innovations = i32x4.sub(voltages, v128.load(lanes, OWN));
  const both = i16x8.narrow_i32x4_s(i32x4.shr_s(innovations, shift), i32x4.shr_s(residuals, shift));
  v128.store16_lane(put(lanes, INNOVATIONS, 0, at), both, 0);
  v128.store16_lane(put(lanes, INNOVATIONS, 1, at), both, 1);
  v128.store16_lane(put(lanes, INNOVATIONS, 2, at), both, 2);
  v128.store16_lane(put(lanes, INNOVATIONS, 3, at), both, 3);
  const signs = i32x4.shr_s(residuals, 31);
  const step = v128.load_splat<i16>(lanes + STEP);
  // each lane's residual, lowest
  const latest = v128.shuffle<i64>(both, both, 1, 1);
  adapt(lanes, 0, v128.shuffle<i32>(signs, signs, 0, 0, 0, 0), step, latest);
  adapt(lanes, 1, v128.shuffle<i32>(signs, signs, 1, 1, 1, 1), step, i64x2.shr_u(latest, 16));
  adapt(lanes, 2, v128.shuffle<i32>(signs, signs, 2, 2, 2, 2), step, i64x2.shr_u(latest, 32));
  adapt(lanes, 3, v128.shuffle<i32>(signs, signs, 3, 3, 3, 3), step, i64x2.shr_u(latest, 48));
}

/**
 * Takes in what the samples were.
 * @param voltages of the samples, in 1/16 of a step
 * @param predictions as `expect` gave them
 */
// inlined
export function learn(lanes: usize, at: usize, voltages: v128, predictions: v128): void {
  const residuals = i32x4.sub(voltages, predictions);
  const magnitudes = i32x4.abs(residuals);
  follow(lanes, 0, 3, magnitudes);
  follow(lanes, 16, 6, magnitudes);
  follow(lanes, 32, 9, magnitudes);
  if (isCorrected(lanes)) keep(lanes, at, voltages, residuals);
  remember(lanes, at, voltages);
}

/** Histories and averages. */
// inlined
function remember(lanes: usize, at: usize, voltages: v128): void {
  const latest = v128.load(lanes, LATEST);
  if (load<i32>(lanes, HAS_AVERAGES)) {
    const nearest = i32x4.shl(latest, AVERAGE_BITS);
    average(lanes, 0, nearest);
    average(lanes, 1, nearest);
    average(lanes, 2, nearest);
    average(lanes, 3, nearest);
  }
  const wide = i32x4.shr_s(i32x4.sub(voltages, v128.load(lanes, BASE)), load<i32>(lanes, HISTORY_SHIFT));
  const history = i16x8.max_s(i16x8.narrow_i32x4_s(wide, wide), v128.load(constants, LEAST_HISTORY));
  v128.store(lanes, latest, LATEST + 16);
  v128.store(lanes, i32x4.extend_low_i16x8_s(history), LATEST);
  v128.store16_lane(put(lanes, HISTORIES, 0, at), history, 0);
  v128.store16_lane(put(lanes, HISTORIES, 1, at), history, 1);
  v128.store16_lane(put(lanes, HISTORIES, 2, at), history, 2);
  v128.store16_lane(put(lanes, HISTORIES, 3, at), history, 3);
}
