/** Figures of a histogram: `counts[i]` samples have the value `i + least`. All are exact to the rounding of doubles. */

/** The value counted at index 0 of a histogram of int16 samples. */
export const LEAST_SAMPLE = -32768;
/** That a sample can have. */
export const SAMPLE_VALUES = 65536;

export interface Moments {
  readonly mean: number;
  /** Of the population: divided by n, as numpy's std. */
  readonly standardDeviation: number;
  /** g1, the third standardised moment, as scipy's skew; null for a constant. */
  readonly skewness: number | null;
  /** g2, the fourth standardised moment less 3, so 0 for a Gaussian, as scipy's kurtosis; null for a constant. */
  readonly excessKurtosis: number | null;
}

export function total(counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}

/** The mean first, then powers of distances from it: no large numbers are subtracted from each other. */
export function moments(counts: Float64Array, least: number): Moments {
  const n = total(counts);
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
export function median(counts: Float64Array, least: number): number {
  const n = total(counts);
  const low = valueOfRank(counts, Math.floor((n - 1) / 2));
  const high = valueOfRank(counts, Math.floor(n / 2));
  return (low + high) / 2 + least;
}

/** Index of the sample that `rank` others come before in rising order. */
function valueOfRank(counts: Float64Array, rank: number): number {
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    before += counts[i];
    if (before > rank) return i;
  }
  throw new Error(`rank ${rank} of ${before} samples`);
}

/** Order-0 entropy in bits a sample: what an ideal coder without memory takes, its table not counted; null of none. */
export function entropyBits(counts: Float64Array): number | null {
  const n = total(counts);
  let bits = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > 0) bits += counts[i] * Math.log2(n / counts[i]);
  }
  return n === 0 ? null : bits / n;
}

export interface Extent {
  readonly min: number;
  readonly max: number;
  readonly distinct: number;
}

/** Of at least one sample. */
export function extent(counts: Float64Array, least: number): Extent {
  let distinct = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) distinct++;
  const occurs = (count: number) => count > 0;
  return { min: counts.findIndex(occurs) + least, max: counts.findLastIndex(occurs) + least, distinct };
}
