/**
 * What a predictor is fitted to and made by, a part of the kernel mixed-gaussian. Features are int16 arrays of which
 * sample i is what is known before frame i; a table of u32 addresses names them.
 */

/** Voltages of codes. */
export function voltagesOf(codes: usize, frames: i32, voltageTable: usize, out: usize): void {
  const table = voltageTable + 4 * 32768;
  for (let i: usize = 0; i < <usize>frames; i++) {
    store<i32>(out + 4 * i, load<i32>(table + ((<usize>(<i32>load<i16>(codes + 2 * i))) << 2)));
  }
}

/** Voltages less their mean, coarser, as int16. */
export function historyOf(voltages: usize, frames: i32, mean: i32, shift: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>frames; i++) {
    store<i16>(out + 2 * i, (load<i32>(voltages + 4 * i) - mean) >> shift);
  }
}

/** What an exponential mean of rate 2^-rate knew before each frame. Both arrays int16. */
export function smoothHistory(history: usize, frames: i32, start: i32, rate: i32, out: usize): void {
  let mean = start << 8;
  for (let i: usize = 0; i < <usize>frames; i++) {
    store<i16>(out + 2 * i, mean >> 8);
    mean += (((<i32>load<i16>(history + 2 * i)) << 8) - mean) >> rate;
  }
}

/**
 * Adds the products of all pairs of features, each weighted, of frames from .. to - 1.
 * @param features addresses, u32
 * @param weights f64, one a frame
 * @param rows room for 4 rows of f64
 * @param sums f64, rows of `stride`; the lower triangle is added to, and what else lies in its pairs
 */
export function accumulate(
  features: usize,
  count: i32,
  from: i32,
  to: i32,
  weights: usize,
  rows: usize,
  sums: usize,
  stride: usize,
): void {
  const row = (<usize>count) << 3;
  const pitch = stride << 3;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    for (let k = 0; k < 4; k++) weigh(features, count, i + k, weights, rows + <usize>k * pitch);
    for (let a: usize = 0; a < row; a += 8) {
      const r0 = v128.load64_splat(rows + a);
      const r1 = v128.load64_splat(rows + pitch + a);
      const r2 = v128.load64_splat(rows + 2 * pitch + a);
      const r3 = v128.load64_splat(rows + 3 * pitch + a);
      for (let b: usize = 0; b <= a; b += 16) {
        let sum = v128.load(sums + b);
        sum = f64x2.add(sum, f64x2.mul(r0, v128.load(rows + b)));
        sum = f64x2.add(sum, f64x2.mul(r1, v128.load(rows + pitch + b)));
        sum = f64x2.add(sum, f64x2.mul(r2, v128.load(rows + 2 * pitch + b)));
        sum = f64x2.add(sum, f64x2.mul(r3, v128.load(rows + 3 * pitch + b)));
        v128.store(sums + b, sum);
      }
      sums += pitch;
    }
    sums -= <usize>count * pitch;
  }
  for (; i < to; i++) {
    weigh(features, count, i, weights, rows);
    for (let a: usize = 0; a < row; a += 8) {
      const r0 = v128.load64_splat(rows + a);
      for (let b: usize = 0; b <= a; b += 16) {
        v128.store(sums + b, f64x2.add(v128.load(sums + b), f64x2.mul(r0, v128.load(rows + b))));
      }
      sums += pitch;
    }
    sums -= <usize>count * pitch;
  }
}

function weigh(features: usize, count: i32, frame: i32, weights: usize, row: usize): void {
  const weight = load<f64>(weights + ((<usize>frame) << 3));
  for (let a: usize = 0; a < <usize>count; a++) {
    const feature = <usize>load<u32>(features + 4 * a);
    store<f64>(row + 8 * a, weight * <f64>load<i16>(feature + ((<usize>frame) << 1)));
  }
}

/**
 * Sums of coefficient * feature for frames from .. to - 1; writes up to 7 frames more.
 * @param coefficients int32, each within int16
 * @param out int32
 */
export function predict(
  features: usize,
  coefficients: usize,
  count: i32,
  from: i32,
  to: i32,
  out: usize,
): void {
  for (let i = <usize>from; i < <usize>to; i += 8) {
    let low = i32x4.splat(0);
    let high = low;
    for (let a: usize = 0; a < <usize>count; a++) {
      const weight = i16x8.splat(load<i16>(coefficients + 4 * a));
      const eight = v128.load(<usize>load<u32>(features + 4 * a) + 2 * i);
      low = i32x4.add(low, v128.extmul_low<i16>(weight, eight));
      high = i32x4.add(high, v128.extmul_high<i16>(weight, eight));
    }
    v128.store(out + 4 * i, low);
    v128.store(out + 4 * i + 16, high);
  }
}

/** Farthest that features take a prediction from the mean, in units: squares of eight residuals stay within i64. */
const FARTHEST_FITTED: i32 = 1 << 20;

/** What a sum of products says of a voltage, less the mean. */
export function fittedOf(sum: i32, shift: i32): i32 {
  const fitted = (sum + ((1 << shift) >> 1)) >> shift;
  return max(-FARTHEST_FITTED, min(FARTHEST_FITTED, fitted));
}

/** Voltages less predictions, to int32 in place of the sums. */
export function residual(voltages: usize, sums: usize, from: i32, to: i32, shift: i32, mean: i32): void {
  for (let i = <usize>from; i < <usize>to; i++) {
    const fitted = mean + fittedOf(load<i32>(sums + 4 * i), shift);
    store<i32>(sums + 4 * i, load<i32>(voltages + 4 * i) - fitted);
  }
}

/** Weights scale / (local mean magnitude of the residual, looked at from both sides, and `least`). */
export function weighFrames(residuals: usize, frames: i32, scale: f64, least: f64, weights: usize): void {
  let mean = <f64>abs(load<i32>(residuals));
  for (let i: usize = 0; i < <usize>frames; i++) {
    mean += (<f64>abs(load<i32>(residuals + 4 * i)) - mean) * 0.0625;
    store<f64>(weights + 8 * i, mean);
  }
  for (let i = <usize>frames; i > 0; i--) {
    const at = i - 1;
    mean += (<f64>abs(load<i32>(residuals + 4 * at)) - mean) * 0.0625;
    store<f64>(weights + 8 * at, scale / (load<f64>(weights + 8 * at) + mean + least));
  }
}
