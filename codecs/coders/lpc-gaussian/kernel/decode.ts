// Decoder of four lanes. A part of lpc-gaussian.

import { GREATEST_CODE, LEAST_CODE, voltageOf } from './converter';
import {
  COUNT_BITS,
  COUNT_MASK,
  countsUpTo,
  evenCountsUpTo,
  evenGuessOf,
  ESCAPE,
  ESCAPE_COUNTS,
  FINEST_OCTAVE,
  guessOf,
  HALF_WINDOW,
  LOWEST,
  placeOf,
  RAW_FREQUENCY_BITS,
} from './frequencies';
import { CODES, CONVERTERS, COUNTS, HAS_CONVERTERS, OCTAVES, STATES, STEPS, TABLES } from './layout';
import { expect, learn } from './step';

/** Where the next word is, and where words end. */
let words: usize = 0;
let wordsEnd: usize = 0;

/** Words that are missing count as 0: that they were too few shows in the end. */
function nextWord(x: u64): u64 {
  const word = words < wordsEnd ? <u64>load<u32>(words) : 0;
  words += 4;
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

/** A code in an octave whose codes lose low bits, or one that escapes; leaves the state of the lane. */
function decodeRare(lanes: usize, lane: usize, prediction: i32, converted: bool): i32 {
  const x = load<u64>(lanes + 8 * lane, STATES);
  const dropped = max(0, load<i32>(lanes + 4 * lane, OCTAVES) - FINEST_OCTAVE);
  const slot = <i32>(<u32>(x >> <u64>dropped) & COUNT_MASK);
  const rest = x >> <u64>(COUNT_BITS + dropped);
  if (slot >= ESCAPE) return decodeEscape(lanes, lane, rest * ESCAPE_COUNTS + <u64>(slot - ESCAPE));
  let coarse = guess(lanes, lane, slot, prediction, converted) >> dropped;
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
  putState(lanes, lane, rest * <u64>(stop - start) + <u64>(slot - start));
  return (coarse << dropped) | (<i32>x & ((1 << dropped) - 1));
}

function decodeEscape(lanes: usize, lane: usize, state: u64): i32 {
  const x = state < LOWEST ? nextWord(state) : state;
  const slot = <i32>(<u32>x & COUNT_MASK);
  const low = <u64>(slot & ((1 << RAW_FREQUENCY_BITS) - 1));
  putState(lanes, lane, ((x >> COUNT_BITS) << RAW_FREQUENCY_BITS) + low);
  return (slot >> RAW_FREQUENCY_BITS) + LEAST_CODE;
}

// inlined
function putState(lanes: usize, lane: usize, x: u64): void {
  store<u64>(lanes + 8 * lane, x < LOWEST ? nextWord(x) : x, STATES);
}

// inlined
function decodeLane(lanes: usize, lane: usize, prediction: i32, converted: bool): i32 {
  const x = load<u64>(lanes + 8 * lane, STATES);
  const slot = <i32>(<u32>x & COUNT_MASK);
  if (slot >= ESCAPE || load<i32>(lanes + 4 * lane, OCTAVES) > FINEST_OCTAVE) {
    return decodeRare(lanes, lane, prediction, converted);
  }
  let code = guess(lanes, lane, slot, prediction, converted);
  let place = placeOf(code, prediction);
  let start = below(lanes, lane, code, prediction, converted) + place;
  let stop = below(lanes, lane, code + 1, prediction, converted) + place + 1;
  while (slot >= stop && code < GREATEST_CODE) {
    code++;
    place++;
    start = stop;
    stop = below(lanes, lane, code + 1, prediction, converted) + place + 1;
  }
  while (slot < start && code > LEAST_CODE) {
    code--;
    place--;
    stop = start;
    start = below(lanes, lane, code, prediction, converted) + place;
  }
  putState(lanes, lane, (x >> COUNT_BITS) * <u64>(stop - start) + <u64>(slot - start));
  return code;
}

// inlined
function decodeAt(lanes: usize, lane: usize, at: usize, prediction: i32, converted: bool): i32 {
  const code = decodeLane(lanes, lane, prediction, converted);
  store<i16>(<usize>load<u32>(lanes + 4 * lane, CODES) + at, code);
  return converted ? voltageOf(<usize>load<u32>(lanes + 4 * lane, CONVERTERS), code) : code << 4;
}

// inlined
function decodeSteps(lanes: usize, from: usize, to: usize, mask: i32, converted: bool): void {
  for (let at = 2 * from; at < 2 * to; at += 2) {
    const predictions = expect(lanes, at);
    let voltages = predictions;
    if (mask & 1) {
      const voltage = decodeAt(lanes, 0, at, i32x4.extract_lane(predictions, 0), converted);
      voltages = i32x4.replace_lane(voltages, 0, voltage);
    }
    if (mask & 2) {
      const voltage = decodeAt(lanes, 1, at, i32x4.extract_lane(predictions, 1), converted);
      voltages = i32x4.replace_lane(voltages, 1, voltage);
    }
    if (mask & 4) {
      const voltage = decodeAt(lanes, 2, at, i32x4.extract_lane(predictions, 2), converted);
      voltages = i32x4.replace_lane(voltages, 2, voltage);
    }
    if (mask & 8) {
      const voltage = decodeAt(lanes, 3, at, i32x4.extract_lane(predictions, 3), converted);
      voltages = i32x4.replace_lane(voltages, 3, voltage);
    }
    learn(lanes, at, voltages, predictions);
  }
}

/** Sets where words are, for calls of `decode`; the states are those in `lanes`. */
export function begin(first: usize, end: usize): void {
  words = first;
  wordsEnd = end;
}

/** Decodes steps `from` to `to` - 1. @param mask as of `encode` */
export function decode(lanes: usize, from: usize, to: usize, mask: i32): void {
  if (load<i32>(lanes, HAS_CONVERTERS) !== 0) decodeSteps(lanes, from, to, mask, true);
  else decodeSteps(lanes, from, to, mask, false);
}

/** Whether the words ended just where they had to, and all states are back where encode began. */
export function isDone(lanes: usize): bool {
  if (words !== wordsEnd) return false;
  for (let lane: usize = 0; lane < 4; lane++) {
    if (load<u64>(lanes + 8 * lane, STATES) !== LOWEST) return false;
  }
  return true;
}
