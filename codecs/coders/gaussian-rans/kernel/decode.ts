// Decoder of eight lanes. A part of gaussian-rans.

import {
  BITS,
  conclude,
  COUNTS,
  Even,
  FAR,
  farOf,
  follow,
  FOUND,
  gather16,
  gather32,
  GUESSES,
  isEven,
  keepPairs,
  KEPT,
  lanes,
  LATEST,
  NEAR,
  nearOf,
  PAIRS,
  PLACES,
  prepareTaps,
  STATES,
  STEP,
  TOTAL,
  Uneven,
  zipHigh,
  zipLow,
} from './lanes';
import { seek } from './seek';

/** For each set of four lanes, a shuffle that hands each its word, in order. */
const shuffles = memory.data(16 * 16, 16);

function fillShuffles(): void {
  memory.fill(shuffles, 255, 16 * 16);
  for (let set: usize = 0; set < 16; set++) {
    let word: u32 = 0x0100;
    for (let lane: usize = 0; lane < 4; lane++) {
      if (((set >> lane) & 1) === 0) continue;
      store<u32>(shuffles + set * 16 + 4 * lane, word | 0xffff0000);
      word += 0x0202;
    }
  }
}
fillShuffles();

/** Notes where a half's guesses are. */
// inlined
function aim(slot: v128, half: usize): void {
  const place = v128.and(i32x4.shr_u(slot, 3), i32x4.splat(-2));
  v128.store(lanes + half, i32x4.add(v128.load(lanes + half, GUESSES), place), PLACES);
}

/** Two of four entries of 64 bits. */
// inlined
function gatherTwo(places: usize): v128 {
  const first = v128.load64_zero(<usize>load<u32>(places));
  return v128.load64_lane(<usize>load<u32>(places, 4), first, 1);
}

/** A state without the slots of a code. */
// inlined
function popped(state: v128, slots: v128, past: v128): v128 {
  return i32x4.add(i32x4.mul(slots, i32x4.shr_u(state, BITS)), past);
}

/** A state with its word, if it needs one. */
// inlined
function fed(x: v128, hungry: v128, set: usize, words: usize): v128 {
  const own = i8x16.swizzle(v128.load64_zero(words), v128.load(shuffles + (set << 4)));
  return v128.bitselect(v128.or(i32x4.shl(x, 16), own), x, hungry);
}

// inlined
function hungryOf(x: v128): v128 {
  return i32x4.eq(i32x4.shr_u(x, 16), i32x4.splat(0));
}

/** Below 0 where a slot is outside its code's: past < 0, or slots - 1 - past < 0. */
// inlined
function missed(slots: v128, past: v128): v128 {
  return v128.or(past, i32x4.add(i32x4.sub(slots, past), i32x4.splat(-1)));
}

/**
 * Decodes `count` steps.
 * @param rows written: a row of codes a step
 * @param table entries of units, of a profile: see tables.ts
 * @param words where they go on; 16 bytes behind `end` can be read too
 * @returns where they go on now; 0 if they were too few
 */
