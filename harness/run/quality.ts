/** Rows of quality.csv, and what becomes of them over recordings. */
import { type Grade, gradeOf } from '../quality/grade.js';
import { totalQuality } from '../quality/total.js';
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

/** The figures of totals.csv that are of quality: of spikes sums over sums. */
export interface QualityTotals {
  readonly max_abs_error: number | null;
  readonly band_rmse_sigma: number | null;
  readonly strong_recall: number | null;
  readonly strong_precision: number | null;
  readonly waveform_r_p05: number | null;
  readonly grade: Grade | null;
}

/** @param rows of one chain, one scope */
export function qualityTotals(rows: readonly QualityRow[]): QualityTotals {
  const { max_abs_error, band_rmse_sigma, strong_recall, strong_precision, waveform_r_p05, grade } =
    totalQuality(rows);
  return { max_abs_error, band_rmse_sigma, strong_recall, strong_precision, waveform_r_p05, grade };
}
