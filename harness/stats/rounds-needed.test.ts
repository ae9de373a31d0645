import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundsNeeded } from './rounds-needed.js';

/** Seven standard normal quantiles, (i + 0.5) / 7, at 1 % around `middle`. */
function around(middle: number): number[] {
  return [-1.465, -0.792, -0.366, 0, 0.366, 0.792, 1.465].map(z => middle * Math.exp(z / 100));
}

test('far apart: the fewest rounds whose test can reach so small a p', () => {
  assert.equal(roundsNeeded(around(100), around(200), 0.05, false, 1), 8);
  assert.equal(roundsNeeded(around(100), around(200), 0.05, true, 1), 8);
  // the least p of 8 a side is 2 of 12,870; of 12, 2 of 2,704,156
  assert.equal(roundsNeeded(around(100), around(200), 1e-4, false, 1), 12);
  // of 8 pairs 2 of 256, of 12 2 of 4096, of 20 2 of 1,048,576
  assert.equal(roundsNeeded(around(100), around(200), 1e-4, true, 1), 20);
});

test('about as many as the normal theory says', () => {
  // a t-test at .05 of sides a standard deviation apart has power of 80 % with 17 a side; half of that apart, with 64.
  // Seven values are taken for a little wider than they are.
  assert.equal(roundsNeeded(around(100), around(101), 0.05, false, 1), 30);
  assert.equal(roundsNeeded(around(100), around(100.5), 0.05, false, 1), 100);
});

test('pairs: what both have in common costs no rounds', () => {
  const drift = around(100);
  const slower = drift.map((value, i) => value * (1.005 + 0.0005 * (i % 3)));
  assert.equal(roundsNeeded(drift, slower, 0.05, true, 1), 8);
  assert.equal(roundsNeeded(drift, slower, 0.05, false, 1), 100);
});

test('no difference: none would be enough', () => {
  assert.equal(roundsNeeded(around(100), around(100), 0.05, false, 1), null);
  assert.equal(roundsNeeded([5, 5, 5], [5, 5, 5], 0.05, false, 1), null);
  assert.equal(roundsNeeded([5, 5, 5], [5, 5, 5], 0.05, true, 1), null);
});

test('one disturbed round makes hardly more needed', () => {
  const disturbed = [...around(110).slice(1), 400];
  assert.equal(roundsNeeded(around(100), disturbed, 0.05, false, 1), 8);
});

test('more than there were', () => {
  const twelve = [...around(100), ...around(100).slice(2)];
  const slower = twelve.map(value => value * 2);
  assert.equal(roundsNeeded(twelve, slower, 0.05, false, 1), 20);
  assert.equal(roundsNeeded(new Array(200).fill(1), new Array(200).fill(2), 0.05, false, 1), null);
});

test('the same seed, the same answer', () => {
  const answers = [1, 1, 2].map(seed => roundsNeeded(around(100), around(100.3), 0.001, false, seed));
  assert.equal(answers[0], answers[1]);
});

test('what has no ratio', () => {
  assert.throws(() => roundsNeeded([], [1], 0.05, false, 1), { message: 'no values to take a ratio of' });
  assert.throws(() => roundsNeeded([1, 2], [1], 0.05, true, 1), {
    message: 'not pairs: 2 values against 1',
  });
});
