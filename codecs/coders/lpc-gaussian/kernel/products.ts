// Sums of products that predictors are fitted to, and what references give. A part of lpc-gaussian.

import { AVERAGE_BITS, MARGIN, MEAN, nextAverages, SCALE, voltageOf } from './model';

/** Samples of a reference that a prediction can use: this far back, this one, and four ahead. */
const TAPS_BACK: usize = 11;
const TAPS: usize = 16;

/**
 * Adds what a reference gives to the offsets of `count` samples from `from` on.
 * @param history of the reference
 * @param weights i16, of all taps in the order of time
 * @param offsets i32, room for three more
 */
export function addReference(history: usize, from: i32, count: i32, weights: usize, offsets: usize): void {
  const early = v128.load(weights);
  const late = v128.load(weights, 16);
  let at = history + ((MARGIN + <usize>from - TAPS_BACK) << 1);
  for (const end = offsets + ((<usize>count) << 2); offsets < end; offsets += 4, at += 2) {
    const sums = i32x4.add(
      i32x4.dot_i16x8_s(v128.load(at), early),
      i32x4.dot_i16x8_s(v128.load(at, 16), late),
    );
    const pairs = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
    const given = i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
    store<i32>(offsets, load<i32>(offsets) + given);
  }
}

/** Doubles of a row: 32 lags, four averages, the taps of four references, the constant, the target, rounded up. */
const WIDEST_ROW: usize = 104;
const ROW_BYTES: usize = WIDEST_ROW * 8;
/** Rows of four samples, and how much each counts. */
const rows = memory.data(4 * 8 * 104, 16);
const rowWeights = memory.data(4 * 8, 16);

const STRETCH_BITS: i32 = 10;

/** Where averages begin, so that stretches which are skipped need not be walked through. */
const warmed = memory.data(4 * 4, 16);

function startAverages(at: usize): void {
  v128.store(warmed, i32x4.splat((<i32>load<i16>(at - 2)) << AVERAGE_BITS));
}

/**
 * Sums of products of what predicts (lags 1 to `order`, four averages, taps of references, 1) and what is predicted
 * (the voltage less the mean), over every stretch of 1024 samples whose number has no bit of `mask`. Averages that were skipped warm up in
 * the stretch before.
 * @param missed i32, what a first model missed: samples count by the inverse of its square and its running mean's;
 * 0: all count alike
 * @param references usize, where their histories begin
 * @param sums f64, a row a feature and its numbers rounded up to even; the part above the diagonal is filled
 */
export function correlate(
  codes: usize,
  count: i32,
  model: usize,
  converter: usize,
  history: usize,
  order: i32,
  references: usize,
  referenceCount: i32,
  mask: i32,
  missed: usize,
  sums: usize,
): void {
  const constant = <usize>order + 4 + <usize>referenceCount * TAPS;
  const width = (constant + 3) & ~(<usize>1);
  memory.fill(sums, 0, width * width * 8);
  memory.fill(rows, 0, 4 * ROW_BYTES);
  for (let k: usize = 0; k < 4; k++) store<f64>(rows + k * ROW_BYTES + (constant << 3), 1);
  const first = history + 2 * MARGIN;
  startAverages(first);
  for (let stretch: i32 = 0; stretch << STRETCH_BITS < count; stretch++) {
    const from = stretch << STRETCH_BITS;
    const length = min(count - from, 1 << STRETCH_BITS);
    const at = first + ((<usize>from) << 1);
    if ((stretch & mask) === 0) {
      const codesAt = codes + ((<usize>from) << 1);
      const missedAt: usize = missed === 0 ? 0 : missed + ((<usize>from) << 2);
      correlateStretch(
        codesAt,
        length,
        model,
        converter,
        at,
        order,
        references,
        referenceCount,
        <usize>from,
        missedAt,
        sums,
        width,
      );
    } else if (((stretch + 1) & mask) === 0) {
      startAverages(at);
      warmUp(at, length);
    }
  }
}

function warmUp(at: usize, length: i32): void {
  let all = v128.load(warmed);
  for (const end = at + ((<usize>length) << 1); at < end; at += 2) all = nextAverages(all, load<i16>(at - 2));
  v128.store(warmed, all);
}

