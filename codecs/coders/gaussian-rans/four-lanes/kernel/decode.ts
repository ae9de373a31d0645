// Decoder of four lanes. A part of four-lanes.

import {
  aim,
  BIAS,
  BITS,
  conclude,
  COUNTS,
  ESCAPE,
  EXPECTED,
  FOUND,
  GUESS_SHIFT,
  GUESSES,
  LOWEST,
  nextEscape,
  PENDING,
  RELATIVE,
  START,
  STATES,
  SUMS,
  tap,
  TOTAL,
  WINDOW,
} from './lanes';

/** Counts below code u: its place in the window counts too. */
function countsBelow(counts: usize, table: usize, u: i32, mu: i32, start: i32): i32 {
  return load<i32>(counts + load<i32>(table + (u << 3)) - (mu << 2)) + u - start;
}

/**
 * Where no guess fits: walks from it to the code that owns the slot, within the window, or takes in an escape.
 * @param lane `lanes` + 4 * lane; leaves there, from FOUND on, how far into its slots the slot is, and how many they are
 */
function seek(slot: i32, guess: i32, lane: usize, table: usize): i32 {
  const mu = load<i32>(lane, EXPECTED);
  const start = load<i32>(lane, START);
  const last = start + 2 * load<i32>(lane, WINDOW) - 1;
  const counts = <usize>load<u32>(lane, COUNTS);
  if (slot >= TOTAL - ESCAPE) {
    store<i32>(lane, slot - (TOTAL - ESCAPE), FOUND);
    store<i32>(lane, ESCAPE, FOUND + 4);
    return nextEscape();
  }
  let u = max(start, min(last, guess));
  while (u > start && countsBelow(counts, table, u, mu, start) > slot) u--;
  while (u < last && countsBelow(counts, table, u + 1, mu, start) <= slot) u++;
  const low = countsBelow(counts, table, u, mu, start);
  store<i32>(lane, slot - low, FOUND);
  store<i32>(lane, countsBelow(counts, table, u + 1, mu, start) - low, FOUND + 4);
  return u;
}

/**
 * Decodes `count` steps.
 * @param latest vector: the last voltage of each lane; left as it is for the next call
 * @param inverse i16: the code at (unit + offset) >> shift
 * @param words where they go on; 20 bytes behind `end` can be read too
 * @returns where they go on now; 0 if they were too few
 */
