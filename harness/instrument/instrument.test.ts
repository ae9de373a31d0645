/** Modules made by hand, of which it is known how often each instruction is executed. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { assemble, type HandMadeFunction, I32, I64, signed, V128 } from './assemble.test.kit.js';
import { countersOf } from './counters.js';
import { instrument } from './instrument.js';
import type { Operation } from './operation.js';

type Exported = Readonly<Record<string, (...numbers: readonly (number | bigint)[]) => number | bigint>>;

/** Runs f0 and says what it returned and what was executed. */
function run(functions: readonly HandMadeFunction[], ...numbers: readonly (number | bigint)[]) {
  const bytes = assemble(functions);
  const plain: Exported = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const { bytes: counted, plan } = instrument(bytes);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(counted));
  const counters = countersOf(exports, plan);
  assert.deepEqual(counters.read(), []);
  const result = (exports as Exported).f0(...numbers);
  assert.equal(result, plain.f0(...numbers));
  const operations = counters.read();
  counters.reset();
  assert.deepEqual(counters.read(), []);
  return { result, operations: operations.filter(({ kind }) => kind !== 'move').map(inWords) };
}

function inWords({ kind, bits, lanes, operandBits, count }: Operation): string {
  const operands = operandBits === undefined ? '' : ` (${operandBits.join(' x ')})`;
  return `${count} ${kind} ${bits}${lanes === 1 ? '' : ` x ${lanes}`}${operands}`;
}

const GET = 0x20;
const SET = 0x21;
const TEE = 0x22;
const EMPTY = 0x40;
const BLOCK = [0x02, EMPTY];
const LOOP = [0x03, EMPTY];
const IF = [0x04, EMPTY];
const ELSE = 0x05;
const END = 0x0b;
const BR = 0x0c;
const BR_IF = 0x0d;
const BR_TABLE = 0x0e;
const RETURN = 0x0f;
const CALL = 0x10;
const ADD = 0x6a;
const MUL = 0x6c;
const AND = 0x71;
const SHL = 0x74;
const constant = (value: number) => [0x41, ...signed(value)];
const constant64 = (value: number) => [0x42, ...signed(value)];

/** local = local + by */
const addTo = (local: number, by: number) => [GET, local, ...constant(by), ADD, SET, local];

describe('a loop', () => {
  // sum of k * 3 << k & 7 over k = n .. 1, each stored and loaded
  const code = [
    ...[...LOOP, GET, 0, ...constant(3), MUL, GET, 0, SHL, ...constant(7), AND, SET, 1],
    ...[...constant(16), GET, 1, 0x36, 2, 0, ...constant(16), 0x28, 2, 0, GET, 2, ADD, SET, 2],
    ...[GET, 2, ...constant(2), SHL, SET, 2],
    ...[GET, 0, ...constant(1), 0x6b, TEE, 0, BR_IF, 0, END, GET, 2],
  ];

  test('counts as often as it goes round', () => {
    const { operations } = run([{ parameters: [I32], results: [I32], locals: [I32, I32], code }], 5);
    assert.deepEqual(operations, [
      '10 add 32',
      '5 branch 0',
      '5 load 32',
      '5 logic 32',
      '5 multiply 32 (2 x 3)',
      '5 shift 32',
      '5 store 32',
      '5 wire 32',
    ]);
  });
});

