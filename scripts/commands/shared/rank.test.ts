/** Ranks in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRank } from './rank.js';

test('ordinals, and distances with as many digits as it takes', () => {
  for (const [rank, excess, said] of [
    [1, 0, '1st of 200, the smallest'],
    [2, 0.0004, '2nd of 200, +0.040 % to the smallest'],
    [3, 0.049, '3rd of 200, +4.9 % to the smallest'],
    [11, 0.5, '11th of 200, +50.0 % to the smallest'],
    [12, 1.234, '12th of 200, +123.4 % to the smallest'],
    [13, 0, '13th of 200, +0.0 % to the smallest'],
    [21, 0.01, '21st of 200, +1.0 % to the smallest'],
    [112, 0.01, '112th of 200, +1.0 % to the smallest'],
    [122, -0.001, '122nd of 200, -0.10 % to the smallest'],
  ] as const) {
    assert.equal(formatRank(rank, 200, excess), said);
  }
});
