import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mannWhitney } from '../stats/mann-whitney.js';
import { signedRank } from '../stats/signed-rank.js';
import { ALPHA, leastPValue, leastRounds } from './rounds.js';

test('the least p-value is that of values that do not overlap', () => {
  for (const [m, n] of [
    [3, 3],
    [4, 7],
    [10, 10],
  ]) {
    const a = Array.from({ length: m }, (_, i) => i);
    const b = Array.from({ length: n }, (_, i) => 100 + i);
    assert.ok(Math.abs(mannWhitney(a, b).pValue - leastPValue(m, n, false)) < 1e-12);
  }
  const up = [1, 2, 3, 4, 5, 6];
  assert.ok(Math.abs(signedRank(up).pValue - leastPValue(6, 6, true)) < 1e-12);
});

test('the least number of rounds is just enough', () => {
  for (const paired of [false, true]) {
    for (const rows of [1, 10, 600]) {
      const rounds = leastRounds(rows, paired);
      assert.ok(leastPValue(rounds, rounds, paired) * rows < ALPHA);
      assert.ok(leastPValue(rounds - 1, rounds - 1, paired) * rows >= ALPHA);
    }
  }
});
