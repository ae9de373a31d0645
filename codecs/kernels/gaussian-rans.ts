// kernel: prediction and rANS coding of four lanes of codes at once, see codecs/coders/gaussian-rans.ts

/** A state x stays in [2^18, 2^50); words of 32 bits leave and enter at its low end. */
const LOWEST: u64 = 0x40000;
const BITS: u64 = 17;
const TOTAL: i32 = 0x20000;
const ESCAPE: i32 = 8;
/** Slots that share a guess, as a power of two. */
const GUESS_SHIFT: u64 = 7;
const WEIGHT_SHIFT: i32 = 11;
const FEATURES: usize = 6;
const VARIABLES: usize = FEATURES + 1;

/*
 * What is known of four lanes: vectors of an i32 a lane, the u64 states apart.
 *
 * BIAS, WEIGHTS    of the prediction; weights in the order of the features
 * LEAST, MOST      bounds of a prediction, in units
 * COUNTS           where each lane's table of counts has its middle
 * GUESSES          where each lane's table of guesses is
 * WINDOW           codes on each side of the expected one that have counts
 * LATEST, SUMS     the last voltage; running means with 2, 4, 6 and 8 binary digits after the point
 * EXPECTED         the prediction, while lane after lane is decoded
 * ESCAPES          u32: where the next escape is or goes; u32: where they end
 */
const BIAS: usize = 0;
const WEIGHTS: usize = 16;
const LEAST: usize = 112;
const MOST: usize = 128;
const COUNTS: usize = 144;
const GUESSES: usize = 160;
const WINDOW: usize = 176;
const LATEST: usize = 192;
const SUMS: usize = 208;
const EXPECTED: usize = 272;
const STATES: usize = 288;
const ESCAPES: usize = 320;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Sets each lane as if `voltages` had been heard for ever. */
export function begin(lanes: usize, voltages: usize): void {
  const x = v128.load(voltages);
  v128.store(lanes, x, LATEST);
  v128.store(lanes, i32x4.shl(x, 2), SUMS);
  v128.store(lanes, i32x4.shl(x, 4), SUMS + 16);
  v128.store(lanes, i32x4.shl(x, 6), SUMS + 32);
  v128.store(lanes, i32x4.shl(x, 8), SUMS + 48);
}

/** Takes in the latest voltages. @returns what is expected next */
function expect(lanes: usize, latest: v128): v128 {
  const earlier = v128.load(lanes, LATEST);
  const a = v128.load(lanes, SUMS);
  const b = v128.load(lanes, SUMS + 16);
  const c = v128.load(lanes, SUMS + 32);
  const d = v128.load(lanes, SUMS + 48);
  const meanA = i32x4.shr_s(a, 2);
  const meanB = i32x4.shr_s(b, 4);
  const meanC = i32x4.shr_s(c, 6);
  const meanD = i32x4.shr_s(d, 8);
  v128.store(lanes, latest, LATEST);
  v128.store(lanes, i32x4.add(a, i32x4.sub(earlier, meanA)), SUMS);
  v128.store(lanes, i32x4.add(b, i32x4.sub(earlier, meanB)), SUMS + 16);
  v128.store(lanes, i32x4.add(c, i32x4.sub(earlier, meanC)), SUMS + 32);
  v128.store(lanes, i32x4.add(d, i32x4.sub(earlier, meanD)), SUMS + 48);
  const past = i32x4.add(v128.load(lanes, BIAS), i32x4.mul(earlier, v128.load(lanes, WEIGHTS + 16)));
  const near = i32x4.add(
    i32x4.mul(meanA, v128.load(lanes, WEIGHTS + 32)),
    i32x4.mul(meanB, v128.load(lanes, WEIGHTS + 48)),
  );
  const far = i32x4.add(
    i32x4.mul(meanC, v128.load(lanes, WEIGHTS + 64)),
    i32x4.mul(meanD, v128.load(lanes, WEIGHTS + 80)),
  );
  const rest = i32x4.add(past, i32x4.add(near, far));
  const sum = i32x4.add(rest, i32x4.mul(latest, v128.load(lanes, WEIGHTS)));
  const bounded = i32x4.max_s(i32x4.shr_s(sum, WEIGHT_SHIFT), v128.load(lanes, LEAST));
  return i32x4.min_s(bounded, v128.load(lanes, MOST));
}

