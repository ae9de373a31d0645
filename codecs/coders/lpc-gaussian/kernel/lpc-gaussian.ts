// Linear prediction and rANS of codes under a normal distribution, see ../coder.ts

import {
  AVERAGE_BITS,
  BIAS,
  FAR_WEIGHTS,
  FIRST,
  GREATEST_CODE,
  HISTORY_SHIFT,
  LEAST_CODE,
  MARGIN,
  MARGIN_BEHIND,
  MEAN,
  NEAR_WEIGHTS,
  nextAverages,
  RATE,
  SCALE,
  SHIFT,
  toHistory,
  VECTORS,
  voltageOf,
} from './model';
import {
  COUNT_BITS,
  COUNT_MASK,
  countsOf,
  countsUpTo,
  ESCAPE,
  ESCAPE_COUNTS,
  FINEST_OCTAVE,
  guessOf,
  HALF_WINDOW,
  indexOf,
  magnitudeOf,
  placeOf,
  RAW_FREQUENCY_BITS,
} from './frequencies';

export { addReference, correlate, correlateMissed } from './products';
export { fillCells, fillNearCodes } from './frequencies';

/** A rANS state stays in [2^31, 2^63); words of 32 bits leave and enter at its low end. */
const LOWEST: u64 = 1 << 31;
const LARGEST_PREDICTION: i32 = GREATEST_CODE * 16;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** The sum of the voltages of `count` codes, exact below 2^53. */
export function sumVoltages(codes: usize, count: i32, converter: usize): f64 {
  let total: i64 = 0;
  for (const end = codes + ((<usize>count) << 1); codes < end; codes += 2) {
    total += voltageOf(converter, load<i16>(codes));
  }
  return <f64>total;
}

/** Voltages of codes as the predictor sees them, between margins that repeat the first and the last. */
export function fillHistory(codes: usize, count: i32, model: usize, converter: usize, history: usize): void {
  const mean = load<i32>(model, MEAN);
  const shift = load<i32>(model, HISTORY_SHIFT);
  fillMargin(model, converter, history);
  for (let k: usize = 0; k < <usize>count; k++) {
    const voltage = voltageOf(converter, load<i16>(codes + (k << 1)));
    store<i16>(history + ((MARGIN + k) << 1), toHistory(voltage, mean, shift));
  }
  const end = history + ((MARGIN + <usize>count) << 1);
  for (let k: usize = 0; k < MARGIN_BEHIND; k++) store<i16>(end + (k << 1), load<i16>(end - 2));
}

function fillMargin(model: usize, converter: usize, history: usize): i32 {
  const voltage = voltageOf(converter, load<i32>(model, FIRST));
  const first = toHistory(voltage, load<i32>(model, MEAN), load<i32>(model, HISTORY_SHIFT));
  for (let k: usize = 0; k < MARGIN; k++) store<i16>(history + (k << 1), first);
  return first;
}

function averageDot(averages: v128, weights: v128): i32 {
  const products = i32x4.mul(i32x4.shr_s(averages, AVERAGE_BITS), weights);
  const pairs = i32x4.add(products, v128.shuffle<i32>(products, products, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** What lags 3 and on give. @param near history of lags 10 to 3 */
function farDot(model: usize, vectors: i32, near: v128, at: usize): i32 {
  let sums = i32x4.dot_i16x8_s(near, v128.load(model, FAR_WEIGHTS));
  if (vectors > 1)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 36), v128.load(model, FAR_WEIGHTS + 16)));
  if (vectors > 2)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 52), v128.load(model, FAR_WEIGHTS + 32)));
  if (vectors > 3)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 68), v128.load(model, FAR_WEIGHTS + 48)));
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
}

/** How many codes share a deviation: fewer, the faster the scale follows. */
function periodOf(rate: i32): i32 {
  return 1 << max(0, rate - 5);
}

function clampPrediction(prediction: i32): i32 {
  return max(-LARGEST_PREDICTION, min(LARGEST_PREDICTION, prediction));
}

