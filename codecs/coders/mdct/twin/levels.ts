/** Levels of coefficients, by the binary decisions of ../kernel/levels.ts. */
import { type BitCoder, type BitModel, makeBitModel, makeStillModel } from '../../../models/adaptive-bits.js';
import { DECISIONS, expectedOnes } from '../expected-ones.js';

/** No level of samples of 16 bits is so large. */
const MOST_BITS = 22;
const MET = 6;

const still = makeStillModel();

/** Magnitude of a level in half steps. */
export function magnitudeOf(level: number, quantiser: number): number {
  return level === 0 ? 0 : 2 * Math.abs(level) - quantiser;
}

/** Probabilities that nothing has been learned from. */
export function makeLevelModel(): BitModel {
  const ones = expectedOnes();
  const model = makeBitModel(ones.length);
  model.ones.set(ones);
  model.met.fill(MET);
  return model;
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
  if (whole >= 2 ** MOST_BITS) throw new Error(`level beyond ${MOST_BITS} bits`);
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
    if (++bits > MOST_BITS) throw new Error(`level beyond ${MOST_BITS} bits`);
  }
  let value = 1;
  for (let bit = bits - 1; bit >= 0; bit--) value = 2 * value + coder.code(still, 0, (rest >> bit) & 1);
  return value;
}
