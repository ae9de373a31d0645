/** Whether a sum comes from few of its terms. */

export interface Concentration {
  readonly of: number;
  /** Terms, as few as have `LARGE_SHARE` of the sum among them; 0 if the sum is 0. */
  readonly few: number;
  /** What these have of the sum: over 1 if others take some of it back. */
  readonly share: number;
  /** Terms above 0, and below. */
  readonly above: number;
  readonly below: number;
}

const LARGE_SHARE = 0.8;

export function concentrationOf(terms: readonly number[]): Concentration {
  const sum = terms.reduce((total, term) => total + term, 0);
  const sign = Math.sign(sum);
  const descending = terms.map(term => sign * term).sort((a, b) => b - a);
  let few = 0;
  let taken = 0;
  while (taken < LARGE_SHARE * Math.abs(sum)) taken += descending[few++];
  return {
    of: terms.length,
    few,
    share: sum === 0 ? 0 : taken / Math.abs(sum),
    above: terms.filter(term => term > 0).length,
    below: terms.filter(term => term < 0).length,
  };
}
