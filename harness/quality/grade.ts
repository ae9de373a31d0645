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

/** Grades that promise something, the most first. */
export const PROMISING = ['transparent', 'sorting-safe', 'decoding-safe'] as const satisfies Grade[];

export type PromisingGrade = (typeof PROMISING)[number];

const RANKS: readonly (Grade | null)[] = [...PROMISING, 'lossy', null];

/** @returns the best grade whose limits hold; null where there is no band of spikes to judge by */
export function gradeOf(figures: GradedFigures): Grade | null {
  if (figures.band_rmse_sigma === null) return null;
  return PROMISING.find(grade => missesOf(figures, grade).length === 0) ?? 'lossy';
}

/** Whether what is of one grade is as good as another asks for. */
export function reaches(grade: Grade | null, wanted: PromisingGrade): boolean {
  return RANKS.indexOf(grade) <= RANKS.indexOf(wanted);
}

/** A limit that a figure does not keep. */
export interface Miss {
  readonly figure: keyof GradedFigures;
  readonly value: number;
  readonly limit: number;
}

/** Which limits of a grade figures do not keep. What there are no spikes for is not asked. */
export function missesOf(figures: GradedFigures, grade: PromisingGrade): Miss[] {
  if (grade === 'decoding-safe') return decodingMisses(figures);
  const { most, least } = grade === 'transparent' ? TRANSPARENT : SORTING_SAFE;
  return [
    ...missed(figures, most, (value, limit) => value > limit),
    ...missed(figures, least, (value, limit) => value < limit),
  ];
}

/** What a grade asks of a figure; undefined if nothing. */
export function limitOf(grade: PromisingGrade, figure: keyof GradedFigures): number | undefined {
  if (grade === 'decoding-safe') return undefined;
  const { most, least } = grade === 'transparent' ? TRANSPARENT : SORTING_SAFE;
  return most[figure] ?? least[figure];
}

function missed(
  figures: GradedFigures,
  limits: Limits['most'],
  isMissed: (value: number, limit: number) => boolean,
): Miss[] {
  return FIGURES.flatMap(figure => {
    const [value, limit] = [figures[figure], limits[figure]];
    return value !== null && limit !== undefined && isMissed(value, limit) ? [{ figure, value, limit }] : [];
  });
}

const FIGURES: readonly (keyof GradedFigures)[] = [
  ...(['band_rmse_sigma', 'strong_recall', 'strong_precision'] as const),
  ...(['peak_error_p95', 'waveform_r_p05', 'tcr_r', 'sbp_r'] as const),
];

/** One of the two is enough; the better one is told of. */
function decodingMisses({ tcr_r, sbp_r }: GradedFigures): Miss[] {
  const [counts, power] = [tcr_r ?? 0, sbp_r ?? 0];
  if (Math.max(counts, power) >= DECODING_SAFE) return [];
  const figure = counts > power ? 'tcr_r' : 'sbp_r';
  return [{ figure, value: Math.max(counts, power), limit: DECODING_SAFE }];
}

/**
 * By how much of what a limit leaves room for it is missed: over 1. A share that has to be 0.995 and is 0.99 has lost
 * twice what it may.
 */
export function excessOf({ value, limit, figure }: Miss): number {
  return figure === 'band_rmse_sigma' || figure === 'peak_error_p95'
    ? value / limit
    : (1 - value) / (1 - limit);
}
