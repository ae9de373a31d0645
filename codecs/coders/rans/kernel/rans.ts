// RANS coding of int16 samples with eight interleaved states, see ../coder.ts

export { histogram } from '../../../kernels/histogram';

/** A state x stays in [2^16, 2^32); words of 16 bits leave and enter at its low end. */
const LOWEST: u32 = 0x10000;
const STATES: usize = 8;
const STATE_BYTES: usize = 4 * STATES;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/*
 * What encode looks up for a value of frequency f and first slot s, 16 bytes at `steps[value as u16]`:
 *
 *   u64 reciprocal   ceil(2^(32 + bits) / f)
 *   u32 ceiling      f << (32 - bits): a state from here on sheds a word first
 *   u16 first slot s
 *   u16 complement   2^bits - f
 *
 * x < ceiling makes x / f = x * reciprocal >> (32 + bits) exact: with e = f * reciprocal - 2^(32 + bits) < f,
 * x * e < f^2 << (32 - bits) < 2^(32 + bits) as f < 2^bits. Nor does the product reach 2^64: it is at most
 * (f << (32 - bits)) - 1 times the reciprocal, 2^64 + (e << (32 - bits)) - 2^(32 + bits) / f, and e < 2^bits.
 */
const STEP_BYTES: usize = 16;

function stepOf(steps: usize, value: u16): usize {
  return steps + <usize>value * STEP_BYTES;
}

/**
 * Fills in what encode looks up.
 * @param frequencies u16, each below 2^bits; slots are given out in their order
 */
export function fillSteps(values: usize, frequencies: usize, distinct: i32, bits: u32, steps: usize): void {
  let slot: u32 = 0;
  for (let k: usize = 0; k < <usize>distinct; k++) {
    const frequency = <u32>load<u16>(frequencies + 2 * k);
    fillStep(stepOf(steps, load<u16>(values + 2 * k)), frequency, slot, bits);
    slot += frequency;
  }
}

/** Gives each of the values the one step of an escape. */
export function fillEscapes(
  values: usize,
  distinct: i32,
  frequency: u32,
  slot: u32,
  bits: u32,
  steps: usize,
): void {
  for (let k: usize = 0; k < <usize>distinct; k++) {
    fillStep(stepOf(steps, load<u16>(values + 2 * k)), frequency, slot, bits);
  }
}

function fillStep(step: usize, frequency: u32, slot: u32, bits: u32): void {
  store<u64>(step, (((<u64>1) << (32 + bits)) + frequency - 1) / frequency);
  store<u32>(step + 8, frequency << (32 - bits));
  store<u16>(step + 12, slot);
  store<u16>(step + 14, <u16>(((<u32>1) << bits) - frequency));
}

/**
 * Appends the samples whose step begins at `slot`.
 * @returns how many there are
 */
export function gatherEscapes(samples: usize, length: i32, steps: usize, slot: u32, out: usize): i32 {
  let at = out;
  for (let k: usize = 0; k < <usize>length; k++) {
    const sample = load<u16>(samples + 2 * k);
    store<u16>(at, sample);
    if (load<u16>(stepOf(steps, sample) + 12) === slot) at += 2;
  }
  return <i32>((at - out) >> 1);
}

/** The eight states, u32 each. */
const states = memory.data(32, 16);

/**
 * Codes sample i in state i mod 8, from the last sample to the first, so that decode runs forwards.
 * @param end of room for a word for each sample, the states and a word more
 * @returns first byte of the stream (the states, then the words), which ends at `end`
 */
export function encode(samples: usize, length: i32, steps: usize, bits: u32, end: usize): usize {
  for (let k: usize = 0; k < STATES; k++) store<u32>(states + 4 * k, LOWEST);
  let words = end;
  const whole = <usize>length & ~(STATES - 1);
  const tail = samples + 2 * whole;
  for (let k = <usize>length - whole; k > 0; k--) words = push(k - 1, tail, steps, bits, words);
  for (let at = tail; at > samples; ) {
    at -= 2 * STATES;
    // written out, a fifth faster than a loop
    words = push(7, at, steps, bits, words);
    words = push(6, at, steps, bits, words);
    words = push(5, at, steps, bits, words);
    words = push(4, at, steps, bits, words);
    words = push(3, at, steps, bits, words);
    words = push(2, at, steps, bits, words);
    words = push(1, at, steps, bits, words);
    words = push(0, at, steps, bits, words);
  }
  memory.copy(words - STATE_BYTES, states, STATE_BYTES);
  return words - STATE_BYTES;
}

