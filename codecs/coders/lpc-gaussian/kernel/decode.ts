// Decoder of four lanes. A part of lpc-gaussian.

import { GREATEST_CODE, LEAST_CODE, thresholdOf, voltageOf } from '../../shared/prediction/kernel/converter';
import {
  cellOf,
  COUNT_BITS,
  COUNT_MASK,
  countsAt,
  countsUpTo,
  evenCountsUpTo,
  evenGuessOf,
  ESCAPE,
  ESCAPE_COUNTS,
  FINEST_OCTAVE,
  guessOf,
  HALF_WINDOW,
  isUsual,
  LOWEST,
  placeOf,
  RAW_FREQUENCY_BITS,
} from './frequencies';
import { CODES, CONVERTERS, COUNTS, OCTAVES, STATES, STEPS, TABLES } from './layout';
import { expect, learn } from './step';

/** Where words end. */
let wordsEnd: usize = 0;
/** Where the next word is, between calls and for what is rare. */
let nextAt: usize = 0;

/** A state that may have to take in a word. Words that are missing count as 0: that they were too few shows in the end. */
function refill(x: u64): u64 {
  if (x >= LOWEST) return x;
  const word = nextAt < wordsEnd ? <u64>load<u32>(nextAt) : 0;
  nextAt += 4;
  return (x << 32) | word;
}

// inlined
function below(lanes: usize, lane: usize, code: i32, prediction: i32, converted: bool): i32 {
  const counts = <usize>load<u32>(lanes + 4 * lane, COUNTS);
  const octave = load<i32>(lanes + 4 * lane, OCTAVES);
  if (!converted) return evenCountsUpTo(counts, code, prediction, octave);
  return countsUpTo(counts, <usize>load<u32>(lanes + 4 * lane, CONVERTERS), code, prediction, octave);
}

// inlined
function guess(lanes: usize, lane: usize, slot: i32, prediction: i32, converted: bool): i32 {
  const tables = <usize>load<i32>(lanes, TABLES);
  const step = load<i32>(lanes + 4 * lane, STEPS);
  const octave = load<i32>(lanes + 4 * lane, OCTAVES);
  if (!converted) return evenGuessOf(slot, tables, prediction, step, octave);
  return guessOf(slot, tables, <usize>load<u32>(lanes + 4 * lane, CONVERTERS), prediction, step, octave);
}

/** Takes a code in an octave whose codes lose low bits, one that escapes, or one far out. @returns the state, refilled */
function takeRare(lanes: usize, lane: usize, at: usize, x: u64, prediction: i32, converted: bool): u64 {
  const dropped = max(0, load<i32>(lanes + 4 * lane, OCTAVES) - FINEST_OCTAVE);
  const slot = <i32>(<u32>(x >> <u64>dropped) & COUNT_MASK);
  const rest = x >> <u64>(COUNT_BITS + dropped);
  if (slot >= ESCAPE) return takeEscape(lanes, lane, at, rest * ESCAPE_COUNTS + <u64>(slot - ESCAPE));
  const first = max(LEAST_CODE, min(GREATEST_CODE, guess(lanes, lane, slot, prediction, converted)));
  let coarse = first >> dropped;
  const middle = (((prediction + 8) >> 4) >> dropped) - HALF_WINDOW;
  let start = below(lanes, lane, coarse << dropped, prediction, converted) + coarse - middle;
  while (slot < start && coarse > LEAST_CODE >> dropped) {
    coarse--;
    start = below(lanes, lane, coarse << dropped, prediction, converted) + coarse - middle;
  }
  let stop = below(lanes, lane, (coarse + 1) << dropped, prediction, converted) + coarse + 1 - middle;
  while (slot >= stop && coarse < GREATEST_CODE >> dropped) {
    coarse++;
    start = stop;
    stop = below(lanes, lane, (coarse + 1) << dropped, prediction, converted) + coarse + 1 - middle;
  }
  putCode(lanes, lane, at, (coarse << dropped) | (<i32>x & ((1 << dropped) - 1)));
  return refill(rest * <u64>(stop - start) + <u64>(slot - start));
}

function takeEscape(lanes: usize, lane: usize, at: usize, state: u64): u64 {
  const x = refill(state);
  const slot = <i32>(<u32>x & COUNT_MASK);
  putCode(lanes, lane, at, (slot >> RAW_FREQUENCY_BITS) + LEAST_CODE);
  const low = <u64>(slot & ((1 << RAW_FREQUENCY_BITS) - 1));
  return refill(((x >> COUNT_BITS) << RAW_FREQUENCY_BITS) + low);
}

// inlined
function putCode(lanes: usize, lane: usize, at: usize, code: i32): void {
  store<i16>(<usize>load<u32>(lanes + 4 * lane, CODES) + at, code);
}

