/** What became of a recording at a step: rows of results/grades/grades.csv. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { GradedFigures } from '../../../harness/quality/grade.js';
import type { TruthFigures } from '../../../harness/quality/unit-figures.js';
import { formatCsv } from '../../../harness/run/csv.js';

/** From the root of the repository. */
export const GRADES_FILE = 'results/grades/grades.csv';
export const SORTED_FILE = 'results/grades/sorted.csv';

/** Step 0 is the flicker floor: half a code of noise. */
export type Graded = Required<GradedFigures> &
  TruthFigures & { readonly set: string; readonly recording: string; readonly step: number };

const TEXTS = ['set', 'recording'] as const;
const NUMBERS = [
  'step',
  'band_rmse_sigma',
  'spike_recall',
  'spike_precision',
  'strong_recall',
  'strong_precision',
  'peak_error_p95',
  'waveform_r_p05',
  'tcr_r',
  'sbp_r',
  'true_spikes',
  'unit_recall_lossless',
  'unit_recall',
  'sorting_accuracy_lossless',
  'sorting_accuracy',
] as const satisfies (keyof Graded)[];

const DIGITS = 6;

export function formatGraded(rows: readonly Graded[]): string {
  const short = rows.map(row => {
    const numbers = NUMBERS.map(name => {
      const value = row[name];
      return [name, value === null ? null : Number(value.toFixed(DIGITS))];
    });
    return { set: row.set, recording: row.recording, ...Object.fromEntries(numbers) };
  });
  return formatCsv([...TEXTS, ...NUMBERS], short);
}

export function readGraded(path: string): Graded[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return rows.map(row => {
    const numbers = NUMBERS.map(name => [name, row[name] === '' ? null : Number(row[name])]);
    return { set: row.set, recording: row.recording, ...Object.fromEntries(numbers) };
  });
}

/** How a sorter that is a program came off: rows of results/grades/sorted.csv. */
export interface Sorted {
  readonly set: string;
  readonly recording: string;
  /** 0: of the samples as they were recorded. */
  readonly step: number;
  readonly seed: number;
  readonly accuracy: number;
}

export function formatSorted(rows: readonly Sorted[]): string {
  const short = rows.map(row => ({ ...row, accuracy: Number(row.accuracy.toFixed(DIGITS)) }));
  return formatCsv(['set', 'recording', 'step', 'seed', 'accuracy'], short);
}

export function readSorted(path: string): Sorted[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return rows.map(({ set, recording, step, seed, accuracy }) => ({
    ...{ set, recording, step: Number(step), seed: Number(seed), accuracy: Number(accuracy) },
  }));
}
