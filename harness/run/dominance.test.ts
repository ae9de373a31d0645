import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dominates, leastAdvantage, reaches } from './dominance.js';

type Pair = readonly [number, number];

const FIGURES = [([x]: Pair) => x, ([, y]: Pair) => y];
const grade = fc.integer({ min: 1, max: 4 });
const pair = fc.tuple(grade, grade);

test('at least as good in all, and better in one', () => {
  const cases: [Pair, Pair, boolean][] = [
    [[2, 2], [1, 1], true],
    [[2, 1], [1, 1], true],
    [[1, 1], [1, 1], false],
    [[3, 1], [1, 2], false],
    [[2, Number.NEGATIVE_INFINITY], [1, Number.NEGATIVE_INFINITY], true],
  ];
  for (const [rival, item, expected] of cases) assert.equal(dominates(rival, item, FIGURES), expected);
});

test('to dominate is to reach without being reached, and to be ahead by a factor of at least 1', () => {
  fc.assert(
    fc.property(pair, pair, (rival, item) => {
      const reached = reaches(rival, item, FIGURES);
      assert.equal(dominates(rival, item, FIGURES), reached && !reaches(item, rival, FIGURES));
      assert.equal(leastAdvantage(rival, item, FIGURES) >= 1, reached);
    }),
  );
});

test('nothing dominates itself, and what dominates a dominator dominates', () => {
  fc.assert(
    fc.property(pair, pair, pair, (a, b, c) => {
      assert.ok(!dominates(a, a, FIGURES));
      if (dominates(a, b, FIGURES) && dominates(b, c, FIGURES)) assert.ok(dominates(a, c, FIGURES));
    }),
  );
});
