/** Filters against what scipy answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { designBandPass, edgeOf, filterBothWays, filterForwards } from './butterworth.js';
import { FILTERED } from './fixtures.test.kit.js';

/** The signal of fixtures.py. */
function signal(): Float64Array {
  let x = 1;
  return Float64Array.from({ length: 160 }, (_, i) => {
    x = (x * 75) % 65537;
    return (x % 2001) - 1000 + 20 * i + (i === 80 ? 3000 : 0);
  });
}

describe('a band-pass filter is that of scipy', () => {
  for (const [name, { order, lowHz, highHz, rateHz, forwards, filtered }] of Object.entries(FILTERED)) {
    const filter = designBandPass(order, lowHz, highHz, rateHz);
    test(`${name}, forwards`, () => isEvery8th(filterForwards(filter, signal()), forwards));
    test(`${name}, and backwards`, () => isEvery8th(filterBothWays(filter, signal()), filtered));
  }
});

function isEvery8th(answer: Float64Array, expected: readonly number[]): void {
  for (const [k, value] of expected.entries()) {
    const got = answer[8 * k];
    assert.ok(Math.abs(got - value) < 1e-6, `sample ${8 * k} is ${got}, scipy has ${value}`);
  }
}

test('a constant leaves nothing, and too few samples are refused', () => {
  const filter = designBandPass(3, 300, 6000, 20_000);
  assert.ok(filterBothWays(filter, new Float64Array(100).fill(1234)).every(value => Math.abs(value) < 1e-9));
  assert.throws(() => filterBothWays(filter, new Float64Array(edgeOf(filter))), /21 samples/);
});