/** Codes sample k of eight in state k. @returns where the words begin now */
function push(k: usize, samples: usize, steps: usize, bits: u32, words: usize): usize {
  const x = load<u32>(states + 4 * k);
  const step = stepOf(steps, load<u16>(samples + 2 * k));
  // the word is stored in any case, and kept if the pointer moves
  store<u16>(words - 2, x);
  const sheds = <u32>(x >= load<u32>(step + 8));
  const kept = x >> (sheds << 4);
  const quotient = <u32>((<u64>kept * load<u64>(step)) >> <u64>(32 + bits));
  store<u32>(states + 4 * k, kept + quotient * <u32>load<u16>(step + 14) + <u32>load<u16>(step + 12));
  return words - <usize>(sheds << 1);
}

/**
 * Fills in what decode looks up for each slot: u16 slot - first slot, u16 frequency, u16 value, u16 unused.
 * @param frequencies u16, their sum 2^bits
 */
export function fillSlots(values: usize, frequencies: usize, distinct: i32, slots: usize): void {
  let at = slots;
  for (let k: usize = 0; k < <usize>distinct; k++) {
    const frequency = load<u16>(frequencies + 2 * k);
    let entry = ((<u64>frequency) << 16) | ((<u64>load<u16>(values + 2 * k)) << 32);
    for (let slot: u16 = 0; slot < frequency; slot++) {
      store<u64>(at, entry++);
      at += 8;
    }
  }
}

/** For each set of four lanes, where in the next four words (a byte index each) their words are. */
const shuffles = memory.data(16 * 16, 16);
const shuffledBytes = memory.data(16);

function fillShuffles(): void {
  for (let lanes: usize = 0; lanes < 16; lanes++) {
    let word: u32 = 0x8080_0100;
    let taken: u8 = 0;
    for (let lane: usize = 0; lane < 4; lane++) {
      const takes = ((lanes >> lane) & 1) === 1;
      store<u32>(shuffles + lanes * 16 + lane * 4, takes ? word : 0x8080_8080);
      if (!takes) continue;
      word += 0x0202;
      taken += 2;
    }
    store<u8>(shuffledBytes + lanes, taken);
  }
}
fillShuffles();

/** @returns the entries of lanes 0 and 1 of `slot`, byte offsets into `slots` */
function lookUpLow(slot: v128, slots: usize): v128 {
  const first = v128.load64_zero(slots + <usize>i32x4.extract_lane(slot, 0));
  return v128.load64_lane(slots + <usize>i32x4.extract_lane(slot, 1), first, 1);
}

/** The same for lanes 2 and 3. */
function lookUpHigh(slot: v128, slots: usize): v128 {
  const first = v128.load64_zero(slots + <usize>i32x4.extract_lane(slot, 2));
  return v128.load64_lane(slots + <usize>i32x4.extract_lane(slot, 3), first, 1);
}

/** States one sample on: frequency * (x >> bits) + slot - first slot. */
function advance(x: v128, low: v128, high: v128, bits: i32): v128 {
  const entries = v128.shuffle<i32>(low, high, 0, 2, 4, 6);
  const offset = v128.and(entries, i32x4.splat(0xffff));
  return i32x4.add(i32x4.mul(v128.shr<u32>(entries, 16), v128.shr<u32>(x, bits)), offset);
}

/** Lanes that are below `LOWEST`. */
function hungry(x: v128): v128 {
  return i32x4.eq(v128.shr<u32>(x, 16), i32x4.splat(0));
}

/** Feeds the lanes of `fed` from the words, in order. */
function feed(x: v128, fed: v128, lanes: usize, words: usize): v128 {
  const word = v128.swizzle(v128.load64_zero(words), v128.load(shuffles + (lanes << 4)));
  return v128.bitselect(v128.or(v128.shl<i32>(x, 16), word), x, fed);
}

