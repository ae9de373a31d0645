/**
 * Code that records how wide the operands of a multiplication are. Each operand has a counter of 64 bits, into which
 * what it was is put by `or`: a signed number v of w bits as (v << 1) ^ (v >> w - 1), so that bit 0 says whether it was
 * ever negative and the others how many digits it had. Lanes are put beside one another, two halves of a vector over
 * one another.
 */
import { numberBytes } from './bytes.js';
import type { OperationClass } from './operation.js';

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const GLOBAL_GET = 0x23;
const GLOBAL_SET = 0x24;
const I32 = { type: 0x7f, const: 0x41, shl: 0x74, shr: 0x75, xor: 0x73 };
const I64 = { type: 0x7e, const: 0x42, shl: 0x86, shr: 0x87, xor: 0x85, or: 0x84, add: 0x7c, extend: 0xad };
const V128 = 0x7b;
const SIMD = 0xfd;
const SIMD_XOR = [SIMD, 0x51];
const EXTRACT_I64 = [SIMD, 0x1d];
/** Of lanes of so many bits: shift to the left, and to the right with the sign. */
const LANE_SHIFTS: Readonly<Record<number, readonly [readonly number[], readonly number[]]>> = {
  8: [
    [SIMD, 0x6b],
    [SIMD, 0x6c],
  ],
  16: [
    [SIMD, 0x8b, 0x01],
    [SIMD, 0x8c, 0x01],
  ],
  32: [
    [SIMD, 0xab, 0x01],
    [SIMD, 0xac, 0x01],
  ],
  64: [
    [SIMD, 0xcb, 0x01],
    [SIMD, 0xcc, 0x01],
  ],
};

/** A function's own locals, for values that are looked at: two of each type that is asked for. */
export interface Scratch {
  /** Indices of two locals of a type. */
  readonly pairOf: (type: number) => readonly [number, number];
}

const get = (local: number) => [LOCAL_GET, ...numberBytes(local)];
const set = (local: number) => [LOCAL_SET, ...numberBytes(local)];

/** Takes a number of 64 bits off the stack and ORs or adds it into a counter. */
function into(counter: number, operation: number): number[] {
  const global = numberBytes(counter);
  return [GLOBAL_GET, ...global, operation, GLOBAL_SET, ...global];
}

/** One is added to a counter. */
export function countOne(counter: number): number[] {
  return [I64.const, 1, ...into(counter, I64.add)];
}

/** What lies on the stack, 32 bits without a sign, is added to a counter and stays there. */
export function countTop(counter: number, scratch: Scratch): number[] {
  const [top] = scratch.pairOf(I32.type);
  return [...set(top), ...get(top), I64.extend, ...into(counter, I64.add), ...get(top)];
}

/** How the operands of a multiplication lie on the stack. */
export interface OperandForm {
  /** Of the numbers that are multiplied. */
  readonly bits: number;
  readonly isVector: boolean;
  readonly isSigned: boolean;
  /** Which halves of a vector are multiplied. */
  readonly halves: readonly (0 | 1)[];
}

/** @param multiplication class of the instruction of this name */
export function operandForm(name: string, { bits }: OperationClass): OperandForm {
  const halves = name.includes('extmul_low') ? [0] : name.includes('extmul_high') ? [1] : [0, 1];
  return {
    bits,
    isVector: /^[if]\d+x/.test(name),
    isSigned: !(name.includes('extmul') && name.endsWith('_u')),
    halves: halves as readonly (0 | 1)[],
  };
}

/** The two operands on the stack are put into two counters, and stay there. */
export function recordOperands(
  form: OperandForm,
  counters: readonly [number, number],
  scratch: Scratch,
): number[] {
  const [first, second] = scratch.pairOf(typeOf(form));
  return [
    ...set(second),
    ...set(first),
    ...recordOne(form, first, counters[0]),
    ...recordOne(form, second, counters[1]),
    ...get(first),
    ...get(second),
  ];
}

function typeOf({ bits, isVector }: OperandForm): number {
  if (isVector) return V128;
  return bits === 32 ? I32.type : I64.type;
}

function recordOne(form: OperandForm, local: number, counter: number): number[] {
  if (!form.isVector) {
    const { shl, shr, xor, const: constant } = form.bits === 32 ? I32 : I64;
    const sign = [constant, form.bits - 1, shr];
    const folded = [...get(local), constant, 1, shl, ...get(local), ...sign, xor];
    return [...folded, ...(form.bits === 32 ? [I64.extend] : []), ...into(counter, I64.or)];
  }
  const folded = form.isSigned ? foldedLanes(form.bits, local) : get(local);
  return form.halves.flatMap(half => [...folded, ...EXTRACT_I64, half, ...into(counter, I64.or)]);
}

function foldedLanes(bits: number, local: number): number[] {
  const [shl, shr] = LANE_SHIFTS[bits];
  return [...get(local), I32.const, 1, ...shl, ...get(local), I32.const, bits - 1, ...shr, ...SIMD_XOR];
}

/** How many bits an operand took, by what its counter holds; at least 1. */
export function recordedBits(recorded: bigint, { bits, isSigned }: OperandForm): number {
  let all = 0n;
  for (let left = BigInt.asUintN(64, recorded); left > 0n; left >>= BigInt(bits)) {
    all |= BigInt.asUintN(bits, left);
  }
  const digits = (value: bigint) => (value === 0n ? 0 : value.toString(2).length);
  const width = isSigned ? digits(all >> 1n) + Number(all & 1n) : digits(all);
  return Math.max(1, width);
}
