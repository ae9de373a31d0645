// kernel: mixtures of normal distributions behind a fitted predictor, see codecs/coders/mixed-gaussian.ts

import { countsBelow } from './normal';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Voltages of codes. */
export function voltagesOf(codes: usize, frames: i32, voltageTable: usize, out: usize): void {
  const table = voltageTable + 4 * 32768;
  for (let i: usize = 0; i < <usize>frames; i++) {
    store<i32>(out + 4 * i, load<i32>(table + ((<usize>(<i32>load<i16>(codes + 2 * i))) << 2)));
  }
}

/** Voltages less their mean, coarser, as int16. */
export function historyOf(voltages: usize, frames: i32, mean: i32, shift: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>frames; i++) {
    store<i16>(out + 2 * i, (load<i32>(voltages + 4 * i) - mean) >> shift);
  }
}

// ---- features: int16 arrays of which sample i is what is known before frame i; a table of u32 addresses names them

/** What an exponential mean of rate 2^-rate knew before each frame. Both arrays int16. */
export function smoothHistory(history: usize, frames: i32, start: i32, rate: i32, out: usize): void {
  let mean = start << 8;
  for (let i: usize = 0; i < <usize>frames; i++) {
    store<i16>(out + 2 * i, mean >> 8);
    mean += (((<i32>load<i16>(history + 2 * i)) << 8) - mean) >> rate;
  }
}

/**
 * Adds the products of all pairs of features, each weighted, of frames from .. to - 1.
 * @param features addresses, u32
 * @param weights f64, one a frame
 * @param rows room for 4 rows of f64
 * @param sums f64, rows of `stride`; the lower triangle is added to, and what else lies in its pairs
 */
export function accumulate(
  features: usize,
  count: i32,
  from: i32,
  to: i32,
  weights: usize,
  rows: usize,
  sums: usize,
  stride: usize,
): void {
  const row = (<usize>count) << 3;
  const pitch = stride << 3;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    for (let k = 0; k < 4; k++) weigh(features, count, i + k, weights, rows + <usize>k * pitch);
    for (let a: usize = 0; a < row; a += 8) {
      const r0 = v128.load64_splat(rows + a);
      const r1 = v128.load64_splat(rows + pitch + a);
      const r2 = v128.load64_splat(rows + 2 * pitch + a);
      const r3 = v128.load64_splat(rows + 3 * pitch + a);
      for (let b: usize = 0; b <= a; b += 16) {
        let sum = v128.load(sums + b);
        sum = f64x2.add(sum, f64x2.mul(r0, v128.load(rows + b)));
        sum = f64x2.add(sum, f64x2.mul(r1, v128.load(rows + pitch + b)));
        sum = f64x2.add(sum, f64x2.mul(r2, v128.load(rows + 2 * pitch + b)));
        sum = f64x2.add(sum, f64x2.mul(r3, v128.load(rows + 3 * pitch + b)));
        v128.store(sums + b, sum);
      }
      sums += pitch;
    }
    sums -= <usize>count * pitch;
  }
  for (; i < to; i++) {
    weigh(features, count, i, weights, rows);
    for (let a: usize = 0; a < row; a += 8) {
      const r0 = v128.load64_splat(rows + a);
      for (let b: usize = 0; b <= a; b += 16) {
        v128.store(sums + b, f64x2.add(v128.load(sums + b), f64x2.mul(r0, v128.load(rows + b))));
      }
      sums += pitch;
    }
    sums -= <usize>count * pitch;
  }
}

function weigh(features: usize, count: i32, frame: i32, weights: usize, row: usize): void {
  const weight = load<f64>(weights + ((<usize>frame) << 3));
  for (let a: usize = 0; a < <usize>count; a++) {
    const feature = <usize>load<u32>(features + 4 * a);
    store<f64>(row + 8 * a, weight * <f64>load<i16>(feature + ((<usize>frame) << 1)));
  }
}

/**
 * Sums of coefficient * feature for frames from .. to - 1; writes up to 7 frames more.
 * @param coefficients int32, each within int16
 * @param out int32
 */
