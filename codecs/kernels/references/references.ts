// How much innovations of channels have in common, see codecs/models/references.ts

/** Zeros below and above innovations. */
const MARGIN: usize = 8;
const LAGS: usize = 9;
const LARGEST: i32 = 255;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/**
 * Makes innovations small: their mean magnitude comes to 32 to 64, if it is more, and none is over 255.
 * @param innovations i32
 * @param to room for count + 16 int16
 */
export function shrink(innovations: usize, count: i32, to: usize): void {
  let total: i64 = 0;
  for (let k: usize = 0; k < <usize>count; k++) total += <i64>abs(load<i32>(innovations + (k << 2)));
  let shift: i32 = 0;
  while (total >> shift > <i64>64 * count) shift++;
  memory.fill(to, 0, (<usize>count + 2 * MARGIN) << 1);
  for (let k: usize = 0; k < <usize>count; k++) {
    const small = load<i32>(innovations + (k << 2)) >> shift;
    store<i16>(to + ((MARGIN + k) << 1), <i16>max(-LARGEST, min(LARGEST, small)));
  }
}

/**
 * Sums of a[i] b[i + lag], lags -4 to 4.
 * @param count at most 32768 products of 16 bits fit an i32; a multiple of 8
 * @param products i32, nine
 */
export function crossProducts(a: usize, b: usize, count: i32, products: usize): void {
  const start = a + 2 * MARGIN;
  const end = start + ((<usize>count) << 1);
  for (let lag: usize = 0; lag < LAGS; lag++) {
    let sums = i32x4.splat(0);
    let other = b + ((MARGIN + lag - 4) << 1);
    for (let at = start; at < end; at += 16, other += 16) {
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at), v128.load(other)));
    }
    const pairs = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
    store<i32>(products + (lag << 2), i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1));
  }
}

/** Takes off a what b gives it: weights, in 1/4096, of lags -4 to 4. */
export function deflate(a: usize, b: usize, count: i32, weights: usize): void {
  for (let k: usize = 0; k < <usize>count; k++) {
    let given: i32 = 2048;
    for (let lag: usize = 0; lag < LAGS; lag++) {
      given += load<i32>(weights + (lag << 2)) * <i32>load<i16>(b + ((MARGIN + k + lag - 4) << 1));
    }
    const at = a + ((MARGIN + k) << 1);
    const rest = <i32>load<i16>(at) - (given >> 12);
    store<i16>(at, <i16>max(-LARGEST, min(LARGEST, rest)));
  }
}
