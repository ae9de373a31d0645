import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../random.js';
import { fitWeighted, LARGEST_SHIFT, LEAST_SHIFT, type WeightedSums } from './weighted-fit.js';

const FRAMES = 2000;
const STRIDE = 8;

/** Sums of products of columns, the last of which is the target, weighted so that `deviation` counts as one. */
function normalsOf(columns: readonly (readonly number[])[], deviation: number): WeightedSums {
  const sums = new Float64Array(STRIDE * STRIDE);
  for (const [a, left] of columns.entries()) {
    for (const [b, right] of columns.slice(0, a + 1).entries()) {
      const sum = left.reduce((total, value, i) => total + value * right[i], 0);
      sums[a * STRIDE + b] = sum / deviation ** 2;
    }
  }
  return { sums, triangle: 'lower', stride: STRIDE, features: columns.length - 1 };
}

function noise(seed: number, scale: number): number[] {
  const random = makeRandom(seed);
  return Array.from({ length: FRAMES }, () => scale * (random() / 2 ** 31 - 1));
}

const [first, second, third] = [noise(1, 1000), noise(2, 1000), noise(3, 1000)];

function mix(a: number, b: number, rest: readonly number[]): number[] {
  return rest.map((value, i) => a * first[i] + b * second[i] + value);
}

test('finds coefficients as finely as they pay', () => {
  const target = mix(0.8125, -0.3, noise(4, 10));
  const fine = fitWeighted(normalsOf([first, second, target], 5.8), LEAST_SHIFT);
  assert.equal(fine.coefficients.length, 2);
  assert.ok(Math.abs(fine.coefficients[0] / 2 ** fine.shift - 0.8125) < 0.001);
  assert.ok(Math.abs(fine.coefficients[1] / 2 ** fine.shift + 0.3) < 0.001);
  const coarse = fitWeighted(
    normalsOf([first, second, mix(0.8125, -0.3, noise(4, 3000))], 1732),
    LEAST_SHIFT,
  );
  assert.ok(coarse.shift < fine.shift, `${coarse.shift}, ${fine.shift}`);
});

test('a feature that predicts nothing is left out, and those behind it', () => {
  const { coefficients } = fitWeighted(
    normalsOf([first, third, mix(0.5, 0, noise(5, 100))], 58),
    LEAST_SHIFT,
  );
  assert.equal(coefficients.length, 1);
});

test('a feature that comes twice', () => {
  const target = mix(0.5, 0, noise(6, 10));
  const { coefficients, shift } = fitWeighted(normalsOf([first, first, second, target], 5.8), LEAST_SHIFT);
  const sum = coefficients.reduce((total, coefficient) => total + coefficient, 0);
  assert.ok(Math.abs(sum / 2 ** shift - 0.5) < 0.01);
});

test('silence has no coefficients', () => {
  const silence = first.map(() => 0);
  for (const columns of [
    [silence, silence],
    [first, silence],
    [silence, first],
  ]) {
    const { coefficients, shift } = fitWeighted(normalsOf(columns, 1), LEAST_SHIFT);
    assert.deepEqual([coefficients.length, shift], [0, LEAST_SHIFT]);
  }
});

test('coefficients that the decoder cannot hold: coarser ones, then none', () => {
  const [a, b, c] = [first, second, third].map(column => column.map(value => value / 1000));
  const hidden = noise(7, 1e-4);
  const times = (scale: number) => a.map((value, i) => scale * value + hidden[i]);
  const large = fitWeighted(normalsOf([a, times(100.123)], 6e-5), LEAST_SHIFT);
  assert.deepEqual([large.shift, ...large.coefficients], [8, 25631]);
  assert.deepEqual([...fitWeighted(normalsOf([a, times(1023)], 6e-5), LEAST_SHIFT).coefficients], [32736]);
  assert.equal(fitWeighted(normalsOf([a, times(1024)], 6e-5), LEAST_SHIFT).coefficients.length, 0);
  // each fits, their sum does not
  const sum = times(1000).map((value, i) => value + 1000 * b[i] + 1000 * c[i]);
  assert.equal(fitWeighted(normalsOf([a, b, c, sum], 6e-5), LEAST_SHIFT).coefficients.length, 0);
});

test('shifts are at least the one asked for', () => {
  const normals = normalsOf([first, mix(0.5, 0, noise(8, 3000))], 1732);
  for (let least = LEAST_SHIFT; least <= LARGEST_SHIFT; least++)
    assert.ok(fitWeighted(normals, least).shift >= least);
});