export function predict(
  features: usize,
  coefficients: usize,
  count: i32,
  from: i32,
  to: i32,
  out: usize,
): void {
  for (let i = <usize>from; i < <usize>to; i += 8) {
    let low = i32x4.splat(0);
    let high = low;
    for (let a: usize = 0; a < <usize>count; a++) {
      const weight = i16x8.splat(load<i16>(coefficients + 4 * a));
      const eight = v128.load(<usize>load<u32>(features + 4 * a) + 2 * i);
      low = i32x4.add(low, v128.extmul_low<i16>(weight, eight));
      high = i32x4.add(high, v128.extmul_high<i16>(weight, eight));
    }
    v128.store(out + 4 * i, low);
    v128.store(out + 4 * i + 16, high);
  }
}

/** Farthest that features take a prediction from the mean, in units: squares of eight residuals stay within i64. */
const FARTHEST_FITTED: i32 = 1 << 20;

/** What a sum of products says of a voltage, less the mean. */
function fittedOf(sum: i32, shift: i32): i32 {
  const fitted = (sum + ((1 << shift) >> 1)) >> shift;
  return max(-FARTHEST_FITTED, min(FARTHEST_FITTED, fitted));
}

/** Voltages less predictions, to int32 in place of the sums. */
export function residual(voltages: usize, sums: usize, from: i32, to: i32, shift: i32, mean: i32): void {
  for (let i = <usize>from; i < <usize>to; i++) {
    const fitted = mean + fittedOf(load<i32>(sums + 4 * i), shift);
    store<i32>(sums + 4 * i, load<i32>(voltages + 4 * i) - fitted);
  }
}

/** Weights scale / (local mean magnitude of the residual, looked at from both sides, and `least`). */
export function weighFrames(residuals: usize, frames: i32, scale: f64, least: f64, weights: usize): void {
  let mean = <f64>abs(load<i32>(residuals));
  for (let i: usize = 0; i < <usize>frames; i++) {
    mean += (<f64>abs(load<i32>(residuals + 4 * i)) - mean) * 0.0625;
    store<f64>(weights + 8 * i, mean);
  }
  for (let i = <usize>frames; i > 0; i--) {
    const at = i - 1;
    mean += (<f64>abs(load<i32>(residuals + 4 * at)) - mean) * 0.0625;
    store<f64>(weights + 8 * at, scale / (load<f64>(weights + 8 * at) + mean + least));
  }
}

/** The sum of a[i] * b[i], int16, of `eights` times eight frames. */
export function correlate(a: usize, b: usize, eights: i32): f64 {
  let total = i64x2.splat(0);
  for (let k = 0; k < eights; k++, a += 16, b += 16) {
    const pairs = i32x4.dot_i16x8_s(v128.load(a), v128.load(b));
    total = i64x2.add(total, i64x2.add(v128.extend_low<i32>(pairs), v128.extend_high<i32>(pairs)));
  }
  return <f64>(i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1));
}

// ---- the model: what encode and decode share. Its state lives in globals between calls.

const COMPONENTS: usize = 6;
const BITS: i32 = 24;
const HALF_WINDOW: i32 = 2048;
const ESCAPE: u32 = 256;
const TAPS: usize = 8;
const TAP_BITS: i32 = 20;
const LARGEST_TAP: i64 = 1 << 24;
/** Largest magnitude of a prediction and of an error, in units. */
const FARTHEST: i32 = 1 << 19;
/** Fraction bits of a component's mean magnitude. */
const MAGNITUDE_BITS: i32 = 14;
/** Fraction bits of a component's share. */
const SHARE_BITS: i32 = 24;
/** Those of what a code says of it. */
const FIRST_PACE: i32 = 4;
const POSTERIOR_BITS: u64 = 14;
/** What no component's share falls far below, of 2^14, and what is left to share out. */
const LEAST_SHARE: i32 = 32;
const FREE_SHARES: u64 = 16384 - 6 * 32;
/** A code's low bits are sent as they are if the window is too narrow for the widest component, above this octave … */
const WIDEST_OCTAVE: i32 = 11;
/** … and only as many as the narrowest does not feel: its deviation is 8 symbols at least. */
const NARROWEST_OCTAVE: i32 = 7;
const TABLE_BYTES: usize = 1537 * 4;
const MIDDLE_BYTES: usize = 768 * 4;

