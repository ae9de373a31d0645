import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { concentrationOf } from './concentration.js';
import { where } from './where.js';

const WORDS = { sum: 'that', above: 'larger', below: 'smaller' };
const say = (terms: readonly number[]) => where(terms, 'recordings', WORDS);

describe('where a sum lies', () => {
  const cases: Record<string, readonly [readonly number[], string]> = {
    'one term': [[5], ''],
    'nothing anywhere': [[0, 0, 0], ''],
    'in one of many': [[0, 0, 90, 1, 1, 1], '; 96 % of that is in 1 of 6 recordings'],
    'in one of many, of less': [[0, 0, -90, -1, -1, -1], '; 96 % of that is in 1 of 6 recordings'],
    'more than all of it in one': [[10, -1, -2, -1], '; more than all of that is in 1 of 4 recordings'],
    'all alike': [[3, 3, 3, 4], '; larger in all 4 recordings'],
    'all alike, of less': [[-3, -3, -3, -4], '; smaller in all 4 recordings'],
    'some untouched': [[3, 3, 0, 4], '; larger in 3 of 4 recordings'],
    'both ways': [[3, -2, 3, 0], '; larger in 2 and smaller in 1 of 4 recordings'],
    'both ways, for nothing': [[3, -3, 0], '; larger in 1 and smaller in 1 of 3 recordings'],
  };
  for (const [name, [terms, said]] of Object.entries(cases)) {
    test(name, () => assert.equal(say(terms), said));
  }
});

test('few terms have four fifths of the sum or more, and fewer do not', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), terms => {
      const sum = terms.reduce((total, term) => total + term, 0);
      const { few, share } = concentrationOf(terms);
      const sorted = terms.map(term => Math.sign(sum) * term).sort((a, b) => b - a);
      const of = (count: number) => sorted.slice(0, count).reduce((total, term) => total + term, 0);
      if (sum === 0) assert.deepEqual([few, share], [0, 0]);
      else {
        assert.ok(of(few) >= 0.8 * Math.abs(sum) && of(few - 1) < 0.8 * Math.abs(sum));
        assert.equal(share, of(few) / Math.abs(sum));
      }
    }),
  );
});