/**
 * @param stream states, then words, and 16 bytes more that may be read
 * @param end of the words
 * @param slots as `fillSlots` left them
 * @returns whether the words ended just where they had to and every state is back where encode began
 */
export function decode(
  stream: usize,
  end: usize,
  slots: usize,
  bits: i32,
  samples: usize,
  length: i32,
): bool {
  const mask = i32x4.splat((1 << bits) - 1);
  const tail = samples + 2 * (<usize>length & ~(STATES - 1));
  let x = v128.load(stream);
  let y = v128.load(stream, 16);
  let words = stream + STATE_BYTES;
  // eight samples take at most 16 bytes
  for (let at = samples; at < tail; at += 2 * STATES) {
    if (words > end) return false;
    const slotX = v128.shl<i32>(v128.and(x, mask), 3);
    const slotY = v128.shl<i32>(v128.and(y, mask), 3);
    const lowX = lookUpLow(slotX, slots);
    const highX = lookUpHigh(slotX, slots);
    const lowY = lookUpLow(slotY, slots);
    const highY = lookUpHigh(slotY, slots);
    const valuesX = v128.shuffle<i32>(lowX, highX, 1, 3, 5, 7);
    const valuesY = v128.shuffle<i32>(lowY, highY, 1, 3, 5, 7);
    v128.store(at, v128.shuffle<i16>(valuesX, valuesY, 0, 2, 4, 6, 8, 10, 12, 14));
    x = advance(x, lowX, highX, bits);
    y = advance(y, lowY, highY, bits);
    const fedX = hungry(x);
    const lanesX = <usize>i32x4.bitmask(fedX);
    const fedY = hungry(y);
    x = feed(x, fedX, lanesX, words);
    words += <usize>load<u8>(shuffledBytes + lanesX);
    const lanesY = <usize>i32x4.bitmask(fedY);
    y = feed(y, fedY, lanesY, words);
    words += <usize>load<u8>(shuffledBytes + lanesY);
  }
  v128.store(states, x);
  v128.store(states, y, 16);
  return decodeTail(words, end, slots, bits, tail, <usize>length & (STATES - 1));
}

/** Fewer than eight samples, one state each, and what holds of every stream's end. */
function decodeTail(from: usize, end: usize, slots: usize, bits: i32, samples: usize, length: usize): bool {
  const mask = ((<u32>1) << bits) - 1;
  let words = from;
  for (let k: usize = 0; k < length; k++) {
    if (words > end) return false;
    let x = load<u32>(states + 4 * k);
    const entry = load<u64>(slots + ((<usize>(x & mask)) << 3));
    store<u16>(samples + 2 * k, entry >> 32);
    x = <u32>((entry >> 16) & 0xffff) * (x >> bits) + <u32>(entry & 0xffff);
    if (x < LOWEST) {
      x = (x << 16) | <u32>load<u16>(words);
      words += 2;
    }
    store<u32>(states + 4 * k, x);
  }
  let strayed: u32 = 0;
  for (let k: usize = 0; k < STATES; k++) strayed |= load<u32>(states + 4 * k) ^ LOWEST;
  return words === end && strayed === 0;
}

/**
 * Puts escaped samples, in order, where `mark` stands.
 * @param samples may be read up to a multiple of 8 samples
 * @param left how many escapes there are
 * @returns how many are left over; negative if there were too few
 */
export function placeEscapes(samples: usize, length: i32, mark: u16, escapes: usize, left: i32): i32 {
  const end = samples + ((<usize>length) << 1);
  const marks = i16x8.splat(mark);
  let next = escapes;
  let remaining = left;
  for (let eight = samples; eight < end; eight += 16) {
    if (!v128.any_true(i16x8.eq(v128.load(eight), marks))) continue;
    for (let at = eight; at < min(end, eight + 16); at += 2) {
      if (load<u16>(at) !== mark) continue;
      if (--remaining < 0) return remaining;
      store<u16>(at, load<u16>(next));
      next += 2;
    }
  }
  return remaining;
}
