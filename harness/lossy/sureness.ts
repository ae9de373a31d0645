/** How far a grade over windows can be believed. */
import { makeRandom } from '../../codecs/random.js';
import { type PromisingGrade, reaches } from '../quality/grade.js';
import { type JudgedQuality, joinedQuality, joinedTotal } from '../quality/total.js';
import { leastShare } from '../stats/least-share.js';

/** A share that a grade is by: of spikes of the original that were found, or of those that are right. */
export interface SureShare {
  readonly hits: number;
  readonly of: number;
  /** The true share is smaller only by a chance of 1 in 20. */
  readonly least: number;
}

export interface Sureness {
  /** Null where there are no such spikes: then the grade does not ask. */
  readonly recall: SureShare | null;
  readonly precision: SureShare | null;
  /** In what share of windows drawn anew from these the grade holds; null if all were measured, or too few. */
  readonly held: number | null;
}

const RESAMPLES = 300;
const LEAST_WINDOWS = 4;

/**
 * @param qualities of each window
 * @param floors of the same windows with half a code of noise, if they are known
 */
export function surenessOf(
  qualities: readonly JudgedQuality[],
  floors: readonly JudgedQuality[] | undefined,
  grade: PromisingGrade,
  isAll: boolean,
  seed: number,
): Sureness {
  const pooled = joinedQuality(qualities);
  return {
    recall: sureShare(pooled.strong_recall, pooled.strong_spikes),
    precision: sureShare(pooled.strong_precision, pooled.decoded_strong_spikes),
    held: isAll || qualities.length < LEAST_WINDOWS ? null : heldShare(qualities, floors, grade, seed),
  };
}

function sureShare(share: number | null, of: number | null): SureShare | null {
  if (share === null || of === null || of === 0) return null;
  const hits = Math.round(share * of);
  return { hits, of, least: leastShare(hits, of) };
}

function heldShare(
  qualities: readonly JudgedQuality[],
  floors: readonly JudgedQuality[] | undefined,
  grade: PromisingGrade,
  seed: number,
): number {
  const random = makeRandom(seed + 2);
  let held = 0;
  for (let k = 0; k < RESAMPLES; k++) {
    const drawn = Array.from(qualities, () => random() % qualities.length);
    const total = joinedTotal(
      drawn.map(window => qualities[window]),
      floors && drawn.map(window => floors[window]),
    );
    if (reaches(total.grade, grade)) held++;
  }
  return held / RESAMPLES;
}
