/** What the readers of other tools' results share: the shape of a row, and tables known by their header. */
import type { LossKind } from '../../../codecs/codec.js';
import { csvParse } from '../../common/lazy-packages.js';

/** A codec on a file, or over all of them. `null` where the tool does not say. */
export interface ResultRow {
  /** Alias, chain, mode, or compressor with its level. */
  readonly name: string;
  /** The chain in this project's notation; empty for other tools. */
  readonly chain: string;
  /** Empty: over all files. */
  readonly file: string;
  readonly raw_bytes: number | null;
  readonly encoded_bytes: number | null;
  /** Raw bytes / encoded bytes, larger is smaller, whichever way the tool has it. */
  readonly ratio: number | null;
  /** Times real time, larger is faster. */
  readonly encode_xrt: number | null;
  readonly decode_xrt: number | null;
  /** 10^6 raw bytes a second. */
  readonly encode_mb_per_s: number | null;
  readonly decode_mb_per_s: number | null;
  /** Which tool measured it. */
  readonly source: string;
  /** What the chain may lose, as in cells.csv. */
  readonly loss: LossKind | null;
}

export type Figure =
  | 'raw_bytes'
  | 'ratio'
  | 'encode_xrt'
  | 'decode_xrt'
  | 'encode_mb_per_s'
  | 'decode_mb_per_s';

/** That a column was turned round, corrected or left out, and why. */
export interface Remark {
  readonly figure: Figure;
  readonly text: string;
}

export interface ForeignResults {
  readonly rows: readonly ResultRow[];
  readonly remarks: readonly Remark[];
}

/** How the results of one tool are read. */
export interface ForeignFormat {
  readonly source: string;
  /** What an error message lists it by. */
  readonly header: string;
  /**
   * @param label what to call a codec that the file does not name
   * @returns undefined if the text does not have this header
   * @throws Error without the file's name if a row is wrong
   */
  readonly read: (text: string, label: string) => ForeignResults | undefined;
}

/** A row of which nothing is known yet but its names. */
export function emptyRow(source: string, name: string, file: string): ResultRow {
  return {
    name,
    chain: '',
    file,
    raw_bytes: null,
    encoded_bytes: null,
    ratio: null,
    encode_xrt: null,
    decode_xrt: null,
    encode_mb_per_s: null,
    decode_mb_per_s: null,
    source,
    loss: null,
  };
}

/** A line of a table: the text of a column, or its number. */
export interface TableLine {
  readonly text: (column: string) => string;
  /** @throws Error naming row and column unless it is a finite number that is not negative */
  readonly number: (column: string) => number;
}

/**
 * The lines below a header that has all these columns, in any order. Lines that repeat the header, as from results
 * appended to results, are passed over.
 * @returns undefined if the first line is another
 * @throws Error in one line if a line has more or fewer fields than the header, or there is none
 */
export function readTable(
  text: string,
  delimiter: ',' | '\t',
  columns: readonly string[],
): TableLine[] | undefined {
  const first = firstLine(text).split(delimiter).map(unquote);
  if (!columns.every(column => first.includes(column))) return undefined;
  const [header, ...lines]: string[][] = csvParse().parse(text, {
    bom: true,
    delimiter,
    trim: delimiter === ',',
    skip_empty_lines: true,
  });
  const own = lines.filter(line => line.some((field, c) => field !== header[c]));
  if (own.length === 0) throw new Error('a header and nothing below it');
  return own.map((line, index) => tableLine(header, line, index + 1));
}

/** Without a byte order mark, which counts as white space. */
export function firstLine(text: string): string {
  return text.trimStart().split(/\r?\n/, 1)[0];
}

function unquote(field: string): string {
  return field.trim().replace(/^"(.*)"$/, '$1');
}

function tableLine(header: readonly string[], fields: readonly string[], row: number): TableLine {
  const text = (column: string) => fields[header.indexOf(column)];
  return {
    text,
    number: column => parseFigure(text(column), () => `row ${row}, ${column}`),
  };
}

/** @throws Error naming the place unless it is a finite number that is not negative */
function parseFigure(text: string, where: () => string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${where()} ${JSON.stringify(text)} is not a number of at least 0`);
}

/** A figure that a tool writes as 0 where it did not measure. */
export function measured(value: number): number | null {
  return value === 0 ? null : value;
}
