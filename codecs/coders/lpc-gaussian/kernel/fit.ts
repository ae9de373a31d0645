// Sums of products of signals. A part of lpc-gaussian.

import { sumOfLanes } from './vectors';

/** Sums that `products` leaves, i64. */
const totals = memory.data(8 * 8, 16);

// inlined
function addTotal(k: usize, value: i64): void {
  store<i64>(totals + 8 * k, load<i64>(totals + 8 * k) + value);
}

/**
 * Sums of x[t] y[t + k] for t < count and k < 8, in `totals`: exact.
 * @param vectors so many of eight products that their pairs' sums stay below 2^31
 */
function products(x: usize, y: usize, count: usize, vectors: usize): void {
  memory.fill(totals, 0, 64);
  const wholeEnd = x + ((count & ~(<usize>7)) << 1);
  const end = x + 2 * count;
  while (x < wholeEnd) {
    let s0 = i32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    for (const stop = min(wholeEnd, x + 16 * vectors); x < stop; x += 16, y += 16) {
      const value = v128.load(x);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(value, v128.load(y)));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(value, v128.load(y, 2)));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(value, v128.load(y, 4)));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(value, v128.load(y, 6)));
      s4 = i32x4.add(s4, i32x4.dot_i16x8_s(value, v128.load(y, 8)));
      s5 = i32x4.add(s5, i32x4.dot_i16x8_s(value, v128.load(y, 10)));
      s6 = i32x4.add(s6, i32x4.dot_i16x8_s(value, v128.load(y, 12)));
      s7 = i32x4.add(s7, i32x4.dot_i16x8_s(value, v128.load(y, 14)));
    }
    addTotal(0, sumOfLanes(s0));
    addTotal(1, sumOfLanes(s1));
    addTotal(2, sumOfLanes(s2));
    addTotal(3, sumOfLanes(s3));
    addTotal(4, sumOfLanes(s4));
    addTotal(5, sumOfLanes(s5));
    addTotal(6, sumOfLanes(s6));
    addTotal(7, sumOfLanes(s7));
  }
  for (; x < end; x += 2, y += 2) {
    const value = <i64>load<i16>(x);
    for (let k: usize = 0; k < 8; k++) addTotal(k, value * <i64>load<i16>(y + 2 * k));
  }
}

/** The sum of x[t] y[t] for t < count: exact. @param vectors as of `products` */
function productOf(x: usize, y: usize, count: usize, vectors: usize): i64 {
  const wholeEnd = x + ((count & ~(<usize>7)) << 1);
  const end = x + 2 * count;
  let total: i64 = 0;
  while (x < wholeEnd) {
    let sums = i32x4.splat(0);
    for (const stop = min(wholeEnd, x + 16 * vectors); x < stop; x += 16, y += 16) {
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(x), v128.load(y)));
    }
    total += sumOfLanes(sums);
  }
  for (; x < end; x += 2, y += 2) total += <i64>load<i16>(x) * <i64>load<i16>(y);
  return total;
}

/** The same at eight lags, as `products`. @returns where the eight sums lie, i64 */
export function productsAtLags(x: usize, y: usize, count: usize, vectors: usize): usize {
  products(x, y, count, vectors);
  return totals;
}

/** Of vectors of eight products so many that their pairs' sums stay below 2^31. @param x largest magnitude, and y */
export function vectorsFor(x: i32, y: i32): usize {
  return <usize>max<i64>(1, min<i64>(1 << 16, 0x7fff_ffff / (2 * <i64>x * <i64>y)));
}

/** Sums of x[t] y[t + k] for k < 8 over stretches, each counting by its weight: f64. */
function correlate(x: usize, y: usize, stretches: usize, count: usize, vectors: usize, out: usize): void {
  memory.fill(out, 0, 64);
  for (const end = stretches + 16 * count; stretches < end; stretches += 16) {
    const from = (<usize>load<u32>(stretches)) << 1;
    products(x + from, y + from, load<u32>(stretches, 4), vectors);
    const weight = load<f64>(stretches, 8);
    for (let k: usize = 0; k < 64; k += 8) {
      store<f64>(out + k, load<f64>(out + k) + weight * <f64>load<i64>(totals + k));
    }
  }
}

/** Of sums of two signals, f64: so many times eight lags. */
const SUMS_BYTES: usize = 16 * 8;

/**
 * Sums of products of a whitened signal s and references' innovations u over stretches, each counting by its weight.
 * @param signals u32 and i32: where a signal lies, and its largest magnitude; s, then `references` of them
 * @param stretches u32 the first t, u32 how many, f64 the weight; `count` of them
 * @param out f64, sixteen each: of s[t] s[t + k], k = 0 … 15; for each reference of s[t] u[t + k], k = -3 … 12; for
 *   references a and b <= a of u_a[t] u_b[t + k], k = -7 … 8, the last one 0 where a is b
 */
export function tapSums(signals: usize, references: usize, stretches: usize, count: usize, out: usize): void {
  for (let a: usize = 0; a <= references; a++) {
    sumPair(signals, signals + 8 * a, a === 0 ? 0 : -6, stretches, count, out);
    out += SUMS_BYTES;
  }
  for (let a = signals + 8; a <= signals + 8 * references; a += 8) {
    for (let b = signals + 8; b < a; b += 8) {
      sumPair(a, b, -14, stretches, count, out);
      out += SUMS_BYTES;
    }
    sumWithItself(a, stretches, count, out);
    out += SUMS_BYTES;
  }
}

