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

/** One of these is enough. */
const DECODING_SAFE = ['tcr_r', 'sbp_r'] as const;
const LEAST_DECODING = 0.95;

/**
 * @param floor the same figures of the original with half a code of noise; without them limits are taken as they are
 * @returns the best grade whose limits hold; null where it cannot be judged: there is no band of spikes, or the floor is
 * too far from the limits of sorting-safe and of decoding-safe
 */
export function gradeOf(figures: GradedFigures, floor?: GradedFigures): Grade | null {
  if (figures.band_rmse_sigma === null) return null;
  const canHold = (limits: Limits) => floor === undefined || isNear(floor, limits);
  if (canHold(TRANSPARENT) && isWithin(figures, TRANSPARENT, floor)) return 'transparent';
  if (canHold(SORTING_SAFE) && isWithin(figures, SORTING_SAFE, floor)) return 'sorting-safe';
  const decoding = DECODING_SAFE.filter(name => {
    const reached = floor?.[name] ?? 1;
    return figures[name] !== null && !isFar(reached, LEAST_DECODING);
  });
  const isSafe = decoding.some(
    name => (figures[name] ?? 0) >= Math.min(LEAST_DECODING, floor?.[name] ?? LEAST_DECODING),
  );
  if (isSafe) return 'decoding-safe';
  return canHold(SORTING_SAFE) || decoding.length > 0 ? 'lossy' : null;
}

/** What there are no spikes for is not asked. */
function isWithin(figures: GradedFigures, { most, least }: Limits, floor?: GradedFigures): boolean {
  return (
    everyLimit(most, (name, limit) => (figures[name] ?? 0) <= Math.max(limit, floor?.[name] ?? limit)) &&
    everyLimit(least, (name, limit) => (figures[name] ?? 1) >= Math.min(limit, floor?.[name] ?? limit))
  );
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
