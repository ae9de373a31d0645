/** A row of `ncb info`: of a recording or a channel, of all samples together, or of rows on average. */

import { durationS, type Recording } from '../recording.js';
import type { TrueUnit } from '../units.js';
import type { GridFacts } from './grid-facts.js';

/** What the samples of one row came from. */
export interface Origin {
  readonly recording: string;
  readonly recording_sha256: string;
  /** From 0; null where all channels are taken together. */
  readonly channel: number | null;
  /** Null where recordings differ in it. */
  readonly channels: number | null;
  readonly sample_rate_hz: number | null;
  readonly duration_s: number;
  /** A name in the table of formats; empty where recordings differ in it, or lie in no file. */
  readonly format: string;
  /** From the beginning of its first segment; null where there is but one. */
  readonly start_s: number | null;
  /** Microvolts that a step stands for; null where it is not stated, or channels differ in it. */
  readonly step_uv: number | null;
  /** Whose times are known, and their spikes; null where none are. Of one channel, those that are largest there. */
  readonly units: number | null;
  readonly spikes: number | null;
}

/** Figures that have a meaning as a mean over recordings too. All bits are a sample but `spectral_entropy_bits`. */
export interface Measures {
  /** Order 0; what a code without memory takes. */
  readonly entropy_bits: number | null;
  readonly entropy_ratio: number | null;
  /** The same of first differences. */
  readonly difference_entropy_bits: number | null;
  readonly difference_entropy_ratio: number | null;
  /** The same of first differences of codes on the grid. */
  readonly code_difference_entropy_bits: number | null;
  readonly code_difference_entropy_ratio: number | null;
  /** Of the power over the bins of the spectrum, and that over the most there can be: 1 is white. */
  readonly spectral_entropy_bits: number | null;
  readonly spectral_entropy: number | null;
  /** What linear prediction of a Gaussian signal with this spectrum takes. */
  readonly prediction_bits: number | null;
  readonly prediction_ratio: number | null;
}

export interface Figures extends Measures {
  /** Of all channels. */
  readonly samples: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  readonly standard_deviation: number;
  readonly skewness: number | null;
  readonly excess_kurtosis: number | null;
  readonly distinct_values: number;
  readonly grid: GridFacts['kind'] | 'several';
  readonly grid_step: number | null;
  readonly grid_levels: number | null;
  readonly off_grid_samples: number;
  readonly clipped_samples: number;
  readonly longest_extreme_run_samples: number;
}

export interface InfoRow extends Origin, Figures {}

/** Columns of a CSV of rows, in order. */
export const INFO_COLUMNS = [
  'recording',
  'recording_sha256',
  'channel',
  'channels',
  'sample_rate_hz',
  'duration_s',
  'samples',
  'min',
  'max',
  'mean',
  'median',
  'standard_deviation',
  'skewness',
  'excess_kurtosis',
  'distinct_values',
  'grid',
  'grid_step',
  'grid_levels',
  'off_grid_samples',
  'clipped_samples',
  'longest_extreme_run_samples',
  'entropy_bits',
  'entropy_ratio',
  'difference_entropy_bits',
  'difference_entropy_ratio',
  'code_difference_entropy_bits',
  'code_difference_entropy_ratio',
  'spectral_entropy_bits',
  'spectral_entropy',
  'prediction_bits',
  'prediction_ratio',
  'format',
  'start_s',
  'step_uv',
  'units',
  'spikes',
] as const satisfies readonly (keyof InfoRow)[];

/** @param units of the recording, if any are known */
export function originOf(
  recording: Recording,
  channel: number | null,
  units: readonly TrueUnit[] | null,
): Origin {
  const here = channel === null ? units : (units?.filter(unit => unit.channel === channel) ?? null);
  return {
    recording: recording.name,
    recording_sha256: recording.sha256,
    channel,
    channels: channel === null ? recording.channels : 1,
    sample_rate_hz: recording.sampleRateHz,
    duration_s: durationS(recording),
    format: formatOf(recording),
    start_s: recording.startS ?? null,
    step_uv: stepOf(recording, channel),
    units: here?.length ?? null,
    spikes: here?.reduce((sum, { spikes }) => sum + spikes.length, 0) ?? null,
  };
}

function formatOf({ source }: Recording): string {
  return source.type === 'file' ? source.format : '';
}

function stepOf({ microvolts }: Recording, channel: number | null): number | null {
  if (typeof microvolts !== 'object') return microvolts ?? null;
  return channel === null ? null : microvolts[channel];
}

/**
 * Recordings one after the other.
 * @param units of each, if any are known
 */
export function originOfAll(
  recordings: readonly Recording[],
  units: readonly (readonly TrueUnit[] | null)[],
): Origin {
  const known = units.filter(list => list !== null);
  return {
    recording: '(all)',
    recording_sha256: '',
    channel: null,
    channels: shared(recordings.map(({ channels }) => channels)) ?? null,
    sample_rate_hz: shared(recordings.map(({ sampleRateHz }) => sampleRateHz)) ?? null,
    duration_s: recordings.reduce((sum, recording) => sum + durationS(recording), 0),
    format: shared(recordings.map(formatOf)) ?? '',
    start_s: null,
    step_uv: shared(recordings.map(recording => stepOf(recording, null))) ?? null,
    units: known.length === 0 ? null : known.flat().length,
    spikes: known.length === 0 ? null : known.flat().reduce((sum, { spikes }) => sum + spikes.length, 0),
  };
}

/** What all have. */
function shared<T>([first, ...others]: readonly T[]): T | undefined {
  return others.every(other => other === first) ? first : undefined;
}
