// Decoder of one channel. A part of the first format of lpc-gaussian.

import { GREATEST_CODE, LEAST_CODE, voltageOf } from '../../../shared/prediction/kernel/converter';
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
  LOWEST,
  magnitudeOf,
  placeOf,
  RAW_FREQUENCY_BITS,
} from '../../kernel/frequencies';
import {
  AVERAGE_BITS,
  BIAS,
  HISTORY_SHIFT,
  MARGIN,
  MEAN,
  NEAR_WEIGHTS,
  nextAverages,
  RATE,
  SCALE,
  SHIFT,
  toHistory,
  VECTORS,
} from './model';
import { averageDot, clampPrediction, farDot, fillMargin, indexOf, periodOf } from './predictor';

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
  let coarse = guessOf(slot, tables, converter, prediction, index & 7, index >> 3) >> dropped;
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
      code = guessOf(slot, tables, converter, prediction, index & 7, index >> 3);
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
