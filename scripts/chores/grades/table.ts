/** Whether grades hold, as tables in Markdown. */
import { groupBy } from '../../../harness/common/group-by.js';
import { type Grade, gradeOf } from '../../../harness/quality/grade.js';
import {
  formatCount,
  formatFixed,
  formatMarkdown,
  plural,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import type { Graded, Sorted } from './graded.js';

export const GRADES_PART: GuidePart = { name: 'grades', file: 'results/README.md' };

/** What spikes whose times are known may lose of what a grade calls safe. */
const MOST_LOST = 0.01;
/** Of the band error in sigma, where losses are pooled. */
const BOUNDS = [0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1];
const GRADES: readonly (Grade | null)[] = ['transparent', 'sorting-safe', 'decoding-safe', 'lossy', null];

/** All sets whose spikes are known. */
const KNOWN = 'all of known times';
const AS_RECORDED = 'as recorded, another seed';
/** Than what grades.csv goes to. */
const COARSER = 'coarser';

function nameOf(grade: Grade | null | undefined): string {
  return grade ?? 'cannot be judged';
}

/** A sum over cells, weighted by spikes, and its standard error over recordings. */
interface Loss {
  readonly mean: number;
  readonly error: number;
}

interface Pool {
  readonly title: string;
  readonly set: string;
  readonly rows: readonly Graded[];
  readonly recall: Loss | null;
  readonly accuracy: Loss | null;
}

/** @param sorted what a sorter that is a program made of some of the same cells */
export function formatGrades(rows: readonly Graded[], sorted: readonly Sorted[]): string {
  const floors = new Map(rows.filter(({ step }) => step === 0).map(row => [keyOf(row), row]));
  const coded = rows.filter(({ step }) => step > 0);
  const gradeOfRow = (row: Graded) => gradeOf(row, floors.get(keyOf(row)));
  const sets = [...groupBy(coded, ({ set }) => set), [KNOWN, coded.filter(isTrue)] as const];
  const bySet = sets.flatMap(([set, ofSet]) =>
    GRADES.flatMap(grade => {
      const graded = ofSet.filter(row => gradeOfRow(row) === grade);
      return graded.length === 0 ? [] : [poolOf(set, nameOf(grade), graded)];
    }),
  );
  const bins = BOUNDS.flatMap((from, k) => {
    const to = BOUNDS.at(k + 1) ?? Number.POSITIVE_INFINITY;
    const within = coded.filter(
      ({ band_rmse_sigma: error }) => error !== null && error > from && error <= to,
    );
    const title = to === Number.POSITIVE_INFINITY ? `over ${from}` : `${from} to ${to}`;
    return within.some(isTrue) ? [poolOf('', title, within.filter(isTrue))] : [];
  });
  const floor = poolOf('', 'half a code of noise', [...floors.values()].filter(isTrue));
  const isNearly = (row: Graded) =>
    gradeOf({ ...row, spike_recall: null, spike_precision: null }, floors.get(keyOf(row))) === 'transparent';
  const nearly = coded.filter(row => gradeOfRow(row) !== 'transparent' && isNearly(row));
  const tables = [
    formatMarkdown([floor, ...bins], BIN_COLUMNS),
    formatMarkdown(bySet, SET_COLUMNS),
    ...(nearly.length === 0 ? [] : [sentenceOf(nearly)]),
  ];
  if (sorted.length === 0) return tables.join('\n\n');
  const grades = new Map(coded.map(row => [stepKey(row), gradeOfRow(row)]));
  return [...tables, formatMarkdown(bySorter(sorted, grades), SORTER_COLUMNS)].join('\n\n');
}

/** Of what is transparent but for spikes at the threshold. */
function sentenceOf(rows: readonly Graded[]): string {
  const recordings = new Set(rows.map(keyOf)).size;
  return (
    `Transparent but for spikes at the threshold: ${plural(rows.length, 'cell')} of ${plural(recordings, 'recording')}, with recall at ` +
    `5 sigma down to ${least(rows, row => row.spike_recall)} and precision down to ${least(rows, row => row.spike_precision)}.`
  );
}

function stepKey({ set, recording, step }: Pick<Graded, 'set' | 'recording' | 'step'>): string {
  return JSON.stringify([set, recording, step]);
}

/** Losses of a program's accuracy against its first run of the samples as they were recorded. */
interface SorterPool {
  readonly title: string;
  readonly cells: number;
  readonly lossless: number;
  readonly lost: Loss;
}

function bySorter(sorted: readonly Sorted[], grades: ReadonlyMap<string, Grade | null>): SorterPool[] {
  const isFirst = ({ step, seed }: Sorted) => step === 0 && seed === 1;
  const first = new Map(sorted.filter(isFirst).map(row => [keyOf(row), row.accuracy]));
  const titleOf = (row: Sorted) =>
    row.step === 0 ? AS_RECORDED : grades.has(stepKey(row)) ? nameOf(grades.get(stepKey(row))) : COARSER;
  const others = groupBy(
    sorted.filter(row => !isFirst(row)),
    titleOf,
  );
  const titles = [AS_RECORDED, ...GRADES.map(nameOf), COARSER];
  return titles.flatMap(title => {
    const rows = others.get(title) ?? [];
    if (rows.length === 0) return [];
    const known = rows.map(row => ({
      key: keyOf(row),
      weight: 1,
      lost: (first.get(keyOf(row)) ?? row.accuracy) - row.accuracy,
    }));
    const lossless = rows.reduce((sum, row) => sum + (first.get(keyOf(row)) ?? 0), 0) / rows.length;
    return [{ title, cells: rows.length, lossless, lost: weighted(known) }];
  });
}

function keyOf({ set, recording }: Pick<Graded, 'set' | 'recording'>): string {
  return JSON.stringify([set, recording]);
}

function isTrue({ true_spikes: spikes, sorting_accuracy: accuracy }: Graded): boolean {
  return spikes !== null && accuracy !== null;
}

function poolOf(set: string, title: string, rows: readonly Graded[]): Pool {
  const recall = lossOf(rows, ({ unit_recall_lossless: before, unit_recall: now }) => [before, now]);
  const accuracy = lossOf(rows, row => [row.sorting_accuracy_lossless, row.sorting_accuracy]);
  return { title, set, rows, recall, accuracy };
}

function lossOf(
  rows: readonly Graded[],
  of: (row: Graded) => readonly [before: number | null, now: number | null],
): Loss | null {
  const known = rows.flatMap(row => {
    const [before, now] = of(row);
    const weight = row.true_spikes ?? 0;
    return before === null || now === null || weight === 0
      ? []
      : [{ key: keyOf(row), weight, lost: before - now }];
  });
  return known.length === 0 ? null : weighted(known);
}

interface Lost {
  /** What recording it is of. */
  readonly key: string;
  readonly weight: number;
  readonly lost: number;
}

function weighted(known: readonly Lost[]): Loss {
  const weight = known.reduce((sum, one) => sum + one.weight, 0);
  const mean = known.reduce((sum, one) => sum + one.weight * one.lost, 0) / weight;
  let squares = 0;
  // cells of a recording share its spikes
  for (const ofRecording of groupBy(known, ({ key }) => key).values()) {
    squares += ofRecording.reduce((sum, one) => sum + one.weight * (one.lost - mean), 0) ** 2;
  }
  return { mean, error: Math.sqrt(squares) / weight };
}

function formatLoss(loss: Loss | null): string {
  return loss === null ? '' : `${formatFixed(loss.mean, 4)} ± ${formatFixed(loss.error, 4)}`;
}

function least(rows: readonly Graded[], of: (row: Graded) => number | null): string {
  const values = rows.map(of).filter(value => value !== null);
  return values.length === 0 ? '' : formatFixed(Math.min(...values), 3);
}

function verdictOf({ title, recall, accuracy }: Pool): string {
  if (title !== 'transparent' && title !== 'sorting-safe') return '';
  if (recall === null && accuracy === null) return 'no times known';
  const losses = [recall, accuracy].filter(loss => loss !== null);
  if (losses.some(({ mean, error }) => mean - 2 * error > MOST_LOST)) return '**refuted**';
  return losses.some(({ mean, error }) => mean + 2 * error > MOST_LOST) ? 'open' : 'holds';
}

const LOSSES: readonly TextColumn<Pool>[] = [
  { title: 'recordings × steps', text: ({ rows }) => formatCount(rows.length), align: 'right' },
  {
    title: 'known spikes',
    text: ({ rows }) => formatCount(rows.reduce((sum, row) => sum + (row.true_spikes ?? 0), 0)),
    align: 'right',
  },
  { title: 'recall lost', text: ({ recall }) => formatLoss(recall), align: 'right' },
  { title: 'sorting accuracy lost', text: ({ accuracy }) => formatLoss(accuracy), align: 'right' },
];

const SORTER_COLUMNS: readonly TextColumn<SorterPool>[] = [
  { title: 'KlustaKwik, of what is', text: ({ title }) => title, align: 'left' },
  { title: 'recordings × steps', text: ({ cells }) => formatCount(cells), align: 'right' },
  { title: 'accuracy as recorded', text: ({ lossless }) => formatFixed(lossless, 3), align: 'right' },
  { title: 'accuracy lost', text: ({ lost }) => formatLoss(lost), align: 'right' },
];

const BIN_COLUMNS: readonly TextColumn<Pool>[] = [
  { title: 'band error, sigma', text: ({ title }) => title, align: 'left' },
  ...LOSSES,
];

const SET_COLUMNS: readonly TextColumn<Pool>[] = [
  { title: 'set', text: ({ set }) => set, align: 'left' },
  { title: 'grade', text: ({ title }) => title, align: 'left' },
  ...LOSSES,
  {
    title: 'least recall at 5 sigma',
    text: ({ rows }) => least(rows, row => row.spike_recall),
    align: 'right',
  },
  { title: 'and precision', text: ({ rows }) => least(rows, row => row.spike_precision), align: 'right' },
  { title: 'grade', text: verdictOf, align: 'left' },
];