/** i64 mean magnitudes, i32 weights, u32 addresses of tables, i32 octaves, u32 counts of the last code. */
const magnitudes = memory.data(8 * 6, 16);
const shares = memory.data(4 * 6, 16);
const tables = memory.data(4 * 6, 16);
const octaves = memory.data(4 * 6, 16);
/** i32 coefficients of the second stage. */
const taps = memory.data(4 * 8, 16);
/** i64 deviations of the components, MAGNITUDE_BITS fraction bits. */
const deviations = memory.data(8 * 6, 16);
/** For each 1024th of the counts the cell of the first table, i16, in whose middle they end: where to begin a search. */
const quantiles = memory.data(2 * 1024, 16);
/** Rates of the components, 2^-r. */
const rates = memory.data<u8>([3, 4, 5, 7, 9, 12]);

let thresholds: usize = 0;
let countTables: usize = 0;
let stepTable: usize = 0;
let logTable: usize = 0;
let stepShift: i32 = 0;
/** Shares move by 2^-pace, more at first. */
let pace: i32 = 0;
let finalPace: i32 = 0;
let learned: i32 = 0;
/** The component of the largest share. */
let likeliest: usize = 0;
let low: i32 = 0;
let lowBits: i32 = 0;
let mu: i32 = 0;

/**
 * @param codeThresholds i32 of code -32768 and on
 * @param normal tables of counts, eight of 1537 u32
 * @param steps u8: eighth of an octave by the eight bits below a number's leading one
 * @param logs u16: 256 * log2(1 + k / 256)
 * @param start mean magnitude of a residual, MAGNITUDE_BITS fraction bits
 * @param step 2^-step is the second stage's step; 0: no second stage
 * @param sharePace shares of the components move by 2^-sharePace of the error in the end
 */
export function begin(
  codeThresholds: usize,
  normal: usize,
  steps: usize,
  logs: usize,
  start: u32,
  step: i32,
  sharePace: i32,
): void {
  thresholds = codeThresholds + 4 * 32768;
  countTables = normal + MIDDLE_BYTES;
  stepTable = steps;
  logTable = logs;
  stepShift = step;
  pace = min(FIRST_PACE, sharePace);
  finalPace = sharePace;
  learned = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    store<i64>(magnitudes + 8 * k, <i64>start);
    store<i32>(shares + 4 * k, k === 0 ? 2796206 : 2796202);
  }
  memory.fill(taps, 0, 4 * TAPS);
  likeliest = 0;
  fillQuantiles();
}

function fillQuantiles(): void {
  let cell = -768;
  for (let k: usize = 0; k < 1024; k++) {
    const middle = ((<u32>k) << (BITS - 10)) + (1 << (BITS - 11));
    while (cell < 768 && load<u32>(countTables + ((<usize>cell) << 2)) < middle) cell++;
    store<i16>(quantiles + 2 * k, cell);
  }
}

/** Bits to 1/256 of a share of 2^BITS counts. */
function bitsOf(count: u32): u32 {
  const zeros = clz(count);
  const mantissa = ((count << zeros) >> 23) & 0xff;
  return ((<u32>BITS - 31 + zeros) << 8) - <u32>load<u16>(logTable + ((<usize>mantissa) << 1));
}

/** What the second stage adds to a prediction. @param residuals of the first stage, up to the frame */
function adaptive(residuals: usize): i32 {
  if (stepShift === 0) return 0;
  let sum: i64 = 0;
  for (let a: usize = 0; a < TAPS; a++) {
    sum += <i64>load<i32>(taps + 4 * a) * <i64>load<i32>(residuals - 4 - 4 * a);
  }
  return <i32>max(<i64>-FARTHEST, min(<i64>FARTHEST, sum >> TAP_BITS));
}

