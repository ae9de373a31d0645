/**
 * The modified discrete cosine transform (Princen, Johnson, Bradley, ICASSP 1987) of frames of 256 samples, each
 * overlapping the one before and the one behind by half, under a sine window; orthonormal. By folding and a DCT-IV.
 *
 * Cosines and window come from ../cosines.ts; the rest is sums and products of doubles, in an order that the twin has too.
 * A part of the kernel.
 */

/** Coefficients of a frame, and samples from one frame to the next. */
export const BINS: i32 = 128;
const HALF: i32 = BINS / 2;
const FRAME_BYTES: usize = <usize>BINS * 8;
/** Outputs whose sums are kept in registers meanwhile, and their cosines of all inputs. */
const BLOCK_BYTES: usize = 128;
const BLOCK_TABLE: usize = <usize>BINS * BLOCK_BYTES;

const windowed: usize = memory.data(256 * 8, 16);
const folded: usize = memory.data(128 * 8, 16);
/** What the frame before left for the samples of the next. */
const kept: usize = memory.data(128 * 8, 16);
/** Inputs that are not 0, and where their cosines begin in a block. */
const values: usize = memory.data(128 * 8, 16);
const rows: usize = memory.data(128 * 4, 16);

let cosines: usize = 0;
let window: usize = 0;

/**
 * @param cosinesAt of 128 x 128: for each 16 outputs, for each input, those of the 16
 * @param windowAt of 256
 */
export function setCosines(cosinesAt: usize, windowAt: usize): void {
  cosines = cosinesAt;
  window = windowAt;
}

// inlined
function at(array: usize, index: i32): f64 {
  return load<f64>(array + ((<usize>index) << 3));
}

// inlined
function put(array: usize, index: i32, value: f64): void {
  store<f64>(array + ((<usize>index) << 3), value);
}

/** Samples start .. start + 255 under the window; 0 where there are none. */
function takeWindow(samples: usize, length: i32, start: i32, offset: i32): void {
  for (let n = 0; n < 2 * BINS; n++) {
    const sample = start + n;
    const isThere = sample >= 0 && sample < length;
    const value = isThere ? <i32>load<i16>(samples + ((<usize>sample) << 1)) - offset : 0;
    put(windowed, n, <f64>value * at(window, n));
  }
}

/**
 * @param samples of one channel, less `offset`, and 0 before and behind
 * @param start of the frame's 256, from -128 on
 * @param to its 128 coefficients
 */
export function transform(samples: usize, length: i32, start: i32, offset: i32, to: usize): void {
  takeWindow(samples, length, start, offset);
  for (let n = 0; n < HALF; n++) {
    put(folded, n, -at(windowed, 3 * HALF - 1 - n) - at(windowed, 3 * HALF + n));
    put(folded, HALF + n, at(windowed, n) - at(windowed, BINS - 1 - n));
  }
  cosineTransform(folded, to);
}

/** @returns how many inputs are not 0 */
function gather(from: usize): i32 {
  let count = 0;
  for (let k = 0; k < BINS; k++) {
    const value = at(from, k);
    put(values, count, value);
    store<u32>(rows + ((<usize>count) << 2), k * <i32>BLOCK_BYTES);
    count += <i32>(value !== 0);
  }
  return count;
}

/** The DCT-IV, its own inverse. */
function cosineTransform(from: usize, to: usize): void {
  const count = gather(from);
  for (let block: usize = 0; block < FRAME_BYTES / BLOCK_BYTES; block++) {
    sumBlock(cosines + block * BLOCK_TABLE, count, to + block * BLOCK_BYTES);
  }
}

// inlined
function add(sum: v128, value: v128, cosines: usize): v128 {
  return f64x2.add(sum, f64x2.mul(value, v128.load(cosines)));
}

function sumBlock(table: usize, count: i32, to: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (let k: usize = 0; k < <usize>count; k++) {
    const value = v128.load64_splat(values + (k << 3));
    const row = table + <usize>load<u32>(rows + (k << 2));
    a = add(a, value, row);
    b = add(b, value, row + 16);
    c = add(c, value, row + 32);
    d = add(d, value, row + 48);
    e = add(e, value, row + 64);
    f = add(f, value, row + 80);
    g = add(g, value, row + 96);
    h = add(h, value, row + 112);
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
  v128.store(to, e, 64);
  v128.store(to, f, 80);
  v128.store(to, g, 96);
  v128.store(to, h, 112);
}

/** Before the first frame of a channel. */
export function startOverlap(): void {
  memory.fill(kept, 0, FRAME_BYTES);
}

/**
 * Puts frames together again, one after the other.
 * @param coefficients of one frame
 * @param samples becomes the 128 samples in which the frame overlaps the one before
 */
export function transformBack(coefficients: usize, samples: usize): void {
  cosineTransform(coefficients, folded);
  for (let n = 0; n < HALF; n++) {
    const behind = at(folded, HALF + n);
    put(samples, n, at(kept, n) + at(window, n) * behind);
    put(samples, BINS - 1 - n, at(kept, BINS - 1 - n) - at(window, BINS - 1 - n) * behind);
  }
  for (let n = 0; n < HALF; n++) {
    const before = at(folded, n);
    put(kept, HALF - 1 - n, -at(window, 3 * HALF - 1 - n) * before);
    put(kept, HALF + n, -at(window, 3 * HALF + n) * before);
  }
}