/** The voltages of the codes at `at`, `at + stride` …, by a table of pairs (threshold, voltage). */
function voltagesAt(at: usize, stride: usize, table: usize): v128 {
  let x = v128.load32_zero(table + (load<i16>(at) << 3), 4);
  at += stride;
  x = v128.load32_lane(table + (load<i16>(at) << 3), x, 1, 4);
  at += stride;
  x = v128.load32_lane(table + (load<i16>(at) << 3), x, 2, 4);
  at += stride;
  return v128.load32_lane(table + (load<i16>(at) << 3), x, 3, 4);
}

/** A target and its features, less a centre, as f64: two vectors each. */
const variables = memory.data(7 * 32, 16);

function center(slot: usize, value: v128, centre: v128): void {
  const centred = i32x4.sub(value, centre);
  v128.store(variables + slot * 32, f64x2.convert_low_i32x4_s(centred));
  v128.store(
    variables + slot * 32,
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(centred, centred, 2, 3, 2, 3)),
    16,
  );
}

/** Adds the target, the features and all their products to `moments`. */
function accumulate(target: v128, latest: v128, lanes: usize, centre: v128, moments: usize): void {
  center(0, target, centre);
  center(1, latest, centre);
  center(2, v128.load(lanes, LATEST), centre);
  center(3, i32x4.shr_s(v128.load(lanes, SUMS), 2), centre);
  center(4, i32x4.shr_s(v128.load(lanes, SUMS + 16), 4), centre);
  center(5, i32x4.shr_s(v128.load(lanes, SUMS + 32), 6), centre);
  center(6, i32x4.shr_s(v128.load(lanes, SUMS + 48), 8), centre);
  let at = moments;
  for (let row = variables; row < variables + VARIABLES * 32; row += 32) {
    const low = v128.load(row);
    const high = v128.load(row, 16);
    v128.store(at, f64x2.add(v128.load(at), low));
    v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
    at += 32;
    for (let column = variables; column <= row; column += 32) {
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(low, v128.load(column))));
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(high, v128.load(column, 16))), 16);
      at += 32;
    }
  }
}

/**
 * Looks up voltages, and gathers the moments of every so many samples and their features.
 * @param voltages written: a vector a step
 * @param centre voltages to take off, a vector
 * @param moments for each variable its sum, then its products with those up to it; four f64 each, added to
 */
export function listen(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  lanes: usize,
  voltages: usize,
  every: usize,
  centre: usize,
  moments: usize,
): void {
  let latest = v128.load(lanes, LATEST);
  const middle = v128.load(centre);
  let due = every;
  for (let t: usize = 0; t < count; t++) {
    const x = voltagesAt(codes + 2 * t, stride, table);
    v128.store(voltages + 16 * t, x);
    if (--due === 0) {
      accumulate(x, latest, lanes, middle, moments);
      due = every;
    }
    const earlier = v128.load(lanes, LATEST);
    follow(lanes + SUMS, earlier, 2);
    follow(lanes + SUMS + 16, earlier, 4);
    follow(lanes + SUMS + 32, earlier, 6);
    follow(lanes + SUMS + 48, earlier, 8);
    v128.store(lanes, latest, LATEST);
    latest = x;
  }
}

function follow(sum: usize, x: v128, digits: i32): void {
  const s = v128.load(sum);
  v128.store(sum, i32x4.add(s, i32x4.sub(x, i32x4.shr_s(s, digits))));
}

/** Residuals further out count as this far: they escape, whatever the deviation. */
const FARTHEST: i32 = 2047;
/** Squares of so many fit 32 bits. */
const SQUARES: usize = 1024;

/**
 * Predicts `count` steps.
 * @param latest vector: what was last heard of each lane; `voltages` follow
 * @param spread four f64 of the sum of squared residuals, four of the sum of their magnitudes
 */
export function predict(
  voltages: usize,
  latest: usize,
  count: usize,
  lanes: usize,
  expected: usize,
  spread: usize,
): void {
  let x = v128.load(latest);
  memory.fill(spread, 0, 64);
  for (let from: usize = 0; from < count; from += SQUARES) {
    let squares = i32x4.splat(0);
    let magnitudes = squares;
    const end = min(count, from + SQUARES);
    for (let t = from; t < end; t++) {
      const mu = expect(lanes, x);
      v128.store(expected + 16 * t, mu);
      x = v128.load(voltages + 16 * t);
      const magnitude = i32x4.min_s(i32x4.abs(i32x4.sub(x, mu)), i32x4.splat(FARTHEST));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(magnitude, magnitude));
      magnitudes = i32x4.add(magnitudes, magnitude);
    }
    addUnsigned(spread, squares);
    addUnsigned(spread + 32, magnitudes);
  }
}

function addUnsigned(sums: usize, values: v128): void {
  const high = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_u(values)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_u(high)), 16);
}

