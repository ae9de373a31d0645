// Numbers through the adaptive encoder, see ../numbers.ts. A part of the kernel.
import { CONTEXT_BYTES, putBit, resetContexts } from './bits';

const SIZES: i32 = 32;
const SIZE_BITS: i32 = 5;
const BELOW: i32 = SIZES * (3 + SIZES);
/** Contexts of a model of numbers in one context: their sizes, and what is below the leading one. */
const CONTEXTS: i32 = SIZES + BELOW;
export const MODEL_BYTES: usize = CONTEXT_BYTES * CONTEXTS;

/** Makes models of a context each; several in a row are one of as many contexts. */
export function resetModels(models: usize, count: i32): void {
  resetContexts(models, CONTEXTS * count);
}

/** @param value 0 to 2^31 - 2 */
export function putNumber(model: usize, value: i32): void {
  const one = value + 1;
  const size = 31 - clz(one);
  let node = 1;
  for (let place = SIZE_BITS - 1; place >= 0; place--) {
    const bit = (size >> place) & 1;
    putBit(model + CONTEXT_BYTES * node, bit);
    node = 2 * node + bit;
  }
  putBelow(model + CONTEXT_BYTES * (SIZES + size * (3 + SIZES)), one, size);
}

function putBelow(contexts: usize, one: i32, size: i32): void {
  let above = 1;
  for (let place = size - 1; place >= 0; place--) {
    const depth = size - 1 - place;
    const at = depth === 0 ? 0 : depth === 1 ? above - 1 : 3 + place;
    const bit = (one >> place) & 1;
    putBit(contexts + CONTEXT_BYTES * at, bit);
    above = 2 * above + bit;
  }
}

export function putSigned(model: usize, value: i32): void {
  putNumber(model, (value << 1) ^ (value >> 31));
}
