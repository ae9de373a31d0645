/**
 * Two quantisers, of which the state of a trellis says which one a coefficient has (dependent quantisation, as of H.266;
 * trellis of eight states by Ungerboeck, IEEE Trans. Inf. Theory 28, 1982). In half steps, level k stands for
 *
 *   quantiser 0   2 k                         quantiser 1   2 k - sign(k)
 *
 *   state           0     1     2     3     4     5     6     7
 *   quantiser       0     1     0     1     0     1     0     1
 *   next, k even    0     5     1     4     2     7     3     6
 *   next, k odd     2     7     3     6     0     5     1     4
 *
 * so that what can be reached from the past lies as dense as half steps, at the rate of whole ones. Measured at equal rate
 * against a single quantiser with the same choice of levels: 0.1 bits a sample.
 *
 * The choice: the path through a frame for which squared error, in half steps, plus a weight times bits is least (Viterbi),
 * with the probabilities that hold at the start of the frame. Decoders do not know of it, and levels chosen so lie where
 * their coefficients' means are, within 0.04 half steps: nothing is to be moved when they are put back.
 *
 * States a and a + 4 have the same quantiser and lead to the same two states, one by even levels where the other does by odd
 * ones: a wing, worked out in vectors of two. In memory, states lie in the order in which wings lead to them. A part of the
 * kernel.
 */
import { startCosts } from './costs';
import { BINS } from './lapped';
import { fillSingleRows, findRows, isInRow, lowerOf, pairAt, rowAt, SINGLE_LOWER, SINGLE_PAIR } from './rows';
import { DECAY, foreseenAt } from './scale';

const STATES: i32 = 8;
/** From one bank of paths to the other: paths to a coefficient and paths behind it. */
const BANK_BYTES: usize = 64;

const NEXT: usize = memory.data<u8>([0, 2, 5, 7, 1, 3, 4, 6, 2, 0, 7, 5, 3, 1, 6, 4]);
/** Where in memory a state lies. */
const PLACES: usize = memory.data<u8>([0, 4, 1, 5, 6, 2, 7, 3]);

/** Of paths to each state, in two banks: their costs, and the decayed sums of their magnitudes. */
const costs: usize = memory.data(128, 16);
const sums: usize = memory.data(128, 16);

/**
 * Of the path to each place behind each coefficient: its last magnitude; and of all, in a byte, whether it comes from the
 * second state of its wing.
 */
const magnitudes: usize = memory.data(128 * 64, 16);
const origins: usize = memory.data(128, 16);

// inlined
export function quantiserOf(state: i32): i32 {
  return state & 1;
}

// inlined
export function nextState(state: i32, level: i32): i32 {
  return <i32>load<u8>(NEXT + <usize>(2 * state + (level & 1)));
}

// inlined
function placeOf(state: i32): usize {
  return <usize>load<u8>(PLACES + <usize>state);
}

// inlined
function swap(two: v128): v128 {
  return v128.shuffle<i64>(two, two, 1, 0);
}

/** Twice the even and the odd one of `below` and the level above it. */
// inlined
function doubled(below: i32): v128 {
  const even = v128.and(i32x4.add(i32x4.splat(below), i32x4(1, 0, 1, 0)), i32x4(-2, -1, -2, -1));
  return f64x2.convert_low_i32x4_s(i32x4.shl(v128.or(even, i32x4(0, 1, 0, 1)), 1));
}

/** What quantiser 1 takes from these. */
// inlined
function lessOf(doubled: v128): v128 {
  return v128.and(f64x2.ne(doubled, f64x2.splat(0)), f64x2.splat(1));
}

// inlined
function squareOf(error: v128): v128 {
  return f64x2.mul(error, error);
}

/**
 * Chooses the levels of a frame.
 * @param coefficients of the frame, in half steps
 * @param state at its start
 * @param levels becomes the levels, i32
 */
export function chooseLevels(coefficients: usize, state: i32, levels: usize): void {
  startCosts();
  startPaths(state);
  let from: usize = 0;
  let foreseen: f64 = 0;
  for (let k = 0; k < BINS; k++) {
    const size = abs(load<f64>(coefficients + ((<usize>k) << 3)));
    extend(k, size, foreseen, from, from ^ BANK_BYTES);
    foreseen = foreseen * DECAY + foreseenAt(k);
    from ^= BANK_BYTES;
  }
  traceBack(coefficients, from, levels);
}

function startPaths(state: i32): void {
  for (let place: usize = 0; place < <usize>STATES; place++) {
    store<f64>(costs + (place << 3), Infinity);
    store<f64>(sums + (place << 3), 0);
  }
  store<f64>(costs + (placeOf(state) << 3), 0);
}

