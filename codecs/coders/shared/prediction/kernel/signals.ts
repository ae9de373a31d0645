// Signals that predictors are fitted to. Shared by kernels.

import { voltageOf } from './converter';
import { AVERAGE_BITS } from './units';
import { sumOfLanes, sumsOf } from './vectors';

/** Samples of history below the first, at least. */
const LAGS_BYTES: usize = 2 * 40;

/** Room for eight i16. */
const eight = memory.data(16, 16);

/** Least and greatest of `count` codes, i32 each. */
export function rangeOf(codes: usize, count: usize, out: usize): void {
  let low = i16x8.splat(load<i16>(codes));
  let high = low;
  const end = codes + 2 * count;
  for (; codes + 16 <= end; codes += 16) {
    const some = v128.load(codes);
    low = i16x8.min_s(low, some);
    high = i16x8.max_s(high, some);
  }
  for (; codes < end; codes += 2) {
    const one = i16x8.splat(load<i16>(codes));
    low = i16x8.min_s(low, one);
    high = i16x8.max_s(high, one);
  }
  v128.store(eight, low);
  let least = <i32>load<i16>(eight);
  for (let k: usize = 2; k < 16; k += 2) least = min(least, <i32>load<i16>(eight + k));
  const greatest = greatestOf(high);
  store<i32>(out, least);
  store<i32>(out, greatest, 4);
}

/** Bytes of codes whose pairs' sums stay below 2^31 in each of four lanes. */
const SUMMED_BYTES: usize = 16 * 0x4000;

/** The sum of `count` codes. */
function sumOfCodes(codes: usize, count: usize): i64 {
  let total: i64 = 0;
  const end = codes + 2 * count;
  while (codes + 16 <= end) {
    let sums = i32x4.splat(0);
    for (const stop = min(end - 15, codes + SUMMED_BYTES); codes < stop; codes += 16) {
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(v128.load(codes)));
    }
    total += sumOfLanes(sums);
  }
  for (; codes < end; codes += 2) total += <i64>load<i16>(codes);
  return total;
}

/** The sum of the voltages of codes, exact below 2^53. @param converter 0: a uniform quantiser */
export function sumOf(codes: usize, count: usize, converter: usize): f64 {
  if (converter === 0) return <f64>(sumOfCodes(codes, count) << 4);
  let total: i64 = 0;
  for (const end = codes + 2 * count; codes < end; codes += 2) {
    total += <i64>voltageOf(converter, load<i16>(codes));
  }
  return <f64>total;
}

/**
 * Voltages as predictors see them; those before the first are like it. Written in fours: up to three samples more.
 * @param history of the first sample
 */
export function fillHistory(
  codes: usize,
  count: usize,
  converter: usize,
  base: i32,
  shift: i32,
  history: usize,
): void {
  const bases = i32x4.splat(base);
  for (let at: usize = 0; at < 2 * count; at += 8) {
    const wide = i32x4.shr_s(i32x4.sub(fourVoltages(codes + at, converter), bases), shift);
    const small = i16x8.max_s(i16x8.narrow_i32x4_s(wide, wide), i16x8.splat(-32767));
    v128.store64_lane(history + at, small, 0);
  }
  const first = load<i16>(history);
  for (let back: usize = 2; back <= LAGS_BYTES; back += 2) store<i16>(history - back, first);
}

/** Four averages at rates 1/4, 1/16, 1/64 and 1/256 move towards a sample. */
// inlined
export function nextAverages(averages: v128, nearest: i32): v128 {
  const way = i32x4.sub(i32x4.splat(nearest << AVERAGE_BITS), averages);
  const fast = v128.shuffle<i32>(i32x4.shr_s(way, 2), i32x4.shr_s(way, 4), 0, 5, 2, 3);
  const slow = v128.shuffle<i32>(i32x4.shr_s(way, 6), i32x4.shr_s(way, 8), 0, 1, 2, 7);
  return i32x4.add(averages, v128.shuffle<i32>(fast, slow, 0, 1, 6, 7));
}

/** The four averages before each sample, `stride` bytes from one to the next. */
export function fillAverages(history: usize, count: usize, averages: usize, stride: usize): void {
  let all = i32x4.splat((<i32>load<i16>(history)) << AVERAGE_BITS);
  for (let at: usize = 0; at < 2 * count; at += 2) {
    const now = i32x4.shr_s(all, AVERAGE_BITS);
    const narrow = i16x8.narrow_i32x4_s(now, now);
    v128.store16_lane(averages + at, narrow, 0);
    v128.store16_lane(averages + at + stride, narrow, 1);
    v128.store16_lane(averages + at + 2 * stride, narrow, 2);
    v128.store16_lane(averages + at + 3 * stride, narrow, 3);
    all = nextAverages(all, load<i16>(history + at - 2));
  }
}

