/**
 * Levels of coefficients, by binary decisions (interval.ts). In class c of quantiser q, a level k of shift s:
 *
 *   h = |k| >> s   for j = 0, 1 … 14: whether h > j, until it is not; each has a probability for each c and q
 *   h > 14         h - 14 in binary: as many ones as it has bits below its leading one, a 0, and these
 *   s low bits of |k|, most significant first, and its sign (a 1 is negative) unless it is 0
 *
 * The bits behind the first row are as likely as not. The others start from what a normal distribution of the middle of the
 * class says (../expected-ones.ts), as if each had met six bits. A part of the kernel.
 */
import { DECISION_BYTES, PROBABILITY_SHIFT, readBit, readPlain, writeBit, writePlain } from './interval';
import { CLASSES } from './scale';

/** Decisions that have probabilities. */
export const DECISIONS: i32 = 15;
export const CONTEXTS: i32 = 2 * CLASSES;
/** No level of samples of 16 bits is so large. */
const MOST_BITS: i32 = 22;
const MET: u32 = 6;
const CONTEXT_BYTES: usize = <usize>DECISIONS * DECISION_BYTES;

const decisions: usize = memory.data(80 * 15 * 4, 16);
/** Contexts whose probabilities have moved since the trellis looked at them. */
const moved: usize = memory.data(80, 16);

let isSound: bool = true;

/** @param ones probabilities to start from, u16, of each context */
export function startLevels(ones: usize): void {
  isSound = true;
  memory.fill(moved, 1, CONTEXTS);
  for (let k: usize = 0; k < <usize>(CONTEXTS * DECISIONS); k++) {
    store<u32>(decisions + (k << 2), ((<u32>load<u16>(ones + (k << 1))) << PROBABILITY_SHIFT) | MET);
  }
}

/** Whether no level was beyond what samples can have. */
export function isInRange(): bool {
  return isSound;
}

// inlined
export function contextOf(index: i32, quantiser: i32): i32 {
  return 2 * index + quantiser;
}

/** Magnitude of a level in half steps. */
// inlined
export function magnitudeOf(level: i32, quantiser: i32): i32 {
  return level === 0 ? 0 : 2 * abs(level) - quantiser;
}

// inlined
export function hasMoved(context: i32): bool {
  return load<u8>(moved + <usize>context) !== 0;
}

export function forgetMoved(): void {
  memory.fill(moved, 0, CONTEXTS);
}

// inlined
function meet(context: i32): usize {
  store<u8>(moved + <usize>context, 1);
  return decisions + <usize>context * CONTEXT_BYTES;
}

/** In 1/4096, that h > j if it is j or more. */
// inlined
export function oneOf(context: i32, j: i32): u32 {
  const at = decisions + <usize>context * CONTEXT_BYTES + ((<usize>j) << 2);
  return load<u32>(at) >> (PROBABILITY_SHIFT + 4);
}

export function writeLevel(context: i32, shift: i32, level: i32): void {
  const size = abs(level);
  const head = size >> shift;
  const first = meet(context);
  const last = first + CONTEXT_BYTES;
  const end = first + <usize>min(head, DECISIONS) * DECISION_BYTES;
  for (let decision = first; decision < end; decision += DECISION_BYTES) writeBit(decision, true);
  if (end < last) writeBit(end, false);
  else writeRest(head - DECISIONS + 1);
  if (shift > 0) writePlain(size, shift);
  if (size > 0) writePlain(level < 0 ? 1 : 0, 1);
}

/** A number over 0. */
function writeRest(rest: i32): void {
  const bits = 31 - clz(rest);
  for (let bit = 0; bit < bits; bit++) writePlain(1, 1);
  writePlain(rest & ((1 << bits) - 1), bits + 1);
}

/** 0 where it is too large. */
export function readLevel(context: i32, shift: i32): i32 {
  const first = meet(context);
  const last = first + CONTEXT_BYTES;
  let decision = first;
  while (decision < last && readBit(decision)) decision += DECISION_BYTES;
  let size = <i32>((decision - first) / DECISION_BYTES);
  if (decision === last) size = DECISIONS - 1 + readRest();
  if (size >> (MOST_BITS - shift) !== 0) isSound = false;
  if (shift > 0) size = (size << shift) | <i32>readPlain(shift);
  return size !== 0 && readPlain(1) !== 0 ? -size : size;
}

function readRest(): i32 {
  let bits = 0;
  while (readPlain(1) !== 0) {
    if (++bits > MOST_BITS) {
      isSound = false;
      return 1;
    }
  }
  return (1 << bits) | <i32>readPlain(bits);
}