/** Normalised LMS whose error is cut off where it is more than the mean magnitude of late. */
function adapt(residuals: usize, error: i32): void {
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
function expect(prediction: i32): void {
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
function lower(c: i32): u32 {
  const distance = load<i32>(thresholds + ((<usize>(c << lowBits)) << 2)) - mu;
  let sum: u64 = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    const counts = countsBelow(load<u32>(tables + 4 * k), distance, load<i32>(octaves + 4 * k));
    sum += <u64>load<u32>(shares + 4 * k) * <u64>counts;
  }
  return <u32>(sum >> <u64>SHARE_BITS) + <u32>(c - low);
}

/** Moves the components' shares towards what each says of symbol c. */
function learnShares(c: i32): void {
  const from = load<i32>(thresholds + ((<usize>(c << lowBits)) << 2)) - mu;
  const to = load<i32>(thresholds + ((<usize>((c + 1) << lowBits)) << 2)) - mu;
  let total: u64 = 0;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    const table = load<u32>(tables + 4 * k);
    const octave = load<i32>(octaves + 4 * k);
    const count = <u64>(countsBelow(table, to, octave) - countsBelow(table, from, octave) + 1);
    const weighted = count * <u64>load<u32>(shares + 4 * k);
    total += weighted;
    store<u64>(products + 8 * k, weighted);
  }
  // rounding down leaves the first one what it loses: all sum to 2^24, and none falls below half the least share
  let left: i32 = 1 << SHARE_BITS;
  let largest = 0;
  for (let k: usize = COMPONENTS - 1; k > 0; k--) {
    const share = load<i32>(shares + 4 * k);
    const said = (load<u64>(products + 8 * k) << POSTERIOR_BITS) / total;
    const posterior = LEAST_SHARE + <i32>((said * FREE_SHARES) >> POSTERIOR_BITS);
    const moved = share + (((posterior << (SHARE_BITS - <i32>POSTERIOR_BITS)) - share) >> pace);
    store<i32>(shares + 4 * k, moved);
    left -= moved;
    if (moved > largest) {
      largest = moved;
      likeliest = k;
    }
  }
  store<i32>(shares, left);
  if (left > largest) likeliest = 0;
  learned++;
  if (pace < finalPace && learned >> (pace + 1) > 0) pace++;
}
const products = memory.data(8 * 6, 16);

function learnMagnitudes(error: i32): void {
  const magnitude = (<i64>min(FARTHEST, abs(error))) << MAGNITUDE_BITS;
  for (let k: usize = 0; k < COMPONENTS; k++) {
    const before = load<i64>(magnitudes + 8 * k);
    store<i64>(magnitudes + 8 * k, before + ((magnitude - before) >> <i64>load<u8>(rates + k)));
  }
}

// ---- encode: pairs of first count and count, u32 each

/**
 * Models frames from .. to - 1.
 * @param codes int16
 * @param residuals int32 of the first stage, 8 before the first; replaced by nothing
 * @param innovations int16, what is left after both stages, shifted right by `innovationShift`
 * @param pairs room for two a frame, or 0 to count bits only
 * @returns 1/256 bits
 */
export function model(
  codes: usize,
  voltages: usize,
  residuals: usize,
  from: i32,
  to: i32,
  innovations: usize,
  innovationShift: i32,
  pairs: usize,
): f64 {
  let bits: u64 = 0;
  let at = pairs;
  for (let i = <usize>from; i < <usize>to; i++) {
    const code = <i32>load<i16>(codes + 2 * i);
    const voltage = load<i32>(voltages + 4 * i);
    const past = residuals + 4 * i;
    const prediction = max(-FARTHEST, min(FARTHEST, voltage - load<i32>(past) + adaptive(past)));
    expect(prediction);
    const c = code >> lowBits;
    if (c < low || c >= low + 2 * HALF_WINDOW) {
      if (pairs !== 0) {
        at = pair(at, (1 << BITS) - ESCAPE, ESCAPE);
        at = pair(at, (<u32>(code + 32768)) << (BITS - 16), 1 << (BITS - 16));
      }
      bits += 32 << 8;
    } else {
      const first = lower(c);
      const count = lower(c + 1) - first;
      bits += <u64>bitsOf(count) + <u64>(lowBits << 8);
      if (pairs !== 0) {
        at = pair(at, first, count);
        if (lowBits > 0) {
          at = pair(at, (<u32>code & ((1 << lowBits) - 1)) << (BITS - lowBits), 1 << (BITS - lowBits));
        }
      }
      learnShares(c);
    }
    const error = voltage - prediction;
    adapt(past, error);
    learnMagnitudes(error);
    store<i16>(innovations + 2 * i, max(-32767, min(32767, error >> innovationShift)));
  }
  pairsEnd = at;
  return <f64>bits;
}

let pairsEnd: usize = 0;
/** Where the last call of `model` or `bypass` stopped writing pairs. */
export function endOfPairs(): usize {
  return pairsEnd;
}

