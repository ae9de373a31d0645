/** Figures of several recordings together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofEachFigure, type Quality } from './figures.js';
import { joinedTotal, totalQuality } from './total.js';

function qualityOf(figures: Partial<Quality>): Quality {
  return ofEachFigure(name => figures[name] ?? null);
}

const THREE = [
  {
    ...{ max_abs_error: 2, band_rmse_sigma: 0.3, spikes: 4, strong_spikes: 100, strong_recall: 0.99 },
    ...{ decoded_strong_spikes: 0, waveform_r_p05: 0.99, rmse: 1 },
  },
  {
    ...{ max_abs_error: 1, band_rmse_sigma: 0.4, spikes: 4, strong_spikes: 300, strong_recall: 1 },
    ...{ decoded_strong_spikes: 300, strong_precision: 1, waveform_r_p05: 0.97, rmse: 7 },
  },
  { max_abs_error: 0 },
].map(qualityOf);

test('spikes are summed, errors are the greatest or a root of means, others medians', () => {
  assert.deepEqual(totalQuality(THREE, undefined), {
    ...qualityOf({
      ...{ max_abs_error: 2, spikes: 8, strong_spikes: 400, decoded_strong_spikes: 300, rmse: 5 },
      ...{ strong_recall: 399 / 400, strong_precision: 1, waveform_r_p05: 0.98 },
      band_rmse_sigma: Math.sqrt(0.125),
    }),
    grade: 'lossy',
  });
});

test('a grade is held against the floors together', () => {
  const noisy = [qualityOf({ band_rmse_sigma: 0.1, strong_spikes: 10, strong_recall: 0.994 })];
  assert.equal(totalQuality(noisy, undefined).grade, 'lossy');
  assert.equal(totalQuality(noisy, noisy).grade, 'sorting-safe');
});

test('of nothing there is no grade', () => {
  assert.equal(totalQuality([], []).grade, null);
});

test('of windows quantiles are over all spikes, if all are known', () => {
  const window = (peakErrors: number[], known = true) => ({
    ...qualityOf({ band_rmse_sigma: 0.1, peak_error_p95: 0.01, waveform_r_p05: 1 }),
    ...(known && { sample: { peakErrors, waveformRs: [0.99, 0.99] } }),
  });
  const many = Array<number>(99).fill(0.2);
  const joined = joinedTotal([window([0.01]), window(many), window([0.01])], undefined);
  assert.deepEqual(
    [joined.peak_error_p95, joined.waveform_r, joined.waveform_r_p05, joined.grade],
    [0.2, 0.99, 0.99, 'lossy'],
  );
  assert.ok(!('sample' in joined));
  assert.equal(joinedTotal([window([0.01]), window(many, false)], undefined).peak_error_p95, 0.01);
});
