/** Text for people: tables that fit, durations, figures. No colour, so that it reads the same in a pipe. */

export interface TextColumn<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Figures stand right, words left. */
  readonly align: 'left' | 'right';
  /** Cut first, from its end, when the terminal is narrow. At most one column has it. */
  readonly shrinks?: boolean;
  /** Left out rather than that anything is cut. */
  readonly optional?: boolean;
}

const GAP = '  ';
const NARROWEST = 12;

/** Lays rows out under a header within `width` characters. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  width = terminalWidth(),
): string {
  const texts = rows.map(row => columns.map(column => column.text(row)));
  const widths = columns.map((column, c) =>
    Math.max(column.title.length, ...texts.map(text => text[c].length)),
  );
  const over = widths.reduce((sum, w) => sum + w + GAP.length, -GAP.length) - width;
  const needed = columns.filter(column => column.optional !== true);
  if (over > 0 && needed.length < columns.length) return formatTable(rows, needed, width);
  const shrinking = columns.findIndex(column => column.shrinks === true);
  if (over > 0 && shrinking >= 0) widths[shrinking] = Math.max(NARROWEST, widths[shrinking] - over);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => {
        const cut = cell.length > widths[c] ? `${cell.slice(0, widths[c] - 1)}…` : cell;
        return columns[c].align === 'left' ? cut.padEnd(widths[c]) : cut.padStart(widths[c]);
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map(column => column.title)), ...texts.map(line)].join('\n');
}

/** Rows as a table in Markdown. */
export function formatMarkdown<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(columns.map(column => column.title)),
    `|${columns.map(column => (column.align === 'left' ? '---' : '---:')).join('|')}|`,
    ...rows.map(row => line(columns.map(column => column.text(row)))),
  ].join('\n');
}

/** Columns of the terminal; of a pipe, enough for every table. */
function terminalWidth(): number {
  return process.stdout.isTTY ? Math.max(60, process.stdout.columns) : 160;
}

/** A whole number with its thousands apart; a dash for none. */
export function formatCount(value: number | null): string {
  return value === null ? '-' : value.toLocaleString('en-US');
}

/** Milliseconds as `4 s`, `3 min 20 s` or `2 h 5 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Three significant digits, or a whole number with separators from 1000 on; a dash for nothing. */
export function formatFigure(value: number | null): string {
  if (value === null) return '-';
  if (Math.abs(value) >= 999.5) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

/** A fixed number of decimals; a dash for nothing. */
export function formatFixed(value: number | null, decimals: number): string {
  return value === null ? '-' : value.toFixed(decimals);
}

/** `1 cell`, `2 cells`, `2 processes`. */
export function plural(count: number, noun: string): string {
  const ending = noun.endsWith('s') ? 'es' : 's';
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : ending}`;
}
