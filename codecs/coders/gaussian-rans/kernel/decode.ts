// Decoder of eight lanes. A part of gaussian-rans.

import {
  BITS,
  conclude,
  COUNTS,
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
  zipHigh,
  zipLow,
} from './lanes';
import { seek } from './seek';

/** For each set of eight lanes, a shuffle that hands each its word, in order. */
const shuffles = memory.data(256 * 16, 16);

function fillShuffles(): void {
  memory.fill(shuffles, 255, 256 * 16);
  for (let set: usize = 0; set < 256; set++) {
    let word: u16 = 0x0100;
    for (let lane: usize = 0; lane < 8; lane++) {
      if (((set >> lane) & 1) === 0) continue;
      store<u16>(shuffles + set * 16 + 2 * lane, word);
      word += 0x0202;
    }
  }
}
fillShuffles();

/** Masks of slots, of guesses, of codes' places and of 16 bits: vectors that are faster loaded than made. */
const masks = memory.data(64, 16);

function fillMasks(): void {
  v128.store(masks, i32x4.splat(TOTAL - 1));
  v128.store(masks, i32x4.splat(0x1ffe), 16);
  v128.store(masks, i32x4.splat(-64), 32);
  v128.store(masks, i32x4.splat(0xffff), 48);
}
fillMasks();

/** Where a half's guesses are. */
// inlined
function guessesAt(state: v128, half: usize): v128 {
  const place = v128.and(i32x4.shr_u(state, 2), v128.load(masks, 16));
  return i32x4.add(v128.load(lanes + half, GUESSES), place);
}

/**
 * Looks up, one lane at a time, which is faster where each look-up waits for the one before: a guess, its unit's entry,
 * and the counts at both thresholds.
 * @param units where the entry of the expected unit is
 * @param lane 4 * lane
 * @returns the lower count, the upper one times 2^16, and the upper half of the entry times 2^32
 */
// inlined
function lookUp(cell: i32, units: i32, lane: usize): i64 {
  const guess = <i32>load<u16>(<usize>cell);
  const entry = load<u64>(<usize>(units + guess));
  const counts = <usize>((guess >> 2) + load<i32>(lanes + lane, COUNTS));
  const low = load<u16>(counts + <usize>(entry & 0xffff));
  const high = load<u16>(counts + <usize>((entry >> 16) & 0xffff));
  return <i64>(((entry >> 32) << 32) | <u64>(<u32>low | ((<u32>high) << 16)));
}

/** Where the counts of guessed codes of a uniform quantiser are. */
// inlined
function countsAt(place: v128, quarters: v128, half: usize): v128 {
  return i32x4.add(
    v128.and(place, v128.load(masks, 32)),
    i32x4.sub(v128.load(lanes + half, COUNTS), quarters),
  );
}

/** A state without the slots of a code. */
// inlined
function popped(state: v128, slots: v128, past: v128): v128 {
  return i32x4.add(i32x4.mul(slots, i32x4.shr_u(state, BITS)), past);
}

