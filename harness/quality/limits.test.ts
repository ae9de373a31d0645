/** R(D) of recordings whose spectrum is known. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { designBandPass, filterBothWays, powerGain } from '../../codecs/models/butterworth/butterworth.js';
import { makeWords, NORMAL, NORMAL_SHIFT } from '../common/random.js';
import { type Limit, limitsOf } from './limits.js';
import { makeReference } from './quality.js';

const RATE_HZ = 20_000;
const FRAMES = 120_000;

/** Of x[i] = rho x[i-1] + noise of this standard deviation; white at 0. */
function autoregressive(rho: number, deviation: number, seed = 1): number[] {
  const words = makeWords(seed, 2, 3);
  let last = 0;
  return Array.from({ length: FRAMES }, () => {
    last = rho * last + deviation * NORMAL[words() >>> NORMAL_SHIFT];
    return last;
  });
}

function limitsFor(channels: readonly (readonly number[])[], step = 1, rateHz = RATE_HZ): Limit[] {
  const data = Int16Array.from(channels.flat(), value => step * Math.round(value));
  return limitsOf(makeReference({ data, channels: channels.length }, rateHz, undefined));
}

function near(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance,
    `${actual}, which is not ${expected}`,
  );
}

describe('R(D) of all frequencies', () => {
  test('of white Gaussian noise is log2(s² / D) / 2, in codes whatever the step', () => {
    for (const step of [1, 64]) {
      const limits = limitsFor([autoregressive(0, 20)], step).filter(({ counted }) => counted === 'all');
      near(limits[0].rmse, Math.sqrt(1 / 12), 1e-9);
      assert.ok(limits[limits.length - 1].bits_per_sample < 0.01);
      for (const { bits_per_sample: bits, rmse } of limits) {
        if (rmse < 15) near(bits, Math.log2(20 / rmse), 0.01);
      }
    }
  });

  test('of an autoregressive process is that of what drives it, while all frequencies are told', () => {
    const limits = limitsFor([autoregressive(0.8, 20)]).filter(({ counted }) => counted === 'all');
    const low = limits.filter(({ level }) => level < 20 / 1.8 / 1.2);
    assert.ok(low.length > 8);
    for (const { bits_per_sample: bits, rmse } of low) near(bits, Math.log2(20 / rmse), 0.01);
  });

  test('of two channels is at one level for both: the mean of bits and of squares', () => {
    const [quiet, loud] = [autoregressive(0, 10, 5), autoregressive(0, 40, 6)];
    const both = limitsFor([quiet, loud]).filter(({ counted }) => counted === 'all');
    const [first, second] = [quiet, loud].map(channel => limitsFor([channel]));
    for (const k of [0, 5, 10]) {
      near(both[k].bits_per_sample, (first[k].bits_per_sample + second[k].bits_per_sample) / 2, 1e-9);
      near(both[k].rmse, Math.sqrt((first[k].rmse ** 2 + second[k].rmse ** 2) / 2), 1e-9);
    }
  });
});

describe('R(D) of the band of spikes', () => {
  const limits = limitsFor([autoregressive(0, 20)]);
  const [all, band] = (['all', 'band'] as const).map(of => limits.filter(({ counted }) => counted === of));

  test('of white noise takes about the share of the band of the bits for its own error', () => {
    // 300 to 6000 Hz of 10 kHz; beyond the edges the filter still counts a little
    for (const { bits_per_sample: bits, band_rmse_sigma: error } of band.slice(2, 6)) {
      const share = bits / Math.log2(1 / (error ?? 0));
      assert.ok(share > 0.57 && share < 0.8, `${share}`);
    }
  });

  test('is never above that of all frequencies, for the same error in the band', () => {
    let compared = 0;
    for (const { bits_per_sample: bits, band_rmse_sigma: error } of all) {
      const at = band.findIndex(point => (point.band_rmse_sigma ?? 0) > (error ?? 9));
      if (at < 1) continue;
      const [below, above] = [band[at - 1], band[at]].map(point => ({
        x: Math.log(point.band_rmse_sigma ?? 0),
        y: point.bits_per_sample,
      }));
      const share = (Math.log(error ?? 0) - below.x) / (above.x - below.x);
      assert.ok(below.y + share * (above.y - below.y) < bits + 0.001, `${bits} at ${error}`);
      compared++;
    }
    assert.ok(compared > 5);
  });

  test('begins at 1/64 of sigma, and leaves nearly all of the band at the end', () => {
    assert.equal(band[0].level, 1 / 64);
    near(band[band.length - 1].band_rmse_sigma, 1, 0.03);
  });

  test('a silent channel takes no bits and has no sigma', () => {
    const silent = new Array<number>(FRAMES).fill(3);
    const both = limitsFor([autoregressive(0, 20), silent]).filter(({ counted }) => counted === 'band');
    near(both[3].bits_per_sample, band[3].bits_per_sample / 2, 1e-9);
    near(both[3].band_rmse_sigma, band[3].band_rmse_sigma ?? 0, 1e-9);
  });
});

test('without a band of spikes there is the curve of all frequencies; of 1000 frames there is none', () => {
  const slow = limitsFor([autoregressive(0, 20)], 1, 500);
  assert.ok(
    slow.length > 0 &&
      slow.every(({ counted, band_rmse_sigma: error }) => counted === 'all' && error === null),
  );
  assert.deepEqual(limitsFor([autoregressive(0, 20).slice(0, 1000)]), []);
  assert.equal(limitsFor([new Array<number>(5000).fill(7)]).length, 1);
});

test('the power gain of a filter is what filtering both ways does to a tone', () => {
  const filter = designBandPass(3, 300, 6000, RATE_HZ);
  for (const hz of [200, 300, 1000, 6000, 8000]) {
    const tone = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / RATE_HZ));
    // away from the ends, where the tone begins and stops
    const middle = filterBothWays(filter, tone).subarray(5_000, 15_000);
    const power = middle.reduce((sum, value) => sum + value ** 2, 0) / 5_000;
    near(power / powerGain(filter, hz, RATE_HZ), 1, 0.02);
  }
});
