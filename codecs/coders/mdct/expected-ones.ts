/**
 * What levels (kernel/levels.ts) are expected to be before anything is learned: probabilities by a normal distribution of the
 * middle of each class.
 */
import { HALF_CELLS, normalCounts } from '../../models/normal-counts.js';

export const CLASSES = 40;
export const CLASSES_PER_OCTAVE = 3;
export const QUANTISERS = 2;
/** Decisions that have probabilities. */
export const DECISIONS = 15;
/** 2^(1/3) and 2^(2/3): where thirds of an octave begin. */
export const THIRD = 1.2599210498948732;
export const TWO_THIRDS = 1.5874010519681994;
/** Mean magnitude to standard deviation, of a normal distribution. */
const DEVIATION = 1.2533;
/** What quantisation to a grid and coefficients of other sizes add. */
const SPREAD = 0.15;

/** Bits of a level that are not worth modelling. */
export function shiftOf(expected: number): number {
  return expected < 6 ? 0 : 31 - Math.clz32(expected / 3);
}

/** 16 times the expectation in the middle of a class. */
function middleOf(index: number): number {
  const third = index % CLASSES_PER_OCTAVE;
  return ((1 << Math.floor(index / CLASSES_PER_OCTAVE)) * [1, THIRD, TWO_THIRDS][third] * 9) / 8;
}

/** Where the decisions of class `index` begin. */
export function contextOf(index: number, quantiser: number): number {
  return (QUANTISERS * index + quantiser) * DECISIONS;
}

function makeOnes(): Uint16Array {
  const counts = normalCounts(0, 1 << 30);
  const ones = new Uint16Array(CLASSES * QUANTISERS * DECISIONS);
  for (let index = 0; index < CLASSES; index++) {
    for (let quantiser = 0; quantiser < QUANTISERS; quantiser++) {
      const at = contextOf(index, quantiser);
      for (let j = 0; j < DECISIONS; j++) ones[at + j] = expectedOne(counts, index, quantiser, j);
    }
  }
  return ones;
}

/** In 1/65536, that h > j if it is j or more. */
function expectedOne(counts: Uint32Array, index: number, quantiser: number, j: number): number {
  const expected = middleOf(index) / 16;
  const deviation = DEVIATION * expected + SPREAD;
  const shift = shiftOf(expected);
  // where the tail begins that has to be coded as so much, a little beyond the middle of two magnitudes
  const edge = (h: number) => (h === 0 ? 0 : (2 * h * (1 << shift) - quantiser - 0.7) / deviation);
  const ratio = tailBeyond(counts, edge(j + 1)) / tailBeyond(counts, edge(j));
  return Math.max(256, Math.min(65000, Math.floor(65536 * ratio)));
}

/** Counts of a normal distribution that lie beyond so many deviations, and one. */
function tailBeyond(counts: Uint32Array, deviations: number): number {
  return 1 + counts[HALF_CELLS - Math.min(HALF_CELLS, Math.floor(64 * deviations + 0.5))];
}

let ones: Uint16Array | undefined;

/** In 1/65536, of each class, quantiser and decision. Made once: not to be written to. */
export function expectedOnes(): Uint16Array {
  ones ??= makeOnes();
  return ones;
}
