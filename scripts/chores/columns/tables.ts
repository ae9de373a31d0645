/** What the columns of a run's CSVs mean, as tables in Markdown. */
import { groupBy } from '../../../harness/common/group-by.js';
import {
  CELL_COLUMNS,
  type Column,
  type Columns,
  type ColumnType,
  LIMIT_COLUMNS,
  QUALITY_COLUMNS,
  TOTAL_COLUMNS,
  UNIT_COLUMNS,
} from '../../../harness/run/columns.js';
import { keyOf } from '../../../harness/run/key.js';
import { formatMarkdown, type TextColumn } from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';

/** The part of the guide that the tables are. */
export const COLUMNS_PART: GuidePart = { name: 'columns', file: 'results/README.md' };

export function formatColumns(): string {
  return [
    '`cells.csv`, a row for each chain, alias and recording:',
    formatTableOf(CELL_COLUMNS),
    '`totals.csv`, a row for each chain, alias and scope:',
    formatTableOf(TOTAL_COLUMNS),
    '`quality.csv`, a row for each recording and chain that may lose something. Errors are in codes: steps of the grid ' +
      'that a channel lies on, or of int16 if on none. sigma is the standard deviation of the noise of the original in the ' +
      'band of spikes, 300 to 6000 Hz (median of its size / 0.6745), of each channel. Filters are Butterworth band-passes ' +
      'of order 3, forwards and backwards.',
    formatTableOf(QUALITY_COLUMNS),
    '`units.csv`, a row for each recording, chain that may lose something and unit whose times are known (of synthetic ' +
      'recordings, and from a `NAME.spikes.csv`). A unit that goes up is measured upside down.',
    formatTableOf(UNIT_COLUMNS),
    '`limits.csv`, the fewest bits at which each recording of `quality.csv` can be had with an error of a given size: R(D), ' +
      'a row a point, by reverse water-filling of the Welch spectrum (segments of 1024) of each channel. It is that of a ' +
      'stationary Gaussian signal of continuous values, each channel for itself: what a spike is like, how noise changes, ' +
      'and what channels tell of each other is in no such spectrum, so that a codec that knows of these may need fewer.',
    formatTableOf(LIMIT_COLUMNS),
  ].join('\n\n');
}

/** Columns that are said to hold the same, in one line. */
interface Line {
  readonly names: readonly string[];
  readonly column: Column;
}

const TABLE: readonly TextColumn<Line>[] = [
  { title: 'column', text: ({ names }) => names.map(name => `\`${name}\``).join(', '), align: 'left' },
  { title: 'type', text: ({ column }) => typeText(column.type), align: 'left' },
  { title: 'meaning', text: ({ column }) => column.meaning + olderText(column), align: 'left' },
];

function formatTableOf(columns: Columns): string {
  const described = Object.entries(columns).map(([name, column]) => ({ name, column }));
  const lines = groupBy(described, ({ column }) =>
    keyOf(typeText(column.type), column.meaning, olderText(column)),
  );
  const merged = [...lines.values()].map(
    (line): Line => ({
      names: line.map(({ name }) => name),
      column: line[0].column,
    }),
  );
  return formatMarkdown(merged, TABLE);
}

function typeText(type: ColumnType): string {
  return typeof type === 'string' ? type : 'text';
}

function olderText({ inOlderFiles }: Column): string {
  if (inOlderFiles === undefined) return '';
  return `. Older files lack it: ${inOlderFiles === '' ? 'read as empty' : `read as \`${inOlderFiles}\``}`;
}
