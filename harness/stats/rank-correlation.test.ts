import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankCorrelation } from './rank-correlation.js';

test('rankings that agree, oppose, and differ by one exchange', () => {
  assert.equal(rankCorrelation([1, 2, 30], [2, 4, 5]), 1);
  assert.equal(rankCorrelation([1, 2, 3], [9, 5, 1]), -1);
  assert.equal(rankCorrelation([1, 2, 3], [2, 1, 3]), 0.5);
});

test('equal values share their ranks', () => {
  // ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3
  assert.equal(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4]), 4.5 / Math.sqrt(4.5 * 5));
});

test('nothing to rank is no number', () => {
  assert.ok(Number.isNaN(rankCorrelation([1], [1])));
  assert.ok(Number.isNaN(rankCorrelation([1, 1], [1, 2])));
});
