import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dominates, leastAdvantage } from './dominance.js';
import { frontOf } from './front.js';

type Triple = readonly [number, number, number];

const grade = fc.integer({ min: 1, max: 5 });

test('items are on the front, or dominated by the member that is ahead by most, as comparing all with all says', () => {
  for (const used of [2, 3]) {
    const figures = [0, 1, 2].slice(0, used).map(f => (item: Triple) => item[f]);
    fc.assert(
      fc.property(fc.array(fc.tuple(grade, grade, grade), { maxLength: 40 }), items => {
        const front = items.filter(item => !items.some(rival => dominates(rival, item, figures)));
        const expected = items.map(item => {
          const above = front.filter(rival => dominates(rival, item, figures));
          const margin = (rival: Triple) => leastAdvantage(rival, item, figures);
          return above.toSorted((a, b) => margin(b) - margin(a))[0] ?? null;
        });
        assert.deepEqual(frontOf(items, figures), expected);
      }),
    );
  }
});
