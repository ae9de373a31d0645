/** Steps: odd, within what there is, and closer where it matters. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { curveSteps, gallop, nextStep, oddStep, stepBetween } from './step-numbers.js';

const end = fc.integer({ min: 1, max: 511 }).map(k => 2 * k + 1);

test('a curve rises over odd steps and has the end of the grade in it, with more on both sides', () => {
  fc.assert(
    fc.property(end, fc.boolean(), (step, areMany) => {
      const steps = curveSteps(step, areMany);
      assert.ok(
        steps.every((one, k) => one % 2 === 1 && one >= 3 && one <= 1023 && one > (steps[k - 1] ?? 1)),
      );
      assert.ok(steps.includes(step) && steps.length <= 35, String(steps));
      assert.ok(step === 1023 || steps.some(one => one > step));
    }),
  );
  assert.deepEqual(
    curveSteps(9, true),
    Array.from({ length: 16 }, (_, k) => 2 * k + 3),
  );
  assert.deepEqual(curveSteps(9, false), [3, 5, 7, 9, 11, 17, 25, 37]);
});

test('a gallop ends at either end', () => {
  for (const isUp of [true, false]) {
    let count = 0;
    for (let step: number | undefined = 9; step !== undefined; step = gallop(step, isUp)) count++;
    assert.ok(count < 30, String(count));
  }
  assert.equal(gallop(3, false), undefined);
  assert.equal(gallop(1023, true), undefined);
  assert.equal(gallop(3, true), 5);
});

test('between and next to each other', () => {
  assert.equal(stepBetween(9, 11), undefined);
  assert.equal(stepBetween(9, 13), 11);
  assert.equal(stepBetween(501, 509), undefined);
  assert.equal(stepBetween(201, 251), 227);
  assert.deepEqual([nextStep(9, true), nextStep(9, false), nextStep(3, false)], [11, 7, undefined]);
  assert.deepEqual([nextStep(201, true), nextStep(1023, true)], [205, undefined]);
  assert.deepEqual([oddStep(0), oddStep(8), oddStep(9.9), oddStep(5000)], [3, 9, 9, 1023]);
});
