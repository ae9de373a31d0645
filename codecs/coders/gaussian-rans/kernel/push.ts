// rANS of frequencies. A part of gaussian-rans.

import { BITS, lanes, STATES, TOTAL } from './lanes';

/** For each set of four lanes, a shuffle that moves the low words of theirs to the end of eight bytes. */
const shuffles = memory.data(16 * 16, 16);

function fillShuffles(): void {
  memory.fill(shuffles, 255, 16 * 16);
  for (let set: usize = 0; set < 16; set++) {
    let to = set * 16 + 8;
    for (let lane: i32 = 3; lane >= 0; lane--) {
      if (((set >> lane) & 1) === 0) continue;
      to -= 2;
      store<u16>(shuffles + to, 0x0100 + 0x0404 * lane);
    }
  }
}
fillShuffles();

/** Adding it to a number below 2^22 leaves it, rounded, in the low bits. */
const MAGIC: f32 = 8388608;
const MAGIC_BITS: i32 = 0x4b000000;

/**
 * The state behind a symbol. All is exact: the quotient q of x < slots * 2^17 by slots is below 2^17, and
 * ((x + 1) >> 1) * (2 / slots), each of three roundings within 2^-24 of itself, is at most (1 + 2^-5) / slots
 * above x / slots and less than 2^-5 / slots below it; rounded, it is q, or q + 1, which shows in a rest below 0.
 */
// inlined
function pushed(x: v128, first: v128, slots: v128): v128 {
  const inverse = f32x4.div(f32x4.splat(2), f32x4.convert_i32x4_s(slots));
  const half = f32x4.convert_i32x4_s(i32x4.shr_u(i32x4.add(x, i32x4.splat(1)), 1));
  const q = i32x4.sub(f32x4.add(f32x4.mul(half, inverse), f32x4.splat(MAGIC)), i32x4.splat(MAGIC_BITS));
  const rest = i32x4.sub(x, i32x4.mul(q, slots));
  // one less of q: 2^15 less, and slots more of rest
  const over = v128.and(i32x4.shr_s(rest, 31), i32x4.sub(slots, i32x4.splat(TOTAL)));
  return i32x4.add(i32x4.add(i32x4.shl(q, BITS), i32x4.add(rest, first)), over);
}

/**
 * Codes frequencies, the last ones first; of a step, the upper half first.
 * @param frequencies halves a step: first slots, and their numbers times 2^16
 * @param end of room for 16 bytes a step, and 8 below it
 * @returns where the words begin
 */
export function push(frequencies: usize, count: usize, end: usize): usize {
  let x = v128.load(lanes, STATES);
  let y = v128.load(lanes, STATES + 16);
  let words = end;
  const one = i32x4.splat(1);
  for (let at = frequencies + 32 * count; at > frequencies; ) {
    at -= 32;
    const counts1 = v128.load(at, 16);
    const slots1 = i32x4.shr_u(counts1, 16);
    const full1 = i32x4.gt_s(i32x4.shr_u(y, 17), i32x4.sub(slots1, one));
    const set1 = <usize>i32x4.bitmask(full1);
    v128.store64_lane(words - 8, i8x16.swizzle(y, v128.load(shuffles + (set1 << 4))), 0);
    words -= <usize>(i32.popcnt(<i32>set1) << 1);
    y = v128.bitselect(i32x4.shr_u(y, 16), y, full1);
    y = pushed(y, v128.and(counts1, i32x4.splat(0xffff)), slots1);

    const counts0 = v128.load(at);
    const slots0 = i32x4.shr_u(counts0, 16);
    const full0 = i32x4.gt_s(i32x4.shr_u(x, 17), i32x4.sub(slots0, one));
    const set0 = <usize>i32x4.bitmask(full0);
    v128.store64_lane(words - 8, i8x16.swizzle(x, v128.load(shuffles + (set0 << 4))), 0);
    words -= <usize>(i32.popcnt(<i32>set0) << 1);
    x = v128.bitselect(i32x4.shr_u(x, 16), x, full0);
    x = pushed(x, v128.and(counts0, i32x4.splat(0xffff)), slots0);
  }
  v128.store(lanes, x, STATES);
  v128.store(lanes, y, STATES + 16);
  return words;
}
