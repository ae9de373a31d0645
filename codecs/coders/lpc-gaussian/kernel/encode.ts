// What predictions leave of codes, as items, and rANS of these. A part of lpc-gaussian.

import { LEAST_CODE, thresholdOf, voltageOf } from './converter';
import {
  cellOf,
  COUNT_BITS,
  COUNT_MASK,
  countsAt,
  countsUpTo,
  evenCountsUpTo,
  ESCAPE,
  ESCAPE_COUNTS,
  FINEST_OCTAVE,
  HALF_WINDOW,
  isUsual,
  LOWEST,
  placeOf,
  RAW_FREQUENCY_BITS,
} from './frequencies';
import { CODES, CONVERTERS, COUNTS, OCTAVES, STATES } from './layout';
import { expect, learn } from './step';

/*
 * An item: cumulative frequency and frequency, low bits and their number in 22, 22, 10 and 4 bits of a u64, lowest
 * first. One that escapes has the number in its lowest bits, the 16 bits of the code where the low ones begin, and a 1 as
 * bit 63.
 */
const LOW_AT: u64 = 44;
const DROPPED_AT: u64 = 54;
const ESCAPED: u64 = 1 << 63;

/** Item of a code in an octave whose codes lose low bits, or of one that escapes. */
function rareItem(lanes: usize, lane: usize, code: i32, prediction: i32, converted: bool): u64 {
  const octave = load<i32>(lanes + 4 * lane, OCTAVES);
  const counts = <usize>load<u32>(lanes + 4 * lane, COUNTS);
  const converter = <usize>load<u32>(lanes + 4 * lane, CONVERTERS);
  const dropped = max(0, octave - FINEST_OCTAVE);
  const coarse = code >> dropped;
  const place = coarse - ((((prediction + 8) >> 4) >> dropped) - HALF_WINDOW);
  if (<u32>place >= 2 * HALF_WINDOW) {
    return ESCAPED | ((<u64>(code - LEAST_CODE)) << LOW_AT) | <u64>dropped;
  }
  const first = coarse << dropped;
  const next = (coarse + 1) << dropped;
  let start = converted
    ? countsUpTo(counts, converter, first, prediction, octave)
    : evenCountsUpTo(counts, first, prediction, octave);
  let stop = converted
    ? countsUpTo(counts, converter, next, prediction, octave)
    : evenCountsUpTo(counts, next, prediction, octave);
  start += place;
  stop += place + 1;
  const low = <u64>(code - first);
  return (
    <u64>start | ((<u64>(stop - start)) << COUNT_BITS) | (low << LOW_AT) | ((<u64>dropped) << DROPPED_AT)
  );
}

// inlined
function itemOf(lanes: usize, lane: usize, code: i32, prediction: i32, converted: bool): u64 {
  const octave = load<i32>(lanes + 4 * lane, OCTAVES);
  const place = placeOf(code, prediction);
  let distance: i32;
  let further: i32;
  if (converted) {
    const converter = <usize>load<u32>(lanes + 4 * lane, CONVERTERS);
    distance = thresholdOf(converter, code) - prediction;
    further = thresholdOf(converter, code + 1) - prediction;
  } else {
    distance = (code << 4) - 8 - prediction;
    further = distance + 16;
  }
  const cell = cellOf(distance, octave);
  const next = cellOf(further, octave);
  if (<u32>place >= 2 * HALF_WINDOW || !isUsual(cell, next, octave)) {
    return rareItem(lanes, lane, code, prediction, converted);
  }
  const counts = <usize>load<u32>(lanes + 4 * lane, COUNTS);
  const start = countsAt(counts, cell);
  const count = countsAt(counts, next) + 1 - start;
  return <u64>(start + place) | ((<u64>count) << COUNT_BITS);
}

// inlined
function codeAt(lanes: usize, lane: usize, at: usize): i32 {
  return load<i16>(<usize>load<u32>(lanes + 4 * lane, CODES) + at);
}

// inlined
function voltage(lanes: usize, lane: usize, code: i32, hasConverters: bool): i32 {
  return hasConverters ? voltageOf(<usize>load<u32>(lanes + 4 * lane, CONVERTERS), code) : code << 4;
}

