/** Rows of quality.csv and units.csv, and what becomes of them over recordings. */
import { type Grade, gradeOf } from '../quality/grade.js';
import { keptFigures } from '../quality/kept.js';
import { totalQuality } from '../quality/total.js';
import type { TruthFigures } from '../quality/unit-figures.js';
import { FLICKER_FLOOR, type QualityRow, type UnitRow } from './columns.js';
import { cellKey, keyOf } from './key.js';
import type { ExactLine, FlickerLine, LogLine } from './log.js';

/** Rows of what is told line by line, so that a log is read once for all that is made of it. */
export interface QualityRows {
  readonly add: (line: LogLine) => void;
  /** A row of each cell whose chain may lose something, and of each recording with half a code of noise; sorted. */
  readonly rows: () => QualityRow[];
  /** And of each of its units whose times are known. */
  readonly units: () => UnitRow[];
}

/** What a line comes to; its grade is known when all lines are. */
interface Collected {
  readonly row: Omit<QualityRow, 'grade'>;
  readonly units: readonly UnitRow[];
}

export function collectQuality(): QualityRows {
  const collected = new Map<string, Collected>();
  const sorted = () =>
    [...collected.values()].sort(
      ({ row: a }, { row: b }) =>
        compare(a.chain, b.chain) || compare(a.scope, b.scope) || compare(a.recording, b.recording),
    );
  return {
    add: line => {
      if (line.type === 'flicker-floor') collected.set(floorKey(line.recording), ofFloor(line));
      if (line.type !== 'exact') return;
      const made = ofCell(line);
      if (made !== undefined) collected.set(cellKey(line), made);
      // of a cell that was measured anew, the last result stands
      else if (collected.size > 0) collected.delete(cellKey(line));
    },
    rows: () =>
      sorted().map(({ row }) => ({
        ...row,
        grade: gradeOf(row, collected.get(floorKey(row.recording))?.row),
      })),
    units: () => sorted().flatMap(({ units }) => units),
  };
}

function floorKey(recording: string): string {
  return keyOf(FLICKER_FLOOR, recording);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const NO_TRUTH: TruthFigures = {
  ...{ true_spikes: null, unit_recall_lossless: null, unit_recall: null },
  ...{ sorting_accuracy_lossless: null, sorting_accuracy: null },
};

function ofCell(line: ExactLine): Collected | undefined {
  const { chain, recording, recordingSha256, versions, scope, lost } = line;
  if (line.status !== 'ok' || lost === undefined || lost.quality === null) return undefined;
  const cell = { chain, recording, recording_sha256: recordingSha256, versions, scope };
  const samples = line.frames * line.channels;
  return {
    row: {
      ...{ ...cell, loss: lost.kind, greatest_error: lost.greatestError, samples },
      ...keptFigures(lost.kind, lost.quality),
      ...(lost.truth?.all ?? NO_TRUTH),
    },
    units: unitsOf(cell, lost.truth),
  };
}

function ofFloor({ recording, recordingSha256, samples, quality, truth }: FlickerLine): Collected {
  const cell = { chain: FLICKER_FLOOR, recording, recording_sha256: recordingSha256, versions: '' };
  const scoped = { ...cell, scope: 'recording' } as const;
  return {
    row: {
      ...{ ...scoped, loss: 'free', greatest_error: null, samples },
      ...quality,
      ...(truth?.all ?? NO_TRUTH),
    },
    units: unitsOf(scoped, truth),
  };
}

function unitsOf(
  cell: Pick<UnitRow, 'chain' | 'recording' | 'recording_sha256' | 'versions' | 'scope'>,
  truth: FlickerLine['truth'] | null,
): UnitRow[] {
  return (truth?.units ?? []).map(unit => ({ ...cell, ...unit }));
}

/** The figures of totals.csv that are of quality: of spikes sums over sums. */
export interface QualityTotals {
  readonly max_abs_error: number | null;
  readonly band_rmse_sigma: number | null;
  readonly strong_recall: number | null;
  readonly strong_precision: number | null;
  readonly waveform_r_p05: number | null;
  readonly grade: Grade | null;
  readonly sorting_loss: number | null;
  readonly spike_recall: number | null;
  readonly spike_precision: number | null;
  readonly tcr_r: number | null;
  readonly sbp_r: number | null;
}

const NO_QUALITY: QualityTotals = {
  max_abs_error: null,
  band_rmse_sigma: null,
  strong_recall: null,
  strong_precision: null,
  waveform_r_p05: null,
  grade: null,
  sorting_loss: null,
  spike_recall: null,
  spike_precision: null,
  tcr_r: null,
  sbp_r: null,
};

/**
 * @param rows of one chain, one scope
 * @param floors of recordings with half a code of noise: those of the rows are what a grade is held against
 */
export function qualityTotals(rows: readonly QualityRow[], floors: readonly QualityRow[]): QualityTotals {
  // of thousands of chains that lose nothing
  if (rows.length === 0) return NO_QUALITY;
  const recordings = new Set(rows.map(({ recording }) => recording));
  const own = floors.filter(({ recording }) => recordings.has(recording));
  const total = totalQuality(rows, own.length === 0 ? undefined : own);
  const [lossless, decoded] = (['sorting_accuracy_lossless', 'sorting_accuracy'] as const).map(name =>
    meanBySpikes(rows, name),
  );
  return {
    max_abs_error: total.max_abs_error,
    band_rmse_sigma: total.band_rmse_sigma,
    strong_recall: total.strong_recall,
    strong_precision: total.strong_precision,
    waveform_r_p05: total.waveform_r_p05,
    grade: total.grade,
    sorting_loss: lossless === null || decoded === null ? null : lossless - decoded,
    spike_recall: total.spike_recall,
    spike_precision: total.spike_precision,
    tcr_r: total.tcr_r,
    sbp_r: total.sbp_r,
  };
}

/** Means over recordings weighted by `true_spikes`. */
function meanBySpikes(
  rows: readonly QualityRow[],
  name: 'sorting_accuracy_lossless' | 'sorting_accuracy',
): number | null {
  let [sum, spikes] = [0, 0];
  for (const { true_spikes: weight, [name]: accuracy } of rows) {
    if (weight === null || accuracy === null) continue;
    sum += weight * accuracy;
    spikes += weight;
  }
  return spikes === 0 ? null : sum / spikes;
}
