/**
 * What counted operations would take in silicon, as a range, and on a small processor. An order of magnitude, good for
 * ranking: see NOT_SEEN.
 *
 * Prices are of 45 nm at 0.9 V, in picojoules. [r]: read in the source; [m]: from memory; [d]: derived from others.
 *
 *   add 8 / 16 / 32 / 64 bits       .03 [r gist] .05 [d, between] .1 [r PMC] .2 [d, twice as wide]
 *   multiply, w1 x w2 bits          3.1 * w1 * w2 / 32^2 [32: r PMC; 8: .2, r gist; others d]
 *   shift by a variable, 32 bits    .13 [m, ShiftAddNet], others by width [d]
 *   compare, logic, select          as add: a comparison is a subtraction [r PMC], the others are less than one [d]
 *   divide                          a subtraction for each bit of the quotient [d]
 *   float add, compare, 32 bits     .9 [r PMC]; 64 bits 2 [d, as from 16 bits, .4 (r gist), to 32]
 *   float multiply, convert, 32     3.7 [r PMC, both]; 64 bits 18 [d, by the square of 24 and 53 digits]
 *   float divide, square root       7.1 multiplications [r PMC, measured on a Cortex M4F; the root d]
 *   memory of 8 KB, 64 bits         10 [r PMC: 32 bits 5, half]; no access is of fewer than 32 bits [d]
 *   wires, branches, calls, moves   0
 *
 * PMC: PMC8934428, table 3, which takes them from M. Horowitz, "Computing's energy problem", ISSCC 2014. gist:
 * V0XNIHILI/2b6fa61edd4c06d9ffce5551065124c1, which has them from there too.
 *
 * The processor is a RISC-V core in 22 nm: 11.6 pJ an instruction, 10 pJ more an access to data [r PMC10326429, table 8;
 * its node m]. It has registers of 32 bits, works lane by lane, and multiplies wider numbers in pieces [d].
 */
import type { Operation } from '../instrument/operation.js';
import { energyScale, PRICED_NODE } from './scaling.js';

/** Picojoules a sample. */
export interface Energy {
  /** Arithmetic alone: all state in registers. */
  readonly floorPj: number;
  /** And every load and store by a memory of 8 KB. */
  readonly ceilingPj: number;
  /** On a RISC-V core in 22 nm, whatever the node asked for. */
  readonly processorPj: number;
}

export interface Process {
  /** In nanometres, 180 to 16; 45 unless given. */
  readonly node?: number;
  /** Volts; the usual ones of the node unless given. */
  readonly volts?: number;
}

/** What the range leaves out, in the words in which it is to be said. */
export const NOT_SEEN: readonly string[] = [
  'the clock tree and registers, which took 98 % of one published codec’s power until they were gated',
  'leakage',
  'wires between units, and control',
  'what a circuit would save by numbers narrower than 32 bits: only operands of multiplications are looked at',
];

const ADD: Readonly<Record<number, number>> = { 8: 0.03, 16: 0.05, 32: 0.1, 64: 0.2 };
const MULTIPLY_A_BIT_PAIR = 3.1 / 32 ** 2;
const SHIFT_A_BIT = 0.13 / 32;
const FLOAT_ADD: Readonly<Record<number, number>> = { 32: 0.9, 64: 2 };
const FLOAT_MULTIPLY: Readonly<Record<number, number>> = { 32: 3.7, 64: 18 };
const FLOAT_DIVISIONS = 7.1;
const MEMORY_A_BIT = 10 / 64;
const NARROWEST_ACCESS = 32;

const INSTRUCTION = 11.6;
const DATA_ACCESS = 10;
const REGISTER_BITS = 32;

/**
 * @param counted operations of any number of samples
 * @throws Error if the node or the voltage is beyond what is known
 */
export function energyOf(
  { samples, operations }: { readonly samples: number; readonly operations: readonly Operation[] },
  { node = PRICED_NODE, volts }: Process = {},
): Energy {
  const scale = energyScale(node, volts);
  let arithmetic = 0;
  let memory = 0;
  let processor = 0;
  for (const operation of operations) {
    const { count } = operation;
    if (isAccess(operation)) memory += count * memoryPj(operation);
    else arithmetic += count * operation.lanes * lanePj(operation);
    processor += count * processorPj(operation);
  }
  const each = (pj: number) => (samples === 0 ? 0 : pj / samples);
  return {
    floorPj: each(arithmetic * scale),
    ceilingPj: each((arithmetic + memory) * scale),
    processorPj: each(processor),
  };
}

function isAccess({ kind }: Operation): boolean {
  return kind === 'load' || kind === 'store';
}

function memoryPj({ bits }: Operation): number {
  return Math.max(bits, NARROWEST_ACCESS) * MEMORY_A_BIT;
}

/** Of one lane. */
function lanePj(operation: Operation): number {
  return operation.type === 'float' ? floatPj(operation) : integerPj(operation);
}

function integerPj({ kind, bits, operandBits = [bits, bits] }: Operation): number {
  switch (kind) {
    case 'add':
    case 'compare':
    case 'logic':
    case 'select':
      return addPj(bits);
    case 'multiply':
      return operandBits[0] * operandBits[1] * MULTIPLY_A_BIT_PAIR;
    case 'divide':
      return bits * addPj(bits);
    case 'shift':
      return bits * SHIFT_A_BIT;
    default:
      return 0;
  }
}

/** Vectors that are worked on as a whole, by pieces of 64 bits. */
function addPj(bits: number): number {
  return ADD[bits] ?? (bits / 64) * ADD[64];
}

function floatPj({ kind, bits }: Operation): number {
  switch (kind) {
    case 'add':
    case 'compare':
    case 'select':
      return FLOAT_ADD[bits];
    case 'multiply':
    case 'convert':
      return FLOAT_MULTIPLY[bits];
    case 'divide':
    case 'square-root':
      return FLOAT_DIVISIONS * FLOAT_MULTIPLY[bits];
    case 'logic':
      return addPj(1);
    default:
      return 0;
  }
}

/** Of an instruction with all its lanes. */
function processorPj({ kind, type, bits, lanes }: Operation): number {
  const words = Math.ceil(bits / REGISTER_BITS);
  switch (kind) {
    case 'move':
      return 0;
    case 'branch':
      return INSTRUCTION;
    case 'call':
      // and the return
      return 2 * INSTRUCTION;
    case 'load':
    case 'store':
      return words * (INSTRUCTION + DATA_ACCESS);
    case 'multiply':
    case 'divide':
      return lanes * (type === 'integer' ? words ** 2 : words) * INSTRUCTION;
    default:
      return lanes * words * INSTRUCTION;
  }
}
