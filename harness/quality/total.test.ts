/** Figures of several recordings together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalQuality } from './total.js';

const NONE = { tcr_r: null, sbp_r: null, waveform_r_p05: null, peak_error_p95: null, spikes: 4 };

test('spikes are summed, errors are the greatest or a root of means, others medians', () => {
  const pooled = totalQuality([
    {
      ...{ ...NONE, max_abs_error: 2, band_rmse_sigma: 0.3, strong_spikes: 100, strong_recall: 0.99 },
      ...{ decoded_strong_spikes: 0, strong_precision: null, waveform_r_p05: 0.99 },
    },
    {
      ...{ ...NONE, max_abs_error: 1, band_rmse_sigma: 0.4, strong_spikes: 300, strong_recall: 1 },
      ...{ decoded_strong_spikes: 300, strong_precision: 1, waveform_r_p05: 0.97 },
    },
    {
      ...{ ...NONE, max_abs_error: 0, band_rmse_sigma: null, strong_spikes: null, strong_recall: null },
      ...{ decoded_strong_spikes: null, strong_precision: null, spikes: null },
    },
  ]);
  assert.deepEqual(pooled, {
    ...NONE,
    ...{ max_abs_error: 2, spikes: 8, strong_spikes: 400, decoded_strong_spikes: 300, grade: 'lossy' },
    ...{ strong_recall: 399 / 400, strong_precision: 1, waveform_r_p05: 0.98 },
    band_rmse_sigma: Math.sqrt(0.125),
  });
});

test('of nothing there is no grade', () => {
  assert.equal(totalQuality([]).grade, null);
});
