import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apportion } from './apportion.js';

function codeBits(counts: readonly number[], shares: Iterable<number>, total: number): number {
  return [...shares].reduce((bits, share, k) => bits - counts[k] * Math.log2(share / total), 0);
}

/** The optimum: one share each, then one at a time to whom it saves most. */
function oneByOne(counts: readonly number[], total: number): number[] {
  const shares = counts.map(() => 1);
  const saving = (k: number) => counts[k] * Math.log2(1 + 1 / shares[k]);
  for (let left = total - counts.length; left > 0; left--) {
    let best = 0;
    for (let k = 1; k < counts.length; k++) if (saving(k) > saving(best)) best = k;
    shares[best]++;
  }
  return shares;
}

const anyCounts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100000 })), {
  minLength: 1,
  maxLength: 50,
});

test('shares sum to the total, none is 0, and the code is within 0.1 % and a bit of the optimum', () => {
  fc.assert(
    fc.property(anyCounts, counts => {
      const total = 1024;
      const shares = apportion(Uint32Array.from(counts), total);
      assert.equal(
        shares.reduce((sum, share) => sum + share),
        total,
      );
      assert.ok(shares.every(share => share >= 1));
      const least = codeBits(counts, oneByOne(counts, total), total);
      assert.ok(codeBits(counts, shares, total) <= 1.001 * least + 1);
    }),
  );
});

test('ties, and as many counts as shares', () => {
  assert.deepEqual([...apportion(Uint32Array.of(1, 1, 1), 4)], [2, 1, 1]);
  assert.deepEqual([...apportion(Uint32Array.of(9, 1, 500, 3), 4)], [1, 1, 1, 1]);
  assert.deepEqual([...apportion(Uint32Array.of(7), 1024)], [1024]);
});
