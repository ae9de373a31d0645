// What the trellis takes levels to cost: a weight times bits, with the probabilities at the start of a frame. A part of the kernel.
import { CONTEXTS, contextOf, DECISIONS, forgetMoved, hasMoved, oneOf } from './levels';

/** Levels below it have their costs in a row. */
export const ROW_LEVELS: i32 = 14;
/** Of a row: 14 pairs, the costs of the even and of the odd one of levels k and k + 1; that of 0 is the first. */
export const ROW_BYTES: usize = 256;
const HEAD_BYTES: usize = 128;

export const rows: usize = memory.data(80 * 256, 16);
/** Bits of heads 0 to 14, and of all 15 decisions. */
const heads: usize = memory.data(80 * 128, 16);

let bitsOfOnes: usize = 0;
let weight: f64 = 0;

/** @param bits -log2 of probabilities in 1/4096, 4097 doubles */
export function setBits(bits: usize): void {
  bitsOfOnes = bits;
}

/** @param worth of a bit, in squared half steps */
export function setWeight(worth: f64): void {
  weight = worth;
}

// inlined
function bitsAt(probability: u32): f64 {
  return load<f64>(bitsOfOnes + ((<usize>probability) << 3));
}

/** Before each frame. */
export function startCosts(): void {
  for (let context = 0; context < CONTEXTS; context++) {
    if (hasMoved(context)) fillRow(context);
  }
  forgetMoved();
}

function fillRow(context: i32): void {
  const head = heads + <usize>context * HEAD_BYTES;
  const row = rows + <usize>context * ROW_BYTES;
  let sum: f64 = 0;
  for (let j = 0; j < DECISIONS; j++) {
    const one = oneOf(context, j);
    const bits = sum + bitsAt(4096 - one);
    const cost = weight * (j === 0 ? bits : bits + 1);
    store<f64>(head + ((<usize>j) << 3), bits);
    // a level is next to the one above it and to the one below
    const at = row + ((<usize>j) << 4) + ((<usize>j & 1) << 3);
    store<f64>(at, cost);
    if (j > 0) store<f64>(at - 16, cost);
    sum += bitsAt(one);
  }
  store<f64>(head, sum, 15 * 8);
}

/** Of any level, without the row. */
export function costOf(index: i32, quantiser: i32, shift: i32, level: i32): f64 {
  const head = heads + <usize>contextOf(index, quantiser) * HEAD_BYTES;
  const above = (level >> shift) - DECISIONS + 1;
  const bits =
    above > 0
      ? load<f64>(head, 15 * 8) + <f64>(2 * (31 - clz(above))) + 1
      : load<f64>(head + ((<usize>(level >> shift)) << 3));
  return weight * (bits + <f64>shift + (level === 0 ? 0 : 1));
}
