/**
 * The normal distribution in whole numbers, for coders that give a code u, expected at voltage mu with deviation
 * sigma, its frequency among 2^bits counts:
 *
 *   lower(u) = C[clamp(((T(u) - mu) << 6) >> octave, -768, 768)] + u - (c - W),    c = (mu + 8) >> 4
 *   count(u) = lower(u + 1) - lower(u) >= 1                                        for c - W <= u < c + W
 *   C[n]     = range * Phi(n / (64 * 2^(step / 8))), rounded,                      range + 2 W + escape = 2^bits
 *
 * T (thresholds of codes, converter/profile.ts) and mu are in 1/16 of a step of the converter; sigma too, on a grid
 * of eighth octaves: sigma = 2^(octave + step / 8). One table for each of the eight steps serves all octaves. Every
 * code in the window of 2 W around mu has one count at least; what lies outside escapes. In octaves so high that a
 * code is narrower than a cell of C, a coder codes u >> k so and the k low bits as they are.
 *
 * The tables are made of sums, products, quotients and roots alone, which IEEE 754 defines to the last bit: they are
 * the same in every engine (a test holds their digest). exp and erf are not.
 */

import { memoise } from '../memoise.js';

export const STEPS_PER_OCTAVE = 8;
/** Cells on each side of the mean: 6.5 deviations at the eighth step, 12 at the first. */
export const HALF_CELLS = 768;
/** Entries of a table: the ends of all cells. */
export const TABLE_ENTRIES = 2 * HALF_CELLS + 1;
const CELLS_PER_DEVIATION = 64;

/** Phi at the ends of all cells, for each step of an octave. */
let distributions: readonly Float64Array[] | undefined;

/**
 * Counts below the end of each cell.
 * @param step eighth of an octave, 0..7
 * @param range what counts sum to
 * @returns TABLE_ENTRIES whole numbers from 0 to `range`, never falling
 */
export function normalCounts(step: number, range: number): Uint32Array {
  distributions ??= Array.from({ length: STEPS_PER_OCTAVE }, (_, k) => distributionOf(k));
  return Uint32Array.from(distributions[step], probability => Math.floor(probability * range + 0.5));
}

/**
 * The tables of all eight steps, one behind the other. Made once for each range: not to be written to.
 * @param range as of normalCounts
 */
export const normalCountTables = memoise((range: number) => {
  const tables = new Uint32Array(STEPS_PER_OCTAVE * TABLE_ENTRIES);
  for (let step = 0; step < STEPS_PER_OCTAVE; step++) {
    tables.set(normalCounts(step, range), step * TABLE_ENTRIES);
  }
  return tables;
});

/** 2^(step / 8), of roots alone. */
function fractionOfOctave(step: number): number {
  const half = Math.sqrt(2);
  const quarter = Math.sqrt(half);
  const eighth = Math.sqrt(quarter);
  return (step & 4 ? half : 1) * (step & 2 ? quarter : 1) * (step & 1 ? eighth : 1);
}

/** The density summed by Simpson's rule, scaled so that all cells sum to one. */
function distributionOf(step: number): Float64Array {
  const densities = densitiesOf(1 / (2 * CELLS_PER_DEVIATION * fractionOfOctave(step)));
  const sums = new Float64Array(TABLE_ENTRIES);
  for (let n = 1; n < TABLE_ENTRIES; n++) {
    const at = 2 * n;
    sums[n] = sums[n - 1] + densities[at - 2] + 4 * densities[at - 1] + densities[at];
  }
  const total = sums[TABLE_ENTRIES - 1];
  return sums.map(sum => sum / total);
}

/** exp(-(k h)^2 / 2) at the ends and middles of all cells, k = 0 in the middle; by ratios of neighbours. */
function densitiesOf(h: number): Float64Array {
  const middle = 2 * HALF_CELLS;
  const densities = new Float64Array(2 * middle + 1);
  const shrink = exponential(-h * h);
  let ratio = exponential((-h * h) / 2);
  let density = 1;
  for (let k = 0; k <= middle; k++) {
    densities[middle + k] = density;
    densities[middle - k] = density;
    density *= ratio;
    ratio *= shrink;
  }
  return densities;
}

/** exp(x) for |x| below 2^-7, by ten terms of its series: exact to the last bit or two. */
function exponential(x: number): number {
  let sum = 1;
  for (let k = 10; k > 0; k--) sum = 1 + (x / k) * sum;
  return sum;
}
