/** Do two unpaired samples come from one distribution? */
import { twoSidedNormal } from './normal.js';
import { midRanks } from './ranks.js';
import type { TestResult } from './test-result.js';

/** To 20 values a side the counts stay below 2^38, so that sums of doubles are exact. */
const MOST_EXACT = 20;

/**
 * The U test (Mann & Whitney, Annals of Mathematical Statistics 18, 1947), two-sided. Its statistic is the U of `a`:
 * in how many pairs a's value is the greater, an equal pair counting one half. The null distribution is exact without
 * ties up to 20 values a side, otherwise normal, corrected for ties and continuity.
 * @throws Error where a side is empty or has a NaN
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): TestResult {
  if (a.length === 0 || b.length === 0) {
    throw new Error(`nothing to compare on one side: ${a.length} against ${b.length} values`);
  }
  const [m, n] = [a.length, b.length];
  const { ranks, tieTerm } = midRanks([...a, ...b]);
  let rankSum = 0;
  for (let i = 0; i < m; i++) rankSum += ranks[i];
  const statistic = rankSum - (m * (m + 1)) / 2;
  if (tieTerm === 0 && Math.max(m, n) <= MOST_EXACT) {
    return { statistic, pValue: exactP(statistic, m, n), method: 'exact' };
  }
  const total = m + n;
  const variance = ((m * n) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  return { statistic, pValue: twoSidedNormal(statistic - (m * n) / 2, variance), method: 'normal' };
}

function exactP(statistic: number, m: number, n: number): number {
  const counts = orderings(m, n);
  const least = Math.min(statistic, m * n - statistic);
  let [tail, all] = [0, 0];
  for (let u = 0; u < counts.length; u++) {
    all += counts[u];
    if (u <= least) tail += counts[u];
  }
  return Math.min(1, (2 * tail) / all);
}

/**
 * In how many orderings of m and n values U is 0, 1, … mn. Their generating function is the Gaussian binomial
 * coefficient, the product over i = 1..m of (1 - x^(n+i)) / (1 - x^i); each division leaves no remainder.
 */
function orderings(m: number, n: number): Float64Array {
  const counts = new Float64Array(m * n + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let u = m * n; u >= n + i; u--) counts[u] -= counts[u - n - i];
    for (let u = i; u <= m * n; u++) counts[u] += counts[u - i];
  }
  return counts;
}
