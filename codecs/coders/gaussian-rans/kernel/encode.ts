// Frequencies of codes, and rANS of them. A part of gaussian-rans.

import { aim, ESCAPE, LOWEST, putEscape, RELATIVE, START, STATES, TOTAL, WINDOW } from './lanes';

/**
 * Cumulative frequencies and frequencies of samples: four and four a step.
 * @param frequencies written: two vectors a step
 */
export function findFrequencies(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  expected: usize,
  lanes: usize,
  frequencies: usize,
): void {
  for (let t: usize = 0; t < count; t++, codes += 2, expected += 16, frequencies += 32) {
    aim(lanes, v128.load(expected));
    let at = codes;
    for (let lane: usize = 0; lane < 16; lane += 4, at += stride) {
      const u = <i32>load<i16>(at);
      const place = u - load<i32>(lanes + lane, START);
      let first = TOTAL - ESCAPE;
      let slots = ESCAPE;
      if (<u32>place < load<u32>(lanes + lane, WINDOW) << 1) {
        const counts = <usize>load<u32>(lanes + lane, RELATIVE);
        const ends = table + (u << 3);
        const low = load<i32>(counts + load<i32>(ends));
        first = low + place;
        slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
      } else {
        putEscape(u);
      }
      store<i32>(frequencies + lane, first);
      store<i32>(frequencies + lane, slots, 16);
    }
  }
}

/** For each set of four lanes, a shuffle that moves their words to the end of sixteen bytes, and their size. */
const shuffles = memory.data(16 * 16, 16);
const shuffledBytes = memory.data(16);

function fillShuffles(): void {
  for (let set: usize = 0; set < 16; set++) {
    let to = 16;
    for (let lane: i32 = 3; lane >= 0; lane--) {
      if (((set >> lane) & 1) === 0) continue;
      to -= 4;
      store<u32>(shuffles + set * 16 + to, 0x03020100 + 0x04040404 * lane);
    }
    store<u8>(shuffledBytes + set, 16 - to);
  }
}
fillShuffles();

/** Adding it to a whole number below 2^52 leaves that number in the low bits. */
const MAGIC: f64 = 4503599627370496;

/** Sets all states to their lowest, as doubles: encode computes in them. */
export function beginPush(lanes: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) store<f64>(lanes + 8 * lane, <f64>LOWEST, STATES);
}

/** Turns states into whole numbers, as a stream has them. */
export function endPush(lanes: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    store<u64>(lanes + 8 * lane, <u64>load<f64>(lanes + 8 * lane, STATES), STATES);
  }
}

/**
 * Codes frequencies, the last ones first, in states that are doubles. All is exact: x < 2^50, and the quotient of x and f is
 * floor((x + 1/2) * (1 / f)), since x + 1/2 is at least 1 / 2f away from a multiple and both roundings together move
 * the product by less than 2^50 / f * 2^-52.
 * @param end of room for 16 bytes a step, and 16 below it
 * @returns where the words begin
 */
export function push(frequencies: usize, count: usize, lanes: usize, end: usize): usize {
  let x = v128.load(lanes, STATES);
  let y = v128.load(lanes, STATES + 16);
  let words = end;
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const shed = f64x2.splat(1 / 4294967296);
  const limit = f64x2.splat(8589934592);
  const total = f64x2.splat(<f64>TOTAL);
  const magic = f64x2.splat(MAGIC);
  for (let at = frequencies + 32 * count; at > frequencies; ) {
    at -= 32;
    const first = v128.load(at);
    const slots = v128.load(at, 16);
    const f = f64x2.convert_low_i32x4_u(slots);
    const g = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(slots, slots, 2, 3, 2, 3));
    const fullX = f64x2.ge(x, f64x2.mul(f, limit));
    const fullY = f64x2.ge(y, f64x2.mul(g, limit));
    const low = v128.shuffle<i32>(f64x2.add(x, magic), f64x2.add(y, magic), 0, 2, 4, 6);
    const full = <usize>(i64x2.bitmask(fullX) | (i64x2.bitmask(fullY) << 2));
    v128.store(words - 16, i8x16.swizzle(low, v128.load(shuffles + (full << 4))));
    words -= <usize>load<u8>(shuffledBytes + full);
    x = v128.bitselect(f64x2.floor(f64x2.mul(x, shed)), x, fullX);
    y = v128.bitselect(f64x2.floor(f64x2.mul(y, shed)), y, fullY);
    const p = f64x2.floor(f64x2.mul(f64x2.add(x, half), f64x2.div(one, f)));
    const q = f64x2.floor(f64x2.mul(f64x2.add(y, half), f64x2.div(one, g)));
    x = f64x2.add(x, f64x2.convert_low_i32x4_u(first));
    y = f64x2.add(y, f64x2.convert_low_i32x4_u(v128.shuffle<i32>(first, first, 2, 3, 2, 3)));
    x = f64x2.add(x, f64x2.mul(p, f64x2.sub(total, f)));
    y = f64x2.add(y, f64x2.mul(q, f64x2.sub(total, g)));
  }
  v128.store(lanes, x, STATES);
  v128.store(lanes, y, STATES + 16);
  return words;
}