function pair(at: usize, first: u32, count: u32): usize {
  store<u32>(at, first);
  store<u32>(at, count, 4);
  return at + 8;
}

/** Pairs of codes that are sent as they are. */
export function bypass(codes: usize, from: i32, to: i32, pairs: usize): void {
  let at = pairs;
  for (let i = <usize>from; i < <usize>to; i++) {
    const code = <i32>load<i16>(codes + 2 * i);
    at = pair(at, (<u32>(code + 32768)) << (BITS - 16), 1 << (BITS - 16));
  }
  pairsEnd = at;
}

const LOWEST: u64 = 1 << 31;

/** Codes pairs, the last one first, down from `end`. @returns where the state and the words begin */
export function push(pairs: usize, pairsTo: usize, end: usize): usize {
  let x = LOWEST;
  let words = end;
  for (let at = pairsTo; at > pairs; ) {
    at -= 8;
    const first = <u64>load<u32>(at);
    const count = <u64>load<u32>(at, 4);
    if (x >= count << (63 - BITS)) {
      words -= 4;
      store<u32>(words, <u32>x);
      x >>= 32;
    }
    x = ((x / count) << BITS) + (x % count) + first;
  }
  store<u64>(words - 8, x);
  return words - 8;
}

// ---- decode

let x: u64 = 0;
let input: usize = 0;
let inputEnd: usize = 0;
let popped: u32 = 0;
let torn: bool = false;

/** Sets the words to be read. */
export function feed(from: usize, end: usize): void {
  input = from;
  inputEnd = end;
  torn = false;
}

/** Begins a segment: takes its state. @returns whether there was one */
export function beginSegment(): bool {
  popped = 0;
  if (inputEnd - input < 8) return false;
  x = load<u64>(input);
  input += 8;
  return x >= LOWEST && x >> 63 === 0;
}

/** How many pairs the segment has given. */
export function pairsTaken(): u32 {
  return popped;
}

/** Whether the segment is at its end as it should be. */
export function segmentEnds(): bool {
  return !torn && x === LOWEST;
}

export function bytesLeft(): u32 {
  return <u32>(inputEnd - input);
}

/** Takes the pair out of which `slot` came. */
function take(first: u32, count: u32, slot: u32): void {
  popped++;
  x = <u64>count * (x >> BITS) + <u64>(slot - first);
  if (x >= LOWEST) return;
  if (inputEnd - input < 4) {
    torn = true;
    x = LOWEST;
    return;
  }
  x = (x << 32) | <u64>load<u32>(input);
  input += 4;
}

function slotOf(): u32 {
  return <u32>x & ((1 << BITS) - 1);
}

/** Takes `bits` binary digits, at most 16. */
function takeBits(bits: i32): u32 {
  const slot = slotOf();
  const value = slot >> (BITS - bits);
  take(value << (BITS - bits), 1 << (BITS - bits), slot);
  return value;
}

let foundFirst: u32 = 0;
let foundEnd: u32 = 0;

/** About where the likeliest component has the slot. */
function guess(slot: u32): i32 {
  const cell = <i64>load<i16>(quantiles + ((<usize>(slot >> (BITS - 10))) << 1));
  const distance = (cell * load<i64>(deviations + 8 * likeliest)) >> (6 + MAGNITUDE_BITS);
  return ((mu + 8 + <i32>distance) >> 4) >> lowBits;
}

/** The symbol in whose counts the slot lies; sets foundFirst and foundEnd. Bisects a bracket grown from the guess. */
function find(slot: u32): i32 {
  const lowest = max(low, -32768 >> lowBits);
  const end = min(low + 2 * HALF_WINDOW, (32767 >> lowBits) + 1);
  let c = max(lowest, min(end - 1, guess(slot)));
  let first = lower(c);
  let reach = 1;
  if (slot < first) {
    let above = c;
    let aboveFirst = first;
    while (slot < first && c > lowest) {
      above = c;
      aboveFirst = first;
      c = max(lowest, c - reach);
      first = lower(c);
      reach <<= 1;
    }
    return bisect(slot, c, first, above, aboveFirst);
  }
  let above = min(end, c + reach);
  let aboveFirst = lower(above);
  while (slot >= aboveFirst && above < end) {
    c = above;
    first = aboveFirst;
    reach <<= 1;
    above = min(end, c + reach);
    aboveFirst = lower(above);
  }
  return bisect(slot, c, first, above, aboveFirst);
}