/** What the lags before each of four samples give. */
// inlined
function fourDots(history: usize, weights: usize, vectors: usize): v128 {
  let weight = v128.load(weights);
  let a = i32x4.dot_i16x8_s(v128.load(history - 16), weight);
  let b = i32x4.dot_i16x8_s(v128.load(history - 14), weight);
  let c = i32x4.dot_i16x8_s(v128.load(history - 12), weight);
  let d = i32x4.dot_i16x8_s(v128.load(history - 10), weight);
  for (const end = weights + 16 * vectors - 16; weights < end; ) {
    weights += 16;
    history -= 16;
    weight = v128.load(weights);
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(history - 16), weight));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(history - 14), weight));
    c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(history - 12), weight));
    d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(history - 10), weight));
  }
  return sumsOf(a, b, c, d);
}

/** What a further signal gives four samples. */
// inlined
function fourProducts(signal: usize, weight: i32): v128 {
  return i32x4.mul(v128.load_ext<i16>(signal), i32x4.splat(weight));
}

/** What the averages give four samples. @param averages of the first of them, `stride` bytes from one to the next */
// inlined
function fourAverages(averages: usize, stride: usize, weights: usize): v128 {
  const fast = i32x4.add(
    fourProducts(averages, load<i32>(weights)),
    fourProducts(averages + stride, load<i32>(weights, 4)),
  );
  const slow = i32x4.add(
    fourProducts(averages + 2 * stride, load<i32>(weights, 8)),
    fourProducts(averages + 3 * stride, load<i32>(weights, 12)),
  );
  return i32x4.add(fast, slow);
}

/**
 * What a first predictor leaves of a history, made small for sums of products. Written in fours: up to three samples more.
 * @param weights i16, `digits` binary digits: lags 8 to 1, 16 to 9, …
 * @param averages of the first sample, `stride` bytes from one to the next; 0: none
 * @param averageWeights i32, four
 * @param gain binary digits that are kept; may be negative
 * @param out i16, no more than LARGEST_SIGNAL
 */
export function whiten(
  history: usize,
  count: usize,
  weights: usize,
  vectors: usize,
  averages: usize,
  stride: usize,
  averageWeights: usize,
  digits: i32,
  gain: i32,
  out: usize,
): void {
  const shift = digits - gain;
  const half = i32x4.splat((1 << shift) >> 1);
  const most = i16x8.splat(LARGEST_SIGNAL);
  const least = i16x8.splat(-LARGEST_SIGNAL);
  for (let at: usize = 0; at < 2 * count; at += 8) {
    let sums = fourDots(history + at, weights, vectors);
    if (averages !== 0) sums = i32x4.add(sums, fourAverages(averages + at, stride, averageWeights));
    const wide = i32x4.shl(v128.load_ext<i16>(history + at), digits);
    const left = i32x4.shr_s(i32x4.add(i32x4.sub(wide, sums), half), shift);
    const small = i16x8.max_s(i16x8.min_s(i16x8.narrow_i32x4_s(left, left), most), least);
    v128.store64_lane(out + at, small, 0);
  }
}

const LARGEST_SIGNAL: i16 = 2047;

/** The greatest of eight i16. */
function greatestOf(value: v128): i32 {
  v128.store(eight, value);
  let greatest = <i32>load<i16>(eight);
  for (let k: usize = 2; k < 16; k += 2) greatest = max(greatest, <i32>load<i16>(eight + k));
  return greatest;
}

/**
 * Innovations as a decoder has them, see layout.ts; but for the margins of the history they are those of its first
 * stretch throughout. Written in fours, as by `whiten`, from which come the other parameters.
 * @returns the largest magnitude
 */
export function innovate(
  codes: usize,
  history: usize,
  count: usize,
  converter: usize,
  weights: usize,
  vectors: usize,
  averages: usize,
  stride: usize,
  averageWeights: usize,
  bias: i32,
  digits: i32,
  mean: i32,
  shift: i32,
  out: usize,
): i32 {
  let largest = i16x8.splat(1);
  for (let at: usize = 0; at < 2 * count; at += 8) {
    let sums = i32x4.add(fourDots(history + at, weights, vectors), i32x4.splat(bias));
    if (averages !== 0) sums = i32x4.add(sums, fourAverages(averages + at, stride, averageWeights));
    const own = i32x4.add(i32x4.shr_s(sums, digits), i32x4.splat(mean));
    const innovations = i32x4.shr_s(i32x4.sub(fourVoltages(codes + at, converter), own), shift);
    const small = i16x8.max_s(i16x8.narrow_i32x4_s(innovations, innovations), i16x8.splat(-32767));
    largest = i16x8.max_s(largest, i16x8.abs(small));
    v128.store64_lane(out + at, small, 0);
  }
  return greatestOf(largest);
}

