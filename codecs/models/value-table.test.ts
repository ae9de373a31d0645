import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeBitDecoder, makeBitEncoder } from './adaptive-bits.js';
import { codeFrequencies, codeMagnitudes, codeValues } from './value-table.js';

const anyTable = fc
  .uniqueArray(
    fc.tuple(fc.integer({ min: -32768, max: 32767 }), fc.nat(255), fc.integer({ min: 1, max: 65535 })),
    {
      minLength: 1,
      maxLength: 300,
      selector: ([value]) => value,
    },
  )
  .map(rows => ({
    values: Int16Array.from(rows, ([value]) => value).sort(),
    magnitudes: Uint8Array.from(rows, ([, magnitude]) => magnitude),
    frequencies: Uint16Array.from(rows, ([, , frequency]) => frequency),
  }));

function encoded({
  values,
  magnitudes,
  frequencies,
}: typeof anyTable extends fc.Arbitrary<infer T> ? T : never) {
  const coder = makeBitEncoder();
  codeValues(coder, values);
  codeMagnitudes(coder, magnitudes.length, magnitudes);
  codeFrequencies(coder, frequencies.length, frequencies);
  return coder.finish();
}

function decoded(bytes: Uint8Array) {
  const coder = makeBitDecoder(bytes);
  const values = codeValues(coder);
  const magnitudes = codeMagnitudes(coder, values.length);
  const frequencies = codeFrequencies(coder, values.length);
  coder.finish();
  return { values, magnitudes, frequencies };
}

test('a table comes back', () => {
  fc.assert(fc.property(anyTable, table => assert.deepEqual(decoded(encoded(table)), table)));
});

test('a table cut short throws or is another one, and a byte too many throws', () => {
  fc.assert(
    fc.property(anyTable, fc.nat(), (table, cut) => {
      const bytes = encoded(table);
      assert.notDeepEqual(attempt(bytes.slice(0, cut % bytes.length)), table);
      assert.throws(() => decoded(Uint8Array.of(...bytes, 0)), /are used/);
    }),
    { numRuns: 50 },
  );
});

function attempt(bytes: Uint8Array): unknown {
  try {
    return decoded(bytes);
  } catch (thrown) {
    return thrown;
  }
}

test('regular tables are small', () => {
  const sizeOf = (values: Int16Array) => {
    const coder = makeBitEncoder();
    codeValues(coder, values);
    return coder.finish().length;
  };
  const codes = Int16Array.from({ length: 700 }, (_, k) => Math.trunc(((k + 150) * 65535) / 1023 - 32768));
  assert.equal(sizeOf(Int16Array.from({ length: 400 }, (_, k) => k - 200)), 6);
  assert.equal(sizeOf(codes), 44);
  assert.equal(sizeOf(Int16Array.from({ length: 65536 }, (_, k) => k - 32768)), 17);
});