/** @param shift bytes of the first lag */
function sumPair(a: usize, b: usize, shift: isize, stretches: usize, count: usize, out: usize): void {
  const vectors = vectorsFor(load<i32>(a, 4), load<i32>(b, 4));
  const x = <usize>load<u32>(a);
  const y = <usize>load<u32>(b) + shift;
  correlate(x, y, stretches, count, vectors, out);
  correlate(x, y + 16, stretches, count, vectors, out + 64);
}

/** Of a signal with itself, which is the same both ways. */
function sumWithItself(a: usize, stretches: usize, count: usize, out: usize): void {
  const x = <usize>load<u32>(a);
  const middle = out + 56;
  correlate(x, x, stretches, count, vectorsFor(load<i32>(a, 4), load<i32>(a, 4)), middle);
  for (let k: usize = 8; k < 64; k += 8) store<f64>(middle - k, load<f64>(middle + k));
  store<f64>(out, 0, 120);
}

/** A row of sums over one stretch, f64. */
const row = memory.data(8 * 40, 16);

/** Fills `row` with the sums of x[t] h[t - lag] for lags 0 to `lags`. */
function fillRow(x: usize, h: usize, count: usize, lags: usize, vectors: usize): void {
  for (let first: usize = 0; first <= lags; first += 8) {
    if (first === lags) {
      store<f64>(row + 8 * lags, <f64>productOf(x, h - 2 * lags, count, vectors));
      return;
    }
    products(x, h - 2 * (first + 7), count, vectors);
    for (let k: usize = 0; k < 8; k++)
      store<f64>(row + 8 * (first + k), <f64>load<i64>(totals + 8 * (7 - k)));
  }
}

/**
 * Sums of h[t - i] h[t - j] for 0 <= i <= j <= lags, over stretches: those of i = 0 as products, the others from the one
 * above to the left, with what enters at the stretch's start and leaves at its end.
 * @param stretches as of `tapSums`; `h` reaches `lags` further back
 * @param sums f64, rows of `width`, added to
 */
export function addCovariance(
  h: usize,
  stretches: usize,
  count: usize,
  lags: usize,
  vectors: usize,
  sums: usize,
  width: usize,
): void {
  for (const end = stretches + 16 * count; stretches < end; stretches += 16) {
    const start = h + ((<usize>load<u32>(stretches)) << 1);
    const frames = <usize>load<u32>(stretches, 4);
    const stop = start + 2 * frames;
    const weight = load<f64>(stretches, 8);
    fillRow(start, start, frames, lags, vectors);
    for (let lag: usize = 0; lag <= lags; lag++) {
      let value = load<f64>(row + 8 * lag);
      let at = sums + 8 * lag;
      store<f64>(at, load<f64>(at) + weight * value);
      for (let i: usize = 1; i + lag <= lags; i++) {
        at += 8 * (width + 1);
        const entering = <i32>load<i16>(start - 2 * i) * <i32>load<i16>(start - 2 * (i + lag));
        const leaving = <i32>load<i16>(stop - 2 * i) * <i32>load<i16>(stop - 2 * (i + lag));
        value += <f64>entering - <f64>leaving;
        store<f64>(at, load<f64>(at) + weight * value);
      }
    }
  }
}

/**
 * Adds sums with further signals, which stand behind the lags, above the diagonal too.
 * @param signals `further` of them, `stride` bytes from one to the next
 */
export function addFurther(
  h: usize,
  signals: usize,
  stride: usize,
  further: usize,
  stretches: usize,
  count: usize,
  lags: usize,
  vectors: usize,
  sums: usize,
  width: usize,
): void {
  for (const end = stretches + 16 * count; stretches < end; stretches += 16) {
    const from = (<usize>load<u32>(stretches)) << 1;
    const frames = <usize>load<u32>(stretches, 4);
    const weight = load<f64>(stretches, 8);
    for (let k: usize = 0; k < further; k++) {
      const signal = signals + k * stride + from;
      fillRow(signal, h + from, frames, lags, vectors);
      const column = sums + 8 * (lags + 1 + k);
      for (let lag: usize = 0; lag <= lags; lag++) {
        const at = column + 8 * width * lag;
        store<f64>(at, load<f64>(at) + weight * load<f64>(row + 8 * lag));
      }
      for (let other = k; other < further; other++) {
        const product = productOf(signal, signals + other * stride + from, frames, vectors);
        const at = sums + 8 * (width * (lags + 1 + k) + lags + 1 + other);
        store<f64>(at, load<f64>(at) + weight * <f64>product);
      }
    }
  }
}

/**
 * Products of all pairs of `count` signals at the same time, f64: `out[a * count + b]` for b <= a.
 * @param pointers u32
 * @param vectors as of `products`
 */
export function gram(pointers: usize, count: usize, frames: usize, vectors: usize, out: usize): void {
  for (let a: usize = 0; a < count; a++) {
    for (let b: usize = 0; b <= a; b++) {
      const product = productOf(load<u32>(pointers + 4 * a), load<u32>(pointers + 4 * b), frames, vectors);
      store<f64>(out + 8 * (a * count + b), <f64>product);
    }
  }
}
