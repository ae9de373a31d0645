// Prediction and rANS coding of four lanes of codes at once, see ../coder.ts

/** A state x stays in [2^18, 2^50); words of 32 bits leave and enter at its low end. */
const LOWEST: u64 = 0x40000;
const BITS: u64 = 17;
const TOTAL: i32 = 0x20000;
const ESCAPE: i32 = 8;
/** Slots that share a guess, as a power of two. */
const GUESS_SHIFT: i32 = 7;
const WEIGHT_SHIFT: i32 = 11;
const TAPS: usize = 8;
const VARIABLES: usize = 1 + TAPS + 2;

/*
 * What is known of four lanes: vectors of an i32 a lane, the u64 states apart.
 *
 * BIAS, WEIGHTS    of the prediction: of the last eight voltages, the latest first, and of two running means
 * LEAST, MOST      bounds of a prediction, in units
 * COUNTS           where each lane's table of counts has its middle
 * GUESSES          where each lane's table of guesses is
 * WINDOW           codes on each side of the expected one that have counts
 * PENDING          what the voltages so far add to the next seven sums, bias and all but running means included
 * SUMS             running means, with 4 and 8 binary digits after the point
 * EXPECTED, START  of the step that is decoded: the prediction, and the first code of the window
 * RELATIVE         COUNTS less four times the prediction: where the count at a threshold of 0 is
 * FOUND            see seek; two vectors
 */
const BIAS: usize = 0;
const WEIGHTS: usize = 16;
const MEAN_WEIGHTS: usize = WEIGHTS + 16 * TAPS;
const LEAST: usize = 176;
const MOST: usize = 192;
const COUNTS: usize = 208;
const GUESSES: usize = 224;
const WINDOW: usize = 240;
const PENDING: usize = 256;
const SUMS: usize = 368;
const EXPECTED: usize = 400;
const START: usize = 416;
const RELATIVE: usize = 432;
const FOUND: usize = 448;
const STATES: usize = 480;

/** Where the next escape is or goes. */
let escapes: usize = 0;
let escapesEnd: usize = 0;

export function setEscapes(from: usize, end: usize): void {
  escapes = from;
  escapesEnd = end;
}

/** How far the escapes came. */
export function escapesNow(): usize {
  return escapes;
}

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Sets each lane as if all voltages before had been `voltages`, the latest one apart. */
export function begin(lanes: usize, voltages: usize): void {
  const x = v128.load(voltages);
  let pending = v128.load(lanes, BIAS);
  for (let tap: usize = 16 * (TAPS - 1); tap > 0; tap -= 16) {
    pending = i32x4.add(pending, i32x4.mul(x, v128.load(lanes + tap, WEIGHTS)));
    v128.store(lanes + tap, pending, PENDING - 16);
  }
  v128.store(lanes, i32x4.shl(x, 4), SUMS);
  v128.store(lanes, i32x4.shl(x, 8), SUMS + 16);
}

/** Adds what the voltages x bring to a sum, by the weights `at` bytes behind the first. */
function tap(lanes: usize, x: v128, at: usize, sum: v128): v128 {
  return i32x4.add(sum, i32x4.mul(x, v128.load(lanes + at, WEIGHTS)));
}

/** The prediction: a sum over voltages, with the running means. */
function conclude(lanes: usize, sum: v128, nearMean: v128, farMean: v128): v128 {
  const means = i32x4.add(
    i32x4.mul(nearMean, v128.load(lanes, MEAN_WEIGHTS)),
    i32x4.mul(farMean, v128.load(lanes, MEAN_WEIGHTS + 16)),
  );
  const mu = i32x4.shr_s(i32x4.add(means, sum), WEIGHT_SHIFT);
  return i32x4.min_s(i32x4.max_s(mu, v128.load(lanes, LEAST)), v128.load(lanes, MOST));
}