/** Distance of a code's threshold from the prediction. */
// inlined
function distanceOf(lanes: usize, lane: usize, code: i32, prediction: i32, converted: bool): i32 {
  if (!converted) return (code << 4) - 8 - prediction;
  return thresholdOf(<usize>load<u32>(lanes + 4 * lane, CONVERTERS), code) - prediction;
}

/** Takes the next code off a state. @returns the state, not refilled; 0: the code is a rare one */
// inlined
function takeUsual(lanes: usize, lane: usize, at: usize, x: u64, prediction: i32, converted: bool): u64 {
  const slot = <i32>(<u32>x & COUNT_MASK);
  const octave = load<i32>(lanes + 4 * lane, OCTAVES);
  const code = guess(lanes, lane, slot, prediction, converted);
  const cell = cellOf(distanceOf(lanes, lane, code, prediction, converted), octave);
  const next = cellOf(distanceOf(lanes, lane, code + 1, prediction, converted), octave);
  if (!isUsual(cell, next, octave)) return 0;
  const counts = <usize>load<u32>(lanes + 4 * lane, COUNTS);
  const place = placeOf(code, prediction);
  const start = countsAt(counts, cell) + place;
  const count = countsAt(counts, next) + place + 1 - start;
  if (<u32>(slot - start) >= <u32>count) return 0;
  putCode(lanes, lane, at, code);
  return (x >> COUNT_BITS) * <u64>count + <u64>(slot - start);
}

// inlined
function voltageAt(lanes: usize, lane: usize, at: usize, converted: bool): i32 {
  const code = <i32>load<i16>(<usize>load<u32>(lanes + 4 * lane, CODES) + at);
  return converted ? voltageOf(<usize>load<u32>(lanes + 4 * lane, CONVERTERS), code) : code << 4;
}

/** Takes a lane's next code, whatever it is, from the state in memory. */
// inlined
function take(lanes: usize, lane: usize, at: usize, words: usize, prediction: i32, converted: bool): usize {
  let x = load<u64>(lanes + 8 * lane, STATES);
  const usual = takeUsual(lanes, lane, at, x, prediction, converted);
  if (usual === 0) {
    nextAt = words;
    x = takeRare(lanes, lane, at, x, prediction, converted);
    words = nextAt;
  } else {
    const hungry = usual < LOWEST;
    x = select<u64>((usual << 32) | <u64>load<u32>(words), usual, hungry);
    words += (<usize>hungry) << 2;
  }
  store<u64>(lanes + 8 * lane, x, STATES);
  return words;
}

// inlined
function decodeSteps(lanes: usize, from: usize, to: usize, mask: i32, converted: bool): void {
  let words = nextAt;
  const end = wordsEnd;
  for (let at: usize = from << 1, last: usize = to << 1; at < last && words <= end; at += 2) {
    const predictions = expect(lanes, at);
    let voltages = predictions;
    if (mask & 1) {
      words = take(lanes, 0, at, words, i32x4.extract_lane(predictions, 0), converted);
      voltages = i32x4.replace_lane(voltages, 0, voltageAt(lanes, 0, at, converted));
    }
    if (mask & 2) {
      words = take(lanes, 1, at, words, i32x4.extract_lane(predictions, 1), converted);
      voltages = i32x4.replace_lane(voltages, 1, voltageAt(lanes, 1, at, converted));
    }
    if (mask & 4) {
      words = take(lanes, 2, at, words, i32x4.extract_lane(predictions, 2), converted);
      voltages = i32x4.replace_lane(voltages, 2, voltageAt(lanes, 2, at, converted));
    }
    if (mask & 8) {
      words = take(lanes, 3, at, words, i32x4.extract_lane(predictions, 3), converted);
      voltages = i32x4.replace_lane(voltages, 3, voltageAt(lanes, 3, at, converted));
    }
    learn(lanes, at, voltages, predictions);
  }
  nextAt = words;
}

/** Sets where words are, for calls of `decode`, with room for 16 bytes behind; the states are those in `lanes`. */
export function begin(first: usize, end: usize): void {
  nextAt = first;
  wordsEnd = end;
}

/** Decodes steps `from` to `to` - 1, all lanes' converters being uniform quantisers. @param mask as of `encode` */
export function decode(lanes: usize, from: usize, to: usize, mask: i32): void {
  decodeSteps(lanes, from, to, mask, false);
}

/** The same with any converters. A function of its own: in one with both, the compiler folds them into one loop. */
export function decodeConverted(lanes: usize, from: usize, to: usize, mask: i32): void {
  decodeSteps(lanes, from, to, mask, true);
}

/** Whether the words ended just where they had to, and all states are back where encode began. */
export function isDone(lanes: usize): bool {
  if (nextAt !== wordsEnd) return false;
  for (let lane: usize = 0; lane < 4; lane++) {
    if (load<u64>(lanes + 8 * lane, STATES) !== LOWEST) return false;
  }
  return true;
}
