/** The table of opcodes is held to what the engine takes for valid, and each has a class. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assemble } from './assemble.test.kit.js';
import { classesOf } from './classes.js';
import { instrument } from './instrument.js';
import { type Immediates, keyOf, type Opcode, opcodeOf } from './opcodes.js';

/** What follows an opcode, as small as it can be. */
const IMMEDIATES: Readonly<Record<Immediates, readonly number[]>> = {
  '': [],
  'one number': [0],
  'two numbers': [0, 0],
  'block type': [0x40],
  address: [0, 0],
  'address and lane': [0, 0, 0],
  labels: [1, 0, 0],
  types: [1, 0x7f],
  '1 byte': [0],
  '4 bytes': [0, 0, 0, 0],
  '8 bytes': [0, 0, 0, 0, 0, 0, 0, 0],
  '16 bytes': [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
};
/** Newer than the oldest engine that is supported here. */
const RECENT = /relaxed|return_call/;
const UNREACHABLE = 0x00;
const END = 0x0b;
const STRUCTURE: Readonly<Record<string, readonly number[]>> = {
  block: [0x02, 0x40, END],
  loop: [0x03, 0x40, END],
  if: [0x04, 0x40, END],
  else: [0x04, 0x40, 0x05, END],
  end: [0x02, 0x40, END],
};

const all: { readonly opcode: Opcode; readonly bytes: readonly number[] }[] = [];
for (const prefix of [0, 0xfc, 0xfd]) {
  for (let number = 0; number < 0x180; number++) {
    const opcode = opcodeOf(keyOf(prefix, number));
    if (opcode === undefined) continue;
    const two = number < 128 ? [number] : [(number % 128) + 128, Math.floor(number / 128)];
    const code = prefix === 0 ? [number] : [prefix, ...two];
    const immediates = opcode.name === 'ref.null' ? [0x70] : IMMEDIATES[opcode.immediates];
    all.push({ opcode, bytes: STRUCTURE[opcode.name] ?? [...code, ...immediates] });
  }
}

/** Behind `unreachable` a stack holds whatever an instruction asks for. */
function moduleWith(bytes: readonly number[]): Uint8Array {
  const code = [UNREACHABLE, ...bytes, UNREACHABLE];
  return assemble([{ parameters: [0x7f], results: [], code }]);
}

describe('each opcode', () => {
  test('is one of the engine’s, followed by what it says', () => {
    assert.equal(all.length, 459);
    const wrong = all
      .filter(({ bytes }) => !WebAssembly.validate(moduleWith(bytes)))
      .filter(({ opcode }) => !RECENT.test(opcode.name));
    assert.deepEqual(wrong, []);
  });

  test('has a class, and can be counted', () => {
    for (const { opcode, bytes } of all) {
      const module = moduleWith(bytes);
      const { name } = opcode;
      if (!/^memory\.(copy|fill|init)$|^select/.test(name)) classesOf(name, false);
      if (WebAssembly.validate(module)) assert.ok(instrument(module).bytes.length > 0, name);
    }
  });

  test('that is not known is named', () => {
    const atomicFence = moduleWith([0xfe, 0x03, 0x00]);
    assert.throws(() => instrument(atomicFence), /^Error: WebAssembly instruction 0xfe is not known here$/);
    assert.throws(
      () => classesOf('i32.frobnicate', false),
      /^Error: instruction i32.frobnicate is not known$/,
    );
  });

  test('of vectors says lanes and widths', () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      'i16x8.add_sat_s': ['add integer 16 8'],
      'i32x4.dot_i16x8_s': ['multiply integer 16 8', 'add integer 32 4'],
      'i32x4.extmul_low_i16x8_s': ['multiply integer 16 4'],
      'i8x16.swizzle': ['shift integer 8 16'],
      'i16x8.narrow_i32x4_s': ['compare integer 16 8'],
      'f64x2.convert_low_i32x4_s': ['convert float 64 2'],
      'i32.trunc_sat_f64_s': ['convert float 64 1'],
      'f32x4.relaxed_madd': ['multiply float 32 4', 'add float 32 4'],
      'v128.bitselect': ['select integer 128 1'],
      'v128.load8x8_s': ['load integer 64 1'],
      'v128.load32_zero': ['load integer 32 1'],
      'i64.store16': ['store integer 16 1'],
      'f64.neg': ['logic float 64 1'],
      'i64.rotl': ['shift integer 64 1'],
    };
    for (const [name, expected] of Object.entries(cases)) {
      const classes = classesOf(name, false);
      assert.deepEqual(
        classes.map(({ kind, type, bits, lanes }) => `${kind} ${type} ${bits} ${lanes}`),
        expected,
        name,
      );
    }
    assert.equal(classesOf('i16x8.shl', true)[0].kind, 'wire');
    assert.equal(classesOf('i8x16.swizzle', true)[0].kind, 'shift');
  });
});
