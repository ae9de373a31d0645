import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limitedCodeLengths } from './code-lengths.js';

const costOf = (counts: readonly number[], lengths: Iterable<number>) =>
  [...lengths].reduce((sum, length, k) => sum + length * counts[k], 0);

const kraftSum = (lengths: Iterable<number>) => [...lengths].reduce((sum, length) => sum + 2 ** -length, 0);

/** The least cost of all ways to give the counts, in descending order, lengths that fit. */
function leastCost(counts: readonly number[], limit: number): number {
  const descending = counts.toSorted((a, b) => b - a);
  const search = (k: number, room: number, shortest: number): number => {
    if (k === descending.length) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (let length = shortest; length <= limit; length++) {
      const left = room - 2 ** -length;
      if (left < (descending.length - k - 1) * 2 ** -limit) continue;
      least = Math.min(least, length * descending[k] + search(k + 1, left, length));
    }
    return least;
  };
  return search(0, 1, 1);
}

/** Huffman's own sum: what each merging of the two lightest adds. */
function huffmanCost(counts: readonly number[]): number {
  const weights = counts.toSorted((a, b) => a - b);
  let cost = 0;
  while (weights.length > 1) {
    const merged = weights[0] + weights[1];
    cost += merged;
    weights.splice(0, 2, merged);
    weights.sort((a, b) => a - b);
  }
  return cost;
}

test('no code within the limit is shorter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 2, maxLength: 8 }),
      fc.nat(2),
      (counts, extra) => {
        const limit = 3 + extra;
        const lengths = limitedCodeLengths(Uint32Array.from(counts), limit);
        assert.equal(kraftSum(lengths), 1);
        assert.ok(lengths.every(length => length >= 1 && length <= limit));
        assert.equal(costOf(counts, lengths), leastCost(counts, limit));
      },
    ),
  );
});

test("Huffman's own cost where the limit does not bind", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 60 }), counts => {
      assert.equal(costOf(counts, limitedCodeLengths(Uint32Array.from(counts), 16)), huffmanCost(counts));
    }),
  );
});

test('as many symbols as codes: all of one length', () => {
  const lengths = limitedCodeLengths(
    Uint32Array.from({ length: 65536 }, (_, k) => 1 + (k >> 6)),
    16,
  );
  assert.ok(lengths.every(length => length === 16));
});
