// Where the trellis finds the costs of the levels behind each of its states. A part of the kernel.
import { costOf, ROW_BYTES, ROW_LEVELS, rows } from './costs';
import { classesOf, classOf, expectedOfTwo, FIRST_SHIFTED, shiftOf } from './scale';

/** Of each state: what is expected of the next coefficient, and where the costs of its levels lie. */
const expected: usize = memory.data(64, 16);
const rowsOfStates: usize = memory.data(32, 16);
/** Rows of what one coefficient needs, for levels that rows do not hold: the cost of 0, and behind it two pairs. */
const singleRows: usize = memory.data(8 * 48, 16);
const SINGLE_BYTES: usize = 48;
/** Where in such a row the levels next to a size are, and those below them. */
export const SINGLE_PAIR: usize = 16;
export const SINGLE_LOWER: usize = 32;

/** The even and the odd one of a level and the one above it. */
// inlined
function evenOf(below: i32): i32 {
  return (below + 1) & ~1;
}

// inlined
function oddOf(below: i32): i32 {
  return below | 1;
}

/** The level below, if there is one. */
// inlined
export function lowerOf(level: i32): i32 {
  return max(0, level - 1);
}

/** Whether rows hold a level and the one above it. */
// inlined
export function isInRow(below: i32): bool {
  return below < ROW_LEVELS;
}

/** Where in a row they are. */
// inlined
export function pairAt(below: i32): usize {
  return (<usize>below) << 4;
}

// inlined
export function rowAt(place: usize): usize {
  return <usize>load<u32>(rowsOfStates + (place << 2));
}

/**
 * @param foreseen decayed sum of what was foreseen, @param sums of magnitudes behind each state
 * @returns whether levels have no shift behind any state, so that rows hold them if they are low enough
 */
// inlined
export function findRows(k: i32, foreseen: f64, sums: usize): bool {
  const a = expectedOfTwo(k, v128.load(sums), foreseen);
  const b = expectedOfTwo(k, v128.load(sums, 16), foreseen);
  const c = expectedOfTwo(k, v128.load(sums, 32), foreseen);
  const d = expectedOfTwo(k, v128.load(sums, 48), foreseen);
  v128.store(expected, a);
  v128.store(expected, b, 16);
  v128.store(expected, c, 32);
  v128.store(expected, d, 48);
  // a class has two rows, of quantiser 0 and 1
  const first = i32x4.add(i32x4.splat(<i32>rows), i32x4(0, 0, 256, 256));
  const second = i32x4.add(i32x4.splat(<i32>rows), i32x4(256, 256, 0, 0));
  v128.store(rowsOfStates, i32x4.add(i32x4.shl(classesOf(a, b), 9), first));
  v128.store(rowsOfStates, i32x4.add(i32x4.shl(classesOf(c, d), 9), second), 16);
  const most = f64x2.pmax(f64x2.pmax(a, b), f64x2.pmax(c, d));
  return !v128.any_true(f64x2.ge(most, f64x2.splat(FIRST_SHIFTED)));
}

/** Of 0 and of the levels next to the size, in the places of rows. */
export function fillSingleRows(below0: i32, below1: i32): void {
  for (let place: usize = 0; place < 8; place++) {
    const size = load<f64>(expected + (place << 3));
    const index = classOf(size);
    const shift = shiftOf(size);
    const quantiser = <i32>((rowAt(place) - rows) / ROW_BYTES) & 1;
    const below = quantiser === 0 ? below0 : below1;
    const row = singleRows + place * SINGLE_BYTES;
    store<f64>(row, costOf(index, quantiser, shift, 0));
    for (let pair = SINGLE_PAIR; pair <= SINGLE_LOWER; pair += SINGLE_LOWER - SINGLE_PAIR) {
      const level = pair === SINGLE_PAIR ? below : lowerOf(below);
      store<f64>(row + pair, costOf(index, quantiser, shift, evenOf(level)));
      store<f64>(row + pair, costOf(index, quantiser, shift, oddOf(level)), 8);
    }
    store<u32>(rowsOfStates + (place << 2), <u32>row);
  }
}
