/** Figures of several recordings, or of windows of one, put together. */
import type { Quality } from './figures.js';
import { type Grade, type GradedFigures, gradeOf } from './grade.js';
import { middle, rootOfMean } from './statistics.js';

/** Of spikes sums over sums, of errors the greatest and the root of the mean of squares; the others are medians. */
export interface TotalQuality extends GradedFigures {
  readonly max_abs_error: number | null;
  /** Of all of them together. */
  readonly spikes: number;
  readonly strong_spikes: number;
  readonly decoded_strong_spikes: number;
  readonly grade: Grade | null;
}

export function totalQuality(
  qualities: readonly Pick<
    Quality,
    keyof GradedFigures | 'max_abs_error' | 'spikes' | 'strong_spikes' | 'decoded_strong_spikes'
  >[],
): TotalQuality {
  const known = (name: keyof (typeof qualities)[number]) =>
    qualities.map(quality => quality[name]).filter(value => value !== null);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const errors = known('max_abs_error');
  const figures = {
    band_rmse_sigma: rootOfMean(known('band_rmse_sigma').map(error => error ** 2)),
    strong_recall: pooledShare(
      qualities.map(({ strong_spikes, strong_recall }) => [strong_spikes, strong_recall]),
    ),
    strong_precision: pooledShare(
      qualities.map(({ decoded_strong_spikes, strong_precision }) => [
        decoded_strong_spikes,
        strong_precision,
      ]),
    ),
    peak_error_p95: middle(known('peak_error_p95')),
    waveform_r_p05: middle(known('waveform_r_p05')),
    tcr_r: middle(known('tcr_r')),
    sbp_r: middle(known('sbp_r')),
  };
  return {
    ...figures,
    max_abs_error: errors.length === 0 ? null : errors.reduce((most, error) => Math.max(most, error)),
    spikes: sum(known('spikes')),
    strong_spikes: sum(known('strong_spikes')),
    decoded_strong_spikes: sum(known('decoded_strong_spikes')),
    grade: gradeOf(figures),
  };
}

/** Sum of parts over sum of wholes; null if there are none. */
function pooledShare(
  pairs: readonly (readonly [whole: number | null, share: number | null])[],
): number | null {
  let [parts, wholes] = [0, 0];
  for (const [whole, share] of pairs) {
    if (whole === null || share === null) continue;
    parts += whole * share;
    wholes += whole;
  }
  return wholes === 0 ? null : parts / wholes;
}
