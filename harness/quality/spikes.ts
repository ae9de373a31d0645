/** Spikes of two versions of a channel, matched. */

/** What is a spike, in standard deviations of the noise. */
export const THRESHOLD = 5;

const MATCH_S = 0.0004;

/**
 * Pairs times that lie within 0.4 ms, each with one at most, the earliest first.
 * @returns for each of the first its index among the second, or -1
 */
export function matchSpikes(first: readonly number[], second: readonly number[], rateHz: number): number[] {
  const window = Math.round(MATCH_S * rateHz);
  const matched = first.map(() => -1);
  for (let i = 0, k = 0; i < first.length && k < second.length; ) {
    if (Math.abs(first[i] - second[k]) <= window) matched[i++] = k++;
    else if (first[i] < second[k]) i++;
    else k++;
  }
  return matched;
}