function correlateStretch(
  codes: usize,
  length: i32,
  model: usize,
  converter: usize,
  at: usize,
  order: i32,
  references: usize,
  referenceCount: i32,
  from: usize,
  missed: usize,
  sums: usize,
  width: usize,
): void {
  const mean = load<i32>(model, MEAN);
  const lags = <usize>order;
  const target = (lags + 5 + <usize>referenceCount * TAPS) << 3;
  let magnitude: f64 = <f64>load<i32>(model, SCALE);
  for (let k: usize = 0; k < <usize>length; k++, at += 2) {
    const row = rows + (k & 3) * ROW_BYTES;
    const rest = row + (lags << 3);
    let weight: f64 = 1;
    if (missed !== 0) {
      const error = <f64>load<i32>(missed + (k << 2));
      weight = 1 / (magnitude * magnitude + error * error + 1);
      magnitude += (abs(error) - magnitude) * 0.03125;
    }
    for (let lag: usize = 0; lag < lags; lag++) {
      store<f64>(row + (lag << 3), <f64>load<i16>(at - 2 - (lag << 1)));
    }
    for (let k: usize = 0; k < 4; k++) {
      store<f64>(rest + (k << 3), <f64>(load<i32>(warmed + (k << 2)) >> AVERAGE_BITS));
    }
    for (let r: usize = 0; r < <usize>referenceCount; r++) {
      const tapped = load<usize>(references + r * sizeof<usize>()) + ((MARGIN + from + k - TAPS_BACK) << 1);
      const taps = rest + ((4 + r * TAPS) << 3);
      for (let tap: usize = 0; tap < TAPS; tap++) {
        store<f64>(taps + (tap << 3), <f64>load<i16>(tapped + (tap << 1)));
      }
    }
    store<f64>(row + target, <f64>(voltageOf(converter, load<i16>(codes + (k << 1))) - mean));
    store<f64>(rowWeights + ((k & 3) << 3), weight);
    if ((k & 3) === 3) addProducts(sums, width);
    warmUp(at, 1);
  }
  if ((length & 3) === 0) return;
  for (let k = <usize>length & 3; k < 4; k++) store<f64>(rowWeights + (k << 3), 0);
  addProducts(sums, width);
}

/** Adds the products of four rows, so that each sum is loaded and stored once for all of them. */
function addProducts(sums: usize, width: usize): void {
  const bytes = width << 3;
  for (let i: usize = 0; i < bytes; i += 8) {
    const a = f64x2.splat(load<f64>(rowWeights) * load<f64>(rows + i));
    const b = f64x2.splat(load<f64>(rowWeights, 8) * load<f64>(rows + i, ROW_BYTES));
    const c = f64x2.splat(load<f64>(rowWeights, 16) * load<f64>(rows + i, 2 * ROW_BYTES));
    const d = f64x2.splat(load<f64>(rowWeights, 24) * load<f64>(rows + i, 3 * ROW_BYTES));
    const line = sums + i * width;
    for (let at = i & ~(<usize>15); at < bytes; at += 16) {
      let sum = f64x2.add(v128.load(line + at), f64x2.mul(a, v128.load(rows + at)));
      sum = f64x2.add(sum, f64x2.mul(b, v128.load(rows + at, ROW_BYTES)));
      sum = f64x2.add(sum, f64x2.mul(c, v128.load(rows + at, 2 * ROW_BYTES)));
      sum = f64x2.add(sum, f64x2.mul(d, v128.load(rows + at, 3 * ROW_BYTES)));
      v128.store(line + at, sum);
    }
  }
}

/** Products of what a model missed and itself `lag` samples later, for lags 0 to 32. Sums of whole numbers: exact below 2^53. */
export function correlateMissed(missed: usize, count: i32, doubles: usize, products: usize): void {
  for (let k: usize = 0; k < <usize>count; k++) {
    store<f64>(doubles + (k << 3), <f64>load<i32>(missed + (k << 2)));
  }
  const end = doubles + ((<usize>count) << 3);
  store<f64>(end, 0);
  for (let lag: usize = 0; lag <= 32; lag++) {
    let even = f64x2.splat(0);
    let odd = even;
    let at = doubles;
    let late = doubles + (lag << 3);
    for (; late + 32 <= end; at += 32, late += 32) {
      even = f64x2.add(even, f64x2.mul(v128.load(at), v128.load(late)));
      odd = f64x2.add(odd, f64x2.mul(v128.load(at, 16), v128.load(late, 16)));
    }
    const both = f64x2.add(even, odd);
    let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
    for (; late < end; at += 8, late += 8) sum += load<f64>(at) * load<f64>(late);
    store<f64>(products + (lag << 3), sum);
  }
}
