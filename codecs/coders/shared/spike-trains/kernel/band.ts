/**
 * The band of a channel, chunk by chunk, in sums alone: what boxes of a few samples pass on less what longer boxes do.
 * A part of the kernel; which boxes, is for ../boxes.ts to say.
 *
 * Two boxes one behind the other weigh samples by a trapezium, which is the second sum of four samples. All lengths are
 * powers of two, so that the quotients are shifts. Both trapezia lie about the same sample, `delay` before the last:
 * frequencies are delayed alike, and what is constant leaves nothing.
 */

/** Bits behind the point of the band. */
export const FRACTION: i32 = 6;
/** Frames that are filtered at once, eight in a vector. */
export const CHUNK: i32 = 64;
const VECTOR: i32 = 8;
/** Samples that are looked back at, most of all; i16, then those of the chunk. */
const PAST: i32 = 256;
const past: usize = memory.data((256 + 64) * 2, 16);
const chunk: usize = past + 2 * <usize>PAST;
/** Of the chunk, i32 in 1/64 steps. */
const bands: usize = memory.data(64 * 4, 16);

let long1: i32 = 0;
let long2: i32 = 0;
let short1: i32 = 0;
let short2: i32 = 0;
/** Samples between the last one and the last of the short trapezium, and the middle of both. */
let lag: i32 = 0;
let delay: i32 = 0;
/** Shifts of the sums, of which one is 0 each. */
let longUp: i32 = 0;
let longDown: i32 = 0;
let shortUp: i32 = 0;
let shortDown: i32 = 0;

/** The next sample of the channel, and the last. */
let next: usize = 0;
let lastSample: usize = 0;
/** First and second sums, in all lanes; of samples in 16 bits the second stay below 2^30. */
let longSlope: v128 = i32x4.splat(0);
let longSum: v128 = i32x4.splat(0);
let shortSlope: v128 = i32x4.splat(0);
let shortSum: v128 = i32x4.splat(0);

/**
 * Lengths of boxes, powers of two of 128 at most.
 * @param a of the long ones, at least 2, @param b too
 * @param c of the short ones, which are shorter, @param d too
 */
export function setBoxes(a: i32, b: i32, c: i32, d: i32): void {
  long1 = a;
  long2 = b;
  short1 = c;
  short2 = d;
  delay = (a + b - 2) >> 1;
  lag = delay - ((c + d - 2) >> 1);
  longUp = max(0, FRACTION - ctz(a * b));
  longDown = max(0, ctz(a * b) - FRACTION);
  shortUp = max(0, FRACTION - ctz(c * d));
  shortDown = max(0, ctz(c * d) - FRACTION);
}

export function bandDelay(): i32 {
  return delay;
}

/** Samples that the band depends on. */
export function bandLength(): i32 {
  return long1 + long2;
}

/**
 * As if a channel had always been at its first sample, and behind its end stayed where it was.
 * @param samples i16, @param frames at least 1
 */
export function startBand(samples: usize, frames: i32): void {
  const first = <i32>load<i16>(samples);
  const all = i16x8.splat(<i16>first);
  for (let at = chunk; at > chunk - 2 * <usize>bandLength(); ) {
    at -= 16;
    v128.store(at, all);
  }
  next = samples;
  lastSample = samples + 2 * <usize>(frames - 1);
  longSlope = i32x4.splat(0);
  longSum = i32x4.splat(first * long1 * long2);
  shortSlope = i32x4.splat(0);
  shortSum = i32x4.splat(first * short1 * short2);
}

/** @param count of samples, a multiple of eight */
function takeSamples(count: i32): void {
  const end = chunk + 2 * <usize>count;
  let to = chunk;
  for (; to < end && next + 14 <= lastSample; to += 16, next += 16) v128.store(to, v128.load(next));
  for (; to < end; to += 2, next += 2) store<i16>(to, load<i16>(min(next, lastSample)));
}

/** Of what was taken, what is looked back at. */
function keepPast(count: i32): void {
  const taken = 2 * <usize>count;
  for (let at = chunk - 2 * <usize>((bandLength() + VECTOR - 1) & ~(VECTOR - 1)); at < chunk; at += 16) {
    v128.store(at, v128.load(at + taken));
  }
}

