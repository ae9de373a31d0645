// kernel: linear prediction and rANS of codes under a normal distribution, see codecs/coders/lpc-gaussian.ts

import { countsBelow } from './normal';

/** A rANS state stays in [2^31, 2^63); words of 32 bits leave and enter at its low end. */
const LOWEST: u64 = 1 << 31;
const COUNT_BITS: i32 = 22;
const COUNT_MASK: u32 = (1 << COUNT_BITS) - 1;
const HALF_WINDOW: i32 = 512;
const ESCAPE_COUNTS: i32 = 1024;
const ESCAPE: i32 = (1 << COUNT_BITS) - ESCAPE_COUNTS;
/** What escapes has one of 2^16 shares. */
const RAW_SHARE_BITS: i32 = COUNT_BITS - 16;
/** From here on codes lose low bits. */
const FINEST_OCTAVE: i32 = 9;
/** A code and its low bits together have at most 31 bits of a state. */
const MOST_OCTAVES: i32 = 18;
const LEAST_CODE: i32 = -32768;
const GREATEST_CODE: i32 = 32767;
const LARGEST_PREDICTION: i32 = GREATEST_CODE * 16;

/*
 * The tables that all streams share: u32 counts at the ends of cells for each step of an octave, i16 the cell in the
 * middle of each 2^10 counts, i8 what the leading digits of a scale add to its index.
 */
const TABLE_ENTRIES: usize = 1537;
const MIDDLE: usize = 768;
const COUNTS_BYTES: usize = 8 * TABLE_ENTRIES * 4;
const BIN_BITS: i32 = 10;
const BINS: usize = 1 << (COUNT_BITS - BIN_BITS);
const CELLS_BYTES: usize = 8 * BINS * 2;
const DIGITS: usize = COUNTS_BYTES + CELLS_BYTES;

/* A converter: i32 the thresholds of all codes, i32 their voltages, i16 the code at each fourth unit. */
const VOLTAGES: usize = 65540 * 4;
const NEAR_CODES: usize = VOLTAGES + 65536 * 4;
const PLACE_BITS: i32 = 2;
const GREATEST_PLACE: i32 = (1 << 17) - 1;
const LEAST_PLACE: i32 = -(1 << 17);

/* A model, i32 each; the weights of farther lags, i16, four vectors in the order of time. */
const MEAN: usize = 0;
const HISTORY_SHIFT: usize = 4;
const SHIFT: usize = 8;
const RATE: usize = 12;
const BIAS: usize = 16;
const VECTORS: usize = 20;
const NEAR_WEIGHTS: usize = 24;
const FIRST: usize = 48;
const SCALE: usize = 52;
const FAR_WEIGHTS: usize = 64;

/** Averages have these further binary digits. */
const AVERAGE_BITS: i32 = 8;
/** Samples of history below the first. */
const MARGIN: usize = 48;
/** And behind the last. */
const MARGIN_BEHIND: usize = 16;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Fills the cells that a decoder begins its search in, from the counts. */
export function fillCells(tables: usize): void {
  for (let step: usize = 0; step < 8; step++) {
    const counts = tables + step * TABLE_ENTRIES * 4;
    const cells = tables + COUNTS_BYTES + step * BINS * 2;
    let cell: usize = 0;
    for (let bin: usize = 0; bin < BINS; bin++) {
      const middle = <i32>(bin << BIN_BITS) + (1 << (BIN_BITS - 1)) - HALF_WINDOW;
      while (cell < TABLE_ENTRIES - 1 && <i32>load<u32>(counts + (cell << 2)) < middle) cell++;
      store<i16>(cells + (bin << 1), <i16>(<i32>cell - <i32>MIDDLE));
    }
  }
}

/** Fills the codes that a decoder begins its search at, from the thresholds. */
export function fillNearCodes(converter: usize): void {
  let code: usize = 0;
  for (let place = LEAST_PLACE; place <= GREATEST_PLACE; place++) {
    const middle = (place << PLACE_BITS) + (1 << (PLACE_BITS - 1));
    while (code < 65535 && load<i32>(converter + ((code + 1) << 2)) <= middle) code++;
    store<i16>(converter + NEAR_CODES + ((<usize>(place - LEAST_PLACE)) << 1), <i16>(<i32>code + LEAST_CODE));
  }
}

function voltageOf(converter: usize, code: i32): i32 {
  return load<i32>(converter + ((<usize>(code - LEAST_CODE)) << 2), VOLTAGES);
}

