// Which values samples have and how often; samples mapped by a line or by a table, see ../transform.ts

import { findLaneRanges, maximumOfLanes, minimumOfLanes } from '../../../kernels/range';

export { histogram } from '../../../kernels/histogram';
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

/** x becomes (x * factor + offset) >> 16 in place. Writes up to 14 bytes behind the samples. */
export function toCodes(samples: usize, length: i32, factor: i32, offset: i32): void {
  const end = samples + <usize>length * SAMPLE_BYTES;
  const factors = i32x4.splat(factor);
  const offsets = i32x4.splat(offset);
  for (let at = samples; at < end; at += VECTOR_BYTES) {
    const x = v128.load(at);
    const low = i32x4.mul(i32x4.extend_low_i16x8_s(x), factors);
    const high = i32x4.mul(i32x4.extend_high_i16x8_s(x), factors);
    v128.store(at, upperHalves(i32x4.add(low, offsets), i32x4.add(high, offsets)));
  }
}

function upperHalves(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16));
}

/**
 * x becomes x * whole + ((x * factor + (x < turn ? rise * weight : 0) + offset) >> shift), in place, modulo 2^16; all
 * but the offset are i16, and the shift is 16 at least. Writes up to 14 bytes behind the samples.
 *
 * A vector shift by what is no constant takes as long as three other instructions, so there is but one.
 */
export function toValues(
  samples: usize,
  length: i32,
  whole: i32,
  factor: i32,
  turn: i32,
  rise: i32,
  weight: i32,
  offset: i32,
  shift: i32,
): void {
  const end = samples + <usize>length * SAMPLE_BYTES;
  const wholes = i16x8.splat(<i16>whole);
  const factors = i32x4.splat((weight << 16) | (factor & 0xffff));
  const turns = i16x8.splat(<i16>turn);
  const rises = i16x8.splat(<i16>rise);
  const offsets = i32x4.splat(offset);
  for (let at = samples; at < end; at += VECTOR_BYTES) {
    const x = v128.load(at);
    const raised = v128.and(i16x8.lt_s(x, turns), rises);
    const low = i32x4.dot_i16x8_s(v128.shuffle<i16>(x, raised, 0, 8, 1, 9, 2, 10, 3, 11), factors);
    const high = i32x4.dot_i16x8_s(v128.shuffle<i16>(x, raised, 4, 12, 5, 13, 6, 14, 7, 15), factors);
    const halves = upperHalves(i32x4.add(low, offsets), i32x4.add(high, offsets));
    v128.store(at, i16x8.add(i16x8.mul(x, wholes), i16x8.shr_s(halves, shift - 16)));
  }
}

/** Each sample becomes the entry of `table` (65536 i16) at itself modulo 2^16, in place. */
export function lookUp(samples: usize, length: i32, table: usize): void {
  const end = samples + <usize>length * SAMPLE_BYTES;
  for (let at = samples; at < end; at += SAMPLE_BYTES) {
    store<u16>(at, load<u16>(table + <usize>load<u16>(at) * SAMPLE_BYTES));
  }
}
