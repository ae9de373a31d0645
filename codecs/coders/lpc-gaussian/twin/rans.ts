/** Frequencies of codes, and rANS of several lanes that share their words: a part of the twin. */

import { normalCounts } from '../../../models/normal-counts.js';

const COUNT_BITS = 22;
const HALF_WINDOW = 512;
const ESCAPE_COUNTS = 1024;
const RANGE = 2 ** COUNT_BITS - 2 * HALF_WINDOW - ESCAPE_COUNTS;
const ESCAPE = 2 ** COUNT_BITS - ESCAPE_COUNTS;
/** Of each code that escaped. */
const RAW_COUNTS = 64;
const FINEST_OCTAVE = 9;
const HALF_CELLS = 768;
const LOWEST = 2n ** 31n;
const WORD_BITS = 32n;
const WORD_MASK = 2n ** WORD_BITS - 1n;

/** What is expected of the next code; the prediction in 1/16 of a step. */
export interface Expectation {
  readonly prediction: number;
  readonly octave: number;
  /** Eighths of an octave. */
  readonly step: number;
}

/** Where codes begin, by code + 32768, in 1/16 of a step. */
export type Thresholds = ArrayLike<number>;

const counts = Array.from({ length: 8 }, (_, step) => normalCounts(step, RANGE));

/** Low bits that are coded as they are. */
function droppedAt(octave: number): number {
  return Math.max(0, octave - FINEST_OCTAVE);
}

/** Place in the window of a code that lost its low bits. */
function placeOf(coarse: number, { prediction, octave }: Expectation): number {
  return coarse - (((prediction + 8) >> 4) >> droppedAt(octave)) + HALF_WINDOW;
}

/** Counts below a code that lost its low bits. */
function lower(thresholds: Thresholds, coarse: number, expectation: Expectation): number {
  const { prediction, octave, step } = expectation;
  const threshold = thresholds[coarse * 2 ** droppedAt(octave) + 32768];
  const cell = Math.floor(((threshold - prediction) * 64) / 2 ** octave);
  const bounded = Math.max(-HALF_CELLS, Math.min(HALF_CELLS, cell));
  return counts[step][bounded + HALF_CELLS] + placeOf(coarse, expectation);
}

/** What a lane pushes: start and count of 2^22, then low bits and their number. */
export interface Item {
  readonly lane: number;
  readonly start: number;
  readonly count: number;
  readonly low: number;
  readonly dropped: number;
}

/** The items of a code, in the order in which they are popped. */
export function itemsOf(
  lane: number,
  code: number,
  thresholds: Thresholds,
  expectation: Expectation,
): Item[] {
  const dropped = droppedAt(expectation.octave);
  const coarse = code >> dropped;
  const place = placeOf(coarse, expectation);
  if (place < 0 || place >= 2 * HALF_WINDOW) {
    return [
      { lane, start: ESCAPE, count: ESCAPE_COUNTS, low: 0, dropped },
      { lane, start: (code + 32768) * RAW_COUNTS, count: RAW_COUNTS, low: 0, dropped: 0 },
    ];
  }
  const start = lower(thresholds, coarse, expectation);
  const count = lower(thresholds, coarse + 1, expectation) - start;
  return [{ lane, start, count, low: code - coarse * 2 ** dropped, dropped }];
}

/** @returns a state for each lane, then the words, as in a stream */
export function push(items: readonly Item[], lanes: number): Uint8Array {
  const states = new Array<bigint>(lanes).fill(LOWEST);
  const words: number[] = [];
  for (const { lane, start, count, low, dropped } of items.toReversed()) {
    let x = states[lane];
    if (x >= BigInt(count) << BigInt(63 - COUNT_BITS - dropped)) {
      words.push(Number(x & WORD_MASK));
      x >>= WORD_BITS;
    }
    x = ((x / BigInt(count)) << BigInt(COUNT_BITS)) + (x % BigInt(count)) + BigInt(start);
    states[lane] = (x << BigInt(dropped)) + BigInt(low);
  }
  const halves = states.flatMap(x => [Number(x & WORD_MASK), Number(x >> WORD_BITS)]);
  return new Uint8Array(Uint32Array.from([...halves, ...words.reverse()]).buffer);
}

/** Takes codes off the states of lanes. */
export interface Popper {
  readonly pop: (lane: number, thresholds: Thresholds, expectation: Expectation) => number;
  /** Whether all words were taken, and all states are what they were before the first push. */
  readonly isDone: () => boolean;
}

/** @param coded states and words */
export function makePopper(coded: Uint8Array, lanes: number): Popper {
  const view = new DataView(coded.buffer, coded.byteOffset, coded.byteLength);
  const states = Array.from({ length: lanes }, (_, lane) => view.getBigUint64(8 * lane, true));
  let at = 8 * lanes;
  const slotOf = (lane: number, dropped: number) =>
    Number((states[lane] >> BigInt(dropped)) & BigInt(2 ** COUNT_BITS - 1));

  function drop({ lane, start, count, dropped }: Item): void {
    const rest = states[lane] >> BigInt(COUNT_BITS + dropped);
    states[lane] = rest * BigInt(count) + BigInt(slotOf(lane, dropped) - start);
    if (states[lane] >= LOWEST) return;
    states[lane] = (states[lane] << WORD_BITS) + BigInt(view.getUint32(at, true));
    at += 4;
  }

  function popEscaped(lane: number, dropped: number): number {
    drop({ lane, start: ESCAPE, count: ESCAPE_COUNTS, low: 0, dropped });
    const raw = Math.floor(slotOf(lane, 0) / RAW_COUNTS);
    drop({ lane, start: raw * RAW_COUNTS, count: RAW_COUNTS, low: 0, dropped: 0 });
    return raw - 32768;
  }

  function pop(lane: number, thresholds: Thresholds, expectation: Expectation): number {
    const dropped = droppedAt(expectation.octave);
    const slot = slotOf(lane, dropped);
    if (slot >= ESCAPE) return popEscaped(lane, dropped);
    const low = Number(states[lane] & BigInt(2 ** dropped - 1));
    const code = coarseAt(slot, thresholds, expectation) * 2 ** dropped + low;
    drop(itemsOf(lane, code, thresholds, expectation)[0]);
    return code;
  }

  return { pop, isDone: () => at === coded.length && states.every(x => x === LOWEST) };
}

/** The code, without its low bits, that a slot belongs to: counts below codes never fall. */
function coarseAt(slot: number, thresholds: Thresholds, expectation: Expectation): number {
  const dropped = droppedAt(expectation.octave);
  let least = -32768 >> dropped;
  let greatest = 32767 >> dropped;
  while (least < greatest) {
    const middle = Math.ceil((least + greatest) / 2);
    if (lower(thresholds, middle, expectation) <= slot) least = middle;
    else greatest = middle - 1;
  }
  return least;
}
