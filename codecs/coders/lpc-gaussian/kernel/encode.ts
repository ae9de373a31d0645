// What predictions leave of codes, as items, and rANS of these. A part of lpc-gaussian.

import { LEAST_CODE, VOLTAGES } from '../../shared/prediction/kernel/converter';
import {
  COUNT_BITS,
  COUNT_MASK,
  countsUpTo,
  ESCAPE,
  ESCAPE_COUNTS,
  evenCountsUpTo,
  FINEST_OCTAVE,
  HALF_WINDOW,
  LOWEST,
  MIDDLE,
  RAW_FREQUENCY_BITS,
} from './frequencies';
import { CODES, CONVERTERS, COUNTS, OCTAVES, STATES } from './layout';
import { expect, learn } from './step';

/*
 * The items of a step: a vector of u32 of where each lane's code begins, then one of what it counts.
 *
 *   begins    cumulative frequency in 22 bits, low bits in 10; of a code that escapes its 16 bits
 *   counts    frequency in 22 bits, number of low bits in 4; bit 31 of a code that escapes; 0: the lane has no code
 */
const COUNTED: usize = 16;
const STEP_BYTES: usize = 32;
const ESCAPED: u32 = 1 << 31;

/** Writes the item of a code that is not coded as most are: of an octave whose codes lose low bits, or far out. */
function storeRare(
  lanes: usize,
  lane: usize,
  code: i32,
  prediction: i32,
  item: usize,
  converted: bool,
): void {
  const octave = load<i32>(lanes + 4 * lane, OCTAVES);
  const counts = <usize>load<u32>(lanes + 4 * lane, COUNTS);
  const converter = <usize>load<u32>(lanes + 4 * lane, CONVERTERS);
  const dropped = max(0, octave - FINEST_OCTAVE);
  const coarse = code >> dropped;
  const place = coarse - ((((prediction + 8) >> 4) >> dropped) - HALF_WINDOW);
  if (<u32>place >= 2 * HALF_WINDOW) {
    store<u32>(item, code - LEAST_CODE);
    store<u32>(item, ESCAPED | ((<u32>dropped) << COUNT_BITS), COUNTED);
    return;
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
  store<u32>(item, start | ((code - first) << COUNT_BITS));
  store<u32>(item, (stop - start) | (dropped << COUNT_BITS), COUNTED);
}

/** Room for four i32. */
const four = memory.data(16, 16);

/** Writes the items of the lanes in a mask, which has at least one. */
function storeRares(
  lanes: usize,
  codes: v128,
  predictions: v128,
  mask: i32,
  items: usize,
  converted: bool,
): void {
  for (; mask !== 0; mask &= mask - 1) {
    const lane = <usize>ctz(mask);
    v128.store(four, codes);
    const code = load<i32>(four + 4 * lane);
    v128.store(four, predictions);
    storeRare(lanes, lane, code, load<i32>(four + 4 * lane), items + 4 * lane, converted);
  }
}

/** The next codes of all lanes; anything for a lane without one. */
// inlined
function codesAt(lanes: usize, at: usize): v128 {
  let high = i32x4.splat(0);
  high = v128.load16_lane(<usize>load<u32>(lanes, CODES) + at, high, 1);
  high = v128.load16_lane(<usize>load<u32>(lanes, CODES + 4) + at, high, 3);
  high = v128.load16_lane(<usize>load<u32>(lanes, CODES + 8) + at, high, 5);
  high = v128.load16_lane(<usize>load<u32>(lanes, CODES + 12) + at, high, 7);
  return i32x4.shr_s(high, 16);
}

/** Four numbers, each `at` bytes behind an address of its own. */
// inlined
function gather(addresses: v128, at: usize): v128 {
  let all = v128.load32_zero(<usize>i32x4.extract_lane(addresses, 0) + at);
  all = v128.load32_lane(<usize>i32x4.extract_lane(addresses, 1) + at, all, 1);
  all = v128.load32_lane(<usize>i32x4.extract_lane(addresses, 2) + at, all, 2);
  return v128.load32_lane(<usize>i32x4.extract_lane(addresses, 3) + at, all, 3);
}

/** Where the thresholds of four codes lie. */
// inlined
function thresholdsAt(lanes: usize, codes: v128): v128 {
  return i32x4.add(v128.load(lanes, CONVERTERS), i32x4.shl(i32x4.sub(codes, i32x4.splat(LEAST_CODE)), 2));
}

/** Distances beyond this, 13 binary digits, are out of all cells that there are up to FINEST_OCTAVE. */
const FARTHEST: i32 = 8191;
/** 2^23 in single precision: numbers below, added to it, stand in its low digits. */
const WHOLE: i32 = 0x4b00_0000;

/** Vectors of four equal numbers in memory: the compiler would put each together anew in every step. */
const constants = memory.data(16 * 9, 16);
const HALF_CODE: usize = 0;
const CODE: usize = 16;
const FAR_ABOVE: usize = 32;
const FAR_BELOW: usize = 48;
const WHOLES: usize = 64;
const EXPONENT: usize = 80;
const CELLS: usize = 96;
const FINEST: usize = 112;
const HALF_WINDOWS: usize = 128;

function fillConstants(): void {
  v128.store(constants, i32x4.splat(8), HALF_CODE);
  v128.store(constants, i32x4.splat(16), CODE);
  v128.store(constants, i32x4.splat(FARTHEST), FAR_ABOVE);
  v128.store(constants, i32x4.splat(-FARTHEST), FAR_BELOW);
  v128.store(constants, i32x4.splat(WHOLE), WHOLES);
  v128.store(constants, i32x4.splat(127 + 14), EXPONENT);
  v128.store(constants, i32x4.splat(<i32>MIDDLE), CELLS);
  v128.store(constants, i32x4.splat(FINEST_OCTAVE), FINEST);
  v128.store(constants, i32x4.splat(HALF_WINDOW), HALF_WINDOWS);
}
fillConstants();

/** 2^(14 - octave), which is whole up to FINEST_OCTAVE, and below 2^15. */
// inlined
function cellsOfUnit(octaves: v128): v128 {
  const power = i32x4.shl(i32x4.sub(v128.load(constants, EXPONENT), octaves), 23);
  const wholes = v128.load(constants, WHOLES);
  return v128.xor(f32x4.add(power, wholes), wholes);
}

/** The cells of four thresholds, as `cellOf`, up to FINEST_OCTAVE; where there are none, of what is as far out. */
// inlined
function cellsOf(distances: v128, unit: v128): v128 {
  const near = i32x4.max_s(
    i32x4.min_s(distances, v128.load(constants, FAR_ABOVE)),
    v128.load(constants, FAR_BELOW),
  );
  return i32x4.shr_s(i32x4.dot_i16x8_s(near, unit), 8);
}

// inlined
function encodeSteps(lanes: usize, from: usize, to: usize, mask: i32, items: usize, converted: bool): void {
  const bits = i32x4(1, 2, 4, 8);
  const active = i32x4.eq(v128.and(i32x4.splat(mask), bits), bits);
  for (let at: usize = from << 1, end: usize = to << 1; at < end; at += 2, items += STEP_BYTES) {
    const predictions = expect(lanes, at);
    const codes = codesAt(lanes, at);
    let voltages: v128;
    // of lanes without a code they are 0, so that cells are near the middle
    let distances: v128;
    let further: v128;
    if (converted) {
      const thresholds = thresholdsAt(lanes, codes);
      voltages = gather(thresholds, VOLTAGES);
      distances = v128.and(i32x4.sub(gather(thresholds, 0), predictions), active);
      further = v128.and(i32x4.sub(gather(thresholds, 4), predictions), active);
    } else {
      voltages = i32x4.shl(codes, 4);
      distances = v128.and(
        i32x4.sub(i32x4.sub(voltages, predictions), v128.load(constants, HALF_CODE)),
        active,
      );
      further = i32x4.add(distances, v128.load(constants, CODE));
    }
    const octaves = v128.load(lanes, OCTAVES);
    const unit = cellsOfUnit(octaves);
    const cells = cellsOf(distances, unit);
    const next = cellsOf(further, unit);
    const middles = i32x4.shr_s(i32x4.add(predictions, v128.load(constants, HALF_CODE)), 4);
    const places = i32x4.add(i32x4.sub(codes, middles), v128.load(constants, HALF_WINDOWS));
    const middle = v128.load(constants, CELLS);
    // one sign for all that a usual code is not, as in `isUsual`
    let signs = v128.or(
      i32x4.add(cells, middle),
      v128.or(i32x4.sub(middle, next), i32x4.sub(v128.load(constants, FINEST), octaves)),
    );
    // of a uniform quantiser, cells are within the window
    if (converted) {
      signs = v128.or(signs, v128.or(places, i32x4.sub(i32x4.splat(2 * HALF_WINDOW - 1), places)));
    }
    const rare = i32x4.bitmask(signs) & mask;
    if (rare !== 0) {
      v128.store(items, i32x4.splat(0), COUNTED);
      storeRares(lanes, codes, predictions, mask, items, converted);
    } else {
      const counts = v128.load(lanes, COUNTS);
      const lower = gather(i32x4.add(counts, i32x4.shl(cells, 2)), 0);
      const upper = gather(i32x4.add(counts, i32x4.shl(next, 2)), 0);
      v128.store(items, i32x4.add(lower, places));
      const counted = i32x4.sub(i32x4.sub(upper, lower), i32x4.splat(-1));
      v128.store(items, v128.and(counted, active), COUNTED);
    }
    learn(lanes, at, v128.bitselect(voltages, predictions, active), predictions);
  }
}

/**
 * Predicts the codes of steps `from` to `to` - 1, and writes what rANS is to push for them, all lanes' converters being
 * uniform quantisers.
 * @param mask of the lanes that have a code in these steps; the others' histories and innovations are written to
 * @param items written: four a step
 */
export function encode(lanes: usize, from: usize, to: usize, mask: i32, items: usize): void {
  encodeSteps(lanes, from, to, mask, items, false);
}

/** The same with any converters. */
export function encodeConverted(lanes: usize, from: usize, to: usize, mask: i32, items: usize): void {
  encodeSteps(lanes, from, to, mask, items, true);
}

/** Items whose counts' product is below 2^1023. */
const MULTIPLIED: usize = 40;

/** Bits that the items of so many steps will take, but for the last digits. */
export function costOf(items: usize, steps: usize): f64 {
  let bits: i64 = 0;
  let product: f64 = 1;
  for (const end = items + STEP_BYTES * steps; items < end; ) {
    for (const stop = min(end, items + (STEP_BYTES / 4) * MULTIPLIED); items < stop; items += STEP_BYTES) {
      for (let item = items + COUNTED; item < items + STEP_BYTES; item += 4) {
        const counted = load<u32>(item);
        if (counted === 0) continue;
        if (counted & ESCAPED) {
          bits += 12 + 16;
          continue;
        }
        product *= <f64>(counted & COUNT_MASK);
        bits += COUNT_BITS + <i64>(counted >> COUNT_BITS);
      }
    }
    // the product's exponent goes to the bits, its digits stay
    const binary = reinterpret<i64>(product);
    bits -= (binary >> 52) - 1023;
    product = reinterpret<f64>((binary & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
  }
  return <f64>bits;
}

/** Where the words begin that were pushed so far, for what is rare. */
let wordsBegin: usize = 0;

function pushItem(x: u64, start: u64, count: u64, low: u64, dropped: u64): u64 {
  if (x >= count << (63 - COUNT_BITS - dropped)) {
    wordsBegin -= 4;
    store<u32>(wordsBegin, <u32>x);
    x >>= 32;
  }
  const quotient = x / count;
  return (((quotient << COUNT_BITS) + (x - quotient * count) + start) << dropped) | low;
}

function pushRare(x: u64, begins: u64, counted: u64): u64 {
  if (counted === 0) return x;
  const dropped = (counted >> COUNT_BITS) & 15;
  if ((counted & ESCAPED) === 0) {
    return pushItem(x, begins & COUNT_MASK, counted & COUNT_MASK, begins >> COUNT_BITS, dropped);
  }
  const code = pushItem(x, begins << RAW_FREQUENCY_BITS, 1 << RAW_FREQUENCY_BITS, 0, 0);
  return pushItem(code, ESCAPE, ESCAPE_COUNTS, 0, dropped);
}

/** Pushes an item on a lane's state. @returns where the words begin then */
// inlined
function pushLane(lanes: usize, lane: usize, item: usize, words: usize): usize {
  let x = load<u64>(lanes + 8 * lane, STATES);
  const begins = <u64>load<u32>(item + 4 * lane);
  const counted = <u64>load<u32>(item + 4 * lane, COUNTED);
  if (counted - 1 >= COUNT_MASK) {
    wordsBegin = words;
    store<u64>(lanes + 8 * lane, pushRare(x, begins, counted), STATES);
    return wordsBegin;
  }
  // a word is written in any case, and kept where the state is full: a branch would often be mispredicted
  const isFull = x >= counted << (63 - COUNT_BITS);
  store<u32>(words - 4, <u32>x);
  x = select<u64>(x >> 32, x, isFull);
  const quotient = x / counted;
  store<u64>(lanes + 8 * lane, (quotient << COUNT_BITS) + (x - quotient * counted) + begins, STATES);
  return words - ((<usize>isFull) << 2);
}

/**
 * Pushes items, the last ones first, so that decode runs forwards.
 * @param steps of four items each
 * @param end of room for two words an item, and one more
 * @returns where the words begin, which end at `end`; the states are left in `lanes`
 */
export function push(lanes: usize, items: usize, steps: usize, end: usize): usize {
  let words = end;
  for (let lane: usize = 0; lane < 4; lane++) store<u64>(lanes + 8 * lane, LOWEST, STATES);
  for (let at = items + STEP_BYTES * steps; at > items; ) {
    at -= STEP_BYTES;
    words = pushLane(lanes, 3, at, words);
    words = pushLane(lanes, 2, at, words);
    words = pushLane(lanes, 1, at, words);
    words = pushLane(lanes, 0, at, words);
  }
  return words;
}

/** Runs of the same code are counted from this length on. */
const STEADY_CODES: i32 = 32;

/** How many of `count` codes are in long runs of the same one, each to about eight. */
export function steadyCodes(codes: usize, count: usize): i32 {
  let total: i32 = 0;
  let run: i32 = 0;
  for (const end = codes + 2 * count; codes + 18 <= end; codes += 16) {
    if (i16x8.all_true(i16x8.eq(v128.load(codes), v128.load(codes, 2)))) {
      run += 8;
      continue;
    }
    if (run >= STEADY_CODES) total += run;
    run = 0;
  }
  return run >= STEADY_CODES ? total + run : total;
}
