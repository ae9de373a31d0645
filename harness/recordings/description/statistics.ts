/** Figures of a histogram. All are exact to the rounding of doubles. */
import type { Histogram } from './histogram.js';

export interface Moments {
  readonly mean: number;
  /** Of the population: divided by n, as numpy's std. */
  readonly standardDeviation: number;
  /** g1, the third standardised moment, as scipy's skew; null for a constant. */
  readonly skewness: number | null;
  /** g2, the fourth standardised moment less 3, so 0 for a Gaussian, as scipy's kurtosis; null for a constant. */
  readonly excessKurtosis: number | null;
}

export function total({ counts }: Histogram): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}

/** The mean first, then powers of distances from it: no large numbers are subtracted from each other. */
export function moments(histogram: Histogram): Moments {
  const { counts, least } = histogram;
  const n = total(histogram);
  let sum = 0;
  // whole and under 2^53 for 2^38 int16 samples
  for (let i = 0; i < counts.length; i++) sum += counts[i] * (i + least);
  const mean = sum / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    const distance = i + least - mean;
    const square = distance * distance;
    second += counts[i] * square;
    third += counts[i] * square * distance;
    fourth += counts[i] * square * square;
  }
  const variance = second / n;
  return {
    mean,
    standardDeviation: Math.sqrt(variance),
    skewness: variance > 0 ? third / n / variance ** 1.5 : null,
    excessKurtosis: variance > 0 ? fourth / n / variance ** 2 - 3 : null,
  };
}

/** Of an even number of samples, the mean of the middle two. */
export function median(histogram: Histogram): number {
  const n = total(histogram);
  const low = valueOfRank(histogram, Math.floor((n - 1) / 2));
  const high = valueOfRank(histogram, Math.floor(n / 2));
  return (low + high) / 2;
}

/** The sample that `rank` others come before in rising order. */
function valueOfRank({ counts, least }: Histogram, rank: number): number {
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    before += counts[i];
    if (before > rank) return i + least;
  }
  throw new Error(`rank ${rank} of ${before} samples`);
}

/** Order-0 entropy in bits a sample: what an ideal coder without memory takes, its table not counted; null of none. */
export function entropyBits(histogram: Histogram): number | null {
  const { counts } = histogram;
  const n = total(histogram);
  let bits = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > 0) bits += counts[i] * Math.log2(n / counts[i]);
  }
  return n === 0 ? null : bits / n;
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly distinct: number;
}

/** Of at least one sample. */
export function rangeOf({ counts, least }: Histogram): Range {
  let distinct = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) distinct++;
  const occurs = (count: number) => count > 0;
  return { min: counts.findIndex(occurs) + least, max: counts.findLastIndex(occurs) + least, distinct };
}