/** The voltages of the codes at `at`, `at + stride` …, by a table of pairs (four times the threshold, voltage). */
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
const variables = memory.data(11 * 32, 16);

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
function accumulate(moments: usize): void {
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
 * @param voltages written: a vector a step; the first one's stand eight times before it
 * @param centre voltages to take off, a vector
 * @param moments for each variable its sum, then its products with those up to it; four f64 each, added to
 */
export function gatherMoments(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  voltages: usize,
  every: usize,
  centre: usize,
  moments: usize,
): void {
  const middle = v128.load(centre);
  let latest = v128.load(voltages - 16);
  let near = i32x4.shl(latest, 4);
  let far = i32x4.shl(latest, 8);
  let due = every;
  for (const end = codes + 2 * count; codes < end; codes += 2, voltages += 16) {
    const x = voltagesAt(codes, stride, table);
    v128.store(voltages, x);
    const nearMean = i32x4.shr_s(near, 4);
    const farMean = i32x4.shr_s(far, 8);
    if (--due === 0) {
      for (let k: usize = 0; k <= TAPS; k++) center(k, v128.load(voltages - 16 * k), middle);
      center(TAPS + 1, nearMean, middle);
      center(TAPS + 2, farMean, middle);
      accumulate(moments);
      due = every;
    }
    near = i32x4.add(near, i32x4.sub(latest, nearMean));
    far = i32x4.add(far, i32x4.sub(latest, farMean));
    latest = x;
  }
}

/** Residuals further out count as this far: they escape, whatever the deviation. */
const FARTHEST: i32 = 2047;
/** Squares of so many fit 32 bits. */
const SQUARES: usize = 1024;

/**
 * Predicts `count` steps.
 * @param voltages what is predicted, behind the voltages before it
 * @param spread four f64 of the sum of squared residuals, four of the sum of their magnitudes
 */
export function predict(voltages: usize, count: usize, lanes: usize, expected: usize, spread: usize): void {
  let x = v128.load(voltages - 16);
  let near = v128.load(lanes, SUMS);
  let far = v128.load(lanes, SUMS + 16);
  let pending0 = v128.load(lanes, PENDING);
  let pending1 = v128.load(lanes, PENDING + 16);
  let pending2 = v128.load(lanes, PENDING + 32);
  let pending3 = v128.load(lanes, PENDING + 48);
  let pending4 = v128.load(lanes, PENDING + 64);
  let pending5 = v128.load(lanes, PENDING + 80);
  let pending6 = v128.load(lanes, PENDING + 96);
  memory.fill(spread, 0, 64);
  for (let from: usize = 0; from < count; from += SQUARES) {
    let squares = i32x4.splat(0);
    let magnitudes = squares;
    const end = min(count, from + SQUARES);
    for (let t = from; t < end; t++) {
      const nearMean = i32x4.shr_s(near, 4);
      const farMean = i32x4.shr_s(far, 8);
      const mu = conclude(lanes, tap(lanes, x, 0, pending0), nearMean, farMean);
      pending0 = tap(lanes, x, 16, pending1);
      pending1 = tap(lanes, x, 32, pending2);
      pending2 = tap(lanes, x, 48, pending3);
      pending3 = tap(lanes, x, 64, pending4);
      pending4 = tap(lanes, x, 80, pending5);
      pending5 = tap(lanes, x, 96, pending6);
      pending6 = tap(lanes, x, 112, v128.load(lanes, BIAS));
      near = i32x4.add(near, i32x4.sub(x, nearMean));
      far = i32x4.add(far, i32x4.sub(x, farMean));
      v128.store(expected + 16 * t, mu);
      x = v128.load(voltages + 16 * t);
      const magnitude = i32x4.min_s(i32x4.abs(i32x4.sub(x, mu)), i32x4.splat(FARTHEST));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(magnitude, magnitude));
      magnitudes = i32x4.add(magnitudes, magnitude);
    }
    addUnsigned(spread, squares);
    addUnsigned(spread + 32, magnitudes);
  }
  v128.store(lanes, pending0, PENDING);
  v128.store(lanes, pending1, PENDING + 16);
  v128.store(lanes, pending2, PENDING + 32);
  v128.store(lanes, pending3, PENDING + 48);
  v128.store(lanes, pending4, PENDING + 64);
  v128.store(lanes, pending5, PENDING + 80);
  v128.store(lanes, pending6, PENDING + 96);
  v128.store(lanes, near, SUMS);
  v128.store(lanes, far, SUMS + 16);
}

function addUnsigned(sums: usize, values: v128): void {
  const high = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_u(values)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_u(high)), 16);
}