// inlined
function lower(now: v128, a: v128, b: v128, both: v128): v128 {
  return i32x4.sub(
    i32x4.add(i32x4.extend_low_i16x8_s(now), i32x4.extend_low_i16x8_s(both)),
    i32x4.add(i32x4.extend_low_i16x8_s(a), i32x4.extend_low_i16x8_s(b)),
  );
}

// inlined
function upper(now: v128, a: v128, b: v128, both: v128): v128 {
  return i32x4.sub(
    i32x4.add(i32x4.extend_high_i16x8_s(now), i32x4.extend_high_i16x8_s(both)),
    i32x4.add(i32x4.extend_high_i16x8_s(a), i32x4.extend_high_i16x8_s(b)),
  );
}

/** @param before what the sum was, in all lanes */
// inlined
function sumsOf(values: v128, before: v128): v128 {
  const none = i32x4.splat(0);
  const pairs = i32x4.add(values, v128.shuffle<i32>(none, values, 0, 4, 5, 6));
  return i32x4.add(before, i32x4.add(pairs, v128.shuffle<i32>(none, pairs, 0, 1, 4, 5)));
}

// inlined
function lastOf(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 3, 3, 3, 3);
}

/**
 * Filters the next chunk.
 * @param frames of it, from 1 to `CHUNK`
 * @returns where the band of its first frame lies, which is `delay` before the next sample
 */
export function nextBands(frames: i32): usize {
  const count = (frames + VECTOR - 1) & ~(VECTOR - 1);
  takeSamples(count);
  sumLong(count);
  sumShort(count);
  keepPast(count);
  return bands;
}

function sumLong(count: i32): void {
  const a = 2 * <usize>long1;
  const b = 2 * <usize>long2;
  const end = chunk + 2 * <usize>count;
  let slope = longSlope;
  let sum = longSum;
  for (let at = chunk, to = bands; at < end; at += 16, to += 32) {
    const now = v128.load(at);
    const first = v128.load(at - a);
    const second = v128.load(at - b);
    const both = v128.load(at - a - b);
    const slopes = sumsOf(lower(now, first, second, both), slope);
    const sums = sumsOf(slopes, sum);
    const laterSlopes = sumsOf(upper(now, first, second, both), lastOf(slopes));
    const laterSums = sumsOf(laterSlopes, lastOf(sums));
    slope = lastOf(laterSlopes);
    sum = lastOf(laterSums);
    v128.store(to, i32x4.shr_s(i32x4.shl(sums, longUp), longDown));
    v128.store(to, i32x4.shr_s(i32x4.shl(laterSums, longUp), longDown), 16);
  }
  longSlope = slope;
  longSum = sum;
}

/** Leaves the band where the long sums are. */
function sumShort(count: i32): void {
  const a = 2 * <usize>short1;
  const b = 2 * <usize>short2;
  const start = chunk - 2 * <usize>lag;
  const end = start + 2 * <usize>count;
  let slope = shortSlope;
  let sum = shortSum;
  for (let at = start, to = bands; at < end; at += 16, to += 32) {
    const now = v128.load(at);
    const first = v128.load(at - a);
    const second = v128.load(at - b);
    const both = v128.load(at - a - b);
    const slopes = sumsOf(lower(now, first, second, both), slope);
    const sums = sumsOf(slopes, sum);
    const laterSlopes = sumsOf(upper(now, first, second, both), lastOf(slopes));
    const laterSums = sumsOf(laterSlopes, lastOf(sums));
    slope = lastOf(laterSlopes);
    sum = lastOf(laterSums);
    const short = i32x4.shr_s(i32x4.shl(sums, shortUp), shortDown);
    const laterShort = i32x4.shr_s(i32x4.shl(laterSums, shortUp), shortDown);
    v128.store(to, i32x4.sub(short, v128.load(to)));
    v128.store(to, i32x4.sub(laterShort, v128.load(to, 16)), 16);
  }
  shortSlope = slope;
  shortSum = sum;
}
