import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeWords, uniform } from '../common/random.js';
import { assertClose } from './close.test.kit.js';
import { MANN_WHITNEY } from './fixtures.test.kit.js';
import { mannWhitney } from './mann-whitney.js';

describe('as scipy answers', () => {
  for (const [title, { a, b, statistic, pValue, method }] of Object.entries(MANN_WHITNEY)) {
    test(title, () => {
      const result = mannWhitney(a, b);
      assert.deepEqual([result.statistic, result.method], [statistic, method]);
      assertClose(result.pValue, pValue, method === 'exact' ? 1e-13 : 1e-11);
    });
  }
});

/** n values from 1, `u` of whose pairs with n others are won by the others. */
function sidesOf(n: number, u: number) {
  const a = Array.from({ length: n }, (_, i) => i + 1);
  // each whole n of u puts one of b below all of a; what is left puts one more below some
  const b = a.map((_, j) => {
    const below = Math.max(0, Math.min(n, u - j * n));
    return n - below + 0.5 + (j + 1) / 1000;
  });
  return { a, b };
}

test('the critical values at .05 that textbooks print', () => {
  for (const [n, critical] of [
    [9, 17],
    [10, 23],
    [15, 64],
    [20, 127],
  ]) {
    const [reaches, misses] = [critical, critical + 1].map(u => {
      const { a, b } = sidesOf(n, u);
      const result = mannWhitney(a, b);
      assert.equal(result.statistic, u);
      return result.pValue;
    });
    assert.ok(reaches <= 0.05 && misses > 0.05, `${n} a side: ${reaches}, ${misses}`);
  }
});

test('as counting all orderings answers', () => {
  const smallSide = fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(smallSide, fc.nat(), (values, cut) => {
      const m = 1 + (cut % (values.length - 1));
      const [a, b] = [values.slice(0, m), values.slice(m)];
      assertClose(mannWhitney(a, b).pValue, pByCounting(values, m), 1e-12);
    }),
  );
});

/** Share of the ways to choose m of the values whose U is at least as far from its mean. */
function pByCounting(values: readonly number[], m: number): number {
  const distances: number[] = [];
  for (let chosen = 0; chosen < 1 << values.length; chosen++) {
    const a = values.filter((_, i) => (chosen >> i) & 1);
    const b = values.filter((_, i) => !((chosen >> i) & 1));
    if (a.length === m) distances.push(Math.abs(wins(a, b) - (m * b.length) / 2));
  }
  const seen = Math.abs(wins(values.slice(0, m), values.slice(m)) - (m * (values.length - m)) / 2);
  return distances.filter(distance => distance >= seen).length / distances.length;
}

function wins(a: readonly number[], b: readonly number[]): number {
  return a.flatMap(x => b.filter(y => x > y)).length;
}

const side = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 40 });

test('the other way round: the same p, and all pairs between the two statistics', () => {
  fc.assert(
    fc.property(side, side, (a, b) => {
      const [forth, back] = [mannWhitney(a, b), mannWhitney(b, a)];
      assert.ok(forth.pValue >= 0 && forth.pValue <= 1);
      assertClose(back.pValue, forth.pValue, 1e-12);
      assert.equal(forth.statistic + back.statistic, a.length * b.length);
    }),
  );
});

test('only the order counts', () => {
  fc.assert(
    fc.property(side, side, (a, b) => {
      const grow = (value: number) => Math.exp(value / 10);
      assert.deepEqual(mannWhitney(a.map(grow), b.map(grow)), mannWhitney(a, b));
    }),
  );
});

test('of samples from one distribution at most 5 % come out below .05', () => {
  const words = makeWords(3, 0, 0);
  const draw = () => Array.from({ length: 8 }, () => uniform(words) ** 4);
  const runs = 20_000;
  let rejected = 0;
  for (let k = 0; k < runs; k++) if (mannWhitney(draw(), draw()).pValue < 0.05) rejected++;
  const standardError = Math.sqrt((0.05 * 0.95) / runs);
  assert.ok(rejected / runs < 0.05 + 3 * standardError, `${rejected} of ${runs}`);
  // U up to 13 of 8 against 8: 0.0499
  assert.ok(rejected / runs > 0.0499 - 3 * standardError, `${rejected} of ${runs}`);
});

test('nothing to compare, and no number', () => {
  assert.throws(() => mannWhitney([], [1, 2]), {
    message: 'nothing to compare on one side: 0 against 2 values',
  });
  assert.throws(() => mannWhitney([1], []), {
    message: 'nothing to compare on one side: 1 against 0 values',
  });
  assert.throws(() => mannWhitney([1], [Number.NaN]), { message: 'NaN has no rank' });
});
