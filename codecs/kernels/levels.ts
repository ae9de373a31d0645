// kernel: which values samples have and how often; samples mapped by a line or by a table, see codecs/transforms/levels.ts

import { findLaneRanges, maximumOfLanes, minimumOfLanes } from './range';

export { histogram } from './histogram';
export { findLaneRanges, maximumOfLanes, minimumOfLanes };

const SAMPLE_BYTES: usize = 2;
const VECTOR_BYTES: usize = 16;
/** Turns int16 order into unsigned order. */
const SIGNS: u64 = 0x8000800080008000;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Lists the distinct values in ascending order.
 * @param length at least 1
 * @param marks 65536 bytes, zero before and after
 * @param values room for 65536 i16
 * @returns how many distinct values there are
 */
export function listValues(samples: usize, length: i32, marks: usize, values: usize): i32 {
  const end = samples + <usize>length * SAMPLE_BYTES;
  let at = samples;
  for (; at + 8 <= end; at += 8) {
    const word = load<u64>(at) ^ SIGNS;
    store<u8>(marks + <usize>(word & 0xffff), 1);
    store<u8>(marks + <usize>((word >> 16) & 0xffff), 1);
    store<u8>(marks + <usize>((word >> 32) & 0xffff), 1);
    store<u8>(marks + <usize>(word >> 48), 1);
  }
  for (; at < end; at += SAMPLE_BYTES) store<u8>(marks + <usize>(load<u16>(at) ^ 0x8000), 1);
  findLaneRanges(samples, length);
  return collect(marks, values);
}

function collect(marks: usize, values: usize): i32 {
  const zero = i8x16.splat(0);
  const last = maximumOfLanes() + 32768;
  let distinct: usize = 0;
  for (let first = (minimumOfLanes() + 32768) & ~15; first <= last; first += <i32>VECTOR_BYTES) {
    const group = marks + <usize>first;
    let marked = i8x16.bitmask(i8x16.ne(v128.load(group), zero));
    if (marked === 0) continue;
    for (; marked !== 0; marked &= marked - 1) {
      store<i16>(values + distinct * SAMPLE_BYTES, first + ctz(marked) - 32768);
      distinct++;
    }
    v128.store(group, zero);
  }
  return <i32>distinct;
}

/**
 * x becomes x * whole + ((x * factor + (x < turn ? below : above)) >> shift), in place, modulo 2^16; what is shifted
 * has to fit i32, and what comes of it is limited to i16. Writes up to 14 bytes behind the samples.
 */
export function followLine(
  samples: usize,
  length: i32,
  whole: i32,
  factor: i32,
  turn: i32,
  below: i32,
  above: i32,
  shift: i32,
): void {
  const end = samples + <usize>length * SAMPLE_BYTES;
  const wholes = i16x8.splat(<i16>whole);
  const factors = i32x4.splat(factor);
  const turns = i32x4.splat(turn);
  const belows = i32x4.splat(below);
  const aboves = i32x4.splat(above);
  for (let at = samples; at < end; at += VECTOR_BYTES) {
    const x = v128.load(at);
    const low = i32x4.extend_low_i16x8_s(x);
    const high = i32x4.extend_high_i16x8_s(x);
    const lowOffsets = v128.bitselect(belows, aboves, i32x4.lt_s(low, turns));
    const highOffsets = v128.bitselect(belows, aboves, i32x4.lt_s(high, turns));
    const fractions = i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(i32x4.mul(low, factors), lowOffsets), shift),
      i32x4.shr_s(i32x4.add(i32x4.mul(high, factors), highOffsets), shift),
    );
    v128.store(at, i16x8.add(i16x8.mul(x, wholes), fractions));
  }
}

/** Each sample becomes the entry of `table` (65536 i16) at itself modulo 2^16, in place. */
export function lookUp(samples: usize, length: i32, table: usize): void {
  const end = samples + <usize>length * SAMPLE_BYTES;
  for (let at = samples; at < end; at += SAMPLE_BYTES) {
    store<u16>(at, load<u16>(table + <usize>load<u16>(at) * SAMPLE_BYTES));
  }
}
