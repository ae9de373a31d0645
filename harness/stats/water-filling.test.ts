/** Reverse water-filling where R(D) is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { waterFill } from './water-filling.js';

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} for ${expected}`);
}

test('white noise of variance s²: log2(s² / D) / 2 bits, and none from D = s² on', () => {
  const ones = new Float64Array(8).fill(1);
  const power = new Float64Array(8).fill(100);
  for (const level of [0.01, 1, 25, 99]) {
    const { bits, errors } = waterFill(power, ones, level);
    near(mean(bits), Math.log2(100 / level) / 2, 1e-12);
    near(mean(errors), level, 1e-12);
  }
  for (const level of [100, 1000]) {
    const { bits, errors } = waterFill(power, ones, level);
    assert.deepEqual([mean(bits), mean(errors)], [0, 100]);
  }
});

/** Of x[i] = rho x[i-1] + noise of variance 1, at angles evenly round the circle. */
function autoregressive(rho: number, bins = 4096): Float64Array {
  return Float64Array.from(
    { length: bins },
    (_, k) => 1 / (1 - 2 * rho * Math.cos((2 * Math.PI * (k + 0.5)) / bins) + rho ** 2),
  );
}

test('of a first-order autoregressive process, log2(noise / D) / 2 up to D = noise / (1 + rho)²', () => {
  const ones = new Float64Array(4096).fill(1);
  for (const rho of [0.5, 0.9]) {
    const power = autoregressive(rho);
    for (const level of [0.001, 0.1, 1 / (1 + rho) ** 2]) {
      const { bits, errors } = waterFill(power, ones, level);
      near(mean(bits), Math.log2(1 / level) / 2, 1e-9);
      near(mean(errors), level, 1e-9);
    }
    // beyond it some frequencies are left out, and more is needed than that
    const { bits, errors } = waterFill(power, ones, 1);
    assert.ok(mean(errors) < 1 && mean(bits) > Math.log2(1 / mean(errors)) / 2);
  }
});

test('what has no weight takes no bits, and all of its power is error', () => {
  const { bits, errors } = waterFill([100, 100], [0, 4], 1);
  assert.deepEqual([...bits], [0, Math.log2(400) / 2]);
  assert.deepEqual([...errors], [100, 0.25]);
});

test('no way to share an error out among frequencies takes fewer bits', () => {
  const power = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(power, fc.double({ min: 0.05, max: 500, noNaN: true }), fc.nat(), (of, level, at) => {
      const ones = of.map(() => 1);
      const { bits, errors } = waterFill(of, ones, level);
      // some of the error goes from one frequency to the next
      const [from, to] = [at % of.length, (at + 1) % of.length];
      const moved = Math.min(errors[from] / 2, of[to] - errors[to]);
      const other = errors.map((error, k) => error + (k === to ? moved : k === from ? -moved : 0));
      const otherBits = other.map((error, k) => Math.max(0, Math.log2(of[k] / error) / 2));
      assert.ok(mean(otherBits) >= mean(bits) - 1e-9);
    }),
  );
});
