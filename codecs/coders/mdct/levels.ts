/**
 * Levels of coefficients, by binary decisions (models/adaptive-bits.ts). In class c of quantiser q, a level k of shift s:
 *
 *   h = |k| >> s   for j = 0, 1 … 14: whether h > j, until it is not; each has a probability for each c and q
 *   h > 14         h - 14 in binary: as many ones as it has bits below its leading one, a 0, and these
 *   s low bits of |k|, most significant first, and its sign (a 1 is negative) unless it is 0
 *
 * The bits behind the first row are as likely as not. The others start from what a normal distribution of the middle of the
 * class says, as if each had met six bits.
 */
import { type BitCoder, type BitModel, makeBitModel, makeStillModel } from '../../models/adaptive-bits.js';
import { HALF_CELLS, normalCounts } from '../../models/normal-counts.js';
import { CLASSES, middleOf, shiftOf } from './scale.js';

/** Decisions that have probabilities. */
export const DECISIONS = 15;
export const QUANTISERS = 2;
/** No level of samples of 16 bits is so large. */
const MOST_BITS = 22;
const MET = 6;
/** Mean magnitude to standard deviation, of a normal distribution. */
const DEVIATION = 1.2533;
/** What quantisation to a grid and coefficients of other sizes add. */
const SPREAD = 0.15;

const still = makeStillModel();

export function contextOf(index: number, quantiser: number): number {
  return (QUANTISERS * index + quantiser) * DECISIONS;
}

/** Magnitude of a level in half steps. */
export function magnitudeOf(level: number, quantiser: number): number {
  return level === 0 ? 0 : 2 * Math.abs(level) - quantiser;
}

let firstOnes: Uint16Array | undefined;

/** Probabilities that nothing has been learned from. */
export function makeLevelModel(): BitModel {
  firstOnes ??= expectedOnes();
  const model = makeBitModel(firstOnes.length);
  model.ones.set(firstOnes);
  model.met.fill(MET);
  return model;
}

function expectedOnes(): Uint16Array {
  const counts = normalCounts(0, 2 ** 30);
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
  const edge = (h: number) => (h === 0 ? 0 : (2 * h * 2 ** shift - quantiser - 0.7) / deviation);
  const ratio = tailBeyond(counts, edge(j + 1)) / tailBeyond(counts, edge(j));
  return Math.max(256, Math.min(65000, Math.floor(65536 * ratio)));
}

/** Counts of a normal distribution that lie beyond so many deviations, and one. */
function tailBeyond(counts: Uint32Array, deviations: number): number {
  return 1 + counts[HALF_CELLS - Math.min(HALF_CELLS, Math.floor(64 * deviations + 0.5))];
}

/**
 * Codes a level; a decoder's is ignored.
 * @throws Error if the bytes end early, or the level is larger than any
 */
export function codeLevel(
  coder: BitCoder,
  model: BitModel,
  context: number,
  shift: number,
  level: number,
): number {
  const size = Math.abs(level);
  const head = codeHead(coder, model, context, size >> shift);
  let whole = head;
  for (let bit = shift - 1; bit >= 0; bit--) whole = 2 * whole + coder.code(still, 0, (size >> bit) & 1);
  if (whole >= 2 ** MOST_BITS) throw new Error(`level ${whole} is beyond ${MOST_BITS} bits`);
  return whole !== 0 && coder.code(still, 0, level < 0 ? 1 : 0) === 1 ? -whole : whole;
}

function codeHead(coder: BitCoder, model: BitModel, context: number, head: number): number {
  for (let j = 0; j < DECISIONS; j++) {
    if (coder.code(model, context + j, head > j ? 1 : 0) === 0) return j;
  }
  return DECISIONS - 1 + codeRest(coder, head - DECISIONS + 1);
}

/** A number over 0. */
function codeRest(coder: BitCoder, rest: number): number {
  const given = 31 - Math.clz32(rest);
  let bits = 0;
  while (coder.code(still, 0, bits < given ? 1 : 0) === 1) {
    if (++bits > MOST_BITS) throw new Error(`level of over ${MOST_BITS} bits`);
  }
  let value = 1;
  for (let bit = bits - 1; bit >= 0; bit--) value = 2 * value + coder.code(still, 0, (rest >> bit) & 1);
  return value;
}
