/** Figures of quality: columns of quality.csv (run/columns.ts), and what they mean. */

/**
 * Of the definitions below, of what computes them and of grades: goes up whenever one changes what it says of the same
 * samples, since certificates of lossy copies (archive/certificate.ts) are held against figures computed anew. The golden
 * figures of quality.test.ts fail where that was forgotten.
 */
export const QUALITY_VERSION = 1;

const number = { type: 'number', optional: true } as const;
/** Decibels, correlations and differences may be below 0. */
const signed = { ...number, signed: true } as const;
const spikeCount = { type: 'integer', optional: true } as const;

/**
 * How far samples that came back are from those recorded. Errors are in codes: steps of the grid that a channel lies on,
 * or of int16 if on none. sigma is the standard deviation of the noise of the original in the band of spikes, 300 to
 * 6000 Hz, for each channel.
 */
export const QUALITY_FIGURES = {
  max_abs_error: { ...number, meaning: 'greatest error of a sample, in codes' },
  rmse: { ...number, meaning: 'root of the mean square error, in codes' },
  rmse_uv: { ...number, meaning: 'the same in microvolts, where the recording says what a step stands for' },
  snr_db: {
    ...signed,
    meaning:
      'variance of the original / mean square error, in decibels; median over channels, as all figures in decibels; ' +
      'empty where there is no error',
  },
  band_rmse_sigma: {
    ...number,
    meaning:
      'root of the mean square error in the band of spikes / sigma; over channels the root of the mean of its squares',
  },
  band_rmse_uv: { ...number, meaning: 'root of the mean square error in that band, in microvolts' },
  band_snr_db: { ...signed, meaning: 'power / mean square error in that band' },
  lfp_snr_db: { ...signed, meaning: 'the same from 1 to 250 Hz' },
  psd_error_db: {
    ...signed,
    meaning:
      'the most by which the power of an octave is off, from half of the rate down to octaves of two bins of 1024',
  },
  spikes: {
    ...spikeCount,
    meaning:
      'of the original: minima at or below -5 sigma in the band of spikes, 1 ms or more apart; all channels together',
  },
  decoded_spikes: { ...spikeCount, meaning: 'of what came back, by the sigma of the original' },
  spike_recall: {
    ...number,
    meaning: 'share of `spikes` that have one of `decoded_spikes` within 0.4 ms, one to one',
  },
  spike_precision: { ...number, meaning: 'share of `decoded_spikes` that have one of `spikes`' },
  strong_spikes: { ...spikeCount, meaning: 'of the original, at or below -6 sigma' },
  strong_recall: { ...number, meaning: 'share of these that are among `decoded_spikes`' },
  decoded_strong_spikes: { ...spikeCount, meaning: 'of what came back, at or below -6 sigma' },
  strong_precision: { ...number, meaning: 'share of these that are among `spikes`' },
  peak_error_p95: {
    ...number,
    meaning: '95th percentile of how far the peaks of pairs are apart, relative to the original',
  },
  jitter_us: {
    ...number,
    meaning: 'root of the mean square of how far the times of pairs are apart, in microseconds',
  },
  waveform_r: {
    ...signed,
    meaning: 'correlation of the band from 0.5 ms before to 1.1 ms behind each of `spikes`: median over them',
  },
  waveform_r_p05: { ...signed, meaning: 'and 5th percentile' },
  tcr_r: {
    ...signed,
    meaning: 'correlation of numbers of spikes in bins of 50 ms: median over channels of more than 40 spikes',
  },
  sbp_r: {
    ...signed,
    meaning:
      'correlation of the mean size of the band from 300 to 1000 Hz in bins of 50 ms: median over channels',
  },
} as const;

/** null where there is nothing that it could be of. */
export type Quality = { readonly [Name in keyof typeof QUALITY_FIGURES]: number | null };

/** Each figure by its name. */
export function ofEachFigure(of: (name: keyof Quality) => number | null): Quality {
  const names = Object.keys(QUALITY_FIGURES) as (keyof Quality)[];
  return Object.fromEntries(names.map(name => [name, of(name)])) as Quality;
}
