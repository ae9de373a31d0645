/** From what was counted to the figures of a row. */

import { type GridFacts, gridOf } from './grid-facts.js';
import type { Figures, InfoRow, Measures } from './info-row.js';
import { BINS, predictionBits, spectralEntropyBits } from './spectrum.js';
import { entropyBits, median, moments, rangeOf, total } from './statistics.js';
import type { Tally } from './tally.js';

/** Of at least one sample. */
export function figuresOf(tally: Tally): Figures {
  const { samples } = tally;
  const { min, max, distinct } = rangeOf(samples);
  const { mean, standardDeviation, skewness, excessKurtosis } = moments(samples);
  return {
    samples: total(samples),
    min,
    max,
    mean,
    median: median(samples),
    standard_deviation: standardDeviation,
    skewness,
    excess_kurtosis: excessKurtosis,
    distinct_values: distinct,
    ...gridFigures(gridOf(tally)),
    off_grid_samples: tally.offGrid,
    clipped_samples: tally.clipped,
    longest_extreme_run_samples: tally.longestExtremeRun,
    ...measuresOf({
      entropy: entropyBits(samples),
      difference: entropyBits(tally.differences),
      codeDifference: entropyBits(tally.codeDifferences),
      spectral: spectralEntropyBits(tally.spectrumOfCodes),
      prediction: predictionBits(tally.spectrumOfCodes),
    }),
  };
}

type GridFigures = Pick<Figures, 'grid' | 'grid_step' | 'grid_levels'>;

function gridFigures(facts: GridFacts | null): GridFigures {
  if (facts === null) return { grid: 'several', grid_step: null, grid_levels: null };
  const { kind, step, levels } = facts;
  return {
    grid: kind,
    grid_step: step === null ? null : step.numerator / step.denominator,
    grid_levels: levels,
  };
}

interface Bits {
  readonly entropy: number | null;
  readonly difference: number | null;
  readonly codeDifference: number | null;
  readonly spectral: number | null;
  readonly prediction: number | null;
}

const SAMPLE_BITS = 16;

function ratioOf(bits: number | null): number | null {
  return bits === null || bits === 0 ? null : SAMPLE_BITS / bits;
}

function measuresOf({ entropy, difference, codeDifference, spectral, prediction }: Bits): Measures {
  return {
    entropy_bits: entropy,
    entropy_ratio: ratioOf(entropy),
    difference_entropy_bits: difference,
    difference_entropy_ratio: ratioOf(difference),
    code_difference_entropy_bits: codeDifference,
    code_difference_entropy_ratio: ratioOf(codeDifference),
    spectral_entropy_bits: spectral,
    spectral_entropy: spectral === null ? null : spectral / Math.log2(BINS),
    prediction_bits: prediction,
    prediction_ratio: ratioOf(prediction),
  };
}

/**
 * Means weighted by samples: what coders that start anew with each row take. A row without a figure does not count
 * in it. Ratios are those of the mean bits.
 */
export function meanMeasures(rows: readonly InfoRow[]): Measures {
  return measuresOf({
    entropy: weightedMean(rows, row => row.entropy_bits),
    difference: weightedMean(rows, row => row.difference_entropy_bits),
    codeDifference: weightedMean(rows, row => row.code_difference_entropy_bits),
    spectral: weightedMean(rows, row => row.spectral_entropy_bits),
    prediction: weightedMean(rows, row => row.prediction_bits),
  });
}

function weightedMean(rows: readonly InfoRow[], figure: (row: InfoRow) => number | null): number | null {
  let sum = 0;
  let weights = 0;
  for (const row of rows) {
    const value = figure(row);
    if (value === null) continue;
    sum += value * row.samples;
    weights += row.samples;
  }
  return weights === 0 ? null : sum / weights;
}
