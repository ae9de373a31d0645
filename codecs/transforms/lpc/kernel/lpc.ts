// Autocorrelation, residual and restoration for linear prediction of int16 samples.
//
// Prediction is in int32 modulo 2^32: p[i] = (bias + sum over j of q[j] x[i-1-j]) >> shift, and the residual is
// x[i] - p[i] modulo 2^16. Samples before a block are read where they lie, just below it.

const SAMPLE_BYTES: usize = 2;
const DOUBLE_BYTES: usize = 8;
const VECTOR_BYTES: usize = 16;
/** Doubles of zero below the windowed samples: the largest lag, and one to keep 16-byte alignment. */
const LARGEST_LAG: usize = 32;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** The sum of `count` samples. */
export function sum(samples: usize, count: usize): f64 {
  let total: i64 = 0;
  for (const end = samples + count * SAMPLE_BYTES; samples < end; samples += SAMPLE_BYTES) {
    total += load<i16>(samples);
  }
  return <f64>total;
}

/**
 * Writes samples less their mean to `windowed` + 32 doubles, over zeros below and two above. The first and last
 * `ramp` samples are faded by t^2 (3 - 2t): enough against the edge, and the same in every engine.
 */
function applyWindow(samples: usize, count: usize, mean: f64, ramp: usize, windowed: usize): void {
  memory.fill(windowed, 0, LARGEST_LAG * DOUBLE_BYTES);
  const to = windowed + LARGEST_LAG * DOUBLE_BYTES;
  for (let i: usize = 0; i < count; i++) {
    store<f64>(to + i * DOUBLE_BYTES, <f64>load<i16>(samples + i * SAMPLE_BYTES) - mean);
  }
  memory.fill(to + count * DOUBLE_BYTES, 0, 2 * DOUBLE_BYTES);
  for (let i: usize = 0; i < ramp; i++) {
    const t = (<f64>i + 0.5) / <f64>ramp;
    fade(to + i * DOUBLE_BYTES, t);
    fade(to + (count - 1 - i) * DOUBLE_BYTES, t);
  }
}

function fade(at: usize, t: f64): void {
  store<f64>(at, load<f64>(at) * t * t * (3 - 2 * t));
}