/** Counts below a code, without what its place in the window adds. */
function countsUpTo(counts: usize, converter: usize, code: i32, prediction: i32, octave: i32): i32 {
  const threshold = load<i32>(converter + ((<usize>(code - LEAST_CODE)) << 2));
  return <i32>countsBelow(counts, threshold - prediction, octave);
}

function toHistory(voltage: i32, mean: i32, shift: i32): i16 {
  return <i16>((voltage - mean) >> shift);
}

/** The sum of the voltages of `count` codes, exact below 2^53. */
export function sumVoltages(codes: usize, count: i32, converter: usize): f64 {
  let total: i64 = 0;
  for (const end = codes + ((<usize>count) << 1); codes < end; codes += 2) {
    total += voltageOf(converter, load<i16>(codes));
  }
  return <f64>total;
}

/** Voltages of codes as the predictor sees them, between margins that repeat the first and the last. */
export function fillHistory(codes: usize, count: i32, model: usize, converter: usize, history: usize): void {
  const mean = load<i32>(model, MEAN);
  const shift = load<i32>(model, HISTORY_SHIFT);
  fillMargin(model, converter, history);
  for (let k: usize = 0; k < <usize>count; k++) {
    const voltage = voltageOf(converter, load<i16>(codes + (k << 1)));
    store<i16>(history + ((MARGIN + k) << 1), toHistory(voltage, mean, shift));
  }
  const end = history + ((MARGIN + <usize>count) << 1);
  for (let k: usize = 0; k < MARGIN_BEHIND; k++) store<i16>(end + (k << 1), load<i16>(end - 2));
}

function fillMargin(model: usize, converter: usize, history: usize): i32 {
  const voltage = voltageOf(converter, load<i32>(model, FIRST));
  const first = toHistory(voltage, load<i32>(model, MEAN), load<i32>(model, HISTORY_SHIFT));
  for (let k: usize = 0; k < MARGIN; k++) store<i16>(history + (k << 1), first);
  return first;
}

/** Averages of all history up to the one before the nearest, a 4th, 16th, 64th and 256th of the way on. */
function nextAverages(averages: v128, nearest: i32): v128 {
  const way = i32x4.sub(i32x4.splat(nearest << AVERAGE_BITS), averages);
  // magnitudes are below 2^25
  return i32x4.add(averages, i32x4.shr_s(i32x4.mul(way, i32x4(64, 16, 4, 1)), 8));
}

function averageDot(averages: v128, weights: v128): i32 {
  const products = i32x4.mul(i32x4.shr_s(averages, AVERAGE_BITS), weights);
  const pairs = i32x4.add(products, v128.shuffle<i32>(products, products, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** What lags 3 and on give. @param near history of lags 10 to 3 */
function farDot(model: usize, vectors: i32, near: v128, at: usize): i32 {
  let sums = i32x4.dot_i16x8_s(near, v128.load(model, FAR_WEIGHTS));
  if (vectors > 1)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 36), v128.load(model, FAR_WEIGHTS + 16)));
  if (vectors > 2)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 52), v128.load(model, FAR_WEIGHTS + 32)));
  if (vectors > 3)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at - 68), v128.load(model, FAR_WEIGHTS + 48)));
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
}

/** Eighths of octaves of the deviation that belongs to a mean magnitude of scale / 2^rate. */
function indexOf(scale: u32, rate: i32, tables: usize): i32 {
  const octave = 31 - <i32>clz(scale);
  const digits = ((scale << (31 - octave)) >> 25) & 63;
  const index = ((octave - rate) << 3) + <i32>load<i8>(tables + <usize>digits, DIGITS);
  return max(0, min(8 * MOST_OCTAVES + 7, index));
}

/** Without a branch, which would be mispredicted half of the time. */
function magnitudeOf(value: i32): i32 {
  const sign = value >> 31;
  return (value ^ sign) - sign;
}

/** How many codes share a deviation: fewer, the faster the scale follows. */
function periodOf(rate: i32): i32 {
  return 1 << max(0, rate - 5);
}

function clampPrediction(prediction: i32): i32 {
  return max(-LARGEST_PREDICTION, min(LARGEST_PREDICTION, prediction));
}

function countsOf(tables: usize, index: i32): usize {
  return tables + <usize>(index & 7) * (TABLE_ENTRIES * 4) + MIDDLE * 4;
}

/** Where in the window a code lies. */
function placeOf(code: i32, prediction: i32): i32 {
  return code - ((prediction + 8) >> 4) + HALF_WINDOW;
}

