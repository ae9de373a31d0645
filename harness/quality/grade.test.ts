/** Grades at their limits. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GradedFigures, gradeOf } from './grade.js';

const FINE: GradedFigures = {
  ...{ band_rmse_sigma: 0.1, strong_recall: 0.999, strong_precision: 0.999, peak_error_p95: 0.02 },
  ...{ waveform_r_p05: 0.995, tcr_r: 0.99, sbp_r: 0.99 },
};
const SAFE: GradedFigures = {
  ...{ band_rmse_sigma: 0.3, strong_recall: 0.995, strong_precision: 0.995, peak_error_p95: 0.08 },
  ...{ waveform_r_p05: 0.98, tcr_r: 0.9, sbp_r: 0.9 },
};

describe('a grade', () => {
  const cases: readonly [string, GradedFigures, ReturnType<typeof gradeOf>][] = [
    ['at its limits', FINE, 'transparent'],
    ['of more error', { ...FINE, band_rmse_sigma: 0.101 }, 'sorting-safe'],
    ['of one strong spike in 500 lost', { ...FINE, strong_recall: 0.998 }, 'sorting-safe'],
    ['at the limits of the second', SAFE, 'sorting-safe'],
    ['of spikes invented', { ...SAFE, strong_precision: 0.99 }, 'lossy'],
    ['of rates kept', { ...SAFE, peak_error_p95: 0.09, tcr_r: 0.95 }, 'decoding-safe'],
    ['of power kept', { ...SAFE, peak_error_p95: 0.09, tcr_r: null, sbp_r: 0.96 }, 'decoding-safe'],
    ['of a recording without spikes', { ...FINE, strong_recall: null, waveform_r_p05: null }, 'transparent'],
    ['without a band of spikes', { ...FINE, band_rmse_sigma: null }, null],
  ];
  for (const [name, figures, grade] of cases) {
    test(`${name} is ${grade}`, () => assert.equal(gradeOf(figures), grade));
  }
});
