// Eight lanes in two halves of four: what is known of them, and their predictions. A part of gaussian-rans.
//
// Functions of a Kind are compiled twice: for a uniform quantiser (even, u8) and for a profile (uneven, u16). What a
// loop needs late is stored and loaded again: the compiler loads all that is loaded early, and runs out of registers.

// inlined
export function isEven<Kind>(): bool {
  return sizeof<Kind>() === 1;
}

/** A state x stays in [2^16, 2^32); words of 16 bits leave and enter at its low end. */
export const BITS: i32 = 15;
export const TOTAL: i32 = 0x8000;
export const ESCAPE: i32 = 8;
const WEIGHT_SHIFT: i32 = 11;

/**
 * What is known of the lanes. A row is eight i16, one a lane; halves are four i32 for lanes 0 to 3, then four for the
 * others.
 *
 * TAP_WEIGHTS   halves: of the last voltage, and of the one before times 2^16; then of the next two, and so on
 * MEAN_WEIGHTS  halves: of the near mean, and of the far one times 2^16
 * BIAS          halves: what is added to a sum of taps and means
 * COUNTS        halves: where each lane has its counts, see tables.ts
 * GUESSES       halves: where each lane's guesses are
 * STATES        halves
 * NEAR, FAR     halves: running sums, of 2^4 and 2^8 voltages
 * LATEST        rows: the last voltages, and those before
 * LEAST, MOST   bounds of a prediction, in units: the same i32 four times
 * PENDING       halves, scratch: what older voltages bring to a prediction
 * PLACES        halves, scratch: addresses that are looked up
 * FOUND         scratch: see seek
 * PAIRS         halves: the last voltage and the one before times 2^16, of each of the last steps
 */
const TAP_WEIGHTS: usize = 0;
export const MEAN_WEIGHTS: usize = 128;
export const BIAS: usize = 160;
export const COUNTS: usize = 192;
export const GUESSES: usize = 224;
export const STATES: usize = 256;
export const NEAR: usize = 288;
export const FAR: usize = 320;
export const LATEST: usize = 352;
const LEAST: usize = 384;
const MOST: usize = 400;
const PENDING: usize = 416;
export const PLACES: usize = 448;
export const FOUND: usize = 512;
export const PAIRS: usize = 768;
/** Bytes of halves. */
export const STEP: usize = 32;
/** Steps that pairs are kept of before the oldest are moved out: the last taps are six steps back. */
export const KEPT: usize = 64;
const REACH: usize = 6;

export const lanes = memory.data(768 + 32 * (64 + 6), 16);

/** Where what is known of the lanes lies. */
export function lanesAt(): usize {
  return lanes;
}

