/** Do paired values differ? */
import { twoSidedNormal } from './normal.js';
import { midRanks } from './ranks.js';
import type { TestResult } from './test-result.js';

const MOST_EXACT = 25;

/**
 * The signed-rank test (Wilcoxon, Biometrics Bulletin 1, 1945) of differences of pairs, two-sided. Its statistic is the
 * sum of the positive differences' ranks by size. Zeros are dropped, as Wilcoxon did. The null distribution is exact
 * without zeros and ties up to 25 differences, otherwise normal, corrected for ties and continuity.
 * @throws Error where there is no difference at all or a NaN
 */
export function signedRank(differences: readonly number[]): TestResult {
  if (differences.length === 0) throw new Error('nothing to compare: no pairs');
  const changed = differences.filter(difference => difference !== 0);
  const n = changed.length;
  const { ranks, tieTerm } = midRanks(changed.map(Math.abs));
  let statistic = 0;
  for (let i = 0; i < n; i++) if (changed[i] > 0) statistic += ranks[i];
  if (tieTerm === 0 && n === differences.length && n <= MOST_EXACT) {
    return { statistic, pValue: exactP(statistic, n), method: 'exact' };
  }
  const mean = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48;
  return { statistic, pValue: twoSidedNormal(statistic - mean, variance), method: 'normal' };
}

function exactP(statistic: number, n: number): number {
  const counts = subsets(n);
  const least = Math.min(statistic, counts.length - 1 - statistic);
  let tail = 0;
  for (let sum = 0; sum <= least; sum++) tail += counts[sum];
  return Math.min(1, (2 * tail) / 2 ** n);
}

/** How many subsets of the ranks 1..n have the sum 0, 1, … n(n+1)/2. */
function subsets(n: number): Float64Array {
  const counts = new Float64Array((n * (n + 1)) / 2 + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = counts.length - 1; sum >= rank; sum--) counts[sum] += counts[sum - rank];
  }
  return counts;
}
