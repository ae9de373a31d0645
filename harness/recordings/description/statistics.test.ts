import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countValues, type Histogram, makeHistogram } from './histogram.js';
import { entropyBits, median, moments, rangeOf, total } from './statistics.js';

function countsOf(samples: readonly number[]): Histogram {
  const histogram = makeHistogram();
  countValues(histogram, Int16Array.from(samples), 0, samples.length);
  return histogram;
}

function near(actual: number | null, expected: number, tolerance = 1e-12): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)));
}

const samplesOfAny = fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 60 });

test('moments and median as numpy 2.4 and scipy 1.17 have them: population, biased, Fisher', () => {
  const counts = countsOf([-32768, -3, 0, 0, 1, 7, 7, 7, 250, 32767]);
  const { mean, standardDeviation, skewness, excessKurtosis } = moments(counts);
  near(mean, 26.8);
  near(standardDeviation, 14654.260771529898);
  near(skewness, -0.005588325177489886);
  near(excessKurtosis, 1.9997625041733729);
  assert.equal(median(counts), 4);
  assert.equal(median(countsOf([5, 1, 9])), 5);
  assert.deepEqual(rangeOf(counts), { min: -32768, max: 32767, distinct: 7 });
});

test('two values of equal chance: the least kurtosis there is', () => {
  assert.deepEqual(moments(countsOf([3, 5, 3, 5])), {
    mean: 4,
    standardDeviation: 1,
    skewness: 0,
    excessKurtosis: -2,
  });
});

test('a constant has no shape, and no entropy', () => {
  const counts = countsOf([-7, -7, -7]);
  const expected = { mean: -7, standardDeviation: 0, skewness: null, excessKurtosis: null };
  assert.deepEqual(moments(counts), expected);
  assert.deepEqual([median(counts), entropyBits(counts)], [-7, 0]);
});

/** Oracle: n^2 times the variance, in whole numbers. */
function scaledVariance(samples: readonly number[]): bigint {
  const sum = samples.reduce((s, x) => s + BigInt(x), 0n);
  const squares = samples.reduce((s, x) => s + BigInt(x) * BigInt(x), 0n);
  return BigInt(samples.length) * squares - sum * sum;
}

test('the variance is that of whole numbers, also of few steps far from zero', () => {
  fc.assert(
    fc.property(samplesOfAny, samples => {
      const { standardDeviation } = moments(countsOf(samples));
      near(standardDeviation ** 2, Number(scaledVariance(samples)) / samples.length ** 2, 1e-11);
    }),
  );
  const many = { least: 32766, counts: Float64Array.of(2 ** 34, 2 ** 34) };
  near(moments(many).standardDeviation, 0.5);
});

test('entropy: closed forms, and never over log2 of the distinct values', () => {
  assert.equal(entropyBits(countsOf([1, 2, 3, 4])), 2);
  near(entropyBits(countsOf([1, 1, 1, 2])), 2 - 0.75 * Math.log2(3));
  assert.equal(entropyBits(countsOf([])), null);
  fc.assert(
    fc.property(samplesOfAny, samples => {
      const counts = countsOf(samples);
      const bits = entropyBits(counts) ?? Number.NaN;
      const { distinct } = rangeOf(counts);
      assert.ok(bits >= 0 && bits <= Math.log2(distinct) + 1e-12);
      assert.equal(total(counts), samples.length);
    }),
  );
});