// inlined
function decode<Kind>(rows: usize, count: usize, table: usize, words: usize, end: usize): usize {
  let v = v128.load(lanes, LATEST);
  let before = v128.load(lanes, LATEST + 16);
  let near0 = v128.load(lanes, NEAR);
  let near1 = v128.load(lanes, NEAR + 16);
  let far0 = v128.load(lanes, FAR);
  let far1 = v128.load(lanes, FAR + 16);
  let state0 = v128.load(lanes, STATES);
  let state1 = v128.load(lanes, STATES + 16);
  for (let left = count; left > 0; ) {
    const steps = min(left, KEPT);
    left -= steps;
    for (let at = lanes; at < lanes + STEP * steps; at += STEP, rows += 16) {
      if (words > end) return 0;
      const slot0 = v128.and(state0, i32x4.splat(TOTAL - 1));
      const slot1 = v128.and(state1, i32x4.splat(TOTAL - 1));
      aim(slot0, 0);
      aim(slot1, 16);
      prepareTaps(at);
      const pair0 = zipLow(v, before);
      const pair1 = zipHigh(v, before);
      v128.store(at, pair0, PAIRS + 192);
      v128.store(at, pair1, PAIRS + 208);
      before = v;
      const x0 = i32x4.extend_low_i16x8_s(v);
      const x1 = i32x4.extend_high_i16x8_s(v);
      const nearMeans = i16x8.narrow_i32x4_s(nearOf<Kind>(near0, x0), nearOf<Kind>(near1, x1));
      const farMeans = i16x8.narrow_i32x4_s(farOf<Kind>(far0, x0), farOf<Kind>(far1, x1));
      near0 = follow(near0, x0, 4);
      near1 = follow(near1, x1, 4);
      far0 = follow(far0, x0, 8);
      far1 = follow(far1, x1, 8);
      const mu0 = conclude<Kind>(pair0, zipLow(nearMeans, farMeans), 0);
      const guess0 = gather16(lanes + PLACES);
      const mu1 = conclude<Kind>(pair1, zipHigh(nearMeans, farMeans), 16);
      const guess1 = gather16(lanes + PLACES + 16);

      let slots0: v128;
      let slots1: v128;
      let past0: v128;
      let past1: v128;
      let codes: v128;
      if (isEven<Kind>()) {
        // the code at a guess, and its lower threshold less the prediction
        const code0 = i32x4.shr_s(i32x4.add(guess0, mu0), 4);
        const code1 = i32x4.shr_s(i32x4.add(guess1, mu1), 4);
        const low0 = i32x4.sub(i32x4.shl(code0, 6), i32x4.shl(mu0, 2));
        const low1 = i32x4.sub(i32x4.shl(code1, 6), i32x4.shl(mu1, 2));
        v128.store(lanes, i32x4.add(low0, v128.load(lanes, COUNTS)), PLACES);
        v128.store(lanes, i32x4.add(low1, v128.load(lanes, COUNTS + 16)), PLACES + 16);
        codes = i16x8.narrow_i32x4_s(code0, code1);
        v128.store(rows, codes);
        const counts0 = gather32(lanes + PLACES);
        slots0 = i32x4.shr_u(counts0, 16);
        past0 = i32x4.sub(slot0, v128.and(counts0, i32x4.splat(0xffff)));
        const counts1 = gather32(lanes + PLACES + 16);
        slots1 = i32x4.shr_u(counts1, 16);
        past1 = i32x4.sub(slot1, v128.and(counts1, i32x4.splat(0xffff)));
      } else {
        const tables = i32x4.splat(<i32>table);
        const unit0 = i32x4.add(guess0, i32x4.shl(mu0, 1));
        v128.store(lanes, i32x4.add(i32x4.shl(unit0, 2), tables), PLACES);
        const unit1 = i32x4.add(guess1, i32x4.shl(mu1, 1));
        v128.store(lanes, i32x4.add(i32x4.shl(unit1, 2), tables), PLACES + 16);
        const places0 = i32x4.add(guess0, v128.load(lanes, COUNTS));
        const places1 = i32x4.add(guess1, v128.load(lanes, COUNTS + 16));
        const a0 = gatherTwo(lanes + PLACES);
        const b0 = gatherTwo(lanes + PLACES + 8);
        const ends0 = v128.shuffle<i32>(a0, b0, 0, 2, 4, 6);
        v128.store(lanes, i32x4.add(places0, v128.and(ends0, i32x4.splat(0xffff))), PLACES + 32);
        v128.store(lanes, i32x4.add(places0, i32x4.shr_u(ends0, 16)), PLACES + 48);
        const a1 = gatherTwo(lanes + PLACES + 16);
        const b1 = gatherTwo(lanes + PLACES + 24);
        const ends1 = v128.shuffle<i32>(a1, b1, 0, 2, 4, 6);
        v128.store(lanes, i32x4.add(places1, v128.and(ends1, i32x4.splat(0xffff))), PLACES);
        v128.store(lanes, i32x4.add(places1, i32x4.shr_u(ends1, 16)), PLACES + 16);
        const rest0 = v128.shuffle<i32>(a0, b0, 1, 3, 5, 7);
        const rest1 = v128.shuffle<i32>(a1, b1, 1, 3, 5, 7);
        codes = i16x8.narrow_i32x4_s(
          i32x4.add(i32x4.shr_s(unit0, 5), i32x4.shr_s(rest0, 16)),
          i32x4.add(i32x4.shr_s(unit1, 5), i32x4.shr_s(rest1, 16)),
        );
        v128.store(rows, codes);
        v = i16x8.narrow_i32x4_s(
          i32x4.shr_s(i32x4.add(unit0, i32x4.shr_s(i32x4.shl(rest0, 16), 16)), 1),
          i32x4.shr_s(i32x4.add(unit1, i32x4.shr_s(i32x4.shl(rest1, 16), 16)), 1),
        );
        v128.store(lanes, v, FOUND + 64);
        const low0 = gather16(lanes + PLACES + 32);
        slots0 = i32x4.sub(gather16(lanes + PLACES + 48), low0);
        past0 = i32x4.sub(slot0, low0);
        const low1 = gather16(lanes + PLACES);
        slots1 = i32x4.sub(gather16(lanes + PLACES + 16), low1);
        past1 = i32x4.sub(slot1, low1);
      }
      const missed0 = missed(slots0, past0);
      const missed1 = missed(slots1, past1);
      if (i32x4.bitmask(v128.or(missed0, missed1)) !== 0) {
        v128.store(lanes, past0, FOUND);
        v128.store(lanes, past1, FOUND + 16);
        v128.store(lanes, slots0, FOUND + 32);
        v128.store(lanes, slots1, FOUND + 48);
        v128.store(lanes, slot0, PLACES);
        v128.store(lanes, slot1, PLACES + 16);
        v128.store(lanes, mu0, PLACES + 32);
        v128.store(lanes, mu1, PLACES + 48);
        seek<Kind>(i32x4.bitmask(missed0) | (i32x4.bitmask(missed1) << 4), rows, table);
        past0 = v128.load(lanes, FOUND);
        past1 = v128.load(lanes, FOUND + 16);
        slots0 = v128.load(lanes, FOUND + 32);
        slots1 = v128.load(lanes, FOUND + 48);
        if (isEven<Kind>()) codes = v128.load(rows);
        else v = v128.load(lanes, FOUND + 64);
      }
      if (isEven<Kind>()) v = codes;

      state0 = popped(state0, slots0, past0);
      const hungry0 = hungryOf(state0);
      const set0 = i32x4.bitmask(hungry0);
      state0 = fed(state0, hungry0, set0, words);
      words += <usize>(i32.popcnt(set0) << 1);
      state1 = popped(state1, slots1, past1);
      const hungry1 = hungryOf(state1);
      const set1 = i32x4.bitmask(hungry1);
      state1 = fed(state1, hungry1, set1, words);
      words += <usize>(i32.popcnt(set1) << 1);
    }
    keepPairs(steps);
  }
  v128.store(lanes, v, LATEST);
  v128.store(lanes, before, LATEST + 16);
  v128.store(lanes, near0, NEAR);
  v128.store(lanes, near1, NEAR + 16);
  v128.store(lanes, far0, FAR);
  v128.store(lanes, far1, FAR + 16);
  v128.store(lanes, state0, STATES);
  v128.store(lanes, state1, STATES + 16);
  return words;
}

export function decodeEven(rows: usize, count: usize, words: usize, end: usize): usize {
  return decode<Even>(rows, count, 0, words, end);
}

export function decodeUneven(rows: usize, count: usize, table: usize, words: usize, end: usize): usize {
  return decode<Uneven>(rows, count, table, words, end);
}