/** Finds the best paths over coefficient k: by the levels next to its size, the one below these, and 0. */
function extend(k: i32, size: f64, foreseen: f64, from: usize, to: usize): void {
  const below0 = <i32>(size / 2);
  const below1 = <i32>((size + 1) / 2);
  const areInRows = findRows(k, foreseen, sums + from) && isInRow(below1);
  if (!areInRows) fillSingleRows(below0, below1);
  const pair0 = areInRows ? pairAt(below0) : SINGLE_PAIR;
  const pair1 = areInRows ? pairAt(below1) : SINGLE_PAIR;
  const lower0 = areInRows ? pairAt(lowerOf(below0)) : SINGLE_LOWER;
  const lower1 = areInRows ? pairAt(lowerOf(below1)) : SINGLE_LOWER;
  const sizes = f64x2.splat(size);
  const doubled0 = doubled(below0);
  const doubled1 = doubled(below1);
  const doubledLower0 = doubled(lowerOf(below0));
  const doubledLower1 = doubled(lowerOf(below1));
  const less1 = lessOf(doubled1);
  const lessLower1 = lessOf(doubledLower1);
  const squares0 = squareOf(f64x2.sub(sizes, doubled0));
  const squares1 = squareOf(f64x2.add(f64x2.sub(sizes, doubled1), less1));
  const squaresLower0 = squareOf(f64x2.sub(sizes, doubledLower0));
  const squaresLower1 = squareOf(f64x2.add(f64x2.sub(sizes, doubledLower1), lessLower1));
  const magnitudes1 = f64x2.sub(doubled1, less1);
  const magnitudesLower1 = f64x2.sub(doubledLower1, lessLower1);
  const nothing = f64x2.replace_lane(f64x2.splat(size * size), 1, Infinity);
  const kept = magnitudes + ((<usize>k) << 6);
  const origin =
    extendWing(
      0,
      0,
      6,
      from,
      to,
      pair0,
      squares0,
      doubled0,
      lower0,
      squaresLower0,
      doubledLower0,
      nothing,
      kept,
    ) |
    (extendWing(
      1,
      4,
      2,
      from,
      to,
      pair1,
      squares1,
      magnitudes1,
      lower1,
      squaresLower1,
      magnitudesLower1,
      nothing,
      kept,
    ) <<
      2) |
    (extendWing(
      2,
      1,
      7,
      from,
      to,
      pair0,
      squares0,
      doubled0,
      lower0,
      squaresLower0,
      doubledLower0,
      nothing,
      kept,
    ) <<
      4) |
    (extendWing(
      3,
      5,
      3,
      from,
      to,
      pair1,
      squares1,
      magnitudes1,
      lower1,
      squaresLower1,
      magnitudesLower1,
      nothing,
      kept,
    ) <<
      6);
  store<u8>(origins + <usize>k, origin);
}

/**
 * The paths to the two states that a wing leads to, which lie at places 2 wing and 2 wing + 1.
 * @param first place of state a, @param second place of state a + 4
 * @param pair where in a row the costs of the levels next to the size are
 * @param squares of their errors, @param sizes magnitudes of both
 * @param lower where those of the level below are, beside one of the former, and so on
 * @param nothing square of the error of level 0; infinite in the place of an odd level
 * @param kept becomes the magnitudes of the paths
 */
// inlined
function extendWing(
  wing: usize,
  first: usize,
  second: usize,
  from: usize,
  to: usize,
  pair: usize,
  squares: v128,
  sizes: v128,
  lower: usize,
  lowerSquares: v128,
  lowerSizes: v128,
  nothing: v128,
  kept: usize,
): i32 {
  const row = rowAt(first);
  const before = v128.load64_splat(costs + from + (first << 3));
  const near = f64x2.add(f64x2.add(before, squares), v128.load(row + pair));
  const next = f64x2.add(f64x2.add(before, lowerSquares), v128.load(row + lower));
  const none = f64x2.add(f64x2.add(before, nothing), v128.load64_zero(row));
  const some = f64x2.pmin(near, next);
  const best = f64x2.pmin(some, none);
  const someSizes = v128.bitselect(lowerSizes, sizes, f64x2.lt(next, near));
  const bestSizes = v128.andnot(someSizes, f64x2.lt(none, some));

  const otherRow = rowAt(second);
  const otherBefore = v128.load64_splat(costs + from + (second << 3));
  const otherNear = f64x2.add(f64x2.add(otherBefore, squares), v128.load(otherRow + pair));
  const otherNext = f64x2.add(f64x2.add(otherBefore, lowerSquares), v128.load(otherRow + lower));
  const otherNone = f64x2.add(f64x2.add(otherBefore, nothing), v128.load64_zero(otherRow));
  const otherSome = f64x2.pmin(otherNear, otherNext);
  const otherBest = swap(f64x2.pmin(otherSome, otherNone));
  const otherSizes = v128.bitselect(lowerSizes, sizes, f64x2.lt(otherNext, otherNear));
  const otherBestSizes = swap(v128.andnot(otherSizes, f64x2.lt(otherNone, otherSome)));

  const isOther = f64x2.lt(otherBest, best);
  const magnitude = v128.bitselect(otherBestSizes, bestSizes, isOther);
  const sum = v128.bitselect(
    v128.load64_splat(sums + from + (second << 3)),
    v128.load64_splat(sums + from + (first << 3)),
    isOther,
  );
  v128.store(kept + (wing << 4), magnitude);
  v128.store(costs + to + (wing << 4), f64x2.pmin(best, otherBest));
  v128.store(sums + to + (wing << 4), f64x2.add(f64x2.mul(sum, f64x2.splat(DECAY)), magnitude));
  return i64x2.bitmask(isOther);
}

/** Goes back along the path that costs least. */
function traceBack(coefficients: usize, bank: usize, levels: usize): void {
  let state = 0;
  for (let other = 1; other < STATES; other++) {
    if (costAt(bank, other) < costAt(bank, state)) state = other;
  }
  for (let k: usize = BINS - 1; <isize>k >= 0; k--) {
    const place = placeOf(state);
    const wing = <i32>place >> 1;
    const magnitude = <i32>load<f64>(magnitudes + (k << 6) + (place << 3));
    const level = (magnitude + quantiserOf(wing)) >> 1;
    store<i32>(levels + (k << 2), load<f64>(coefficients + (k << 3)) < 0 ? -level : level);
    state = wing + (((<i32>load<u8>(origins + k) >> <i32>place) & 1) << 2);
  }
}

// inlined
function costAt(bank: usize, state: i32): f64 {
  return load<f64>(costs + bank + (placeOf(state) << 3));
}
