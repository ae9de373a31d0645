/** Spikes in a band-passed channel, found by a threshold. */
import { medianInPlace } from './median.js';

/** Of noise that is normal, the median of |x| is so many standard deviations. */
export const MEDIAN_OF_NORMAL = 0.6745;

export const SEARCH_S = 0.0005;
export const DEAD_S = 0.001;

/** Standard deviation of the noise under spikes (Quiroga, Neural Computation 16, 2004). */
export function noiseSigma(signal: Float64Array): number {
  const sizes = new Float64Array(signal.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(signal[i]);
  return medianInPlace(sizes) / MEDIAN_OF_NORMAL;
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
