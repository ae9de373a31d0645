/**
 * WebAssembly's instructions: names, and what stands behind their opcodes. By the core specification 2.0 (appendix
 * "Index of instructions"), and tail calls and relaxed SIMD. Names say class and width (classes.ts).
 */

/** What follows an opcode in the code. */
export type Immediates =
  | ''
  /** So many LEB128 numbers. */
  | 'one number'
  | 'two numbers'
  /** Alignment and offset, and a memory between them if there are several. */
  | 'address'
  | 'block type'
  /** A list of labels and one more. */
  | 'labels'
  /** A list of types. */
  | 'types'
  | '1 byte'
  | '4 bytes'
  | '8 bytes'
  | '16 bytes'
  /** And a lane behind it. */
  | 'address and lane';

export interface Opcode {
  readonly name: string;
  readonly immediates: Immediates;
}

/** By `keyOf`. */
const opcodes = new Map<number, Opcode>();

export const PREFIXES: ReadonlySet<number> = new Set([0xfc, 0xfd]);

/** The number of an opcode; its prefix is 0 if it has none. */
export function keyOf(prefix: number, number: number): number {
  return prefix * 65536 + number;
}

/** An opcode; undefined if it is none of those known here (threads, exceptions, garbage collection …). */
export function opcodeOf(key: number): Opcode | undefined {
  return opcodes.get(key);
}

/** Names of opcodes that follow one another. A dash leaves one out. */
function list(first: number, immediates: Immediates, names: string, prefix = 0): void {
  for (const [k, name] of names.trim().split(/\s+/).entries()) {
    if (name !== '-') opcodes.set(keyOf(prefix, first + k), { name, immediates });
  }
}

/** Each ending behind a name; dashes stay. */
function each(before: string, endings: string): string {
  return endings
    .split(' ')
    .map(ending => (ending === '-' ? ending : `${before}.${ending}`))
    .join(' ');
}

list(0x00, '', 'unreachable nop');
list(0x02, 'block type', 'block loop if');
list(0x05, '', 'else');
list(0x0b, '', 'end');
list(0x0c, 'one number', 'br br_if');
list(0x0e, 'labels', 'br_table');
list(0x0f, '', 'return');
list(0x10, 'one number', 'call');
list(0x11, 'two numbers', 'call_indirect');
list(0x12, 'one number', 'return_call');
list(0x13, 'two numbers', 'return_call_indirect');
list(0x1a, '', 'drop select');
list(0x1c, 'types', 'select_of');
list(0x20, 'one number', 'local.get local.set local.tee global.get global.set table.get table.set');
list(
  0x28,
  'address',
  `i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u
  ${each('i64', 'load8_s load8_u load16_s load16_u load32_s load32_u')}
  i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32`,
);
list(0x3f, 'one number', 'memory.size memory.grow i32.const i64.const');
list(0x43, '4 bytes', 'f32.const');
list(0x44, '8 bytes', 'f64.const');

const INTEGER_COMPARISONS = 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const FLOAT_COMPARISONS = 'eq ne lt gt le ge';
const INTEGER_OPERATIONS =
  'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const FLOAT_OPERATIONS = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';
list(
  0x45,
  '',
  `${each('i32', INTEGER_COMPARISONS)} ${each('i64', INTEGER_COMPARISONS)}
  ${each('f32', FLOAT_COMPARISONS)} ${each('f64', FLOAT_COMPARISONS)}
  ${each('i32', INTEGER_OPERATIONS)} ${each('i64', INTEGER_OPERATIONS)}
  ${each('f32', FLOAT_OPERATIONS)} ${each('f64', FLOAT_OPERATIONS)}
  ${each('i32', 'wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u')}
  ${each('i64', 'extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u')}
  ${each('f32', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64')}
  ${each('f64', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32')}
  i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64
  i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s`,
);
list(0xd0, 'one number', 'ref.null');
list(0xd1, '', 'ref.is_null');
list(0xd2, 'one number', 'ref.func');

const FC = 0xfc;
list(
  0,
  '',
  `${each('i32', 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u')}
  ${each('i64', 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u')}`,
  FC,
);
list(8, 'two numbers', 'memory.init', FC);
list(9, 'one number', 'data.drop', FC);
list(10, 'two numbers', 'memory.copy', FC);
list(11, 'one number', 'memory.fill', FC);
list(12, 'two numbers', 'table.init', FC);
list(13, 'one number', 'elem.drop', FC);
list(14, 'two numbers', 'table.copy', FC);
list(15, 'one number', 'table.grow table.size table.fill', FC);