/** Notes where the windows around predictions begin, and where counts lie from there. */
function aim(lanes: usize, mu: v128): void {
  const nearest = i32x4.shr_s(i32x4.add(mu, i32x4.splat(8)), 4);
  v128.store(lanes, i32x4.sub(nearest, v128.load(lanes, WINDOW)), START);
  v128.store(lanes, i32x4.sub(v128.load(lanes, COUNTS), i32x4.shl(mu, 2)), RELATIVE);
}

/**
 * Cumulative frequencies and frequencies of samples: four and four a step.
 * @param frequencies written: two vectors a step
 */
export function findFrequencies(
  codes: usize,
  stride: usize,
  count: usize,
  table: usize,
  expected: usize,
  lanes: usize,
  frequencies: usize,
): void {
  for (let t: usize = 0; t < count; t++, codes += 2, expected += 16, frequencies += 32) {
    aim(lanes, v128.load(expected));
    let at = codes;
    for (let lane: usize = 0; lane < 16; lane += 4, at += stride) {
      const u = <i32>load<i16>(at);
      const place = u - load<i32>(lanes + lane, START);
      let first = TOTAL - ESCAPE;
      let slots = ESCAPE;
      if (<u32>place < load<u32>(lanes + lane, WINDOW) << 1) {
        const counts = <usize>load<u32>(lanes + lane, RELATIVE);
        const ends = table + (u << 3);
        const low = load<i32>(counts + load<i32>(ends));
        first = low + place;
        slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
      } else {
        store<u16>(escapes, u);
        escapes += 2;
      }
      store<i32>(frequencies + lane, first);
      store<i32>(frequencies + lane, slots, 16);
    }
  }
}

/** For each set of four lanes, a shuffle that moves their words to the end of sixteen bytes, and their size. */
const shuffles = memory.data(16 * 16, 16);
const shuffledBytes = memory.data(16);

function fillShuffles(): void {
  for (let set: usize = 0; set < 16; set++) {
    let to = 16;
    for (let lane: i32 = 3; lane >= 0; lane--) {
      if (((set >> lane) & 1) === 0) continue;
      to -= 4;
      store<u32>(shuffles + set * 16 + to, 0x03020100 + 0x04040404 * lane);
    }
    store<u8>(shuffledBytes + set, 16 - to);
  }
}
fillShuffles();

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
 * Codes frequencies, the last ones first, in states that are doubles. All is exact: x < 2^50, and the quotient of x and f is
 * floor((x + 1/2) * (1 / f)), since x + 1/2 is at least 1 / 2f away from a multiple and both roundings together move
 * the product by less than 2^50 / f * 2^-52.
 * @param end of room for 16 bytes a step, and 16 below it
 * @returns where the words begin
 */
export function push(frequencies: usize, count: usize, lanes: usize, end: usize): usize {
  let x = v128.load(lanes, STATES);
  let y = v128.load(lanes, STATES + 16);
  let words = end;
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const shed = f64x2.splat(1 / 4294967296);
  const limit = f64x2.splat(8589934592);
  const total = f64x2.splat(<f64>TOTAL);
  const magic = f64x2.splat(MAGIC);
  for (let at = frequencies + 32 * count; at > frequencies; ) {
    at -= 32;
    const first = v128.load(at);
    const slots = v128.load(at, 16);
    const f = f64x2.convert_low_i32x4_u(slots);
    const g = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(slots, slots, 2, 3, 2, 3));
    const fullX = f64x2.ge(x, f64x2.mul(f, limit));
    const fullY = f64x2.ge(y, f64x2.mul(g, limit));
    const low = v128.shuffle<i32>(f64x2.add(x, magic), f64x2.add(y, magic), 0, 2, 4, 6);
    const full = <usize>(i64x2.bitmask(fullX) | (i64x2.bitmask(fullY) << 2));
    v128.store(words - 16, i8x16.swizzle(low, v128.load(shuffles + (full << 4))));
    words -= <usize>load<u8>(shuffledBytes + full);
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
  return load<i32>(counts + load<i32>(table + (u << 3)) - (mu << 2)) + u - start;
}

/**
 * Where no guess fits: walks from it to the code that owns the slot, within the window, or takes in an escape.
 * @param lane `lanes` + 4 * lane; leaves there, from FOUND on, how far into its slots the slot is, and how many they are
 */
