import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { assertClose } from './close.test.kit.js';
import { HOLM } from './fixtures.test.kit.js';
import { holm } from './holm.js';

describe('as R answers', () => {
  for (const [title, { pValues, adjusted }] of Object.entries(HOLM)) {
    test(title, () => {
      const answer = holm(pValues);
      assert.equal(answer.length, adjusted.length);
      for (const [i, value] of answer.entries()) assertClose(value, adjusted[i], 1e-15);
    });
  }
});

test('in 0..1, no less than the p-values, and in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), pValues => {
      const adjusted = holm(pValues);
      for (const [i, p] of pValues.entries()) {
        assert.ok(adjusted[i] >= p && adjusted[i] <= Math.min(1, p * pValues.length));
        for (const [j, q] of pValues.entries()) assert.ok(p > q || adjusted[i] <= adjusted[j]);
      }
    }),
  );
});
