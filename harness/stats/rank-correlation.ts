/** Do two rankings agree? */
import { midRanks } from './ranks.js';

/**
 * Spearman's rank correlation: Pearson's over ranks, equal values sharing the mean of their ranks.
 * @returns NaN of fewer than two values, or where all are equal
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [midRanks(a).ranks, midRanks(b).ranks];
  const middle = (a.length + 1) / 2;
  let together = 0;
  let ofX = 0;
  let ofY = 0;
  for (let i = 0; i < a.length; i++) {
    together += (x[i] - middle) * (y[i] - middle);
    ofX += (x[i] - middle) ** 2;
    ofY += (y[i] - middle) ** 2;
  }
  return together / Math.sqrt(ofX * ofY);
}
