import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeWords, NORMAL, NORMAL_SHIFT } from '../common/random.js';
import { geometricMeanInterval, type Interval, pairedRatioInterval, ratioInterval } from './bootstrap.js';
import { assertClose } from './close.test.kit.js';
import { pairedRatioEstimate, ratioEstimate } from './hodges-lehmann.js';

const A = [1012, 998, 1003, 1041, 1007, 995, 1001, 1019];
const B = [1063, 1049, 1102, 1038, 1057, 1044, 1051, 1290];
const RATIOS = [1.1, 0.95, 1.02, 1.3, 0.8];

function assertInterval(actual: Interval, low: number, high: number, tolerance = 1e-12): void {
  assertClose(actual.low, low, tolerance);
  assertClose(actual.high, high, tolerance);
}

describe('the same figures on every machine', () => {
  test('unpaired', () => assertInterval(ratioInterval(A, B, 1), 1.036561264822134, 1.0889328063241108));
  test('paired', () => assertInterval(pairedRatioInterval(A, B, 1), 1.035153402814633, 1.1525146965660524));
  test('geometric mean', () => {
    const around = geometricMeanInterval(RATIOS, 1);
    assertClose(around.mean, 1.020821857159405, 1e-12);
    assertInterval(around, 0.8868908165896259, 1.1797937199556237);
  });
});

// 40,000 resamples in numpy 2.4.6 (default_rng(5), choice, median of the pairs, quantile)
describe('as numpy answers, but for chance', () => {
  test('unpaired', () => assertInterval(ratioInterval(A, B, 1), 1.03656126, 1.09163287, 0.005));
  test('paired', () => assertInterval(pairedRatioInterval(A, B, 1), 1.0351534, 1.15270792, 0.005));
  test('geometric mean', () => {
    assertInterval(geometricMeanInterval(RATIOS, 1), 0.88242388, 1.17970299, 0.01);
  });
});

test('another seed, another interval, nearly the same', () => {
  const other = ratioInterval(A, B, 2);
  assert.notDeepEqual(other, ratioInterval(A, B, 1));
  assertInterval(other, 1.036561264822134, 1.0889328063241108, 0.005);
});

const time = fc.double({ min: 1, max: 1e9, noNaN: true });
const pairs = fc
  .array(fc.record({ x: time, y: time }), { minLength: 1, maxLength: 8 })
  .map(both => ({ a: both.map(({ x }) => x), b: both.map(({ y }) => y) }));

for (const { name, interval, estimate } of [
  { name: 'unpaired', interval: ratioInterval, estimate: ratioEstimate },
  { name: 'paired', interval: pairedRatioInterval, estimate: pairedRatioEstimate },
]) {
  test(`${name}: around the estimate`, () => {
    const contains = fc.property(pairs, fc.integer(), ({ a, b }, seed) => {
      const { low, high } = interval(a, b, seed);
      const ratio = estimate(a, b);
      assert.ok(low <= ratio * (1 + 1e-12) && ratio <= high * (1 + 1e-12), `${ratio} in ${low}..${high}`);
    });
    fc.assert(contains, { numRuns: 50 });
  });

  test(`${name}: b times as long, both ends times as large`, () => {
    const scales = fc.property(pairs, fc.double({ min: 0.01, max: 100, noNaN: true }), ({ a, b }, factor) => {
      const { low, high } = interval(a, b, 1);
      const longer = b.map(value => value * factor);
      assertInterval(interval(a, longer, 1), low * factor, high * factor, 1e-9);
    });
    fc.assert(scales, { numRuns: 50 });
  });

  test(`${name}: what has no ratio`, () => {
    assert.throws(() => interval([], [], 1), { message: 'no values to take a ratio of' });
    assert.throws(() => interval([1], [0], 1), {
      message: '0 has no ratio: values must be positive and finite',
    });
  });
}

test('of one recording, the ratio alone', () => {
  const { mean, low, high } = geometricMeanInterval([1.25], 1);
  assertClose(mean, 1.25, 1e-15);
  assert.deepEqual([low, high], [mean, mean]);
  assert.throws(() => geometricMeanInterval([], 1), { message: 'no values to take a ratio of' });
});

describe('how often the interval has the true ratio in it', () => {
  const words = makeWords(7, 0, 0);
  // normal at 2 %, one in ten disturbed by up to 30 %
  const time = () => {
    const disturbed = words() % 10 === 0 ? (0.3 * words()) / 2 ** 32 : 0;
    return Math.exp(0.02 * NORMAL[words() >>> NORMAL_SHIFT] + disturbed);
  };
  const times = (n: number) => Array.from({ length: n }, time);
  const coverage = (trial: (seed: number) => Interval) => {
    let covered = 0;
    for (let seed = 0; seed < 300; seed++) {
      // few seeds, whose resamples are drawn once: what differs is the times
      const { low, high } = trial(seed % 10);
      if (low <= 1 && 1 <= high) covered++;
    }
    return covered / 300;
  };

  for (const [n, least, least2] of [
    [3, 0.7, 0.65],
    [5, 0.85, 0.8],
    [8, 0.9, 0.87],
    [20, 0.92, 0.9],
  ]) {
    test(`${n} rounds`, t => {
      const unpaired = coverage(seed => ratioInterval(times(n), times(n), seed));
      const paired = coverage(seed => pairedRatioInterval(times(n), times(n), seed));
      t.diagnostic(`${n} rounds: ${unpaired} unpaired, ${paired} paired`);
      assert.ok(unpaired >= least && unpaired < 0.99 && paired >= least2 && paired < 0.99);
    });
  }
});
