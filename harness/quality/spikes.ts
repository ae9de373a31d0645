/** Spikes in a band-passed channel, found by a threshold, and those of two versions of it matched. */

import { median } from '../stats/median.js';

/** Of noise that is normal, the median of |x| is so many standard deviations. */
const MEDIAN_OF_NORMAL = 0.6745;

/** What is a spike, in standard deviations of the noise. */
export const THRESHOLD = 5;

const SEARCH_S = 0.0005;
const DEAD_S = 0.001;
const MATCH_S = 0.0004;

/** Standard deviation of the noise under spikes (Quiroga, Neural Computation 16, 2004). */
export function noiseSigma(signal: Float64Array): number {
  return median(signal.map(Math.abs)) / MEDIAN_OF_NORMAL;
}

/**
 * Finds minima: from where the signal reaches a threshold, the least value within 0.5 ms; the next is looked for 1 ms
 * behind that.
 * @param threshold below 0
 * @returns frames, rising
 */
export function findSpikes(signal: Float64Array, threshold: number, rateHz: number): number[] {
  const search = Math.max(1, Math.round(SEARCH_S * rateHz));
  const dead = Math.max(1, Math.round(DEAD_S * rateHz));
  const times: number[] = [];
  for (let i = 0; i < signal.length; i++) {
    if (signal[i] > threshold) continue;
    let least = i;
    const end = Math.min(signal.length, i + search + 1);
    for (let k = i + 1; k < end; k++) if (signal[k] < signal[least]) least = k;
    times.push(least);
    i = least + dead - 1;
  }
  return times;
}

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
