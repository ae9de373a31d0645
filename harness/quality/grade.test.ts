/** Grades at their limits. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { excessOf, type GradedFigures, gradeOf, missesOf, reaches } from './grade.js';

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
    ['without a band of spikes', { ...FINE, band_rmse_sigma: null, tcr_r: null, sbp_r: null }, null],
    ['of rates alone', { ...FINE, band_rmse_sigma: null }, 'decoding-safe'],
    ['of rates alone that are lost', { ...SAFE, band_rmse_sigma: null }, 'lossy'],
  ];
  for (const [name, figures, grade] of cases) {
    test(`${name} is ${grade}`, () => assert.equal(gradeOf(figures), grade));
  }

  test('is not transparent where spikes at the threshold come and go', () => {
    assert.equal(gradeOf({ ...FINE, spike_recall: 0.95, spike_precision: 0.95 }), 'transparent');
    assert.equal(gradeOf({ ...FINE, spike_recall: 0.94, spike_precision: 1 }), 'sorting-safe');
    assert.equal(gradeOf({ ...FINE, spike_recall: 1, spike_precision: 0.94 }), 'sorting-safe');
  });
});

describe('a grade beside what half a code of noise does', () => {
  const noisy = { ...FINE, strong_recall: 0.993, strong_precision: 1 };
  const flickering = { ...FINE, strong_recall: 0.9985 };
  const cases: readonly [string, GradedFigures, GradedFigures, ReturnType<typeof gradeOf>][] = [
    ['is as good as its floor', flickering, flickering, 'transparent'],
    ['that is too far for one grade has the next', noisy, noisy, 'sorting-safe'],
    ['is not better for a floor that holds all limits', noisy, FINE, 'decoding-safe'],
    ['under its floor', { ...noisy, strong_recall: 0.992 }, noisy, 'decoding-safe'],
    [
      'of no band error over its floor',
      { ...FINE, band_rmse_sigma: 0.2 },
      { ...FINE, band_rmse_sigma: 0.2 },
      'sorting-safe',
    ],
    [
      'of decoding alone, where sorting cannot be judged',
      FINE,
      { ...FINE, strong_recall: 0.98 },
      'decoding-safe',
    ],
    [
      'of a floor over the limits of errors',
      { ...SAFE, tcr_r: null, sbp_r: null },
      { ...FINE, band_rmse_sigma: 0.31 },
      null,
    ],
    ['of a floor that decodes nothing', SAFE, { ...FINE, strong_recall: 0.5, tcr_r: 0.5, sbp_r: 0.5 }, null],
    ['of lost rates, where only these can be judged', SAFE, { ...FINE, strong_recall: 0.98 }, 'lossy'],
    [
      'of a floor without spikes',
      SAFE,
      { ...FINE, strong_recall: null, waveform_r_p05: null },
      'sorting-safe',
    ],
  ];
  for (const [name, figures, floor, grade] of cases) {
    test(`${name} is ${grade}`, () => assert.equal(gradeOf(figures, floor), grade));
  }
});

test('a better grade reaches a lesser one, and none reaches nothing', () => {
  assert.ok(reaches('transparent', 'sorting-safe') && reaches('sorting-safe', 'sorting-safe'));
  assert.ok(!reaches('decoding-safe', 'sorting-safe') && !reaches('lossy', 'decoding-safe'));
  assert.ok(!reaches(null, 'decoding-safe'));
});

test('misses are named with their limits, and what is missed by most can be told', () => {
  const misses = missesOf({ ...SAFE, band_rmse_sigma: 0.33, strong_recall: 0.98 }, 'sorting-safe');
  assert.deepEqual(misses, [
    { figure: 'band_rmse_sigma', value: 0.33, limit: 0.3 },
    { figure: 'strong_recall', value: 0.98, limit: 0.995 },
  ]);
  const [error, recall] = misses.map(excessOf);
  assert.ok(Math.abs(error - 1.1) < 1e-9 && Math.abs(recall - 4) < 1e-9);
  assert.deepEqual(missesOf({ ...SAFE, tcr_r: 0.7, sbp_r: null }, 'decoding-safe'), [
    { figure: 'tcr_r', value: 0.7, limit: 0.95 },
  ]);
  assert.deepEqual(missesOf(FINE, 'transparent'), []);
});