/** Where to look for the code that a slot belongs to. */
function guessOf(slot: i32, tables: usize, converter: usize, prediction: i32, index: i32): i32 {
  const cells = tables + <usize>(index & 7) * (BINS * 2);
  const cell = <i32>load<i16>(cells + ((slot >> BIN_BITS) << 1), COUNTS_BYTES);
  const place = (prediction + ((cell << (index >> 3)) >> 6)) >> PLACE_BITS;
  const bounded = <usize>(max(LEAST_PLACE, min(GREATEST_PLACE, place)) - LEAST_PLACE);
  return load<i16>(converter + (bounded << 1), NEAR_CODES);
}

/**
 * Predicts codes and writes what the rANS coder is to push for each: start and count of its share, its low bits and
 * their number in 22, 22, 10 and 4 bits of a u64, lowest first.
 * @param history as `fillHistory` left it
 * @param offsets i32, what references give; become what the predictions missed
 * @param items room for two a code
 * @returns end of the items
 */
export function predict(
  codes: usize,
  count: i32,
  model: usize,
  tables: usize,
  converter: usize,
  history: usize,
  offsets: usize,
  items: usize,
): usize {
  const mean = load<i32>(model, MEAN);
  const shift = load<i32>(model, SHIFT);
  const rate = load<i32>(model, RATE);
  const bias = load<i32>(model, BIAS);
  const vectors = load<i32>(model, VECTORS);
  const w0 = load<i32>(model, NEAR_WEIGHTS);
  const w1 = load<i32>(model, NEAR_WEIGHTS + 4);
  const averageWeights = v128.load(model, NEAR_WEIGHTS + 8);
  let at = history + 2 * MARGIN;
  let nearest = <i32>load<i16>(at - 2);
  let second = nearest;
  let averages = i32x4.splat(nearest << AVERAGE_BITS);
  let scale: u32 = (<u32>load<i32>(model, SCALE)) << rate;
  const period = periodOf(rate);
  let wait = 1;
  let index: i32 = 0;
  let octave: i32 = 0;
  let counts: usize = 0;
  for (const end = codes + ((<usize>count) << 1); codes < end; codes += 2, offsets += 4, at += 2) {
    let sum = bias + load<i32>(offsets) + averageDot(averages, averageWeights) + w1 * second + w0 * nearest;
    if (vectors > 0) sum += farDot(model, vectors, v128.load(at - 20), at);
    const prediction = clampPrediction((sum >> shift) + mean);
    if (--wait === 0) {
      wait = period;
      index = indexOf(scale, rate, tables);
      octave = index >> 3;
      counts = countsOf(tables, index);
    }
    const code = <i32>load<i16>(codes);
    const place = placeOf(code, prediction);
    if (<u32>place < 2 * HALF_WINDOW && octave <= FINEST_OCTAVE) {
      const start = countsUpTo(counts, converter, code, prediction, octave) + place;
      const stop = countsUpTo(counts, converter, code + 1, prediction, octave) + place + 1;
      store<u64>(items, <u64>start | ((<u64>(stop - start)) << COUNT_BITS));
      items += 8;
    } else {
      items = predictRare(code, counts, converter, prediction, octave, items);
    }
    const missed = voltageOf(converter, code) - prediction;
    store<i32>(offsets, missed);
    scale = scale - (scale >> rate) + <u32>magnitudeOf(missed);
    averages = nextAverages(averages, nearest);
    second = nearest;
    nearest = load<i16>(at);
  }
  return items;
}

/** Items of a code in an octave whose codes lose low bits, or of one that escapes. @returns their end */
function predictRare(
  code: i32,
  counts: usize,
  converter: usize,
  prediction: i32,
  octave: i32,
  items: usize,
): usize {
  const dropped = max(0, octave - FINEST_OCTAVE);
  const coarse = code >> dropped;
  const place = coarse - ((((prediction + 8) >> 4) >> dropped) - HALF_WINDOW);
  if (<u32>place >= 2 * HALF_WINDOW) {
    store<u64>(items, itemOf(ESCAPE, ESCAPE_COUNTS, 0, dropped));
    store<u64>(items, itemOf((code - LEAST_CODE) << RAW_SHARE_BITS, 1 << RAW_SHARE_BITS, 0, 0), 8);
    return items + 16;
  }
  const start = countsUpTo(counts, converter, coarse << dropped, prediction, octave) + place;
  const stop = countsUpTo(counts, converter, (coarse + 1) << dropped, prediction, octave) + place + 1;
  store<u64>(items, itemOf(start, stop - start, code - (coarse << dropped), dropped));
  return items + 8;
}

