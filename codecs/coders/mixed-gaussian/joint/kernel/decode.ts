// Decoder of a channel: a state and words of rANS give the slot of each code's counts. A part of joint.

import { voltageOf } from '../../../shared/prediction/kernel/converter';
import { BITS, LOWEST } from '../../kernel/pairs';
import { CODES, CONVERTER } from './layout';
import {
  countsBelow,
  ESCAPE,
  ESCAPE_COUNTS,
  expect,
  guess,
  HALF_WINDOW,
  learnSpreads,
  learnWeights,
  low,
  lowBits,
  lower,
  usualError,
} from './mixture';
import { predict, remember } from './predict';

/** State, where the next word is and where words end, between calls. */
let x: u64 = 0;
let nextAt: usize = 0;
let wordsEnd: usize = 0;
let isTorn: bool = false;

/** Sets where a state and words are. @returns whether the state can be one */
export function beginWords(first: usize, end: usize): bool {
  isTorn = false;
  nextAt = first + 8;
  wordsEnd = end;
  x = load<u64>(first);
  return x >= LOWEST && x >> 63 === 0;
}

/** Whether the words ended just where they had to, and the state is back where encode began. */
export function wordsAreDone(): bool {
  return !isTorn && x === LOWEST && nextAt === wordsEnd;
}

/** Takes the pair out of which `slot` came. */
// inlined
function takePair(first: u32, count: u32, slot: u32): void {
  x = <u64>count * (x >> BITS) + <u64>(slot - first);
  if (x < LOWEST) refill();
}

function refill(): void {
  if (nextAt >= wordsEnd) {
    isTorn = true;
    x = LOWEST;
    return;
  }
  x = (x << 32) | <u64>load<u32>(nextAt);
  nextAt += 4;
}

/** Takes `bits` binary digits, at most 16. */
function takeBits(bits: i32): i32 {
  const slot = <u32>x & ((1 << BITS) - 1);
  const value = slot >> (BITS - bits);
  takePair(value << (BITS - bits), 1 << (BITS - bits), slot);
  return <i32>value;
}

/** Steps from the guess that are taken one by one; then they double. */
const SINGLE_STEPS: i32 = 3;

/** The symbol in whose counts a slot lies, looked for up from one that begins at or below it, or down from one above. */
function far(channel: usize, slot: u32, from: i32, way: i32, converted: bool): i32 {
  const least = max(low, -32768 >> lowBits);
  const most = min(low + 2 * HALF_WINDOW, (32767 >> lowBits) + 1);
  let near = from;
  let next = from;
  for (let step = way; ; step <<= 1) {
    next = max(least, min(most, next + step));
    const isAbove = slot < lower(channel, countsBelow(channel, next, converted), next);
    if (isAbove === way > 0) break;
    near = next;
    if (next === least || next === most) break;
  }
  let below = min(near, next);
  let above = max(near, next);
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (slot < lower(channel, countsBelow(channel, middle, converted), middle)) above = middle;
    else below = middle;
  }
  return below;
}

function farEven(channel: usize, slot: u32, from: i32, way: i32): i32 {
  return far(channel, slot, from, way, false);
}

function farConverted(channel: usize, slot: u32, from: i32, way: i32): i32 {
  return far(channel, slot, from, way, true);
}

// inlined
function farthest(channel: usize, slot: u32, from: i32, way: i32, converted: bool): i32 {
  return converted ? farConverted(channel, slot, from, way) : farEven(channel, slot, from, way);
}

// inlined
function takeCode(channel: usize, converted: bool): i32 {
  const slot = <u32>x & ((1 << BITS) - 1);
  if (slot >= ESCAPE) {
    takePair(ESCAPE, ESCAPE_COUNTS, slot);
    return takeBits(16) - 32768;
  }
  const least = max(low, -32768 >> lowBits);
  const last = min(low + 2 * HALF_WINDOW - 1, 32767 >> lowBits);
  let symbol = max(least, min(last, guess(slot)));
  let below = countsBelow(channel, symbol, converted);
  let first = lower(channel, below, symbol);
  let above = below;
  let end = first;
  if (slot < first) {
    for (let k = 0; slot < first && k < SINGLE_STEPS; k++) {
      above = below;
      end = first;
      symbol--;
      below = countsBelow(channel, symbol, converted);
      first = lower(channel, below, symbol);
    }
  } else {
    above = countsBelow(channel, symbol + 1, converted);
    end = lower(channel, above, symbol + 1);
    for (let k = 0; slot >= end && k < SINGLE_STEPS; k++) {
      below = above;
      first = end;
      symbol++;
      above = countsBelow(channel, symbol + 1, converted);
      end = lower(channel, above, symbol + 1);
    }
  }
  if (slot < first || slot >= end) {
    symbol = farthest(channel, slot, symbol, slot < first ? -1 : 1, converted);
    below = countsBelow(channel, symbol, converted);
    above = countsBelow(channel, symbol + 1, converted);
    first = lower(channel, below, symbol);
    end = lower(channel, above, symbol + 1);
  }
  if (slot < first || slot >= end || symbol < least || symbol > last) {
    isTorn = true;
    return 0;
  }
  takePair(first, end - first, slot);
  learnWeights(channel, below, above);
  return lowBits === 0 ? symbol : (symbol << lowBits) | takeBits(lowBits);
}

// inlined
function decodeFrames(channel: usize, from: usize, to: usize, converted: bool): bool {
  for (let at: usize = from << 1, end: usize = to << 1; at < end && !isTorn; at += 2) {
    const prediction = predict(channel, at);
    expect(channel, at, prediction);
    const code = takeCode(channel, converted);
    store<i16>(<usize>load<u32>(channel, CODES) + at, <i16>code);
    const voltage = converted ? voltageOf(<usize>load<u32>(channel, CONVERTER), code) : code << 4;
    const most = usualError(channel);
    learnSpreads(channel, at, voltage - prediction);
    remember(channel, at, voltage, prediction, most);
  }
  return !isTorn;
}

/**
 * Decodes frames `from` to `to` - 1 of a channel whose converter is a uniform quantiser.
 * @returns whether the words sufficed
 */
export function decodeChannel(channel: usize, from: usize, to: usize): bool {
  return decodeFrames(channel, from, to, false);
}

/** The same with any converter. */
export function decodeConvertedChannel(channel: usize, from: usize, to: usize): bool {
  return decodeFrames(channel, from, to, true);
}
