/**
 * Learns the thresholds of a converter from its codes. Where a threshold lies decides how many samples come out
 * below it; that number is known, and what it should be follows from the predictions and the residual's deviation. So
 * rounds of two steps each:
 *
 *   gather   predict all samples by the voltages that the thresholds so far give
 *   move     each threshold by Newton's method: (observed below - expected below) / expected density there
 *
 * A rare code says little, so each threshold is drawn to what the well-seen ones suggest (pattern.ts). A profile that is
 * shifted or stretched as a whole predicts the same codes: rounds end with both taken out.
 */

import { UNITS_PER_STEP } from '../../codecs/converter/profile.js';
import { HALF_CELLS } from '../../codecs/models/normal-counts.js';
import { type ConverterTable, uniformQuantiser } from './converter.js';
import { CELLS, PROBABILITIES, REACH } from './normal-table.js';
import { anchor, fitPattern } from './pattern.js';
import { type Expectations, gatherStatistics, type Statistics } from './statistics.js';

/** Three more change the size of left-out recordings by less than 0.0001 bits a sample. */
export const ROUNDS = 4;
const MOVES = 4;
const FURTHEST_MOVE = UNITS_PER_STEP;
/** What a threshold is thought to miss its pattern by, and a weight to be off by, in units, before they are seen. */
const STRAY = 6;
const WEIGHT_STRAY = 8;

/**
 * @param channels codes of training, all of them within the converter's
 * @param onChannel called whenever a channel has been predicted, ROUNDS times each
 */
export function learnConverter(
  channels: readonly Int16Array[],
  firstCode: number,
  codes: number,
  onChannel: (round: number) => void = () => undefined,
): ConverterTable {
  const uniform = uniformQuantiser(firstCode, codes);
  const thresholds = uniform.thresholds.slice();
  for (let round = 0; round < ROUNDS; round++) {
    const statistics = gatherStatistics(channels, { firstCode, thresholds }, () => onChannel(round));
    if (statistics.samples === 0) return uniform;
    const weights = new Float64Array(thresholds.length);
    for (let move = 0; move < MOVES; move++) {
      const pattern = fitPattern(thresholds, uniform.thresholds, weights, doubtOf(statistics, WEIGHT_STRAY));
      moveThresholds(thresholds, pattern, statistics, weights);
    }
    anchor(thresholds, uniform.thresholds, weights);
  }
  return { firstCode, thresholds: rounded(thresholds) };
}

/**
 * One step of Newton's method for every threshold between two codes.
 * @param weights takes the density at each threshold, samples a unit
 */
function moveThresholds(
  thresholds: Float64Array,
  pattern: Float64Array,
  statistics: Statistics,
  weights: Float64Array,
): void {
  const doubt = doubtOf(statistics, STRAY);
  const { expected, observed } = statistics;
  const { below, density } = expectAt(thresholds, expected);
  let found = 0;
  for (let k = 1; k < thresholds.length - 1; k++) {
    found += observed[k - 1];
    const pull = doubt * (pattern[k] - thresholds[k]);
    const move = (found - below[k] + pull) / (density[k] + doubt);
    thresholds[k] += Math.max(-FURTHEST_MOVE, Math.min(FURTHEST_MOVE, move));
    weights[k] = density[k];
  }
  keepInOrder(thresholds);
}

/**
 * Samples a unit at a threshold from which on what they say outweighs what was thought before. A threshold that d samples
 * a unit pass is known to a variance of some 0.56 sigma / d, by the binomial distribution.
 */
function doubtOf({ sigma }: Statistics, stray: number): number {
  return (0.56 * sigma) / stray ** 2;
}

/** A code that all but vanishes takes no room at all: every coder leaves it a count. */
function keepInOrder(thresholds: Float64Array): void {
  const last = thresholds.length - 1;
  for (let k = 2; k < last; k++) thresholds[k] = Math.max(thresholds[k], thresholds[k - 1]);
  // the outermost codes take in all that lies further out: their far ends say no more than their voltage
  thresholds[0] = thresholds[1] - UNITS_PER_STEP;
  thresholds[last] = thresholds[last - 1] + UNITS_PER_STEP;
}

/** Samples expected below each threshold, and how many more a unit further up. */
function expectAt(thresholds: Float64Array, expected: readonly Expectations[]) {
  const below = new Float64Array(thresholds.length);
  const density = new Float64Array(thresholds.length);
  for (const expectations of expected) addExpected(thresholds, expectations, below, density);
  return { below, density };
}

function addExpected(
  thresholds: Float64Array,
  { sigma, width, origin, counts }: Expectations,
  below: Float64Array,
  density: Float64Array,
): void {
  const sums = sumsOf(counts);
  const reach = Math.ceil((REACH * sigma) / width);
  const cellScale = CELLS / sigma;
  for (let k = 1; k < thresholds.length - 1; k++) {
    const at = (thresholds[k] - origin) / width;
    const from = clamp(Math.floor(at) - reach, counts.length);
    const to = clamp(Math.floor(at) + reach, counts.length);
    let sum = sums[from];
    let slope = 0;
    for (let cell = from; cell < to; cell++) {
      const place = (at - cell - 0.5) * width * cellScale + HALF_CELLS;
      const entry = Math.floor(place);
      const step = PROBABILITIES[entry + 1] - PROBABILITIES[entry];
      sum += counts[cell] * (PROBABILITIES[entry] + step * (place - entry));
      slope += counts[cell] * step;
    }
    below[k] += sum;
    density[k] += slope * cellScale;
  }
}

function clamp(cell: number, cells: number): number {
  return Math.max(0, Math.min(cells, cell));
}

function sumsOf(counts: Uint32Array): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (let k = 0; k < counts.length; k++) sums[k + 1] = sums[k] + counts[k];
  return sums;
}

/** Whole units, no threshold below the one before it, as int16 holds them. */
function rounded(thresholds: Float64Array): Float64Array {
  const whole = thresholds.map(threshold => Math.max(-32768, Math.min(32767, Math.round(threshold))));
  for (let k = 1; k < whole.length; k++) whole[k] = Math.max(whole[k], whole[k - 1]);
  return whole;
}