/** A state with room for a word, if it needs one. */
// inlined
function opened(x: v128, hungry: v128): v128 {
  return v128.bitselect(i32x4.shl(x, 16), x, hungry);
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
      const slot0 = v128.and(state0, v128.load(masks));
      const slot1 = v128.and(state1, v128.load(masks));
      const cells0 = guessesAt(state0, 0);
      const cells1 = guessesAt(state1, 16);
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
      const mu1 = conclude<Kind>(pair1, zipHigh(nearMeans, farMeans), 16);

      let slots0: v128;
      let slots1: v128;
      let past0: v128;
      let past1: v128;
      let codes: v128;
      if (isEven<Kind>()) {
        // in 64ths of a code: the guess, and from there the lower threshold of its code less the prediction
        const guess0 = gather16(cells0);
        const guess1 = gather16(cells1);
        const quarters0 = i32x4.shl(mu0, 2);
        const quarters1 = i32x4.shl(mu1, 2);
        const place0 = i32x4.add(guess0, quarters0);
        const place1 = i32x4.add(guess1, quarters1);
        const counts0 = gather32(countsAt(place0, quarters0, 0));
        const counts1 = gather32(countsAt(place1, quarters1, 16));
        codes = i16x8.narrow_i32x4_s(i32x4.shr_s(place0, 6), i32x4.shr_s(place1, 6));
        v128.store(rows, codes);
        slots0 = i32x4.shr_u(counts0, 16);
        past0 = i32x4.sub(slot0, v128.and(counts0, v128.load(masks, 48)));
        slots1 = i32x4.shr_u(counts1, 16);
        past1 = i32x4.sub(slot1, v128.and(counts1, v128.load(masks, 48)));
      } else {
        const tables = i32x4.splat(<i32>table);
        const units0 = i32x4.add(i32x4.shl(mu0, 3), tables);
        const units1 = i32x4.add(i32x4.shl(mu1, 3), tables);
        const a0 = i64x2.replace_lane(
          i64x2.splat(lookUp(i32x4.extract_lane(cells0, 0), i32x4.extract_lane(units0, 0), 0)),
          1,
          lookUp(i32x4.extract_lane(cells0, 1), i32x4.extract_lane(units0, 1), 4),
        );
        const b0 = i64x2.replace_lane(
          i64x2.splat(lookUp(i32x4.extract_lane(cells0, 2), i32x4.extract_lane(units0, 2), 8)),
          1,
          lookUp(i32x4.extract_lane(cells0, 3), i32x4.extract_lane(units0, 3), 12),
        );
        const a1 = i64x2.replace_lane(
          i64x2.splat(lookUp(i32x4.extract_lane(cells1, 0), i32x4.extract_lane(units1, 0), 16)),
          1,
          lookUp(i32x4.extract_lane(cells1, 1), i32x4.extract_lane(units1, 1), 20),
        );
        const b1 = i64x2.replace_lane(
          i64x2.splat(lookUp(i32x4.extract_lane(cells1, 2), i32x4.extract_lane(units1, 2), 24)),
          1,
          lookUp(i32x4.extract_lane(cells1, 3), i32x4.extract_lane(units1, 3), 28),
        );
        const ends0 = v128.shuffle<i32>(a0, b0, 0, 2, 4, 6);
        const ends1 = v128.shuffle<i32>(a1, b1, 0, 2, 4, 6);
        const low0 = v128.and(ends0, v128.load(masks, 48));
        const low1 = v128.and(ends1, v128.load(masks, 48));
        const high0 = i32x4.shr_u(ends0, 16);
        const high1 = i32x4.shr_u(ends1, 16);
        const rest0 = v128.shuffle<i32>(a0, b0, 1, 3, 5, 7);
        const rest1 = v128.shuffle<i32>(a1, b1, 1, 3, 5, 7);
        codes = i16x8.narrow_i32x4_s(i32x4.shr_s(rest0, 16), i32x4.shr_s(rest1, 16));
        v128.store(rows, codes);
        v = i16x8.narrow_i32x4_s(
          i32x4.shr_s(i32x4.shl(rest0, 16), 16),
          i32x4.shr_s(i32x4.shl(rest1, 16), 16),
        );
        slots0 = i32x4.sub(high0, low0);
        past0 = i32x4.sub(slot0, low0);
        slots1 = i32x4.sub(high1, low1);
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
        if (!isEven<Kind>()) v128.store(lanes, v, FOUND + 64);
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
      state1 = popped(state1, slots1, past1);
      const hungry0 = hungryOf(state0);
      const hungry1 = hungryOf(state1);
      const set = i16x8.bitmask(i16x8.narrow_i32x4_s(hungry0, hungry1));
      const own = i8x16.swizzle(v128.load(words), v128.load(shuffles + ((<usize>set) << 4)));
      words += <usize>(i32.popcnt(set) << 1);
      state0 = v128.or(opened(state0, hungry0), zipLow(own, i32x4.splat(0)));
      state1 = v128.or(opened(state1, hungry1), zipHigh(own, i32x4.splat(0)));
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
  return decode<u8>(rows, count, 0, words, end);
}

export function decodeUneven(rows: usize, count: usize, table: usize, words: usize, end: usize): usize {
  return decode<u16>(rows, count, table, words, end);
}
