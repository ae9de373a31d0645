/** Figures of units whose spikes are known: columns of units.csv and of quality.csv (run/columns.ts). */

const number = { type: 'number', optional: true } as const;
/** Decibels, correlations and differences may be below 0. */
const signed = { ...number, signed: true } as const;

const bySorter =
  'right / (right + missed + wrong) of a sorter that gives each spike found to the nearest template of the original ' +
  '(harness/README.md)';

/** Of one unit. */
export const UNIT_FIGURES = {
  channel: {
    type: 'integer',
    optional: true,
    meaning:
      'where it is largest, from 0; empty, as all figures, of a unit without a channel that has a band of spikes',
  },
  spikes: { type: 'integer', meaning: 'of known times' },
  snr: { ...number, meaning: 'greatest size of the mean waveform of the original / sigma' },
  recall_lossless: {
    ...number,
    meaning: 'share of `spikes` that are found within 0.4 ms at 5 sigma in the original, one to one',
  },
  recall: { ...number, meaning: 'and in what came back, by the sigma of the original' },
  peak_to_valley_error: {
    ...signed,
    meaning: 'relative error of the time from valley to peak of the mean waveform',
  },
  half_width_error: { ...signed, meaning: 'of the width of the valley at half of its depth' },
  peak_trough_ratio_error: { ...signed, meaning: 'of peak / valley' },
  sorting_accuracy_lossless: {
    ...number,
    meaning: `${bySorter}, of the original; empty of a unit of fewer than 4 spikes found`,
  },
  sorting_accuracy: { ...number, meaning: 'and of what came back' },
  sorting_loss: { ...signed, meaning: 'what the second is less than the first' },
} as const;

/** Of a unit, and its name. */
export type UnitQuality = { readonly unit: string; readonly spikes: number } & {
  readonly [Name in Exclude<keyof typeof UNIT_FIGURES, 'spikes'>]: number | null;
};

/** Of all units of a recording. */
export const TRUTH_FIGURES = {
  true_spikes: {
    type: 'integer',
    optional: true,
    meaning: 'of units whose times are known (`units.csv`); empty, as the next, where none are',
  },
  unit_recall_lossless: { ...number, meaning: 'share of these that are found in the original' },
  unit_recall: { ...number, meaning: 'and in what came back' },
  sorting_accuracy_lossless: { ...number, meaning: `${bySorter}, of the original: sums over units` },
  sorting_accuracy: { ...number, meaning: 'and of what came back' },
} as const;

export type TruthFigures = { readonly [Name in keyof typeof TRUTH_FIGURES]: number | null };

/** What became of spikes whose times are known. */
export interface TruthQuality {
  readonly all: TruthFigures;
  readonly units: readonly UnitQuality[];
}
