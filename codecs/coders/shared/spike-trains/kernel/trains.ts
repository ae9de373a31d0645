// What was found, coded; formats are in the coders. A part of the kernel.
import { MODEL_BYTES, putNumber, putSigned } from './numbers';

/** @param times u32, rising */
export function putTimes(counts: usize, gaps: usize, times: usize, count: i32): void {
  putNumber(counts, count);
  let last = -1;
  for (const end = times + 4 * <usize>count; times < end; times += 4) {
    const time = load<i32>(times);
    putNumber(gaps, time - last - 1);
    last = time;
  }
}

/**
 * Spikes in bins, the context of a number that of the bin before.
 * @param ends u32, of each bin the frame behind it
 * @param contexts of the model
 * @param most that is told
 */
export function putCounts(
  model: usize,
  contexts: i32,
  times: usize,
  count: i32,
  ends: usize,
  bins: i32,
  most: i32,
): void {
  const end = times + 4 * <usize>count;
  let before = 0;
  for (let bin = 0; bin < bins; bin++) {
    let number = 0;
    const binEnd = load<u32>(ends + 4 * <usize>bin);
    for (; times < end && load<u32>(times) < binEnd; times += 4) number++;
    number = min(number, most);
    putNumber(model + MODEL_BYTES * <usize>min(before, contexts - 1), number);
    before = number;
  }
}

/** @param levels u16, each less than the one before, the first less than 0 */
export function putLevels(model: usize, levels: usize, count: i32): void {
  let before = 0;
  for (const end = levels + 2 * <usize>count; levels < end; levels += 2) {
    const level = <i32>load<u16>(levels);
    putSigned(model, level - before);
    before = level;
  }
}
