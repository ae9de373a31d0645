/**
 * What samples that lost something are good for, by limits that were set on 24 recordings of one data set, before any
 * sorter or decoder confirmed them: a table that prints a grade says so.
 */
import type { Quality } from './figures.js';

export type Grade = 'transparent' | 'sorting-safe' | 'decoding-safe' | 'lossy';

/** What a grade is by. */
export type GradedFigures = Pick<
  Quality,
  | 'band_rmse_sigma'
  | 'strong_recall'
  | 'strong_precision'
  | 'peak_error_p95'
  | 'waveform_r_p05'
  | 'tcr_r'
  | 'sbp_r'
>;

export const GRADE_CAVEAT = 'limits set on 24 recordings of one data set';

/** Figures of errors may not be over a limit, the others not under it. */
interface Limits {
  readonly most: Readonly<Partial<Record<keyof GradedFigures, number>>>;
  readonly least: Readonly<Partial<Record<keyof GradedFigures, number>>>;
}

const TRANSPARENT: Limits = {
  most: { band_rmse_sigma: 0.1 },
  least: { strong_recall: 0.999, waveform_r_p05: 0.995 },
};

const SORTING_SAFE: Limits = {
  most: { band_rmse_sigma: 0.3, peak_error_p95: 0.08 },
  least: { strong_recall: 0.995, strong_precision: 0.995, waveform_r_p05: 0.98 },
};

const DECODING_SAFE = 0.95;

/** @returns the best grade whose limits hold; null where there is no band of spikes to judge by */
export function gradeOf(figures: GradedFigures): Grade | null {
  if (figures.band_rmse_sigma === null) return null;
  if (isWithin(figures, TRANSPARENT)) return 'transparent';
  if (isWithin(figures, SORTING_SAFE)) return 'sorting-safe';
  const { tcr_r, sbp_r } = figures;
  return (tcr_r ?? 0) >= DECODING_SAFE || (sbp_r ?? 0) >= DECODING_SAFE ? 'decoding-safe' : 'lossy';
}

/** What a grade asks of one figure. */
export interface AskedFor {
  readonly grade: Grade;
  readonly limit: number;
}

/** What grades ask of a figure, the strictest first; they ask for others too. */
export function askedOf(figure: keyof Quality): AskedFor[] {
  if (figure === 'tcr_r' || figure === 'sbp_r') return [{ grade: 'decoding-safe', limit: DECODING_SAFE }];
  return [
    { grade: 'transparent', limits: TRANSPARENT } as const,
    { grade: 'sorting-safe', limits: SORTING_SAFE } as const,
  ].flatMap(({ grade, limits: { most, least } }) => {
    const name = figure as keyof GradedFigures;
    const limit = most[name] ?? least[name];
    return limit === undefined ? [] : [{ grade, limit }];
  });
}

/** What there are no spikes for is not asked. */
function isWithin(figures: GradedFigures, { most, least }: Limits): boolean {
  const holds = (limits: Limits['most'], isRight: (value: number, limit: number) => boolean) =>
    Object.entries(limits).every(([name, limit]) => {
      const value = figures[name as keyof GradedFigures];
      return value === null || isRight(value, limit);
    });
  return holds(most, (value, limit) => value <= limit) && holds(least, (value, limit) => value >= limit);
}
