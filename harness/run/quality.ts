/** Rows of quality.csv, and what becomes of them over recordings. */

import type { Quality } from '../quality/figures.js';
import { type Grade, gradeOf } from '../quality/grade.js';
import { middle, rootOfMean } from '../quality/statistics.js';
import { FLICKER_FLOOR, type QualityRow } from './columns.js';
import { cellKey, keyOf } from './key.js';
import type { ExactLine, FlickerLine, LogLine } from './log.js';

/** Rows of what is told line by line, so that a log is read once for all that is made of it. */
export interface QualityRows {
  readonly add: (line: LogLine) => void;
  /** A row of each cell whose chain may lose something, and of each recording with half a code of noise. */
  readonly sorted: () => QualityRow[];
}

export function collectQuality(): QualityRows {
  const rows = new Map<string, QualityRow>();
  return {
    add: line => {
      if (line.type === 'flicker-floor') rows.set(keyOf(FLICKER_FLOOR, line.recording), rowOfFloor(line));
      if (line.type !== 'exact') return;
      const row = rowOfCell(line);
      if (row !== undefined) rows.set(cellKey(line), row);
      // of a cell that was measured anew, the last result stands
      else if (rows.size > 0) rows.delete(cellKey(line));
    },
    sorted: () =>
      [...rows.values()].sort(
        (a, b) => compare(a.chain, b.chain) || compare(a.scope, b.scope) || compare(a.recording, b.recording),
      ),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowOfCell(line: ExactLine): QualityRow | undefined {
  const { chain, recording, recordingSha256, versions, scope, lost } = line;
  if (line.status !== 'ok' || lost === undefined || lost.quality === null) return undefined;
  return {
    ...{ chain, recording, recording_sha256: recordingSha256, versions, scope },
    loss: lost.kind,
    greatest_error: lost.greatestError,
    samples: line.frames * line.channels,
    ...lost.quality,
    grade: gradeOf(lost.quality),
  };
}

function rowOfFloor({ recording, recordingSha256, samples, quality }: FlickerLine): QualityRow {
  return {
    ...{ chain: FLICKER_FLOOR, recording, recording_sha256: recordingSha256, versions: '' },
    ...{ scope: 'recording', loss: 'free', greatest_error: null, samples },
    ...quality,
    grade: gradeOf(quality),
  };
}

/** The figures of totals.csv that are of quality. */
export type QualityTotals = Pick<
  Quality,
  'max_abs_error' | 'band_rmse_sigma' | 'strong_recall' | 'strong_precision' | 'waveform_r_p05'
> & { readonly grade: Grade | null };

/** @param rows of one chain, one scope */
export function qualityTotals(rows: readonly QualityRow[]): QualityTotals {
  const quality = pooledQuality(rows);
  const { max_abs_error, band_rmse_sigma, strong_recall, strong_precision, waveform_r_p05 } = quality;
  const figures = { max_abs_error, band_rmse_sigma, strong_recall, strong_precision, waveform_r_p05 };
  return { ...figures, grade: gradeOf(quality) };
}

type Pooling = (rows: readonly QualityRow[], name: keyof Quality) => number | null;

const greatest: Pooling = (rows, name) =>
  known(rows, name).reduce<number | null>((most, value) => Math.max(most ?? value, value), null);
const rootMeanSquare: Pooling = (rows, name) => rootOfMean(known(rows, name).map(value => value ** 2));
const median: Pooling = (rows, name) => middle(known(rows, name));
const sum: Pooling = (rows, name) =>
  known(rows, name).reduce<number | null>((all, value) => (all ?? 0) + value, null);

/** Sum of parts over sum of wholes. */
function shareOf(whole: keyof Quality): Pooling {
  return (rows, name) => {
    let [parts, wholes] = [0, 0];
    for (const { [whole]: count, [name]: share } of rows) {
      if (count === null || share === null) continue;
      parts += count * share;
      wholes += count;
    }
    return wholes === 0 ? null : parts / wholes;
  };
}

function known(rows: readonly QualityRow[], name: keyof Quality): number[] {
  return rows.flatMap(row => row[name] ?? []);
}

const POOLING: Readonly<Record<keyof Quality, Pooling>> = {
  max_abs_error: greatest,
  rmse: rootMeanSquare,
  rmse_uv: rootMeanSquare,
  snr_db: median,
  band_rmse_sigma: rootMeanSquare,
  band_rmse_uv: rootMeanSquare,
  band_snr_db: median,
  lfp_snr_db: median,
  psd_error_db: median,
  spikes: sum,
  decoded_spikes: sum,
  spike_recall: shareOf('spikes'),
  spike_precision: shareOf('decoded_spikes'),
  strong_spikes: sum,
  strong_recall: shareOf('strong_spikes'),
  decoded_strong_spikes: sum,
  strong_precision: shareOf('decoded_strong_spikes'),
  peak_error_p95: median,
  jitter_us: median,
  waveform_r: median,
  waveform_r_p05: median,
  tcr_r: median,
  sbp_r: median,
};

/**
 * Figures over recordings: of spikes sums over sums, of errors roots of the mean of squares, of all else medians.
 * @param rows of one chain, one scope
 */
export function pooledQuality(rows: readonly QualityRow[]): Quality {
  const figures = Object.entries(POOLING).map(([name, pool]) => [name, pool(rows, name as keyof Quality)]);
  return Object.fromEntries(figures);
}