function itemOf(start: i32, count: i32, low: i32, dropped: i32): u64 {
  return <u64>start | ((<u64>count) << 22) | ((<u64>low) << 44) | ((<u64>dropped) << 54);
}

/** Bits that items will take, but for the last digits. */
export function costOf(items: usize, end: usize): f64 {
  let bits: i64 = 0;
  let product: f64 = 1;
  for (; items < end; items += 8) {
    const item = load<u64>(items);
    product *= <f64>((item >> 22) & COUNT_MASK);
    bits += COUNT_BITS + <i64>(item >> 54);
    // the product's exponent goes to the bits, its digits stay
    const binary = reinterpret<i64>(product);
    bits -= (binary >> 52) - 1023;
    product = reinterpret<f64>((binary & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
  }
  return <f64>bits;
}

/**
 * Pushes items, the last one first, so that decode runs forwards.
 * @param end of room for a word an item, and the state
 * @returns first byte of the stream (the state, then the words), which ends at `end`
 */
export function push(items: usize, itemsEnd: usize, end: usize): usize {
  let x = LOWEST;
  while (itemsEnd > items) {
    itemsEnd -= 8;
    const item = load<u64>(itemsEnd);
    const count = (item >> 22) & COUNT_MASK;
    const dropped = item >> 54;
    if (x >= count << (63 - COUNT_BITS - dropped)) {
      end -= 4;
      store<u32>(end, <u32>x);
      x >>= 32;
    }
    const quotient = x / count;
    x = (quotient << COUNT_BITS) + (x - quotient * count) + (item & COUNT_MASK);
    x = (x << dropped) | ((item >> 44) & 1023);
  }
  store<u64>(end - 8, x);
  return end - 8;
}

/** Where `decodeRare` leaves the state, u64, and the position of the next word. */
const reached = memory.data(16, 16);

/** A code in an octave whose codes lose low bits, or one that escapes; may read a word. */
function decodeRare(
  state: u64,
  words: usize,
  tables: usize,
  converter: usize,
  prediction: i32,
  index: i32,
): i32 {
  const octave = index >> 3;
  const dropped = max(0, octave - FINEST_OCTAVE);
  const slot = <i32>(<u32>(state >> <u64>dropped) & COUNT_MASK);
  const rest = state >> <u64>(COUNT_BITS + dropped);
  if (slot >= ESCAPE) return decodeEscape(rest * ESCAPE_COUNTS + <u64>(slot - ESCAPE), words);
  const counts = countsOf(tables, index);
  let coarse = guessOf(slot, tables, converter, prediction, index) >> dropped;
  const middle = (((prediction + 8) >> 4) >> dropped) - HALF_WINDOW;
  let start = countsUpTo(counts, converter, coarse << dropped, prediction, octave) + coarse - middle;
  while (slot < start && coarse > LEAST_CODE >> dropped) {
    coarse--;
    start = countsUpTo(counts, converter, coarse << dropped, prediction, octave) + coarse - middle;
  }
  let stop = countsUpTo(counts, converter, (coarse + 1) << dropped, prediction, octave) + coarse + 1 - middle;
  while (slot >= stop && coarse < GREATEST_CODE >> dropped) {
    coarse++;
    start = stop;
    stop = countsUpTo(counts, converter, (coarse + 1) << dropped, prediction, octave) + coarse + 1 - middle;
  }
  store<u64>(reached, rest * <u64>(stop - start) + <u64>(slot - start));
  store<usize>(reached, words, 8);
  return (coarse << dropped) | (<i32>state & ((1 << dropped) - 1));
}

function decodeEscape(state: u64, words: usize): i32 {
  let x = state;
  if (x < LOWEST) {
    x = (x << 32) | <u64>load<u32>(words);
    words += 4;
  }
  const share = <i32>(<u32>x & COUNT_MASK);
  store<u64>(reached, ((x >> COUNT_BITS) << RAW_SHARE_BITS) + <u64>(share & ((1 << RAW_SHARE_BITS) - 1)));
  store<usize>(reached, words, 8);
  return (share >> RAW_SHARE_BITS) + LEAST_CODE;
}

/**
 * Inverse of `predict` and `push`.
 * @param stream the state, then words; 8 bytes behind `end` may be read
 * @param history room for all codes and the margin
 * @param offsets as of `predict`
 * @returns whether the words ended just where they had to, and the state is back where encode began
 */
export function decode(
  stream: usize,
  end: usize,
  codes: usize,
  count: i32,
  model: usize,
  tables: usize,
  converter: usize,
  history: usize,
  offsets: usize,
): bool {
  const mean = load<i32>(model, MEAN);
  const historyShift = load<i32>(model, HISTORY_SHIFT);
  const shift = load<i32>(model, SHIFT);
  const rate = load<i32>(model, RATE);
  const bias = load<i32>(model, BIAS);
  const vectors = load<i32>(model, VECTORS);
  const w0 = load<i32>(model, NEAR_WEIGHTS);
  const w1 = load<i32>(model, NEAR_WEIGHTS + 4);
  const averageWeights = v128.load(model, NEAR_WEIGHTS + 8);
  let nearest = fillMargin(model, converter, history);
  let near = i16x8.splat(<i16>nearest);
  let at = history + 2 * MARGIN;
  let second = nearest;
  let averages = i32x4.splat(nearest << AVERAGE_BITS);
  let scale: u32 = (<u32>load<i32>(model, SCALE)) << rate;
  const period = periodOf(rate);
  let wait = 1;
  let index: i32 = 0;
  let octave: i32 = 0;
  let counts: usize = 0;
  let x = load<u64>(stream);
  let words = stream + 8;
  for (const codesEnd = codes + ((<usize>count) << 1); codes < codesEnd; codes += 2, offsets += 4, at += 2) {
    let sum = bias + load<i32>(offsets) + averageDot(averages, averageWeights) + w1 * second + w0 * nearest;
    if (vectors > 0) sum += farDot(model, vectors, near, at);
    const prediction = clampPrediction((sum >> shift) + mean);
    if (--wait === 0) {
      wait = period;
      index = indexOf(scale, rate, tables);
      octave = index >> 3;
      counts = countsOf(tables, index);
    }
    const slot = <i32>(<u32>x & COUNT_MASK);
    let code: i32;
    if (slot < ESCAPE && octave <= FINEST_OCTAVE) {
      code = guessOf(slot, tables, converter, prediction, index);
      let place = placeOf(code, prediction);
      let start = countsUpTo(counts, converter, code, prediction, octave) + place;
      let stop = countsUpTo(counts, converter, code + 1, prediction, octave) + place + 1;
      while (slot >= stop && code < GREATEST_CODE) {
        code++;
        place++;
        start = stop;
        stop = countsUpTo(counts, converter, code + 1, prediction, octave) + place + 1;
      }
      while (slot < start && code > LEAST_CODE) {
        code--;
        place--;
        stop = start;
        start = countsUpTo(counts, converter, code, prediction, octave) + place;
      }
      x = (x >> COUNT_BITS) * <u64>(stop - start) + <u64>(slot - start);
    } else {
      code = decodeRare(x, words, tables, converter, prediction, index);
      x = load<u64>(reached);
      words = load<usize>(reached, 8);
    }
    if (x < LOWEST) {
      if (words > end) return false;
      x = (x << 32) | <u64>load<u32>(words);
      words += 4;
    }
    store<i16>(codes, code);
    const voltage = voltageOf(converter, code);
    const missed = voltage - prediction;
    store<i32>(offsets, missed);
    scale = scale - (scale >> rate) + <u32>magnitudeOf(missed);
    averages = nextAverages(averages, nearest);
    if (vectors > 0) {
      near = v128.shuffle<i16>(near, i16x8.splat(<i16>second), 1, 2, 3, 4, 5, 6, 7, 8);
      store<i16>(at, toHistory(voltage, mean, historyShift));
    }
    second = nearest;
    nearest = toHistory(voltage, mean, historyShift);
  }
  return words === end && x === LOWEST;
}

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
const shares = memory.data(4 * 8, 16);

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
    store<f64>(shares + ((k & 3) << 3), weight);
    if ((k & 3) === 3) addProducts(sums, width);
    warmUp(at, 1);
  }
  if ((length & 3) === 0) return;
  for (let k = <usize>length & 3; k < 4; k++) store<f64>(shares + (k << 3), 0);
  addProducts(sums, width);
}

/** Adds the products of four rows, so that each sum is loaded and stored once for all of them. */
function addProducts(sums: usize, width: usize): void {
  const bytes = width << 3;
  for (let i: usize = 0; i < bytes; i += 8) {
    const a = f64x2.splat(load<f64>(shares) * load<f64>(rows + i));
    const b = f64x2.splat(load<f64>(shares, 8) * load<f64>(rows + i, ROW_BYTES));
    const c = f64x2.splat(load<f64>(shares, 16) * load<f64>(rows + i, 2 * ROW_BYTES));
    const d = f64x2.splat(load<f64>(shares, 24) * load<f64>(rows + i, 3 * ROW_BYTES));
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
