/** What of a signal may be lost, as the vertical axes of rate and distortion: each from nothing lost on, by its logarithm. */
import type { Quality } from '../quality/figures.js';
import { askedOf } from '../quality/grade.js';
import { fixed } from './format.js';
import type { LossyChain } from './model.js';

export interface Measure {
  readonly figure: keyof Quality;
  /** What it is called where it is chosen, and on its axis. */
  readonly title: string;
  /** A sentence on what it is. */
  readonly meaning: string;
  /** An error is 0 where nothing is lost; a share or a correlation is 1 there. */
  readonly isError: boolean;
  readonly text: (value: number) => string;
}

/** What is off; the first is what is shown at first. R(D) is known of each. */
export const ERRORS: readonly (Measure & { readonly figure: 'rmse' | 'band_rmse_sigma' })[] = [
  {
    figure: 'band_rmse_sigma',
    title: 'error in the band of spikes, σ',
    meaning:
      'Band error: root mean square from 300 to 6000 Hz, where spikes are, in standard deviations σ of the recordings’ own ' +
      'noise there.',
    isError: true,
    text: value => `${fixed(value, 3)} σ`,
  },
  {
    figure: 'rmse',
    title: 'error of samples, codes',
    meaning: 'Error: root mean square over all samples, in codes of the converter.',
    isError: true,
    text: value => `${fixed(value, 2)} codes`,
  },
];

function share(figure: Measure['figure'], title: string, meaning: string): Measure {
  return { figure, title, meaning, isError: false, text: value => fixed(value, 4) };
}

/** What is kept; the first is what is shown at first. */
export const KEPT: readonly Measure[] = [
  share(
    'strong_recall',
    'strong spikes found (recall)',
    'Found: the share of spikes of 6 σ and more in the original that are there, at 5 σ, in what came back.',
  ),
  share(
    'strong_precision',
    'strong spikes that are right (precision)',
    'Right: the share of spikes of 6 σ and more in what came back that are there, at 5 σ, in the original.',
  ),
  share(
    'waveform_r_p05',
    'waveforms of spikes, r at the 5th percentile',
    'Waveforms: correlation of each spike with what came back of it; of 20 spikes, 19 are better than this.',
  ),
  share(
    'tcr_r',
    'rates of spikes in 50 ms, r',
    'Rates: correlation of numbers of spikes in bins of 50 ms, which decoders of movement go by.',
  ),
  share(
    'sbp_r',
    'spike-band power in 50 ms, r',
    'Spike-band power: correlation of the mean size from 300 to 1000 Hz in bins of 50 ms, which decoders of movement go by.',
  ),
];

/** What a picture in a file has of them. */
export const MEASURE_OF: Readonly<Record<'error' | 'found', Measure>> = { error: ERRORS[0], found: KEPT[0] };

/** How far a value is from nothing lost; null where there is none. */
export function shortfall({ isError }: Measure, value: number | null): number | null {
  if (value === null) return null;
  return Math.max(0, isError ? value : 1 - value);
}

/** A chain where a picture has it. */
export interface LossyPoint {
  readonly chain: LossyChain;
  readonly bits: number;
  readonly value: number;
  readonly shortfall: number;
}

/** Those that can be drawn, the least lossy first: measured without a failure, and with that figure. */
export function lossyPoints(chains: readonly LossyChain[], measure: Measure): LossyPoint[] {
  return chains
    .flatMap(chain => {
      const value = chain.kept[measure.figure];
      const lacks = shortfall(measure, value);
      return chain.failed > 0 || chain.bitsPerSample === null || value === null || lacks === null
        ? []
        : [{ chain, bits: chain.bitsPerSample, value, shortfall: lacks }];
    })
    .sort((a, b) => lossOf(a.chain) - lossOf(b.chain) || b.bits - a.bits);
}

/** By what the chains of a curve follow each other: how far samples are off, which bits need not follow. */
function lossOf({ kept }: LossyChain): number {
  return kept.rmse ?? kept.max_abs_error ?? kept.band_rmse_sigma ?? 0;
}

/** What grades allow of a measure. */
export interface Allowance {
  /** Those that allow as much. */
  readonly grades: readonly string[];
  /** Shortfall. */
  readonly most: number;
  /** That of the grades; null where the flicker floor misses it, which then is enough. */
  readonly limit: number | null;
}

/**
 * The strictest first.
 * @param floor shortfall of the original with half a code of noise
 */
export function allowances(measure: Measure, floor: number | null): Allowance[] {
  const all: Allowance[] = [];
  for (const { grade, limit } of askedOf(measure.figure)) {
    const own = shortfall(measure, limit) ?? 0;
    const most = Math.max(own, floor ?? 0);
    const last = all.at(-1);
    if (last?.most === most) all[all.length - 1] = { ...last, grades: [...last.grades, grade] };
    else all.push({ grades: [grade], most, limit: most > own ? null : limit });
  }
  return all;
}

/** Null where there is a signal, but its figures say nothing. */
export function gradeText({ grade, kept }: Pick<LossyChain, 'grade' | 'kept'>): string {
  return grade ?? (kept.band_rmse_sigma === null ? '–' : 'cannot be judged');
}

/** Figures of quality in lines, those that there are. */
export function keptLines(kept: Quality): string[] {
  const of = (figure: keyof Quality, text: (value: number) => string) => {
    const value = kept[figure];
    return value === null ? [] : [text(value)];
  };
  return [
    ...of('max_abs_error', value => `greatest error ${Number(value.toPrecision(4))} codes`),
    ...of('rmse', value => `error ${fixed(value, 2)} codes`),
    ...of('rmse_uv', value => `which is ${fixed(value, 2)} µV`),
    ...of('band_rmse_sigma', value => `band error ${fixed(value, 3)} σ`),
    ...of('strong_recall', value => `strong spikes found ${fixed(value, 4)}`),
    ...of('strong_precision', value => `strong spikes right ${fixed(value, 4)}`),
    ...of('spike_recall', value => `all spikes found ${fixed(value, 3)}`),
    ...of('spike_precision', value => `all spikes right ${fixed(value, 3)}`),
    ...of('peak_error_p95', value => `peaks within ${fixed(100 * value, 1)} % (19 of 20)`),
    ...of('waveform_r_p05', value => `waveforms r ${fixed(value, 3)} (19 of 20)`),
    ...of('tcr_r', value => `rates of spikes r ${fixed(value, 3)}`),
    ...of('sbp_r', value => `spike-band power r ${fixed(value, 3)}`),
    ...of('snr_db', value => `signal to error ${fixed(value, 1)} dB`),
    ...of('lfp_snr_db', value => `1 to 250 Hz ${fixed(value, 1)} dB`),
  ];
}
