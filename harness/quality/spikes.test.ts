/** Spikes matched. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { matchSpikes } from './spikes.js';

const RATE_HZ = 10_000;

describe('times are matched', () => {
  test('within 0.4 ms, one to one', () => {
    assert.deepEqual(matchSpikes([100, 200, 300], [104, 205, 300, 302], RATE_HZ), [0, -1, 2]);
  });

  test('never twice, and never farther apart', () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 400 }))
      .map(list => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(times, times, (first, second) => {
        const matched = matchSpikes(first, second, RATE_HZ);
        const partners = matched.filter(partner => partner >= 0);
        assert.equal(new Set(partners).size, partners.length);
        matched.forEach((partner, k) => {
          if (partner >= 0) assert.ok(Math.abs(first[k] - second[partner]) <= 4);
        });
      }),
    );
  });
});