export function decode(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  inverse: usize,
  offset: i32,
  shift: i32,
  lanes: usize,
  latest: usize,
  words: usize,
  end: usize,
): usize {
  let x = v128.load(latest);
  let near = v128.load(lanes, SUMS);
  let far = v128.load(lanes, SUMS + 16);
  let pending0 = v128.load(lanes, PENDING);
  let pending1 = v128.load(lanes, PENDING + 16);
  let pending2 = v128.load(lanes, PENDING + 32);
  let pending3 = v128.load(lanes, PENDING + 48);
  let pending4 = v128.load(lanes, PENDING + 64);
  let pending5 = v128.load(lanes, PENDING + 80);
  let pending6 = v128.load(lanes, PENDING + 96);
  let state0 = load<u64>(lanes, STATES);
  let state1 = load<u64>(lanes, STATES + 8);
  let state2 = load<u64>(lanes, STATES + 16);
  let state3 = load<u64>(lanes, STATES + 24);
  const offsets = i32x4.splat(offset);
  const codes1 = codes + stride;
  const codes2 = codes1 + stride;
  const codes3 = codes2 + stride;
  const guesses0 = <usize>load<u32>(lanes, GUESSES);
  const guesses1 = <usize>load<u32>(lanes, GUESSES + 4);
  const guesses2 = <usize>load<u32>(lanes, GUESSES + 8);
  const guesses3 = <usize>load<u32>(lanes, GUESSES + 12);
  for (let t: usize = 0; t < 2 * count; t += 2) {
    if (words > end) return 0;
    const nearMean = i32x4.shr_s(near, 4);
    const farMean = i32x4.shr_s(far, 8);
    const mu = conclude(lanes, tap(lanes, x, 0, pending0), nearMean, farMean);
    pending0 = tap(lanes, x, 16, pending1);
    pending1 = tap(lanes, x, 32, pending2);
    pending2 = tap(lanes, x, 48, pending3);
    pending3 = tap(lanes, x, 64, pending4);
    pending4 = tap(lanes, x, 80, pending5);
    pending5 = tap(lanes, x, 96, pending6);
    pending6 = tap(lanes, x, 112, v128.load(lanes, BIAS));
    near = i32x4.add(near, i32x4.sub(x, nearMean));
    far = i32x4.add(far, i32x4.sub(x, farMean));
    v128.store(lanes, mu, EXPECTED);
    aim(lanes, mu);
    const shifted = i32x4.add(mu, offsets);

    let hungry = false;
    let slot = <i32>(<u32>state0 & (TOTAL - 1));
    let unit = i32x4.extract_lane(shifted, 0) + load<i16>(guesses0 + ((slot >> GUESS_SHIFT) << 1));
    let u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    let ends = table + (u << 3);
    let counts = <usize>load<u32>(lanes, RELATIVE);
    let low = load<i32>(counts + load<i32>(ends));
    let slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    let past = slot + load<i32>(lanes, START) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes, table);
      past = load<i32>(lanes, FOUND);
      slots = load<i32>(lanes, FOUND + 4);
    }
    store<i16>(codes + t, u);
    state0 = <u64>(<u32>slots) * (state0 >> BITS) + <u64>past;
    hungry = state0 < LOWEST;
    state0 = select<u64>((state0 << 32) | <u64>load<u32>(words), state0, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_zero(table + (u << 3), 4);

    slot = <i32>(<u32>state1 & (TOTAL - 1));
    unit = i32x4.extract_lane(shifted, 1) + load<i16>(guesses1 + ((slot >> GUESS_SHIFT) << 1));
    u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    ends = table + (u << 3);
    counts = <usize>load<u32>(lanes, RELATIVE + 4);
    low = load<i32>(counts + load<i32>(ends));
    slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    past = slot + load<i32>(lanes, START + 4) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes + 4, table);
      past = load<i32>(lanes, FOUND + 4);
      slots = load<i32>(lanes, FOUND + 4 + 4);
    }
    store<i16>(codes1 + t, u);
    state1 = <u64>(<u32>slots) * (state1 >> BITS) + <u64>past;
    hungry = state1 < LOWEST;
    state1 = select<u64>((state1 << 32) | <u64>load<u32>(words), state1, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_lane(table + (u << 3), x, 1, 4);

    slot = <i32>(<u32>state2 & (TOTAL - 1));
    unit = i32x4.extract_lane(shifted, 2) + load<i16>(guesses2 + ((slot >> GUESS_SHIFT) << 1));
    u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    ends = table + (u << 3);
    counts = <usize>load<u32>(lanes, RELATIVE + 8);
    low = load<i32>(counts + load<i32>(ends));
    slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    past = slot + load<i32>(lanes, START + 8) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes + 8, table);
      past = load<i32>(lanes, FOUND + 8);
      slots = load<i32>(lanes, FOUND + 8 + 4);
    }
    store<i16>(codes2 + t, u);
    state2 = <u64>(<u32>slots) * (state2 >> BITS) + <u64>past;
    hungry = state2 < LOWEST;
    state2 = select<u64>((state2 << 32) | <u64>load<u32>(words), state2, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_lane(table + (u << 3), x, 2, 4);

    slot = <i32>(<u32>state3 & (TOTAL - 1));
    unit = i32x4.extract_lane(shifted, 3) + load<i16>(guesses3 + ((slot >> GUESS_SHIFT) << 1));
    u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    ends = table + (u << 3);
    counts = <usize>load<u32>(lanes, RELATIVE + 12);
    low = load<i32>(counts + load<i32>(ends));
    slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    past = slot + load<i32>(lanes, START + 12) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes + 12, table);
      past = load<i32>(lanes, FOUND + 12);
      slots = load<i32>(lanes, FOUND + 12 + 4);
    }
    store<i16>(codes3 + t, u);
    state3 = <u64>(<u32>slots) * (state3 >> BITS) + <u64>past;
    hungry = state3 < LOWEST;
    state3 = select<u64>((state3 << 32) | <u64>load<u32>(words), state3, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_lane(table + (u << 3), x, 3, 4);
  }
  v128.store(latest, x);
  v128.store(lanes, pending0, PENDING);
  v128.store(lanes, pending1, PENDING + 16);
  v128.store(lanes, pending2, PENDING + 32);
  v128.store(lanes, pending3, PENDING + 48);
  v128.store(lanes, pending4, PENDING + 64);
  v128.store(lanes, pending5, PENDING + 80);
  v128.store(lanes, pending6, PENDING + 96);
  v128.store(lanes, near, SUMS);
  v128.store(lanes, far, SUMS + 16);
  store<u64>(lanes, state0, STATES);
  store<u64>(lanes, state1, STATES + 8);
  store<u64>(lanes, state2, STATES + 16);
  store<u64>(lanes, state3, STATES + 24);
  return words;
}
