/** How the kernel mixed-gaussian decodes: a state and words of rANS give the slot of each code's counts. */

import { fittedOf } from './features';
import {
  adapt,
  adaptive,
  ESCAPE,
  expect,
  FARTHEST,
  guess,
  HALF_WINDOW,
  learnMagnitudes,
  learnWeights,
  low,
  lowBits,
  lower,
} from './model';
import { BITS, LOWEST } from './pairs';

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
  learnWeights(c);
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