function seek(slot: i32, guess: i32, lane: usize, table: usize): i32 {
  const mu = load<i32>(lane, EXPECTED);
  const start = load<i32>(lane, START);
  const last = start + 2 * load<i32>(lane, WINDOW) - 1;
  const counts = <usize>load<u32>(lane, COUNTS);
  if (slot >= TOTAL - ESCAPE) {
    store<i32>(lane, slot - (TOTAL - ESCAPE), FOUND);
    store<i32>(lane, ESCAPE, FOUND + 4);
    return nextEscape();
  }
  let u = max(start, min(last, guess));
  while (u > start && countsBelow(counts, table, u, mu, start) > slot) u--;
  while (u < last && countsBelow(counts, table, u + 1, mu, start) <= slot) u++;
  const low = countsBelow(counts, table, u, mu, start);
  store<i32>(lane, slot - low, FOUND);
  store<i32>(lane, countsBelow(counts, table, u + 1, mu, start) - low, FOUND + 4);
  return u;
}

/** Zero where none is left: the pointer runs on, which shows in the end. */
function nextEscape(): i32 {
  const at = escapes;
  escapes += 2;
  return at < escapesEnd ? <i32>load<i16>(at) : 0;
}

/**
 * Decodes `count` steps.
 * @param latest vector: the last voltage of each lane; left as it is for the next call
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
  latest: usize,
  words: usize,
  end: usize,
): usize {
  let x = v128.load(latest);
  let near = v128.load(lanes, SUMS);
  let far = v128.load(lanes, SUMS + 16);
  let pending0 = v128.load(lanes, PENDING);
  let pending1 = v128.load(lanes, PENDING + 16);
  let pending2 = v128.load(lanes, PENDING + 32);
  let pending3 = v128.load(lanes, PENDING + 48);
  let pending4 = v128.load(lanes, PENDING + 64);
  let pending5 = v128.load(lanes, PENDING + 80);
  let pending6 = v128.load(lanes, PENDING + 96);
  let state0 = load<u64>(lanes, STATES);
  let state1 = load<u64>(lanes, STATES + 8);
  let state2 = load<u64>(lanes, STATES + 16);
  let state3 = load<u64>(lanes, STATES + 24);
  const offsets = i32x4.splat(offset);
  const codes1 = codes + stride;
  const codes2 = codes1 + stride;
  const codes3 = codes2 + stride;
  const guesses0 = <usize>load<u32>(lanes, GUESSES);
  const guesses1 = <usize>load<u32>(lanes, GUESSES + 4);
  const guesses2 = <usize>load<u32>(lanes, GUESSES + 8);
  const guesses3 = <usize>load<u32>(lanes, GUESSES + 12);
  for (let t: usize = 0; t < 2 * count; t += 2) {
    if (words > end) return 0;
    const nearMean = i32x4.shr_s(near, 4);
    const farMean = i32x4.shr_s(far, 8);
    const mu = conclude(lanes, tap(lanes, x, 0, pending0), nearMean, farMean);
    pending0 = tap(lanes, x, 16, pending1);
    pending1 = tap(lanes, x, 32, pending2);
    pending2 = tap(lanes, x, 48, pending3);
    pending3 = tap(lanes, x, 64, pending4);
    pending4 = tap(lanes, x, 80, pending5);
    pending5 = tap(lanes, x, 96, pending6);
    pending6 = tap(lanes, x, 112, v128.load(lanes, BIAS));
    near = i32x4.add(near, i32x4.sub(x, nearMean));
    far = i32x4.add(far, i32x4.sub(x, farMean));
    v128.store(lanes, mu, EXPECTED);
    aim(lanes, mu);
    const shifted = i32x4.add(mu, offsets);

    let hungry = false;
    let slot = <i32>(<u32>state0 & (TOTAL - 1));
    let unit = i32x4.extract_lane(shifted, 0) + load<i16>(guesses0 + ((slot >> GUESS_SHIFT) << 1));
    let u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    let ends = table + (u << 3);
    let counts = <usize>load<u32>(lanes, RELATIVE);
    let low = load<i32>(counts + load<i32>(ends));
    let slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    let past = slot + load<i32>(lanes, START) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes, table);
      past = load<i32>(lanes, FOUND);
      slots = load<i32>(lanes, FOUND + 4);
    }
    store<i16>(codes + t, u);
    state0 = <u64>(<u32>slots) * (state0 >> BITS) + <u64>past;
    hungry = state0 < LOWEST;
    state0 = select<u64>((state0 << 32) | <u64>load<u32>(words), state0, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_zero(table + (u << 3), 4);

    slot = <i32>(<u32>state1 & (TOTAL - 1));
    unit = i32x4.extract_lane(shifted, 1) + load<i16>(guesses1 + ((slot >> GUESS_SHIFT) << 1));
    u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    ends = table + (u << 3);
    counts = <usize>load<u32>(lanes, RELATIVE + 4);
    low = load<i32>(counts + load<i32>(ends));
    slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    past = slot + load<i32>(lanes, START + 4) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes + 4, table);
      past = load<i32>(lanes, FOUND + 4);
      slots = load<i32>(lanes, FOUND + 4 + 4);
    }
    store<i16>(codes1 + t, u);
    state1 = <u64>(<u32>slots) * (state1 >> BITS) + <u64>past;
    hungry = state1 < LOWEST;
    state1 = select<u64>((state1 << 32) | <u64>load<u32>(words), state1, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_lane(table + (u << 3), x, 1, 4);

    slot = <i32>(<u32>state2 & (TOTAL - 1));
    unit = i32x4.extract_lane(shifted, 2) + load<i16>(guesses2 + ((slot >> GUESS_SHIFT) << 1));
    u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    ends = table + (u << 3);
    counts = <usize>load<u32>(lanes, RELATIVE + 8);
    low = load<i32>(counts + load<i32>(ends));
    slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    past = slot + load<i32>(lanes, START + 8) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes + 8, table);
      past = load<i32>(lanes, FOUND + 8);
      slots = load<i32>(lanes, FOUND + 8 + 4);
    }
    store<i16>(codes2 + t, u);
    state2 = <u64>(<u32>slots) * (state2 >> BITS) + <u64>past;
    hungry = state2 < LOWEST;
    state2 = select<u64>((state2 << 32) | <u64>load<u32>(words), state2, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_lane(table + (u << 3), x, 2, 4);

    slot = <i32>(<u32>state3 & (TOTAL - 1));
    unit = i32x4.extract_lane(shifted, 3) + load<i16>(guesses3 + ((slot >> GUESS_SHIFT) << 1));
    u = <i32>load<i16>(inverse + ((unit >> shift) << 1));
    ends = table + (u << 3);
    counts = <usize>load<u32>(lanes, RELATIVE + 12);
    low = load<i32>(counts + load<i32>(ends));
    slots = load<i32>(counts + load<i32>(ends, 8)) - low + 1;
    past = slot + load<i32>(lanes, START + 12) - low - u;
    if (<u32>past >= <u32>slots) {
      u = seek(slot, u, lanes + 12, table);
      past = load<i32>(lanes, FOUND + 12);
      slots = load<i32>(lanes, FOUND + 12 + 4);
    }
    store<i16>(codes3 + t, u);
    state3 = <u64>(<u32>slots) * (state3 >> BITS) + <u64>past;
    hungry = state3 < LOWEST;
    state3 = select<u64>((state3 << 32) | <u64>load<u32>(words), state3, hungry);
    words += (<usize>hungry) << 2;
    x = v128.load32_lane(table + (u << 3), x, 3, 4);
  }
  v128.store(latest, x);
  v128.store(lanes, pending0, PENDING);
  v128.store(lanes, pending1, PENDING + 16);
  v128.store(lanes, pending2, PENDING + 32);
  v128.store(lanes, pending3, PENDING + 48);
  v128.store(lanes, pending4, PENDING + 64);
  v128.store(lanes, pending5, PENDING + 80);
  v128.store(lanes, pending6, PENDING + 96);
  v128.store(lanes, near, SUMS);
  v128.store(lanes, far, SUMS + 16);
  store<u64>(lanes, state0, STATES);
  store<u64>(lanes, state1, STATES + 8);
  store<u64>(lanes, state2, STATES + 16);
  store<u64>(lanes, state3, STATES + 24);
  return words;
}
