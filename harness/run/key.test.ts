import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { cellKey, keyOf, namedChainKey, processRunKey, resultKey } from './key.js';

const CELL = {
  chain: 'rice',
  recording: 'a.wav',
  recordingSha256: 'aa',
  versions: 'v1',
  scope: 'recording',
} as const;

test('keys are equal where all fields are, whatever stands in these', () => {
  const fields = fc.array(fc.oneof(fc.string(), fc.constantFrom('\n', '"', ',', '1'), fc.nat(3)), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      assert.equal(keyOf(...a) === keyOf(...b), isDeepStrictEqual(a, b));
    }),
  );
});

test('a line break in a name moves nothing into the next field', () => {
  const rows = [
    { chain: 'a', alias: 'b\nc', scope: 'recording' },
    { chain: 'a\nb', alias: 'c', scope: 'recording' },
  ] as const;
  assert.notEqual(namedChainKey(rows[0]), namedChainKey(rows[1]));
});

test('versions distinguish results, not cells; alias and round distinguish process runs', () => {
  const other = { ...CELL, versions: 'v2' };
  assert.equal(cellKey(CELL), cellKey(other));
  assert.notEqual(resultKey(CELL), resultKey(other));
  const runs = [processRunKey(CELL, '', 0), processRunKey(CELL, '', 1), processRunKey(CELL, 'a/a', 0)];
  assert.equal(new Set(runs).size, 3);
  for (const change of [
    { chain: 'rans' },
    { recording: 'b.wav' },
    { recordingSha256: 'bb' },
    { scope: 'solid' },
  ] as const)
    assert.notEqual(cellKey(CELL), cellKey({ ...CELL, ...change }));
});
