/** The class of an instruction, by its name: see operation.ts. */
import type { OperationClass, OperationKind } from './operation.js';

const FREE =
  /^(nop|drop|unreachable|block|loop|else|end|(local|global|table|ref)\..*|.*\.const|memory\.(size|grow)|(data|elem)\.drop)$/;
const BRANCHES = /^(if|br|br_if|br_table|return)$/;
const CALLS = /^(return_)?call(_indirect)?$/;

/** Classes by what stands behind the dot of a name; the first that matches. */
const KINDS: readonly (readonly [RegExp, OperationKind])[] = [
  [/^(shl|shr|rot|swizzle|relaxed_swizzle)/, 'shift'],
  [/^(eqz?|ne|[lg][te])(_|$)|^(p|relaxed_)?(min|max)|^narrow_/, 'compare'],
  [/^(and|or|xor|not|andnot|any_true|all_true|bitmask|copysign)/, 'logic'],
  [/^(bitselect|relaxed_laneselect)/, 'select'],
  [/^(mul|extmul|q15mulr|relaxed_q15mulr)/, 'multiply'],
  [/^(div|rem)/, 'divide'],
  [/^sqrt/, 'square-root'],
  [/^(add|sub|extadd|avgr|clz|ctz|popcnt)/, 'add'],
  [/^(trunc|relaxed_trunc|convert|demote|promote|ceil|floor|nearest)/, 'convert'],
  [/^extend\d+_s$/, 'wire'],
  [/^(wrap|extend|reinterpret|splat|shuffle|extract_lane|replace_lane)/, 'move'],
];

const integer = (kind: OperationKind, bits: number, lanes = 1): OperationClass => ({
  kind,
  type: 'integer',
  bits,
  lanes,
});

/**
 * What one instruction computes, other than `select`, whose type its name does not say.
 * @param hasConstant whether its last operand is a constant
 * @returns mostly one class; none of what is merely structure (`block`, `end` …)
 * @throws Error if the name is none that is known
 */
export function classesOf(name: string, hasConstant: boolean): readonly OperationClass[] {
  if (FREE.test(name)) return isMove(name) ? [integer('move', 0)] : [];
  if (BRANCHES.test(name)) return [integer('branch', 0)];
  if (CALLS.test(name)) return [integer('call', 0)];
  const [shape, operation] = splitName(name);
  if (/load|store/.test(operation)) return [memoryAccess(shape, operation)];
  const { type, bits, lanes } = shape;
  if (operation.startsWith('dot') || operation.startsWith('relaxed_dot')) return dotProduct(shape, operation);
  if (/^relaxed_n?madd/.test(operation))
    return [
      { ...shape, kind: 'multiply' },
      { ...shape, kind: 'add' },
    ];
  // a sign is a wire, but a negative integer is a subtraction
  if (/^(neg|abs)/.test(operation)) return [{ ...shape, kind: type === 'float' ? 'logic' : 'add' }];
  const kind = KINDS.find(([pattern]) => pattern.test(operation))?.[1];
  if (kind === undefined) throw new Error(`instruction ${name} is not known`);
  if (kind === 'shift' && hasConstant && !operation.endsWith('swizzle')) return [{ ...shape, kind: 'wire' }];
  if (kind === 'multiply' && /^extmul/.test(operation)) return [integer(kind, bits / 2, lanes)];
  if (kind === 'move') return [integer(kind, 0)];
  if (kind === 'convert') return [{ kind, type: 'float', bits: floatBits(name, bits), lanes }];
  return [{ ...shape, kind }];
}

/** The kind alone matters of what is not counted by width. */
function isMove(name: string): boolean {
  return /^(local|global)\.|\.const$|^ref\./.test(name);
}

type Shape = Omit<OperationClass, 'kind'>;

function splitName(name: string): readonly [Shape, string] {
  const [before, operation] = name.split('.');
  const lanes = /^([if])(\d+)x(\d+)$/.exec(before);
  if (lanes !== null) {
    return [{ type: typeOf(lanes[1]), bits: Number(lanes[2]), lanes: Number(lanes[3]) }, operation];
  }
  const scalar = /^([ifv])(\d+)$/.exec(before);
  if (scalar === null || operation === undefined) throw new Error(`instruction ${name} is not known`);
  return [{ type: typeOf(scalar[1]), bits: Number(scalar[2]), lanes: 1 }, operation];
}

function typeOf(letter: string): OperationClass['type'] {
  return letter === 'f' ? 'float' : 'integer';
}

/** `load16_u`, `store8`, `load32_lane` move what they say, `load8x8_s` 64 bits, all else the whole value. */
function memoryAccess({ bits }: Shape, operation: string): OperationClass {
  const [, kind, width, times] = /^(load|store)(\d+)?(x\d+)?/.exec(operation) ?? [];
  const moved = times === undefined ? Number(width ?? bits) : 64;
  return integer(kind === 'load' ? 'load' : 'store', moved);
}

/** Two products of half the width for each lane (four of a quarter, and one sum more, for the one that adds), summed. */
function dotProduct({ bits, lanes }: Shape, operation: string): OperationClass[] {
  const terms = operation.includes('add') ? 4 : 2;
  const sums = operation.includes('add') ? 4 : 1;
  return [
    integer('multiply', bits / terms, lanes * terms),
    ...Array.from({ length: sums }, () => integer('add', bits, lanes)),
  ];
}

/** Of the float that is converted from or to; of two floats the wider. */
function floatBits(name: string, bits: number): number {
  const floats = [...name.matchAll(/f(\d+)/g)].map(([, width]) => Number(width));
  return floats.length === 0 ? bits : Math.max(...floats);
}