describe('where code goes one way or another', () => {
  const inParameter = (code: readonly number[]) => [
    { parameters: [I32], results: [I32], locals: [I32], code },
  ];

  test('if and else', () => {
    const code = [
      GET,
      0,
      ...IF,
      ...addTo(1, 1),
      ...addTo(1, 1),
      ELSE,
      GET,
      1,
      ...constant(5),
      AND,
      SET,
      1,
      END,
      ...addTo(1, 1),
      GET,
      1,
    ];
    assert.deepEqual(run(inParameter(code), 1).operations, ['3 add 32', '1 branch 0']);
    assert.deepEqual(run(inParameter(code), 0).operations, ['1 add 32', '1 branch 0', '1 logic 32']);
  });

  test('br_if out of a block, and behind it', () => {
    const code = [...BLOCK, GET, 0, BR_IF, 0, ...addTo(1, 1), END, GET, 1, ...constant(1), AND];
    assert.deepEqual(run(inParameter(code), 1).operations, ['1 branch 0', '1 logic 32']);
    assert.deepEqual(run(inParameter(code), 0).operations, ['1 add 32', '1 branch 0', '1 logic 32']);
  });

  test('return, with code behind it that is never reached', () => {
    const code = [GET, 0, ...IF, GET, 0, RETURN, ...addTo(1, 1), END, ...addTo(1, 1), GET, 1];
    assert.deepEqual(run(inParameter(code), 7), { result: 7, operations: ['2 branch 0'] });
    assert.deepEqual(run(inParameter(code), 0), { result: 1, operations: ['1 add 32', '1 branch 0'] });
  });

  test('br_table', () => {
    const code = [
      ...[...BLOCK, ...BLOCK, ...BLOCK, GET, 0, BR_TABLE, 2, 0, 1, 2, END],
      ...[...addTo(1, 1), BR, 1, END, GET, 1, ...constant(2), AND, SET, 1, END],
      ...[GET, 1],
    ];
    assert.deepEqual(run(inParameter(code), 0).operations, ['1 add 32', '2 branch 0']);
    assert.deepEqual(run(inParameter(code), 1).operations, ['1 branch 0', '1 logic 32']);
    assert.deepEqual(run(inParameter(code), 9).operations, ['1 branch 0']);
  });

  test('a function that is called, in the middle of a run', () => {
    const caller = [GET, 0, CALL, 1, GET, 0, CALL, 1, ADD];
    const callee = { parameters: [I32], results: [I32], code: [GET, 0, ...constant(6), AND] };
    const { operations } = run([{ parameters: [I32], results: [I32], code: caller }, callee], 9);
    assert.deepEqual(operations, ['1 add 32', '2 call 0', '2 logic 32']);
  });
});

describe('multiplications say how wide their operands were', () => {
  const product = (type: number, multiply: number): HandMadeFunction[] => [
    { parameters: [type, type], results: [type], code: [GET, 0, GET, 1, multiply] },
  ];

  test('of 32 bits', () => {
    assert.deepEqual(run(product(I32, MUL), -3, 100).operations, ['1 multiply 32 (3 x 7)']);
    assert.deepEqual(run(product(I32, MUL), 0, -2147483648).operations, ['1 multiply 32 (1 x 32)']);
    assert.deepEqual(run(product(I32, MUL), 65535, 1).operations, ['1 multiply 32 (1 x 16)']);
  });

  test('of 64 bits', () => {
    assert.deepEqual(run(product(I64, 0x7e), -1n, 2n ** 40n).operations, ['1 multiply 64 (1 x 41)']);
  });

  test('the widest of all times', () => {
    const code = [
      ...LOOP,
      GET,
      0,
      GET,
      0,
      MUL,
      GET,
      1,
      ADD,
      SET,
      1,
      GET,
      0,
      ...constant(1),
      0x6b,
      TEE,
      0,
      BR_IF,
      0,
      END,
      GET,
      1,
    ];
    const { operations } = run([{ parameters: [I32], results: [I32], locals: [I32], code }], 9);
    assert.ok(operations.includes('9 multiply 32 (4 x 4)'), operations.join());
  });

  /** Lanes of 16 bits: -2, 3, 0 … and 0 … 0, 255. */
  const first = [0xfd, 0x0c, 0xfe, 0xff, 3, 0, ...Array.from({ length: 12 }, () => 0)];
  const second = [0xfd, 0x0c, ...Array.from({ length: 14 }, () => 0), 255, 0];
  const vectors = (operation: readonly number[]): HandMadeFunction[] => [
    {
      parameters: [],
      results: [I64],
      locals: [V128],
      code: [...first, ...second, ...operation, 0xfd, 0x1d, 0],
    },
  ];

  test('of lanes', () => {
    const cases: readonly (readonly [string, readonly number[], readonly string[]])[] = [
      ['i16x8.mul', [0xfd, 0x95, 0x01], ['1 multiply 16 x 8 (3 x 8)']],
      ['dot', [0xfd, 0xba, 0x01], ['1 add 32 x 4', '1 multiply 16 x 8 (3 x 8)']],
      ['extmul_low_s', [0xfd, 0xbc, 0x01], ['1 multiply 16 x 4 (1 x 3)']],
      ['extmul_high_s', [0xfd, 0xbd, 0x01], ['1 multiply 16 x 4 (1 x 8)']],
      ['extmul_low_u', [0xfd, 0xbe, 0x01], ['1 multiply 16 x 4 (1 x 16)']],
      ['i32x4.mul', [0xfd, 0xb5, 0x01], ['1 multiply 32 x 4 (18 x 24)']],
      ['i64x2.mul', [0xfd, 0xd5, 0x01], ['1 multiply 64 x 2 (18 x 56)']],
      ['i16x8.shl', [0x1a, ...constant(3), 0xfd, 0x8b, 0x01], ['1 wire 16 x 8']],
    ];
    for (const [name, operation, expected] of cases) {
      assert.deepEqual(run(vectors(operation)).operations, expected, name);
    }
  });
});