// inlined
function encodeSteps(lanes: usize, from: usize, to: usize, mask: i32, items: usize, converted: bool): void {
  for (let at: usize = from << 1, end: usize = to << 1; at < end; at += 2, items += 32) {
    const predictions = expect(lanes, at);
    let voltages = predictions;
    let code: i32 = 0;
    if (mask & 1) {
      code = codeAt(lanes, 0, at);
      store<u64>(items, itemOf(lanes, 0, code, i32x4.extract_lane(predictions, 0), converted));
      voltages = i32x4.replace_lane(voltages, 0, voltage(lanes, 0, code, converted));
    } else store<u64>(items, 0);
    if (mask & 2) {
      code = codeAt(lanes, 1, at);
      store<u64>(items, itemOf(lanes, 1, code, i32x4.extract_lane(predictions, 1), converted), 8);
      voltages = i32x4.replace_lane(voltages, 1, voltage(lanes, 1, code, converted));
    } else store<u64>(items, 0, 8);
    if (mask & 4) {
      code = codeAt(lanes, 2, at);
      store<u64>(items, itemOf(lanes, 2, code, i32x4.extract_lane(predictions, 2), converted), 16);
      voltages = i32x4.replace_lane(voltages, 2, voltage(lanes, 2, code, converted));
    } else store<u64>(items, 0, 16);
    if (mask & 8) {
      code = codeAt(lanes, 3, at);
      store<u64>(items, itemOf(lanes, 3, code, i32x4.extract_lane(predictions, 3), converted), 24);
      voltages = i32x4.replace_lane(voltages, 3, voltage(lanes, 3, code, converted));
    } else store<u64>(items, 0, 24);
    learn(lanes, at, voltages, predictions);
  }
}

/**
 * Predicts the codes of steps `from` to `to` - 1, and writes what rANS is to push for them, all lanes' converters being
 * uniform quantisers.
 * @param mask of the lanes that have a code in these steps; the others' histories and innovations are written to
 * @param items written: four a step, 0 for a lane without a code
 */
export function encode(lanes: usize, from: usize, to: usize, mask: i32, items: usize): void {
  encodeSteps(lanes, from, to, mask, items, false);
}

/** The same with any converters. */
export function encodeConverted(lanes: usize, from: usize, to: usize, mask: i32, items: usize): void {
  encodeSteps(lanes, from, to, mask, items, true);
}

/** Bits that items will take, but for the last digits. */
export function costOf(items: usize, count: usize): f64 {
  let bits: i64 = 0;
  let product: f64 = 1;
  for (const end = items + (count << 3); items < end; items += 8) {
    const item = load<u64>(items);
    if (item === 0) continue;
    if (item >> 63) {
      bits += 12 + 16;
      continue;
    }
    product *= <f64>((item >> COUNT_BITS) & COUNT_MASK);
    bits += COUNT_BITS + <i64>(item >> DROPPED_AT);
    // the product's exponent goes to the bits, its digits stay
    const binary = reinterpret<i64>(product);
    bits -= (binary >> 52) - 1023;
    product = reinterpret<f64>((binary & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
  }
  return <f64>bits;
}

/** Where the words begin that `push` wrote so far. */
let words: usize = 0;

// inlined
function pushItem(x: u64, start: u64, count: u64, low: u64, dropped: u64): u64 {
  if (x >= count << (63 - COUNT_BITS - dropped)) {
    words -= 4;
    store<u32>(words, <u32>x);
    x >>= 32;
  }
  const quotient = x / count;
  return (((quotient << COUNT_BITS) + (x - quotient * count) + start) << dropped) | low;
}

function pushRare(x: u64, item: u64): u64 {
  if ((item & ESCAPED) === 0) {
    const low = (item >> LOW_AT) & 1023;
    return pushItem(x, item & COUNT_MASK, (item >> COUNT_BITS) & COUNT_MASK, low, item >> DROPPED_AT);
  }
  const raw = (item >> LOW_AT) & 0xffff;
  const code = pushItem(x, raw << RAW_FREQUENCY_BITS, 1 << RAW_FREQUENCY_BITS, 0, 0);
  return pushItem(code, ESCAPE, ESCAPE_COUNTS, 0, item & 15);
}

// inlined
function pushLane(x: u64, item: u64): u64 {
  if (item >> LOW_AT) return pushRare(x, item);
  if (item === 0) return x;
  return pushItem(x, item & COUNT_MASK, item >> COUNT_BITS, 0, 0);
}

/**
 * Pushes items, the last ones first, so that decode runs forwards.
 * @param steps of four items each
 * @param end of room for two words an item
 * @returns where the words begin, which end at `end`; the states are left in `lanes`
 */
export function push(lanes: usize, items: usize, steps: usize, end: usize): usize {
  words = end;
  let x0 = LOWEST;
  let x1 = LOWEST;
  let x2 = LOWEST;
  let x3 = LOWEST;
  for (let at = items + (steps << 5); at > items; ) {
    at -= 32;
    x3 = pushLane(x3, load<u64>(at, 24));
    x2 = pushLane(x2, load<u64>(at, 16));
    x1 = pushLane(x1, load<u64>(at, 8));
    x0 = pushLane(x0, load<u64>(at));
  }
  store<u64>(lanes, x0, STATES);
  store<u64>(lanes, x1, STATES + 8);
  store<u64>(lanes, x2, STATES + 16);
  store<u64>(lanes, x3, STATES + 24);
  return words;
}
