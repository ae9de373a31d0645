// Sums of products of signals. Shared by kernels.

import { sumOfLanes } from './vectors';

/** Sums that `products` leaves, f64: whole numbers below 2^53, and so exact. */
const totals = memory.data(8 * 8, 16);

/** The sums of the elements of two vectors of i32, f64. */
// inlined
function twoSums(a: v128, b: v128): v128 {
  const near = f64x2.add(
    f64x2.convert_low_i32x4_s(a),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(a, a, 2, 3, 2, 3)),
  );
  const far = f64x2.add(
    f64x2.convert_low_i32x4_s(b),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(b, b, 2, 3, 2, 3)),
  );
  return f64x2.add(v128.shuffle<f64>(near, far, 0, 2), v128.shuffle<f64>(near, far, 1, 3));
}

/**
 * Sums of x[t] y[t + k] for t < count and k < 8, in `totals`.
 * @param vectors so many of eight products that their pairs' sums stay below 2^31
 */
function products(x: usize, y: usize, count: usize, vectors: usize): void {
  let t0 = f64x2.splat(0);
  let t2 = t0;
  let t4 = t0;
  let t6 = t0;
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
    t0 = f64x2.add(t0, twoSums(s0, s1));
    t2 = f64x2.add(t2, twoSums(s2, s3));
    t4 = f64x2.add(t4, twoSums(s4, s5));
    t6 = f64x2.add(t6, twoSums(s6, s7));
  }
  v128.store(totals, t0);
  v128.store(totals, t2, 16);
  v128.store(totals, t4, 32);
  v128.store(totals, t6, 48);
  for (; x < end; x += 2, y += 2) {
    const value = <i32>load<i16>(x);
    for (let k: usize = 0; k < 8; k++) {
      const at = totals + 8 * k;
      store<f64>(at, load<f64>(at) + <f64>(value * <i32>load<i16>(y + 2 * k)));
    }
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

/** The same at eight lags, as `products`. @returns where the eight sums lie, f64 */
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
    const weight = f64x2.splat(load<f64>(stretches, 8));
    for (let k: usize = 0; k < 64; k += 16) {
      v128.store(out + k, f64x2.add(v128.load(out + k), f64x2.mul(weight, v128.load(totals + k))));
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
    for (let k: usize = 0; k < 8; k++) {
      store<f64>(row + 8 * (first + k), load<f64>(totals + 8 * (7 - k)));
    }
  }
}

/** What lies before a stretch, and what its end leaves out: samples 0, 1, … back, f64. */
const entering = memory.data(8 * 40, 16);
const leaving = memory.data(8 * 40, 16);

function fillBack(h: usize, count: usize, out: usize): void {
  for (let k: usize = 0; k < count; k++) store<f64>(out + 8 * k, <f64>load<i16>(h - 2 * k));
}

/**
 * Sums of h[t - i] h[t - j] for 0 <= i <= j <= lags, over stretches: those of i = 0 as products, the others from the one
 * above to the left, with what enters at the stretch's start and leaves at its end. All before weights are whole numbers
 * below 2^53.
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
    const weight = load<f64>(stretches, 8);
    fillRow(start, start, frames, lags, vectors);
    addRow(sums, lags + 1, weight);
    fillBack(start, lags + 1, entering);
    fillBack(start + 2 * frames, lags + 1, leaving);
    for (let i: usize = 1; i <= lags; i++) {
      moveRow(8 * i, lags + 1 - i);
      addRow(sums + 8 * i * (width + 1), lags + 1 - i, weight);
    }
  }
}

/** Makes of the row above the first `count` entries of the next one. @param at bytes of that one's number */
// inlined
function moveRow(at: usize, count: usize): void {
  const enters = f64x2.splat(load<f64>(entering + at));
  const leaves = f64x2.splat(load<f64>(leaving + at));
  // one more of an odd number is not read
  for (let k: usize = 0; k < count << 3; k += 16) {
    const change = f64x2.sub(
      f64x2.mul(enters, v128.load(entering + at + k)),
      f64x2.mul(leaves, v128.load(leaving + at + k)),
    );
    v128.store(row + k, f64x2.add(v128.load(row + k), change));
  }
}

// inlined
function addRow(out: usize, count: usize, weight: f64): void {
  const weights = f64x2.splat(weight);
  let k: usize = 0;
  for (const end = (count & ~(<usize>1)) << 3; k < end; k += 16) {
    v128.store(out + k, f64x2.add(v128.load(out + k), f64x2.mul(weights, v128.load(row + k))));
  }
  if (count & 1) store<f64>(out + k, load<f64>(out + k) + weight * load<f64>(row + k));
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
