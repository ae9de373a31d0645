/** Spikes found. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findSpikes, noiseSigma } from './spikes.js';

const RATE_HZ = 10_000;

function silence(frames: number, values: Readonly<Record<number, number>>): Float64Array {
  const signal = new Float64Array(frames);
  for (const [frame, value] of Object.entries(values)) signal[Number(frame)] = value;
  return signal;
}

describe('a spike', () => {
  test('is the least value within 0.5 ms of where the threshold is reached', () => {
    assert.deepEqual(findSpikes(silence(100, { 40: -5, 43: -9, 46: -12 }), -5, RATE_HZ), [43]);
  });

  test('is followed by another 1 ms later at the earliest', () => {
    assert.deepEqual(findSpikes(silence(100, { 40: -6, 49: -6 }), -5, RATE_HZ), [40]);
    assert.deepEqual(findSpikes(silence(100, { 40: -6, 50: -6 }), -5, RATE_HZ), [40, 50]);
  });

  test('may be the first sample, or the last', () => {
    assert.deepEqual(findSpikes(silence(30, { 0: -7, 29: -7 }), -5, RATE_HZ), [0, 29]);
  });
});

test('the noise of a normal signal is known by its median', () => {
  // quantiles of the standard normal distribution at 0.1, 0.2 ... 0.9
  const normal = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
  assert.ok(
    Math.abs(noiseSigma(Float64Array.from(normal, value => 30 * value)) - 30 * (0.5244 / 0.6745)) < 1e-3,
  );
});