// inlined
function fourVoltages(codes: usize, converter: usize): v128 {
  if (converter === 0) return i32x4.shl(v128.load_ext<i16>(codes), 4);
  let voltages = i32x4.splat(voltageOf(converter, load<i16>(codes)));
  voltages = i32x4.replace_lane(voltages, 1, voltageOf(converter, load<i16>(codes, 2)));
  voltages = i32x4.replace_lane(voltages, 2, voltageOf(converter, load<i16>(codes, 4)));
  return i32x4.replace_lane(voltages, 3, voltageOf(converter, load<i16>(codes, 6)));
}

/**
 * What references give together, in units of innovations.
 * @param pointers u32, of `count` references' innovations
 * @param taps i16, eight for each, `digits` binary digits
 * @param out written in fours, as by `whiten`
 * @returns the largest magnitude
 */
export function combine(
  pointers: usize,
  taps: usize,
  count: usize,
  frames: usize,
  digits: i32,
  out: usize,
): i32 {
  let largest = i16x8.splat(1);
  for (let at: usize = 0; at < 2 * frames; at += 8) {
    let sums = i32x4.splat(0);
    for (let k: usize = 0; k < count; k++) {
      const innovations = <usize>load<u32>(pointers + 4 * k) + at - 6;
      const weights = v128.load(taps + 16 * k);
      const four = sumsOf(
        i32x4.dot_i16x8_s(v128.load(innovations), weights),
        i32x4.dot_i16x8_s(v128.load(innovations, 2), weights),
        i32x4.dot_i16x8_s(v128.load(innovations, 4), weights),
        i32x4.dot_i16x8_s(v128.load(innovations, 6), weights),
      );
      sums = i32x4.add(sums, four);
    }
    const shifted = i32x4.shr_s(sums, digits);
    const small = i16x8.max_s(i16x8.narrow_i32x4_s(shifted, shifted), i16x8.splat(-32767));
    largest = i16x8.max_s(largest, i16x8.abs(small));
    v128.store64_lane(out + at, small, 0);
  }
  return greatestOf(largest);
}

/** Sums of squares of stretches of a signal without -32768, f64 each. */
export function energies(signal: usize, stretches: usize, count: usize, out: usize): void {
  for (const end = stretches + 16 * count; stretches < end; stretches += 16, out += 8) {
    const from = signal + ((<usize>load<u32>(stretches)) << 1);
    store<f64>(out, <f64>energyOf(from, load<u32>(stretches, 4)));
  }
}

/** The sum of squares of samples without -32768. */
export function energyOf(from: usize, frames: usize): i64 {
  const wholeEnd = from + ((frames & ~(<usize>7)) << 1);
  const end = from + 2 * frames;
  let sums = i64x2.splat(0);
  for (; from < wholeEnd; from += 16) {
    const some = v128.load(from);
    const squares = i32x4.dot_i16x8_s(some, some);
    const wide = i64x2.add(i64x2.extend_low_i32x4_s(squares), i64x2.extend_high_i32x4_s(squares));
    sums = i64x2.add(sums, wide);
  }
  let total = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
  for (; from < end; from += 2) {
    const value = <i64>load<i16>(from);
    total += value * value;
  }
  return total;
}

/** Sums of squares of differences from one sample to the next, f64 for each stretch. */
export function roughness(signal: usize, stretches: usize, count: usize, out: usize): void {
  for (const end = stretches + 16 * count; stretches < end; stretches += 16, out += 8) {
    const from = signal + ((<usize>load<u32>(stretches)) << 1);
    store<f64>(out, <f64>roughnessOf(from, load<u32>(stretches, 4)));
  }
}

function roughnessOf(from: usize, frames: usize): i64 {
  const wholeEnd = from + ((frames & ~(<usize>3)) << 1);
  const end = from + 2 * frames;
  let sums = i64x2.splat(0);
  for (; from < wholeEnd; from += 8) {
    const steps = i32x4.sub(v128.load_ext<i16>(from), v128.load_ext<i16>(from - 2));
    const squares = i64x2.add(
      i64x2.extmul_low_i32x4_s(steps, steps),
      i64x2.extmul_high_i32x4_s(steps, steps),
    );
    sums = i64x2.add(sums, squares);
  }
  let total = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
  for (; from < end; from += 2) {
    const value = <i64>load<i16>(from) - <i64>load<i16>(from - 2);
    total += value * value;
  }
  return total;
}
