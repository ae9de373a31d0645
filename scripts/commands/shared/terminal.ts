/** Text for people: tables that fit, durations, figures. No colour, so that it reads the same in a pipe. */
import { type Box, GAP, type Layout, layOut } from './layout.js';
import { plainLine } from './plain.js';
import { terminalWidth, wrap } from './wrap.js';

export interface TextColumn<Row> extends Pick<Box, 'drop' | 'identifies'> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Figures stand right, words left. */
  readonly align: 'left' | 'right';
}

/** The share of texts that a column is usually as wide as. */
const USUAL = 0.75;

/** Lays rows out under a header within `width` characters; nothing is cut. In a pipe every column is there. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  width = terminalWidth(),
): string {
  const texts = textsOf(rows, columns);
  const boxes = boxesOf(texts, columns);
  const layout = layOut(boxes, width);
  const widthOf = (c: number) => (c === layout.name ? layout.room : boxes[c].width);
  const cells = (row: readonly string[]) =>
    row.map((text, c) => ({ text, width: widthOf(c), align: columns[c].align }));
  return texts.flatMap(row => drawRow(cells(row), layout, width)).join('\n');
}

/** The columns of a table that are not left out within a width. */
export function columnsShown<Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  width = terminalWidth(),
): TextColumn<Row>[] {
  const { lines } = layOut(boxesOf(textsOf(rows, columns), columns), width);
  return lines.flat().map(c => columns[c]);
}

/** Titles, then the texts of each row. */
function textsOf<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]): string[][] {
  return [
    columns.map(({ title }) => title),
    ...rows.map(row => columns.map(({ text }) => plainLine(text(row)))),
  ];
}

function boxesOf(texts: readonly string[][], columns: readonly Pick<Box, 'drop' | 'identifies'>[]): Box[] {
  return columns.map(({ drop, identifies }, c) => {
    const widths = texts.map(row => row[c].length).toSorted((a, b) => a - b);
    const usual = widths[Math.floor(USUAL * (widths.length - 1))];
    return { drop, identifies, usual, width: widths[widths.length - 1] };
  });
}

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** The lines of a row but those that nothing stands on. */
function drawRow(cells: readonly Cell[], { lines, indent, name }: Layout, width: number): string[] {
  const [first, ...more] = lines.map(columns => columns.map(c => cells[c]));
  const below = more.flatMap(line => drawLine(line, indent, width));
  return [...drawFirst(first, cells[name], width), ...below.filter(line => line !== '')];
}

/** A name that is too long stands alone, and what belongs beside it below. */
function drawFirst(cells: readonly Cell[], name: Cell, width: number): string[] {
  if (name.text.length <= name.width) return drawLine(cells, 0, width);
  const head = cells.slice(0, cells.indexOf(name) + 1);
  const below = cells.map(cell => (head.includes(cell) ? { ...cell, text: '' } : cell));
  const alone = head.map(cell => (cell === name ? { ...cell, width: name.text.length } : cell));
  return [...drawLine(alone, 0, width), ...drawLine(below, 0, width)];
}

/** Cells beside each other. One that is wider than what is left of the line goes on below, between words. */
function drawLine(cells: readonly Cell[], indent: number, width: number): string[] {
  let at = indent;
  const blocks = cells.map(({ text, width: wanted, align }) => {
    const room = Math.max(1, Math.min(wanted, width - at));
    at += room + GAP;
    const pad = (line: string) => (align === 'left' ? line.padEnd(room) : line.padStart(room));
    return { blank: pad(''), lines: wrap(text, 0, room).split('\n').map(pad) };
  });
  const height = Math.max(...blocks.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, k) =>
    (
      ' '.repeat(indent) + blocks.map(({ blank, lines }) => lines[k] ?? blank).join(' '.repeat(GAP))
    ).trimEnd(),
  );
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

/** A whole number with its thousands apart; a dash for none. */
export function formatCount(value: number | null): string {
  return value === null ? '-' : value.toLocaleString('en-US');
}

/** Milliseconds as `33 ms`, `4 s`, `3 min 20 s` or `2 h 5 min`; of what takes any time at all never `0`. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 999.5) return ms < 1 ? 'under 1 ms' : `${Math.round(ms)} ms`;
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

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Such as `20.1 GB`: powers of a thousand. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < BYTE_UNITS.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? String(Math.round(value)) : value.toPrecision(3)} ${BYTE_UNITS[unit]}`;
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
