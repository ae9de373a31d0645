/** How the kernel mixed-gaussian encodes: pairs of first count and count, u32 each, then rANS of them, the last first. */

import {
  adapt,
  adaptive,
  bitsOf,
  ESCAPE,
  expect,
  FARTHEST,
  HALF_WINDOW,
  learnMagnitudes,
  learnWeights,
  low,
  lowBits,
  lower,
} from './model';
import { BITS, pair } from './pairs';

/**
 * Models frames from .. to - 1.
 * @param codes int16
 * @param residuals int32 of the first stage, 8 before the first; only read
 * @param pairs room for two a frame, or 0 to count bits only
 * @returns 1/256 bits
 */
export function model(
  codes: usize,
  voltages: usize,
  residuals: usize,
  from: i32,
  to: i32,
  pairs: usize,
): f64 {
  let bits: u64 = 0;
  let at = pairs;
  for (let i = <usize>from; i < <usize>to; i++) {
    const code = <i32>load<i16>(codes + 2 * i);
    const voltage = load<i32>(voltages + 4 * i);
    const past = residuals + 4 * i;
    const prediction = max(-FARTHEST, min(FARTHEST, voltage - load<i32>(past) + adaptive(past)));
    expect(prediction);
    const c = code >> lowBits;
    if (c < low || c >= low + 2 * HALF_WINDOW) {
      if (pairs !== 0) {
        at = pair(at, (1 << BITS) - ESCAPE, ESCAPE);
        at = pair(at, (<u32>(code + 32768)) << (BITS - 16), 1 << (BITS - 16));
      }
      bits += 32 << 8;
    } else {
      const first = lower(c);
      const count = lower(c + 1) - first;
      bits += <u64>bitsOf(count) + <u64>(lowBits << 8);
      if (pairs !== 0) {
        at = pair(at, first, count);
        if (lowBits > 0) {
          at = pair(at, (<u32>code & ((1 << lowBits) - 1)) << (BITS - lowBits), 1 << (BITS - lowBits));
        }
      }
      learnWeights(c);
    }
    const error = voltage - prediction;
    adapt(past, error);
    learnMagnitudes(error);
  }
  pairsEnd = at;
  return <f64>bits;
}

let pairsEnd: usize = 0;
/** Where the last call of `model` or `bypass` stopped writing pairs. */
export function endOfPairs(): usize {
  return pairsEnd;
}

/** Pairs of codes that are sent as they are. */
export function bypass(codes: usize, from: i32, to: i32, pairs: usize): void {
  let at = pairs;
  for (let i = <usize>from; i < <usize>to; i++) {
    const code = <i32>load<i16>(codes + 2 * i);
    at = pair(at, (<u32>(code + 32768)) << (BITS - 16), 1 << (BITS - 16));
  }
  pairsEnd = at;
}