test('every kernel can be counted, and exports all that it did', () => {
  const folder = new URL('../../codecs/kernels/', import.meta.url);
  for (const file of readdirSync(folder).filter(name => name.endsWith('.wasm'))) {
    const bytes = readFileSync(new URL(file, folder));
    const { bytes: counted, plan } = instrument(bytes);
    const [before, after] = [bytes, counted].map(code =>
      WebAssembly.Module.exports(new WebAssembly.Module(code)).map(({ name }) => name),
    );
    assert.deepEqual(after.slice(0, before.length), before, file);
    assert.equal(after.length, before.length + plan.counters, file);
  }
});

test('selects say their type, or it is found out', () => {
  const pick = (type: number, select: readonly number[]): HandMadeFunction[] => [
    { parameters: [type, I32], results: [type], code: [GET, 0, GET, 0, GET, 1, ...select] },
  ];
  assert.deepEqual(run(pick(I32, [0x1b]), 5, 1).operations, ['1 select 32']);
  assert.deepEqual(run(pick(I64, [0x1b]), 5n, 1).operations, ['1 select 64']);
  assert.deepEqual(run(pick(I64, [0x1c, 1, I64]), 5n, 1).operations, ['1 select 64']);
  const vector = [GET, 0, GET, 0, ...constant(1), 0x1b, 0xfd, 0x1d, 0];
  const code = [...constant(3), ...constant(4), ...constant(1), 0x1b, 0x1a, ...vector];
  const { operations } = run([{ parameters: [], results: [I64], locals: [V128], code }]);
  assert.deepEqual(operations, ['1 select 128', '1 select 32']);
});

test('bytes that are moved in bulk', () => {
  const copy = [...constant(0), ...constant(64), GET, 0, 0xfc, 10, 0, 0];
  const fill = [...constant(0), ...constant(1), GET, 0, 0xfc, 11, 0];
  const { operations } = run([{ parameters: [I32], results: [I32], code: [...copy, ...fill, GET, 0] }], 20);
  assert.deepEqual(operations, ['3 load 64', '6 store 64']);
});

test('what is no module of WebAssembly', () => {
  assert.throws(() => instrument(Uint8Array.of(1, 2, 3)), /^Error: no WebAssembly module of version 1$/);
  assert.throws(() => instrument(assemble([]).slice(0, 9)), /^Error: WebAssembly module ends too early$/);
});

test('constants of 64 bits and globals leave counts alone', () => {
  const code = [...constant64(5), ...constant64(70), 0x7c, 0x23, 0, 0xac, 0x7c];
  assert.deepEqual(run([{ parameters: [], results: [I64], code }]), {
    result: 75n,
    operations: ['2 add 64'],
  });
});
