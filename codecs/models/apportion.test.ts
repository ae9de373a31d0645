import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apportion } from './apportion.js';

function codeBits(counts: readonly number[], frequencies: Iterable<number>, total: number): number {
  return [...frequencies].reduce((bits, frequency, k) => bits - counts[k] * Math.log2(frequency / total), 0);
}

/** The optimum: one each, then one at a time to whom it saves most. */
function oneByOne(counts: readonly number[], total: number): number[] {
  const frequencies = counts.map(() => 1);
  const saving = (k: number) => counts[k] * Math.log2(1 + 1 / frequencies[k]);
  for (let left = total - counts.length; left > 0; left--) {
    let best = 0;
    for (let k = 1; k < counts.length; k++) if (saving(k) > saving(best)) best = k;
    frequencies[best]++;
  }
  return frequencies;
}

const anyCounts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100000 })), {
  minLength: 1,
  maxLength: 50,
});

test('frequencies sum to the total, none is 0, and the code is within 0.1 % and a bit of the optimum', () => {
  fc.assert(
    fc.property(anyCounts, counts => {
      const total = 1024;
      const frequencies = apportion(Uint32Array.from(counts), total);
      assert.equal(
        frequencies.reduce((sum, frequency) => sum + frequency),
        total,
      );
      assert.ok(frequencies.every(frequency => frequency >= 1));
      const least = codeBits(counts, oneByOne(counts, total), total);
      assert.ok(codeBits(counts, frequencies, total) <= 1.001 * least + 1);
    }),
  );
});

test('ties, and as many counts as there is to hand out', () => {
  assert.deepEqual([...apportion(Uint32Array.of(1, 1, 1), 4)], [2, 1, 1]);
  assert.deepEqual([...apportion(Uint32Array.of(9, 1, 500, 3), 4)], [1, 1, 1, 1]);
  assert.deepEqual([...apportion(Uint32Array.of(7), 1024)], [1024]);
});
