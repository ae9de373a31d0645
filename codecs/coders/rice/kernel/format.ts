/** What encoder and decoder of the Rice kernel share; the format and its modes are at the top of ../coder.ts. */

export const LARGEST_BLOCK = 4096;

export const LARGEST_K = 13;
export const FLAT = 14;
export const CONSTANT = 15;

export const SAME_MODE_BITS = 1;
export const NEW_MODE_BITS = 6;

/** Quotients from here on are escaped. */
export const LIMIT = 24;
export const ESCAPE_BITS = 16;

/** Zigzagged numbers, or low bits of them, of one block, up to the next multiple of eight. */
export const zigzags: usize = memory.data(LARGEST_BLOCK * 2 + 32, 16);

const lanes: usize = memory.data(16, 16);

/** The largest of eight unsigned 16-bit lanes. */
export function largestLane(v: v128): i32 {
  v128.store(lanes, v);
  let largest: i32 = 0;
  for (let k: usize = 0; k < 16; k += 2) largest = max(largest, <i32>load<u16>(lanes + k));
  return largest;
}
