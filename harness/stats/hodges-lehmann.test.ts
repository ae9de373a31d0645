import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { assertClose } from './close.test.kit.js';
import { PAIRED_RATIOS, RATIOS } from './fixtures.test.kit.js';
import { pairedRatioEstimate, ratioEstimate } from './hodges-lehmann.js';

describe('as R and numpy answer', () => {
  for (const [title, { a, b, ratio }] of Object.entries(RATIOS)) {
    test(title, () => assertClose(ratioEstimate(a, b), ratio, 1e-13));
  }
  for (const [title, { a, b, ratio }] of Object.entries(PAIRED_RATIOS)) {
    test(`paired: ${title}`, () => assertClose(pairedRatioEstimate(a, b), ratio, 1e-13));
  }
});

const time = fc.double({ min: 1, max: 1e12, noNaN: true });
const sides = fc.record({
  a: fc.array(time, { minLength: 1, maxLength: 12 }),
  b: fc.array(time, { minLength: 1, maxLength: 12 }),
});
const pairs = fc
  .array(fc.record({ x: time, y: time }), { minLength: 1, maxLength: 12 })
  .map(both => ({ a: both.map(({ x }) => x), b: both.map(({ y }) => y) }));

for (const { name, estimate, input } of [
  { name: 'unpaired', estimate: ratioEstimate, input: sides },
  { name: 'paired', estimate: pairedRatioEstimate, input: pairs },
]) {
  test(`${name}: b times as long, the ratio times as large`, () => {
    fc.assert(
      fc.property(input, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), ({ a, b }, factor) => {
        const longer = b.map(value => value * factor);
        assertClose(estimate(a, longer), estimate(a, b) * factor, 1e-12);
      }),
    );
  });

  test(`${name}: the other way round, the ratio's inverse`, () => {
    fc.assert(fc.property(input, ({ a, b }) => assertClose(estimate(b, a), 1 / estimate(a, b), 1e-12)));
  });

  test(`${name}: a side against itself is 1`, () => {
    fc.assert(fc.property(input, ({ a }) => assertClose(estimate(a, a), 1, 1e-15)));
  });

  test(`${name}: what has no ratio`, () => {
    assert.throws(() => estimate([], []), { message: 'no values to take a ratio of' });
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const message = `${bad} has no ratio: values must be positive and finite`;
      assert.throws(() => estimate([1, 2], [3, bad]), { message });
      assert.throws(() => estimate([bad, 1], [3, 2]), { message });
    }
  });
}

test('one run that was disturbed moves the ratio little', () => {
  assert.ok(ratioEstimate([100, 101, 102, 103, 99], [100, 101, 102, 103, 9900]) < 1.02);
});

test('paired: sides of two lengths', () => {
  assert.throws(() => pairedRatioEstimate([1, 2], [1]), { message: 'not pairs: 2 values against 1' });
});
