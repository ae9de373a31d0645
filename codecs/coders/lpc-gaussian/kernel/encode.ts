// What predictions leave of codes, as items, and rANS of these. A part of lpc-gaussian.

import {
  COUNT_BITS,
  COUNT_MASK,
  countsOf,
  countsUpTo,
  ESCAPE,
  ESCAPE_COUNTS,
  FINEST_OCTAVE,
  HALF_WINDOW,
  indexOf,
  LOWEST,
  magnitudeOf,
  placeOf,
  RAW_FREQUENCY_BITS,
} from './frequencies';
import {
  AVERAGE_BITS,
  BIAS,
  LEAST_CODE,
  MARGIN,
  MEAN,
  NEAR_WEIGHTS,
  nextAverages,
  RATE,
  SCALE,
  SHIFT,
  VECTORS,
  voltageOf,
} from './model';
import { averageDot, clampPrediction, farDot, periodOf } from './predictor';

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