/** The sum of both lanes. */
function horizontal(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

function addProduct(total: v128, current: v128, lagged: usize): v128 {
  return f64x2.add(total, f64x2.mul(current, v128.load(lagged)));
}

/** Lags `lag` to `lag + 7`, eight at once so that each sample is loaded once for all of them. */
function correlateEight(samples: usize, count: usize, lag: usize, correlations: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (const end = samples + count * DOUBLE_BYTES; samples < end; samples += VECTOR_BYTES) {
    const current = v128.load(samples);
    const lagged = samples - lag * DOUBLE_BYTES;
    a = addProduct(a, current, lagged);
    b = addProduct(b, current, lagged - 8);
    c = addProduct(c, current, lagged - 16);
    d = addProduct(d, current, lagged - 24);
    e = addProduct(e, current, lagged - 32);
    f = addProduct(f, current, lagged - 40);
    g = addProduct(g, current, lagged - 48);
    h = addProduct(h, current, lagged - 56);
  }
  const to = correlations + lag * DOUBLE_BYTES;
  store<f64>(to, horizontal(a));
  store<f64>(to, horizontal(b), 8);
  store<f64>(to, horizontal(c), 16);
  store<f64>(to, horizontal(d), 24);
  store<f64>(to, horizontal(e), 32);
  store<f64>(to, horizontal(f), 40);
  store<f64>(to, horizontal(g), 48);
  store<f64>(to, horizontal(h), 56);
}

/**
 * Autocorrelation of the windowed block at lags 0 to `order` rounded up to a multiple of 8.
 * @param windowed room for count + 34 doubles
 * @param correlations room for 33 doubles
 */
export function autocorrelate(
  samples: usize,
  count: usize,
  mean: f64,
  ramp: usize,
  order: usize,
  windowed: usize,
  correlations: usize,
): void {
  applyWindow(samples, count, mean, ramp, windowed);
  const from = windowed + LARGEST_LAG * DOUBLE_BYTES;
  let energy = f64x2.splat(0);
  for (let at = from, end = from + count * DOUBLE_BYTES; at < end; at += VECTOR_BYTES) {
    energy = addProduct(energy, v128.load(at), at);
  }
  store<f64>(correlations, horizontal(energy));
  for (let lag: usize = 1; lag <= order; lag += 8) correlateEight(from, count, lag, correlations);
}

/**
 * Residual of `count` samples, eight at once: each pair of coefficients meets eight pairs of neighbours. Reads and
 * writes up to 7 samples beyond the last.
 * @param coefficients int16, the nearest sample's first, a zero behind an odd number of them
 */
export function predict(
  samples: usize,
  residual: usize,
  count: usize,
  coefficients: usize,
  order: usize,
  bias: i32,
  shift: i32,
): void {
  const start = i32x4.splat(bias);
  const pairsEnd = coefficients + ((order + 1) & ~1) * SAMPLE_BYTES;
  for (const end = samples + count * SAMPLE_BYTES; samples < end; samples += VECTOR_BYTES) {
    let low = start;
    let high = start;
    let near = samples - SAMPLE_BYTES;
    for (let pair = coefficients; pair < pairsEnd; pair += 4, near -= 4) {
      const weights = v128.load32_splat(pair);
      const nearer = v128.load(near);
      const farther = v128.load(near - SAMPLE_BYTES);
      low = i32x4.add(
        low,
        i32x4.dot_i16x8_s(v128.shuffle<i16>(nearer, farther, 0, 8, 1, 9, 2, 10, 3, 11), weights),
      );
      high = i32x4.add(
        high,
        i32x4.dot_i16x8_s(v128.shuffle<i16>(nearer, farther, 4, 12, 5, 13, 6, 14, 7, 15), weights),
      );
    }
    low = i32x4.shr_s(low, shift);
    high = i32x4.shr_s(high, shift);
    const prediction = v128.shuffle<i16>(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
    v128.store(residual, i16x8.sub(v128.load(samples), prediction));
    residual += VECTOR_BYTES;
  }
}

/** Coefficients as `restore` meets them: for each vector of eight history samples one of weights for each of four outputs. */
function spreadWeights(coefficients: usize, order: usize, vectors: usize, weights: usize): void {
  for (let vector: usize = 0; vector < vectors; vector++) {
    for (let output: usize = 0; output < 4; output++) {
      for (let lane: usize = 0; lane < 8; lane++, weights += SAMPLE_BYTES) {
        const lag = (vector + 1) * 8 + output - lane;
        store<i16>(weights, lag <= order ? load<i16>(coefficients + (lag - 1) * SAMPLE_BYTES) : 0);
      }
    }
  }
}

/** The low halves of four words, the first lowest. */
function packFour(a: i32, b: i32, c: i32, d: i32): u64 {
  const low = <u32>((a & 0xffff) | (b << 16));
  const high = <u32>((c & 0xffff) | (d << 16));
  return <u64>low | ((<u64>high) << 32);
}

/**
 * Samples from their residual, four at once: what samples before the four give is summed in vectors, what the four
 * give each other, which is the serial part, in scalars. Reads and writes up to 3 samples beyond the last.
 * @param coefficients int16, the nearest sample's first, zeros up to the third at least
 * @param weights room for 256 bytes
 */
export function restore(
  residual: usize,
  samples: usize,
  count: usize,
  coefficients: usize,
  order: usize,
  bias: i32,
  shift: i32,
  weights: usize,
): void {
  // one at least, even if its weights are all zero
  const vectors = order === 0 ? 1 : (order + 7) >> 3;
  spreadWeights(coefficients, order, vectors, weights);
  const weightsEnd = weights + vectors * 4 * VECTOR_BYTES;
  const start = i32x4.splat(bias);
  const q1 = <i32>load<i16>(coefficients);
  const q2 = <i32>load<i16>(coefficients, 2);
  const q3 = <i32>load<i16>(coefficients, 4);
  const w0 = v128.load(weights);
  const w1 = v128.load(weights, 16);
  const w2 = v128.load(weights, 32);
  const w3 = v128.load(weights, 48);
  // the newest eight stay in a register: loading what was just stored in parts would stall
  let newest = v128.load(samples - VECTOR_BYTES);
  for (const end = samples + count * SAMPLE_BYTES; samples < end; samples += 8, residual += 8) {
    let a = i32x4.dot_i16x8_s(newest, w0);
    let b = i32x4.dot_i16x8_s(newest, w1);
    let c = i32x4.dot_i16x8_s(newest, w2);
    let d = i32x4.dot_i16x8_s(newest, w3);
    let older = samples - 2 * VECTOR_BYTES;
    for (let at = weights + 64; at < weightsEnd; at += 64, older -= VECTOR_BYTES) {
      const history = v128.load(older);
      a = i32x4.add(a, i32x4.dot_i16x8_s(history, v128.load(at)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(history, v128.load(at, 16)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(history, v128.load(at, 32)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(history, v128.load(at, 48)));
    }
    const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 2, 6), v128.shuffle<i32>(a, b, 1, 5, 3, 7));
    const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 2, 6), v128.shuffle<i32>(c, d, 1, 5, 3, 7));
    const sums = i32x4.add(
      start,
      i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3)),
    );
    const s0 = i32x4.extract_lane(sums, 0);
    const s1 = i32x4.extract_lane(sums, 1);
    const s2 = i32x4.extract_lane(sums, 2);
    const s3 = i32x4.extract_lane(sums, 3);
    const x0 = <i32>(<i16>(load<i16>(residual) + (s0 >> shift)));
    const x1 = <i32>(<i16>(load<i16>(residual, 2) + ((s1 + q1 * x0) >> shift)));
    const x2 = <i32>(<i16>(load<i16>(residual, 4) + ((s2 + q2 * x0 + q1 * x1) >> shift)));
    const x3 = load<i16>(residual, 6) + ((s3 + q3 * x0 + q2 * x1 + q1 * x2) >> shift);
    const four = packFour(x0, x1, x2, x3);
    store<u64>(samples, four);
    newest = v128.shuffle<i64>(newest, i64x2.splat(four), 1, 2);
  }
}
