/** Lower ends of intervals of shares, as R has them: qbeta(0.05, hits, trials - hits + 1). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastShare } from './least-share.js';

test('known values', () => {
  for (const [hits, trials, expected] of [
    [3, 3, 0.05 ** (1 / 3)],
    [9, 10, 0.6058],
    [598, 598, 0.995],
    [95, 100, 0.8977],
    [0, 5, 0],
    [20_000, 20_000, 0.99985],
  ] as const) {
    assert.ok(Math.abs(leastShare(hits, trials) - expected) < 1e-4, `${hits} of ${trials}`);
  }
});
