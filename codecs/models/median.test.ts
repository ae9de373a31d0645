import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median, medianInPlace } from './median.js';

test('median', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('median in place is the same', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), values => {
      assert.equal(medianInPlace(Float64Array.from(values)), median(values));
    }),
  );
  assert.ok(Number.isNaN(medianInPlace(new Float64Array(0))));
});