/**
 * The share of each sample: four first slots and four counts a step.
 * @param used lanes that hold samples; the others take all slots, which costs nothing
 * @param shares written: two vectors a step
 */
export function share(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  expected: usize,
  lanes: usize,
  used: usize,
  shares: usize,
): void {
  for (let t: usize = 0; t < count; t++, codes += 2, expected += 16, shares += 32) {
    v128.store(shares, i32x4.splat(0));
    v128.store(shares, i32x4.splat(TOTAL), 16);
    let at = codes;
    for (let lane: usize = 0; lane < 4 * used; lane += 4, at += stride) {
      const mu = load<i32>(expected + lane);
      const window = load<i32>(lanes + lane, WINDOW);
      const u = <i32>load<i16>(at);
      const place = u - ((mu + 8) >> 4) + window;
      let first = TOTAL - ESCAPE;
      let slots = ESCAPE;
      if (<u32>place < <u32>(2 * window)) {
        const counts = <usize>load<u32>(lanes + lane, COUNTS);
        const ends = table + (u << 3);
        const low = load<i32>(counts + ((load<i32>(ends) - mu) << 2));
        const high = load<i32>(counts + ((load<i32>(ends, 8) - mu) << 2));
        first = low + place;
        slots = high - low + 1;
      } else {
        const escape = <usize>load<u32>(lanes, ESCAPES);
        store<u16>(escape, u);
        store<u32>(lanes, escape + 2, ESCAPES);
      }
      store<i32>(shares + lane, first);
      store<i32>(shares + lane, slots, 16);
    }
  }
}

/** For each set of four lanes, a shuffle that moves their words to the end of sixteen bytes, and their size. */
const deals = memory.data(16 * 16, 16);
const dealt = memory.data(16);

function fillDeals(): void {
  for (let set: usize = 0; set < 16; set++) {
    let to = 16;
    for (let lane: i32 = 3; lane >= 0; lane--) {
      if (((set >> lane) & 1) === 0) continue;
      to -= 4;
      store<u32>(deals + set * 16 + to, 0x03020100 + 0x04040404 * lane);
    }
    store<u8>(dealt + set, 16 - to);
  }
}
fillDeals();

/** Adding it to a whole number below 2^52 leaves that number in the low bits. */
const MAGIC: f64 = 4503599627370496;

/** Sets all states to their lowest, as doubles: encode computes in them. */
export function beginPush(lanes: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) store<f64>(lanes + 8 * lane, <f64>LOWEST, STATES);
}

/** Turns states into whole numbers, as a stream has them. */
export function endPush(lanes: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    store<u64>(lanes + 8 * lane, <u64>load<f64>(lanes + 8 * lane, STATES), STATES);
  }
}

/**
 * Codes shares, last one first, in states that are doubles. All is exact: x < 2^50, and the quotient of x and f is
 * floor((x + 1/2) * (1 / f)), since x + 1/2 is at least 1 / 2f away from a multiple and both roundings together move
 * the product by less than 2^50 / f * 2^-52.
 * @param end of room for 16 bytes a step, and 16 below it
 * @returns where the words begin
 */
export function push(shares: usize, count: usize, lanes: usize, end: usize): usize {
  let x = v128.load(lanes, STATES);
  let y = v128.load(lanes, STATES + 16);
  let words = end;
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const shed = f64x2.splat(1 / 4294967296);
  const limit = f64x2.splat(8589934592);
  const total = f64x2.splat(<f64>TOTAL);
  const magic = f64x2.splat(MAGIC);
  for (let at = shares + 32 * count; at > shares; ) {
    at -= 32;
    const first = v128.load(at);
    const slots = v128.load(at, 16);
    const f = f64x2.convert_low_i32x4_u(slots);
    const g = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(slots, slots, 2, 3, 2, 3));
    const fullX = f64x2.ge(x, f64x2.mul(f, limit));
    const fullY = f64x2.ge(y, f64x2.mul(g, limit));
    const low = v128.shuffle<i32>(f64x2.add(x, magic), f64x2.add(y, magic), 0, 2, 4, 6);
    const full = <usize>(i64x2.bitmask(fullX) | (i64x2.bitmask(fullY) << 2));
    v128.store(words - 16, i8x16.swizzle(low, v128.load(deals + (full << 4))));
    words -= <usize>load<u8>(dealt + full);
    x = v128.bitselect(f64x2.floor(f64x2.mul(x, shed)), x, fullX);
    y = v128.bitselect(f64x2.floor(f64x2.mul(y, shed)), y, fullY);
    const p = f64x2.floor(f64x2.mul(f64x2.add(x, half), f64x2.div(one, f)));
    const q = f64x2.floor(f64x2.mul(f64x2.add(y, half), f64x2.div(one, g)));
    x = f64x2.add(x, f64x2.convert_low_i32x4_u(first));
    y = f64x2.add(y, f64x2.convert_low_i32x4_u(v128.shuffle<i32>(first, first, 2, 3, 2, 3)));
    x = f64x2.add(x, f64x2.mul(p, f64x2.sub(total, f)));
    y = f64x2.add(y, f64x2.mul(q, f64x2.sub(total, g)));
  }
  v128.store(lanes, x, STATES);
  v128.store(lanes, y, STATES + 16);
  return words;
}

