/** The tables of `npm run scale`, and by how much figures grow from a size to the next. */
import { groupBy } from '../../../harness/common/group-by.js';
import { formatBytes, formatMarkdown, type TextColumn } from '../../commands/shared/terminal.js';
import type { Shape } from './made.js';
import type { Measured } from './measured.js';
import type { PassTimes } from './passes.js';

interface Sized {
  readonly shape: Shape;
}

export interface CommandRow extends Measured, Sized {
  readonly name: string;
}

export interface PassRow extends PassTimes, Sized {
  readonly peakBytes: number;
}

function cellsOf({ shape: { chains, recordings } }: Sized): number {
  return chains * recordings;
}

function sizeColumns<Row extends Sized>(): TextColumn<Row>[] {
  const whole = (value: number) => value.toLocaleString('en-US');
  return [
    { title: 'cells', text: row => whole(cellsOf(row)), align: 'right' },
    { title: 'chains', text: ({ shape }) => whole(shape.chains), align: 'right' },
    { title: 'recordings', text: ({ shape }) => whole(shape.recordings), align: 'right' },
  ];
}

/** Such as `×8.1` for ten times the cells; empty of what has no smaller one before it. */
function growthOf<Row extends Sized>(rows: readonly Row[], row: Row, of: (row: Row) => number): string {
  const before = rows[rows.indexOf(row) - 1];
  if (before === undefined || cellsOf(before) >= cellsOf(row)) return '';
  return `×${(of(row) / of(before)).toFixed(1)} of ×${(cellsOf(row) / cellsOf(before)).toFixed(0)}`;
}

/** A row a size, by command. */
export function formatCommands(rows: readonly CommandRow[]): string {
  const ordered = [...groupBy(rows, ({ name }) => name).values()];
  return formatMarkdown(ordered.flat(), [
    { title: 'command', text: ({ name }) => `\`${name}\``, align: 'left' },
    ...sizeColumns<CommandRow>(),
    { title: 'elapsed', text: ({ elapsedS }) => `${elapsedS.toFixed(1)} s`, align: 'right' },
    { title: 'CPU', text: ({ cpuS }) => `${cpuS.toFixed(1)} s`, align: 'right' },
    {
      title: 'growth',
      text: row =>
        growthOf(
          rows.filter(({ name }) => name === row.name),
          row,
          ({ elapsedS }) => elapsedS,
        ),
      align: 'right',
    },
    { title: 'most memory', text: ({ peakBytes }) => formatBytes(peakBytes), align: 'right' },
  ]);
}

/** A row a size: what a sweep does for so many cells beside measuring them. */
export function formatPasses(rows: readonly PassRow[]): string {
  const seconds = (title: string, of: (row: PassRow) => number): TextColumn<PassRow> => ({
    title,
    text: row => `${of(row).toFixed(1)} s`,
    align: 'right',
  });
  const all = ({ planS, costsS, exactS, resumeS, csvS }: PassRow) => planS + costsS + exactS + resumeS + csvS;
  return formatMarkdown(rows, [
    ...sizeColumns<PassRow>(),
    seconds('plan', ({ planS }) => planS),
    seconds('estimate', ({ costsS }) => costsS),
    seconds('exact pass', ({ exactS }) => exactS),
    seconds('resume', ({ resumeS }) => resumeS),
    seconds('CSVs', ({ csvS }) => csvS),
    { title: 'growth', text: row => growthOf(rows, row, all), align: 'right' },
    { title: 'most memory', text: ({ peakBytes }) => formatBytes(peakBytes), align: 'right' },
  ]);
}