const FD = 0xfd;
list(
  0,
  'address',
  each(
    'v128',
    'load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u load8_splat load16_splat load32_splat load64_splat store',
  ),
  FD,
);
list(12, '16 bytes', 'v128.const i8x16.shuffle', FD);
list(
  14,
  '',
  `i8x16.swizzle ${['i8x16', 'i16x8', 'i32x4', 'i64x2', 'f32x4', 'f64x2'].map(shape => `${shape}.splat`).join(' ')}`,
  FD,
);
list(
  21,
  '1 byte',
  `${each('i8x16', 'extract_lane_s extract_lane_u replace_lane')}
  ${each('i16x8', 'extract_lane_s extract_lane_u replace_lane')}
  ${['i32x4', 'i64x2', 'f32x4', 'f64x2'].map(shape => each(shape, 'extract_lane replace_lane')).join(' ')}`,
  FD,
);
const LANE_COMPARISONS = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
list(
  35,
  '',
  `${each('i8x16', LANE_COMPARISONS)} ${each('i16x8', LANE_COMPARISONS)} ${each('i32x4', LANE_COMPARISONS)}
  ${each('f32x4', FLOAT_COMPARISONS)} ${each('f64x2', FLOAT_COMPARISONS)}
  ${each('v128', 'not and andnot or xor bitselect any_true')}`,
  FD,
);
list(
  84,
  'address and lane',
  each(
    'v128',
    'load8_lane load16_lane load32_lane load64_lane store8_lane store16_lane store32_lane store64_lane',
  ),
  FD,
);
list(92, 'address', 'v128.load32_zero v128.load64_zero', FD);
const MADE_NARROW = 'all_true bitmask';
list(
  94,
  '',
  `f32x4.demote_f64x2_zero f64x2.promote_low_f32x4
  ${each('i8x16', `abs neg popcnt ${MADE_NARROW} narrow_i16x8_s narrow_i16x8_u`)}
  ${each('f32x4', 'ceil floor trunc nearest')}
  ${each('i8x16', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u')}
  f64x2.ceil f64x2.floor ${each('i8x16', 'min_s min_u max_s max_u')} f64x2.trunc i8x16.avgr_u
  i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u
  i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u
  ${each('i16x8', `abs neg q15mulr_sat_s ${MADE_NARROW} narrow_i32x4_s narrow_i32x4_u`)}
  ${each('i16x8', 'extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u')}
  ${each('i16x8', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u')} f64x2.nearest
  ${each('i16x8', 'mul min_s min_u max_s max_u')} - i16x8.avgr_u
  ${each('i16x8', 'extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u extmul_high_i8x16_u')}
  ${each('i32x4', `abs neg - ${MADE_NARROW} - -`)}
  ${each('i32x4', 'extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u')}
  ${each('i32x4', 'shl shr_s shr_u add - - sub - - - mul min_s min_u max_s max_u dot_i16x8_s -')}
  ${each('i32x4', 'extmul_low_i16x8_s extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u')}
  ${each('i64x2', `abs neg - ${MADE_NARROW} - -`)}
  ${each('i64x2', 'extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u')}
  ${each('i64x2', 'shl shr_s shr_u add - - sub - - - mul eq ne lt_s gt_s le_s ge_s')}
  ${each('i64x2', 'extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u')}
  ${each('f32x4', 'abs neg - sqrt add sub mul div min max pmin pmax')}
  ${each('f64x2', 'abs neg - sqrt add sub mul div min max pmin pmax')}
  i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u
  i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u
  i8x16.relaxed_swizzle ${each('i32x4', 'relaxed_trunc_f32x4_s relaxed_trunc_f32x4_u')}
  ${each('i32x4', 'relaxed_trunc_f64x2_s_zero relaxed_trunc_f64x2_u_zero')}
  ${each('f32x4', 'relaxed_madd relaxed_nmadd')} ${each('f64x2', 'relaxed_madd relaxed_nmadd')}
  ${['i8x16', 'i16x8', 'i32x4', 'i64x2'].map(shape => `${shape}.relaxed_laneselect`).join(' ')}
  f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max
  i16x8.relaxed_q15mulr_s i16x8.relaxed_dot_i8x16_i7x16_s i32x4.relaxed_dot_i8x16_i7x16_add_s`,
  FD,
);