/** Counts below code u: its place in the window counts too. */
function countsBelow(counts: usize, table: usize, u: i32, mu: i32, start: i32): i32 {
  return load<i32>(counts + ((load<i32>(table + (u << 3)) - mu) << 2)) + u - start;
}

/** Where no guess fits: walks from it to the code that owns the slot, within the window, or takes in an escape. */
function seek(
  slot: i32,
  guess: i32,
  mu: i32,
  start: i32,
  window: i32,
  counts: usize,
  table: usize,
  lanes: usize,
): i32 {
  if (slot >= TOTAL - ESCAPE) return nextEscape(lanes);
  let u = max(start, min(start + 2 * window - 1, guess));
  while (u > start && countsBelow(counts, table, u, mu, start) > slot) u--;
  while (u < start + 2 * window - 1 && countsBelow(counts, table, u + 1, mu, start) <= slot) u++;
  return u;
}

/** Zero where none is left: the pointer runs on, and tells so in the end. */
function nextEscape(lanes: usize): i32 {
  const at = <usize>load<u32>(lanes, ESCAPES);
  store<u32>(lanes, at + 2, ESCAPES);
  return at < <usize>load<u32>(lanes, ESCAPES + 4) ? <i32>load<i16>(at) : 0;
}

/**
 * Decodes `count` steps.
 * @param latest vector: what was last heard of each lane; left as it is for the next call
 * @param inverse i16: the code at (unit + offset) >> shift
 * @param words where they go on; 20 bytes behind `end` can be read too
 * @returns where they go on now; 0 if they were too few
 */
export function decode(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  inverse: usize,
  offset: i32,
  shift: i32,
  lanes: usize,
  used: usize,
  latest: usize,
  words: usize,
  end: usize,
): usize {
  let x = v128.load(latest);
  for (let t: usize = 0; t < count; t++, codes += 2) {
    if (words > end) return 0;
    v128.store(lanes, expect(lanes, x), EXPECTED);
    let out = codes;
    for (let lane: usize = 0; lane < used; lane++, out += stride) {
      const state = load<u64>(lanes + 8 * lane, STATES);
      const mu = load<i32>(lanes + 4 * lane, EXPECTED);
      const window = load<i32>(lanes + 4 * lane, WINDOW);
      const counts = <usize>load<u32>(lanes + 4 * lane, COUNTS);
      const guesses = <usize>load<u32>(lanes + 4 * lane, GUESSES);
      const slot = <i32>(<u32>state & (TOTAL - 1));
      const start = ((mu + 8) >> 4) - window;
      const near = mu + offset + load<i16>(guesses + ((slot >> <i32>GUESS_SHIFT) << 1));
      let u = <i32>load<i16>(inverse + ((near >> shift) << 1));
      const ends = table + (u << 3);
      let low = load<i32>(counts + ((load<i32>(ends) - mu) << 2));
      let slots = load<i32>(counts + ((load<i32>(ends, 8) - mu) << 2)) - low + 1;
      low += u - start;
      if (<u32>(slot - low) >= <u32>slots) {
        u = seek(slot, u, mu, start, window, counts, table, lanes);
        const escaped = slot >= TOTAL - ESCAPE;
        low = escaped ? TOTAL - ESCAPE : countsBelow(counts, table, u, mu, start);
        slots = escaped ? ESCAPE : countsBelow(counts, table, u + 1, mu, start) - low;
      }
      store<i16>(out, u);
      let next = <u64>(<u32>slots) * (state >> BITS) + <u64>(slot - low);
      if (next < LOWEST) {
        next = (next << 32) | <u64>load<u32>(words);
        words += 4;
      }
      store<u64>(lanes + 8 * lane, next, STATES);
    }
    x = voltagesAt(codes, stride, table);
  }
  v128.store(latest, x);
  return words;
}
