import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nthSmallest } from './nth-smallest.js';

test('is what stands there once all are sorted', () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.double({ noNaN: true }).map(x => x || 0),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.nat(1e6), (values, at) => {
      const n = at % values.length;
      const sorted = Float64Array.from(values).sort();
      assert.equal(nthSmallest(Float64Array.from(values), n), sorted[n]);
      const twice = Float64Array.from(values);
      nthSmallest(twice, values.length - 1 - n);
      assert.equal(nthSmallest(twice, n), sorted[n]);
    }),
  );
});
