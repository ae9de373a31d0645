// What predictions leave of codes, as pairs of first count and count, u32 each, and rANS of these. A part of joint.

import { voltageOf } from '../../../shared/prediction/kernel/converter';
import { BITS, pair } from '../../kernel/pairs';
import { CODES, CONVERTER } from './layout';
import {
  countsBelow,
  ESCAPE,
  ESCAPE_COUNTS,
  expect,
  HALF_WINDOW,
  learnSpreads,
  learnWeights,
  low,
  lowBits,
  lower,
  usualError,
} from './mixture';
import { predict, remember } from './predict';

// inlined
function putCode(channel: usize, code: i32, pairs: usize, converted: bool): usize {
  const symbol = code >> lowBits;
  if (symbol < low || symbol >= low + 2 * HALF_WINDOW) {
    const escaped = pair(pairs, ESCAPE, ESCAPE_COUNTS);
    return pair(escaped, (<u32>(code + 32768)) << (BITS - 16), 1 << (BITS - 16));
  }
  const below = countsBelow(channel, symbol, converted);
  const above = countsBelow(channel, symbol + 1, converted);
  const first = lower(channel, below, symbol);
  let end = pair(pairs, first, lower(channel, above, symbol + 1) - first);
  if (lowBits > 0) {
    end = pair(end, (<u32>code & ((1 << lowBits) - 1)) << (BITS - lowBits), 1 << (BITS - lowBits));
  }
  learnWeights(channel, below, above);
  return end;
}

// inlined
function modelFrames(channel: usize, from: usize, to: usize, pairs: usize, converted: bool): usize {
  for (let at: usize = from << 1, end: usize = to << 1; at < end; at += 2) {
    const prediction = predict(channel, at);
    expect(channel, at, prediction);
    const code = <i32>load<i16>(<usize>load<u32>(channel, CODES) + at);
    pairs = putCode(channel, code, pairs, converted);
    const voltage = converted ? voltageOf(<usize>load<u32>(channel, CONVERTER), code) : code << 4;
    const most = usualError(channel);
    learnSpreads(channel, at, voltage - prediction);
    remember(channel, at, voltage, prediction, most);
  }
  return pairs;
}

/**
 * Predicts the codes of frames `from` to `to` - 1 of a channel whose converter is a uniform quantiser.
 * @param pairs room for two a frame
 * @returns where the pairs end
 */
export function model(channel: usize, from: usize, to: usize, pairs: usize): usize {
  return modelFrames(channel, from, to, pairs, false);
}

/** The same with any converter. */
export function modelConverted(channel: usize, from: usize, to: usize, pairs: usize): usize {
  return modelFrames(channel, from, to, pairs, true);
}

/** Bits that pairs will take, but for the last digits. */
export function costOfPairs(pairs: usize, end: usize): f64 {
  let bits: i64 = 0;
  let product: f64 = 1;
  for (; pairs < end; pairs += 8) {
    product *= <f64>load<u32>(pairs, 4);
    bits += BITS;
    // the product's exponent goes to the bits, its digits stay
    const binary = reinterpret<i64>(product);
    bits -= (binary >> 52) - 1023;
    product = reinterpret<f64>((binary & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
  }
  return <f64>bits;
}