/**
 * Predicts codes and writes what the rANS coder is to push for each: cumulative frequency and frequency, low bits and
 * their number in 22, 22, 10 and 4 bits of a u64, lowest first.
 * @param history as `fillHistory` left it
 * @param offsets i32, what references give; become what the predictions missed
 * @param items room for two a code
 * @returns end of the items
 */
export function predict(
  codes: usize,
  count: i32,
  model: usize,
  tables: usize,
  converter: usize,
  history: usize,
  offsets: usize,
  items: usize,
): usize {
  const mean = load<i32>(model, MEAN);
  const shift = load<i32>(model, SHIFT);
  const rate = load<i32>(model, RATE);
  const bias = load<i32>(model, BIAS);
  const vectors = load<i32>(model, VECTORS);
  const w0 = load<i32>(model, NEAR_WEIGHTS);
  const w1 = load<i32>(model, NEAR_WEIGHTS + 4);
  const averageWeights = v128.load(model, NEAR_WEIGHTS + 8);
  let at = history + 2 * MARGIN;
  let nearest = <i32>load<i16>(at - 2);
  let second = nearest;
  let averages = i32x4.splat(nearest << AVERAGE_BITS);
  let scale: u32 = (<u32>load<i32>(model, SCALE)) << rate;
  const period = periodOf(rate);
  let wait = 1;
  let index: i32 = 0;
  let octave: i32 = 0;
  let counts: usize = 0;
  for (const end = codes + ((<usize>count) << 1); codes < end; codes += 2, offsets += 4, at += 2) {
    let sum = bias + load<i32>(offsets) + averageDot(averages, averageWeights) + w1 * second + w0 * nearest;
    if (vectors > 0) sum += farDot(model, vectors, v128.load(at - 20), at);
    const prediction = clampPrediction((sum >> shift) + mean);
    if (--wait === 0) {
      wait = period;
      index = indexOf(scale, rate, tables);
      octave = index >> 3;
      counts = countsOf(tables, index);
    }
    const code = <i32>load<i16>(codes);
    const place = placeOf(code, prediction);
    if (<u32>place < 2 * HALF_WINDOW && octave <= FINEST_OCTAVE) {
      const start = countsUpTo(counts, converter, code, prediction, octave) + place;
      const stop = countsUpTo(counts, converter, code + 1, prediction, octave) + place + 1;
      store<u64>(items, <u64>start | ((<u64>(stop - start)) << COUNT_BITS));
      items += 8;
    } else {
      items = predictRare(code, counts, converter, prediction, octave, items);
    }
    const missed = voltageOf(converter, code) - prediction;
    store<i32>(offsets, missed);
    scale = scale - (scale >> rate) + <u32>magnitudeOf(missed);
    averages = nextAverages(averages, nearest);
    second = nearest;
    nearest = load<i16>(at);
  }
  return items;
}

/** Items of a code in an octave whose codes lose low bits, or of one that escapes. @returns their end */
function predictRare(
  code: i32,
  counts: usize,
  converter: usize,
  prediction: i32,
  octave: i32,
  items: usize,
): usize {
  const dropped = max(0, octave - FINEST_OCTAVE);
  const coarse = code >> dropped;
  const place = coarse - ((((prediction + 8) >> 4) >> dropped) - HALF_WINDOW);
  if (<u32>place >= 2 * HALF_WINDOW) {
    store<u64>(items, itemOf(ESCAPE, ESCAPE_COUNTS, 0, dropped));
    store<u64>(items, itemOf((code - LEAST_CODE) << RAW_FREQUENCY_BITS, 1 << RAW_FREQUENCY_BITS, 0, 0), 8);
    return items + 16;
  }
  const start = countsUpTo(counts, converter, coarse << dropped, prediction, octave) + place;
  const stop = countsUpTo(counts, converter, (coarse + 1) << dropped, prediction, octave) + place + 1;
  store<u64>(items, itemOf(start, stop - start, code - (coarse << dropped), dropped));
  return items + 8;
}