function bisect(slot: u32, from: i32, fromFirst: u32, to: i32, toFirst: u32): i32 {
  let c = from;
  let first = fromFirst;
  let above = to;
  let aboveFirst = toFirst;
  while (above - c > 1) {
    const middle = (c + above) >> 1;
    const middleFirst = lower(middle);
    if (slot < middleFirst) {
      above = middle;
      aboveFirst = middleFirst;
    } else {
      c = middle;
      first = middleFirst;
    }
  }
  foundFirst = first;
  foundEnd = aboveFirst;
  return c;
}

/** One code. */
function decodeCode(): i32 {
  const slot = slotOf();
  if (slot >= (1 << BITS) - ESCAPE) {
    take((1 << BITS) - ESCAPE, ESCAPE, slot);
    return <i32>takeBits(16) - 32768;
  }
  const c = find(slot);
  if (slot < foundFirst || slot >= foundEnd) {
    torn = true;
    return 0;
  }
  take(foundFirst, foundEnd - foundFirst, slot);
  learnShares(c);
  return lowBits === 0 ? c : (c << lowBits) | <i32>takeBits(lowBits);
}

/** The sum of 8 n products, int16. */
function dot(a: usize, b: usize, eights: i32): i32 {
  let sum = i32x4.splat(0);
  for (let k = 0; k < eights; k++, a += 16, b += 16) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(a), v128.load(b)));
  }
  const pairs = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** i32 states of the four means, in 1/256. */
const means = memory.data(16, 16);

export function beginMeans(start: i32): void {
  for (let k: usize = 0; k < 4; k++) store<i32>(means + 4 * k, start << 8);
}

/**
 * Decodes frames from .. to - 1.
 * @param codes int16, written
 * @param history int16, written; 32 before the first
 * @param lags int16 coefficients of the 32 last samples, that of the last sample last
 * @param smooth int32 coefficients of the four means
 * @param sums int32: what other channels add; replaced by residuals of the first stage
 * @param voltageTable int32 of code -32768 and on
 * @returns whether the words sufficed
 */
export function decode(
  codes: usize,
  history: usize,
  historyShift: i32,
  lags: usize,
  smooth: usize,
  sums: usize,
  from: i32,
  to: i32,
  shift: i32,
  mean: i32,
  voltageTable: usize,
  innovations: usize,
  innovationShift: i32,
): bool {
  const voltages = voltageTable + 4 * 32768;
  for (let i = <usize>from; i < <usize>to; i++) {
    const past = sums + 4 * i;
    let sum = load<i32>(past) + dot(history + 2 * i - 64, lags, 4);
    for (let k: usize = 0; k < 4; k++) {
      sum += load<i32>(smooth + 4 * k) * (load<i32>(means + 4 * k) >> 8);
    }
    const fitted = mean + fittedOf(sum, shift);
    const prediction = max(-FARTHEST, min(FARTHEST, fitted + adaptive(past)));
    expect(prediction);
    const code = decodeCode();
    if (torn) return false;
    const voltage = load<i32>(voltages + ((<usize>code) << 2));
    const error = voltage - prediction;
    store<i32>(past, voltage - fitted);
    adapt(past, error);
    learnMagnitudes(error);
    store<i16>(innovations + 2 * i, max(-32767, min(32767, error >> innovationShift)));
    store<i16>(codes + 2 * i, code);
    const sample = (voltage - mean) >> historyShift;
    store<i16>(history + 2 * i, sample);
    for (let k: usize = 0; k < 4; k++) {
      const before = load<i32>(means + 4 * k);
      store<i32>(means + 4 * k, before + ((((<i32>(<i16>sample)) << 8) - before) >> (2 + 2 * <i32>k)));
    }
  }
  return true;
}

/** Reverse of `bypass`. */
export function takeCodes(codes: usize, from: i32, to: i32): bool {
  for (let i = <usize>from; i < <usize>to; i++) store<i16>(codes + 2 * i, <i16>(<i32>takeBits(16) - 32768));
  return !torn;
}
