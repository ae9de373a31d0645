import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeWords, uniform } from '../common/random.js';
import { assertClose } from './close.test.kit.js';
import { SIGNED_RANK } from './fixtures.test.kit.js';
import { signedRank } from './signed-rank.js';

describe('as scipy answers', () => {
  for (const [title, { differences, statistic, pValue, method }] of Object.entries(SIGNED_RANK)) {
    test(title, () => {
      const result = signedRank(differences);
      assert.deepEqual([result.statistic, result.method], [statistic, method]);
      assertClose(result.pValue, pValue, method === 'exact' ? 1e-13 : 1e-11);
    });
  }
});

/** Of the ranks 1..n those that are positive, so that their sum is `sum`. */
function differencesOf(n: number, sum: number): number[] {
  let left = sum;
  const signs: number[] = [];
  for (let rank = n; rank > 0; rank--) {
    const taken = rank <= left;
    if (taken) left -= rank;
    signs.push(taken ? rank : -rank);
  }
  return signs;
}

test('the critical values at .05 that textbooks print', () => {
  for (const [n, critical] of [
    [6, 0],
    [10, 8],
    [15, 25],
    [20, 52],
    [25, 89],
  ]) {
    const [reaches, misses] = [critical, critical + 1].map(sum => signedRank(differencesOf(n, sum)).pValue);
    assert.ok(reaches <= 0.05 && misses > 0.05, `${n} pairs: ${reaches}, ${misses}`);
  }
});

test('all zero: no difference', () => {
  assert.deepEqual(signedRank([0, -0, 0]), { statistic: 0, pValue: 1, method: 'normal' });
});

const differences = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 40 });

test('the other way round: the same p, and all ranks between the two statistics', () => {
  fc.assert(
    fc.property(differences, values => {
      const [forth, back] = [signedRank(values), signedRank(values.map(value => -value))];
      const n = values.filter(value => value !== 0).length;
      assert.ok(forth.pValue >= 0 && forth.pValue <= 1);
      assertClose(back.pValue, forth.pValue, 1e-12);
      assert.equal(forth.statistic + back.statistic, (n * (n + 1)) / 2);
    }),
  );
});

test('of differences around zero at most 5 % come out below .05', () => {
  const words = makeWords(3, 0, 0);
  const runs = 20_000;
  let rejected = 0;
  for (let k = 0; k < runs; k++) {
    if (signedRank(Array.from({ length: 8 }, () => (uniform(words) - 0.5) ** 3)).pValue < 0.05) rejected++;
  }
  const standardError = Math.sqrt((0.05 * 0.95) / runs);
  assert.ok(rejected / runs < 0.05 + 3 * standardError, `${rejected} of ${runs}`);
  // sums up to 3 of 8 ranks: 10 of 256 sign patterns
  assert.ok(rejected / runs > 10 / 256 - 3 * standardError, `${rejected} of ${runs}`);
});

test('nothing to compare, and no number', () => {
  assert.throws(() => signedRank([]), { message: 'nothing to compare: no pairs' });
  assert.throws(() => signedRank([1, Number.NaN]), { message: 'NaN has no rank' });
});