// inlined
export function zipLow(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// inlined
export function zipHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Begins anew, as if all voltages before had been `voltages`, a row. */
export function begin(voltages: usize): void {
  const latest = v128.load(voltages);
  v128.store(lanes, latest, LATEST);
  v128.store(lanes, latest, LATEST + 16);
  for (let k: usize = 0; k < REACH; k++) {
    v128.store(lanes + STEP * k, zipLow(latest, latest), PAIRS);
    v128.store(lanes + STEP * k, zipHigh(latest, latest), PAIRS + 16);
  }
  const x = i32x4.extend_low_i16x8_s(latest);
  const y = i32x4.extend_high_i16x8_s(latest);
  v128.store(lanes, i32x4.shl(x, 4), NEAR);
  v128.store(lanes, i32x4.shl(y, 4), NEAR + 16);
  v128.store(lanes, i32x4.shl(x, 8), FAR);
  v128.store(lanes, i32x4.shl(y, 8), FAR + 16);
}

/** Moves the newest pairs to where the next steps expect the oldest. */
export function keepPairs(steps: usize): void {
  const from = lanes + STEP * steps;
  for (let k: usize = 0; k < STEP * REACH; k += 16) {
    v128.store(lanes + k, v128.load(from + k, PAIRS), PAIRS);
  }
}

/** A sum of a half's taps from the third on. @param at the step's place in pairs @param half 0 or 16 */
// inlined
function olderTaps(at: usize, half: usize): v128 {
  return i32x4.add(
    i32x4.add(
      i32x4.dot_i16x8_s(v128.load(at + half, PAIRS + 128), v128.load(lanes + half, TAP_WEIGHTS + 32)),
      i32x4.dot_i16x8_s(v128.load(at + half, PAIRS + 64), v128.load(lanes + half, TAP_WEIGHTS + 64)),
    ),
    i32x4.dot_i16x8_s(v128.load(at + half, PAIRS), v128.load(lanes + half, TAP_WEIGHTS + 96)),
  );
}

/** Notes what voltages before the last two bring to the predictions of a step. @param at its place in pairs */
// inlined
export function prepareTaps(at: usize): void {
  v128.store(lanes, olderTaps(at, 0), PENDING);
  v128.store(lanes, olderTaps(at, 16), PENDING + 16);
}

/**
 * A prediction, in units.
 * @param pair of the last two voltages
 * @param means near and far, in pairs
 * @param half 0 or 16
 */
// inlined
export function conclude<Kind>(pair: v128, means: v128, half: usize): v128 {
  const latest = i32x4.dot_i16x8_s(pair, v128.load(lanes + half, TAP_WEIGHTS));
  const taps = i32x4.add(v128.load(lanes + half, PENDING), latest);
  const rest = i32x4.add(
    i32x4.dot_i16x8_s(means, v128.load(lanes + half, MEAN_WEIGHTS)),
    v128.load(lanes + half, BIAS),
  );
  if (isEven<Kind>()) return i32x4.shr_s(i32x4.add(i32x4.shl(taps, 4), rest), WEIGHT_SHIFT);
  const mu = i32x4.shr_s(i32x4.add(taps, rest), WEIGHT_SHIFT);
  return i32x4.min_s(i32x4.max_s(mu, v128.load(lanes, LEAST)), v128.load(lanes, MOST));
}

/** A near mean less the voltage x, in units, of a sum of voltages. */
// inlined
export function nearOf<Kind>(near: v128, x: v128): v128 {
  if (isEven<Kind>()) return i32x4.sub(near, i32x4.shl(x, 4));
  return i32x4.sub(i32x4.shr_s(near, 4), x);
}

/** The same of a far mean. */
// inlined
export function farOf<Kind>(far: v128, x: v128): v128 {
  if (isEven<Kind>()) return i32x4.sub(i32x4.shr_s(far, 4), i32x4.shl(x, 4));
  return i32x4.sub(i32x4.shr_s(far, 8), x);
}

/** A sum behind the voltage x. */
// inlined
export function follow(sum: v128, x: v128, digits: i32): v128 {
  return i32x4.add(sum, i32x4.sub(x, i32x4.shr_s(sum, digits)));
}

/** Four u16, each in an i32, from four addresses. */
// inlined
export function gather16(places: v128): v128 {
  let x = v128.load16_lane(<usize>i32x4.extract_lane(places, 0), i32x4.splat(0), 0);
  x = v128.load16_lane(<usize>i32x4.extract_lane(places, 1), x, 2);
  x = v128.load16_lane(<usize>i32x4.extract_lane(places, 2), x, 4);
  return v128.load16_lane(<usize>i32x4.extract_lane(places, 3), x, 6);
}

/** Four i32. */
// inlined
export function gather32(places: v128): v128 {
  let x = v128.load32_zero(<usize>i32x4.extract_lane(places, 0));
  x = v128.load32_lane(<usize>i32x4.extract_lane(places, 1), x, 1);
  x = v128.load32_lane(<usize>i32x4.extract_lane(places, 2), x, 2);
  return v128.load32_lane(<usize>i32x4.extract_lane(places, 3), x, 3);
}

/** Two entries of 64 bits. */
// inlined
export function gather64(first: i32, second: i32): v128 {
  return v128.load64_lane(<usize>second, v128.load64_zero(<usize>first), 1);
}
