/** Filters against what scipy answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { designBandPass, edgeOf, filterBothWays } from './butterworth.js';
import { FILTERED } from './fixtures.test.kit.js';

/** The signal of fixtures.py. */
function signal(): Float64Array {
  let x = 1;
  return Float64Array.from({ length: 160 }, (_, i) => {
    x = (x * 75) % 65537;
    return (x % 2001) - 1000 + 20 * i + (i === 80 ? 3000 : 0);
  });
}

describe('a band-pass filter forwards and backwards is that of scipy', () => {
  for (const [name, { order, lowHz, highHz, rateHz, filtered }] of Object.entries(FILTERED)) {
    test(name, () => {
      const answer = filterBothWays(designBandPass(order, lowHz, highHz, rateHz), signal());
      filtered.forEach((expected, k) => {
        const got = answer[8 * k];
        assert.ok(Math.abs(got - expected) < 1e-6, `sample ${8 * k} is ${got}, scipy has ${expected}`);
      });
    });
  }
});

test('a constant leaves nothing, and too few samples are refused', () => {
  const filter = designBandPass(3, 300, 6000, 20_000);
  assert.ok(filterBothWays(filter, new Float64Array(100).fill(1234)).every(value => Math.abs(value) < 1e-9));
  assert.throws(() => filterBothWays(filter, new Float64Array(edgeOf(filter))), /21 samples/);
});