function itemOf(start: i32, count: i32, low: i32, dropped: i32): u64 {
  return <u64>start | ((<u64>count) << 22) | ((<u64>low) << 44) | ((<u64>dropped) << 54);
}

/** Bits that items will take, but for the last digits. */
export function costOf(items: usize, end: usize): f64 {
  let bits: i64 = 0;
  let product: f64 = 1;
  for (; items < end; items += 8) {
    const item = load<u64>(items);
    product *= <f64>((item >> 22) & COUNT_MASK);
    bits += COUNT_BITS + <i64>(item >> 54);
    // the product's exponent goes to the bits, its digits stay
    const binary = reinterpret<i64>(product);
    bits -= (binary >> 52) - 1023;
    product = reinterpret<f64>((binary & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
  }
  return <f64>bits;
}

/**
 * Pushes items, the last one first, so that decode runs forwards.
 * @param end of room for a word an item, and the state
 * @returns first byte of the stream (the state, then the words), which ends at `end`
 */
export function push(items: usize, itemsEnd: usize, end: usize): usize {
  let x = LOWEST;
  while (itemsEnd > items) {
    itemsEnd -= 8;
    const item = load<u64>(itemsEnd);
    const count = (item >> 22) & COUNT_MASK;
    const dropped = item >> 54;
    if (x >= count << (63 - COUNT_BITS - dropped)) {
      end -= 4;
      store<u32>(end, <u32>x);
      x >>= 32;
    }
    const quotient = x / count;
    x = (quotient << COUNT_BITS) + (x - quotient * count) + (item & COUNT_MASK);
    x = (x << dropped) | ((item >> 44) & 1023);
  }
  store<u64>(end - 8, x);
  return end - 8;
}

/** Where `decodeRare` leaves the state, u64, and the position of the next word. */
const reached = memory.data(16, 16);

/** A code in an octave whose codes lose low bits, or one that escapes; may read a word. */
function decodeRare(
  state: u64,
  words: usize,
  tables: usize,
  converter: usize,
  prediction: i32,
  index: i32,
): i32 {
  const octave = index >> 3;
  const dropped = max(0, octave - FINEST_OCTAVE);
  const slot = <i32>(<u32>(state >> <u64>dropped) & COUNT_MASK);
  const rest = state >> <u64>(COUNT_BITS + dropped);
  if (slot >= ESCAPE) return decodeEscape(rest * ESCAPE_COUNTS + <u64>(slot - ESCAPE), words);
  const counts = countsOf(tables, index);
  let coarse = guessOf(slot, tables, converter, prediction, index) >> dropped;
  const middle = (((prediction + 8) >> 4) >> dropped) - HALF_WINDOW;
  let start = countsUpTo(counts, converter, coarse << dropped, prediction, octave) + coarse - middle;
  while (slot < start && coarse > LEAST_CODE >> dropped) {
    coarse--;
    start = countsUpTo(counts, converter, coarse << dropped, prediction, octave) + coarse - middle;
  }
  let stop = countsUpTo(counts, converter, (coarse + 1) << dropped, prediction, octave) + coarse + 1 - middle;
  while (slot >= stop && coarse < GREATEST_CODE >> dropped) {
    coarse++;
    start = stop;
    stop = countsUpTo(counts, converter, (coarse + 1) << dropped, prediction, octave) + coarse + 1 - middle;
  }
  store<u64>(reached, rest * <u64>(stop - start) + <u64>(slot - start));
  store<usize>(reached, words, 8);
  return (coarse << dropped) | (<i32>state & ((1 << dropped) - 1));
}

function decodeEscape(state: u64, words: usize): i32 {
  let x = state;
  if (x < LOWEST) {
    x = (x << 32) | <u64>load<u32>(words);
    words += 4;
  }
  const slot = <i32>(<u32>x & COUNT_MASK);
  store<u64>(
    reached,
    ((x >> COUNT_BITS) << RAW_FREQUENCY_BITS) + <u64>(slot & ((1 << RAW_FREQUENCY_BITS) - 1)),
  );
  store<usize>(reached, words, 8);
  return (slot >> RAW_FREQUENCY_BITS) + LEAST_CODE;
}

/**
 * Inverse of `predict` and `push`.
 * @param stream the state, then words; 8 bytes behind `end` may be read
 * @param history room for all codes and the margin
 * @param offsets as of `predict`
 * @returns whether the words ended just where they had to, and the state is back where encode began
 */
export function decode(
  stream: usize,
  end: usize,
  codes: usize,
  count: i32,
  model: usize,
  tables: usize,
  converter: usize,
  history: usize,
  offsets: usize,
): bool {
  const mean = load<i32>(model, MEAN);
  const historyShift = load<i32>(model, HISTORY_SHIFT);
  const shift = load<i32>(model, SHIFT);
  const rate = load<i32>(model, RATE);
  const bias = load<i32>(model, BIAS);
  const vectors = load<i32>(model, VECTORS);
  const w0 = load<i32>(model, NEAR_WEIGHTS);
  const w1 = load<i32>(model, NEAR_WEIGHTS + 4);
  const averageWeights = v128.load(model, NEAR_WEIGHTS + 8);
  let nearest = fillMargin(model, converter, history);
  let near = i16x8.splat(<i16>nearest);
  let at = history + 2 * MARGIN;
  let second = nearest;
  let averages = i32x4.splat(nearest << AVERAGE_BITS);
  let scale: u32 = (<u32>load<i32>(model, SCALE)) << rate;
  const period = periodOf(rate);
  let wait = 1;
  let index: i32 = 0;
  let octave: i32 = 0;
  let counts: usize = 0;
  let x = load<u64>(stream);
  let words = stream + 8;
  for (const codesEnd = codes + ((<usize>count) << 1); codes < codesEnd; codes += 2, offsets += 4, at += 2) {
    let sum = bias + load<i32>(offsets) + averageDot(averages, averageWeights) + w1 * second + w0 * nearest;
    if (vectors > 0) sum += farDot(model, vectors, near, at);
    const prediction = clampPrediction((sum >> shift) + mean);
    if (--wait === 0) {
      wait = period;
      index = indexOf(scale, rate, tables);
      octave = index >> 3;
      counts = countsOf(tables, index);
    }
    const slot = <i32>(<u32>x & COUNT_MASK);
    let code: i32;
    if (slot < ESCAPE && octave <= FINEST_OCTAVE) {
      code = guessOf(slot, tables, converter, prediction, index);
      let place = placeOf(code, prediction);
      let start = countsUpTo(counts, converter, code, prediction, octave) + place;
      let stop = countsUpTo(counts, converter, code + 1, prediction, octave) + place + 1;
      while (slot >= stop && code < GREATEST_CODE) {
        code++;
        place++;
        start = stop;
        stop = countsUpTo(counts, converter, code + 1, prediction, octave) + place + 1;
      }
      while (slot < start && code > LEAST_CODE) {
        code--;
        place--;
        stop = start;
        start = countsUpTo(counts, converter, code, prediction, octave) + place;
      }
      x = (x >> COUNT_BITS) * <u64>(stop - start) + <u64>(slot - start);
    } else {
      code = decodeRare(x, words, tables, converter, prediction, index);
      x = load<u64>(reached);
      words = load<usize>(reached, 8);
    }
    if (x < LOWEST) {
      if (words > end) return false;
      x = (x << 32) | <u64>load<u32>(words);
      words += 4;
    }
    store<i16>(codes, code);
    const voltage = voltageOf(converter, code);
    const missed = voltage - prediction;
    store<i32>(offsets, missed);
    scale = scale - (scale >> rate) + <u32>magnitudeOf(missed);
    averages = nextAverages(averages, nearest);
    if (vectors > 0) {
      near = v128.shuffle<i16>(near, i16x8.splat(<i16>second), 1, 2, 3, 4, 5, 6, 7, 8);
      store<i16>(at, toHistory(voltage, mean, historyShift));
    }
    second = nearest;
    nearest = toHistory(voltage, mean, historyShift);
  }
  return words === end && x === LOWEST;
}
