/**
 * What samples that lost something are good for, by limits that were set on 24 recordings of one data set: a table that
 * prints a grade says so. What was tried to refute them stands in results/README.md. A stage is not blamed for what half a
 * code of noise does to a recording (its flicker floor): a limit that the floor misses by no more than that allows is met
 * by what reaches the floor. Where the floor misses it by more, or is over a limit of errors, the grade is not given, since
 * its figures say nothing of a codec there.
 */
import type { Quality } from './figures.js';

export type Grade = 'transparent' | 'sorting-safe' | 'decoding-safe' | 'lossy';

/** What a grade is by; what is left out is not asked. */
export type GradedFigures = Pick<
  Quality,
  | 'band_rmse_sigma'
  | 'strong_recall'
  | 'strong_precision'
  | 'peak_error_p95'
  | 'waveform_r_p05'
  | 'tcr_r'
  | 'sbp_r'
> &
  Partial<Pick<Quality, 'spike_recall' | 'spike_precision'>>;

export const GRADE_CAVEAT = 'limits set on 24 recordings of one data set';

/** Figures of errors may not be over a limit, the others not under it. */
interface Limits {
  readonly most: Readonly<Partial<Record<keyof GradedFigures, number>>>;
  readonly least: Readonly<Partial<Record<keyof GradedFigures, number>>>;
}

/** That spikes at the threshold are kept too was not asked at first: up to one in eight was not (results/README.md). */
const TRANSPARENT: Limits = {
  most: { band_rmse_sigma: 0.1 },
  least: { strong_recall: 0.999, waveform_r_p05: 0.995, spike_recall: 0.95, spike_precision: 0.95 },
};

const SORTING_SAFE: Limits = {
  most: { band_rmse_sigma: 0.3, peak_error_p95: 0.08 },
  least: { strong_recall: 0.995, strong_precision: 0.995, waveform_r_p05: 0.98 },
};

const LIMITS = { transparent: TRANSPARENT, 'sorting-safe': SORTING_SAFE } as const;

/** One of these is enough. */
const DECODING_SAFE = ['tcr_r', 'sbp_r'] as const;
const LEAST_DECODING = 0.95;

/** Grades that promise something, the most first. */
export const PROMISING = ['transparent', 'sorting-safe', 'decoding-safe'] as const satisfies Grade[];

export type PromisingGrade = (typeof PROMISING)[number];

const RANKS: readonly (Grade | null)[] = [...PROMISING, 'lossy', null];

/**
 * @param floor the same figures of the original with half a code of noise; without them limits are taken as they are
 * @returns the best grade whose limits hold; null where it cannot be judged: there is no band of spikes, or the floor is
 * too far from the limits. Of what is no signal any more, so that nothing is known of the band, rates alone are judged
 */
export function gradeOf(figures: GradedFigures, floor?: GradedFigures): Grade | null {
  const isSignal = figures.band_rmse_sigma !== null;
  const judged = PROMISING.filter(
    grade =>
      canJudge(grade, floor) && (grade === 'decoding-safe' ? ratesOf(figures, floor).length > 0 : isSignal),
  );
  const found = judged.find(grade => missesOf(figures, grade, floor).length === 0);
  return found ?? (judged.length > 0 ? 'lossy' : null);
}

/** Whether half a code of noise leaves enough for a grade to say something of a codec. */
export function canJudge(grade: PromisingGrade, floor: GradedFigures | undefined): boolean {
  return floor === undefined || grade === 'decoding-safe' || isNear(floor, LIMITS[grade]);
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

/**
 * Which limits of a grade figures do not keep. What there are no spikes for is not asked.
 * @param floor as of `gradeOf`; where it is too far from the limits, they are taken as they are
 */
export function missesOf(figures: GradedFigures, grade: PromisingGrade, floor?: GradedFigures): Miss[] {
  if (grade === 'decoding-safe') return decodingMisses(figures, floor);
  return missedLimits(figures, grade, canJudge(grade, floor) ? floor : undefined);
}

function missedLimits(figures: GradedFigures, grade: keyof typeof LIMITS, floor?: GradedFigures): Miss[] {
  const { most, least } = LIMITS[grade];
  return FIGURES.flatMap(figure => {
    const value = figures[figure] ?? null;
    const [greatest, smallest] = [most[figure], least[figure]];
    if (value === null) return [];
    if (greatest !== undefined) {
      const limit = Math.max(greatest, floor?.[figure] ?? greatest);
      return value > limit ? [{ figure, value, limit }] : [];
    }
    if (smallest === undefined) return [];
    const limit = Math.min(smallest, floor?.[figure] ?? smallest);
    return value < limit ? [{ figure, value, limit }] : [];
  });
}

const FIGURES: readonly (keyof GradedFigures)[] = [
  ...(['band_rmse_sigma', 'strong_recall', 'strong_precision', 'spike_recall', 'spike_precision'] as const),
  ...(['peak_error_p95', 'waveform_r_p05'] as const),
];

/** Of the rates that can be judged the better one is told of. */
function decodingMisses(figures: GradedFigures, floor?: GradedFigures): Miss[] {
  const rates = ratesOf(figures, floor).map(figure => ({
    figure,
    value: figures[figure] ?? 0,
    limit: Math.min(LEAST_DECODING, floor?.[figure] ?? LEAST_DECODING),
  }));
  if (rates.some(({ value, limit }) => value >= limit)) return [];
  const [best = { figure: 'sbp_r', value: 0, limit: LEAST_DECODING } as const] = rates.toSorted(
    (a, b) => b.value - a.value,
  );
  return [best];
}

/** Rates that there are, and that half a code of noise leaves. */
function ratesOf(figures: GradedFigures, floor?: GradedFigures): (typeof DECODING_SAFE)[number][] {
  return DECODING_SAFE.filter(name => figures[name] !== null && !isFar(floor?.[name] ?? 1, LEAST_DECODING));
}

/** What a grade asks of a figure; undefined if nothing. */
export function limitOf(grade: PromisingGrade, figure: keyof Quality): number | undefined {
  const name = figure as keyof GradedFigures;
  if (grade === 'decoding-safe')
    return DECODING_SAFE.some(rate => rate === name) ? LEAST_DECODING : undefined;
  const { most, least } = LIMITS[grade];
  return most[name] ?? least[name];
}

/** What a grade asks of one figure. */
export interface AskedFor {
  readonly grade: Grade;
  readonly limit: number;
}

/** What grades ask of a figure, the strictest first; they ask for others too. */
export function askedOf(figure: keyof Quality): AskedFor[] {
  return PROMISING.flatMap(grade => {
    const limit = limitOf(grade, figure);
    return limit === undefined ? [] : [{ grade, limit }];
  });
}

/** Whether a floor holds limits of errors, and misses others by no more than they allow. */
function isNear(floor: GradedFigures, { most, least }: Limits): boolean {
  return (
    everyLimit(most, (name, limit) => (floor[name] ?? 0) <= limit) &&
    everyLimit(least, (name, limit) => !isFar(floor[name] ?? 1, limit))
  );
}

/** Whether a share is twice as far from 1 as a limit allows. */
function isFar(share: number, limit: number): boolean {
  return 1 - share > 2 * (1 - limit);
}

function everyLimit(
  limits: Limits['most'],
  holds: (name: keyof GradedFigures, limit: number) => boolean,
): boolean {
  return Object.entries(limits).every(([name, limit]) => holds(name as keyof GradedFigures, limit));
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
