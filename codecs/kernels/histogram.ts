// How often each sample value occurs, for the kernels that need it. Part of huffman.ts and rans.ts.
import { findLaneRanges, maximumOfLanes, minimumOfLanes } from './range';

const BANK: usize = 65536 * 4;
/** Turns int16 order into unsigned order. */
const SIGNS: u64 = 0x8000800080008000;

/** Two banks in turn, so that a run of one value does not wait for its own last store. */
function countFour(banks: usize, word: u64): void {
  increment(banks + <usize>((word & 0xffff) << 2));
  increment(banks + BANK + <usize>(((word >> 16) & 0xffff) << 2));
  increment(banks + <usize>(((word >> 32) & 0xffff) << 2));
  increment(banks + BANK + <usize>((word >> 48) << 2));
}

function increment(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}

/**
 * Lists the distinct values in ascending order with their counts.
 * @param length at least 1
 * @param banks 2 x 65536 counters (u32), zero before and after
 * @param values room for 65536 i16
 * @param counts room for 65536 u32
 * @returns how many distinct values there are
 */
export function histogram(samples: usize, length: i32, banks: usize, values: usize, counts: usize): i32 {
  const end = samples + ((<usize>length) << 1);
  let at = samples;
  for (; at + 8 <= end; at += 8) countFour(banks, load<u64>(at) ^ SIGNS);
  for (; at < end; at += 2) increment(banks + ((<usize>(load<u16>(at) ^ 0x8000)) << 2));
  findLaneRanges(samples, length);
  return collect(banks, values, counts);
}

/** Most blocks use few of the counters, and to read all of them takes longer than to count a short block. */
function collect(banks: usize, values: usize, counts: usize): i32 {
  const from = (<usize>(minimumOfLanes() + 32768)) << 2;
  const last = (<usize>(maximumOfLanes() + 32768)) << 2;
  let distinct: i32 = 0;
  for (let first = from & ~(<usize>15); first <= last; first += 16) {
    const four = i32x4.add(v128.load(banks + first), v128.load(banks + BANK + first));
    if (!v128.any_true(four)) continue;
    for (let at = first; at < first + 16; at += 4) {
      const count = load<u32>(banks + at) + load<u32>(banks + BANK + at);
      if (count === 0) continue;
      store<i16>(values + ((<usize>distinct) << 1), <i32>(at >> 2) - 32768);
      store<u32>(counts + ((<usize>distinct) << 2), count);
      distinct++;
    }
    v128.store(banks + first, i32x4.splat(0));
    v128.store(banks + BANK + first, i32x4.splat(0));
  }
  return distinct;
}
