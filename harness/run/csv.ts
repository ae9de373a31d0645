/** The CSVs of a run: written with csv-stringify, read back by table/. */
import { writePiecesBeside } from '../common/files.js';
import { csvStringify } from '../common/lazy-packages.js';
import {
  CELL_COLUMNS,
  type CellRow,
  type Columns,
  LIMIT_COLUMNS,
  type LimitRow,
  QUALITY_COLUMNS,
  type QualityRow,
  type RowOf,
  TOTAL_COLUMNS,
  type TotalRow,
  UNIT_COLUMNS,
  type UnitRow,
} from './columns.js';
import { firstLine } from './foreign/format.js';
import { guarded } from './spreadsheet.js';
import { readTable } from './table/table.js';

/**
 * Rows under one header: full precision, nothing for null; text guarded against spreadsheets (spreadsheet.ts); `TRUE` and
 * `FALSE`, since R knows no others; lists and objects in JSON.
 * @param names of the columns, in order
 */
export function formatCsv(names: readonly string[], rows: readonly object[]): string {
  return [...csvPieces(names, rows)].join('');
}

const CAST = {
  string: guarded,
  boolean: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
  object: (value: object) => (Object.keys(value).length > 0 ? JSON.stringify(value) : ''),
};
/** Of so many rows a text is made at a time. */
const PIECE_ROWS = 1000;

/** As formatCsv, in pieces: a million rows are more than a text holds. */
function* csvPieces(names: readonly string[], rows: Iterable<object>): Generator<string> {
  const options = { columns: [...names], cast: CAST };
  const { stringify } = csvStringify();
  yield stringify([], { ...options, header: true });
  let piece: object[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < PIECE_ROWS) continue;
    yield stringify(piece, options);
    piece = [];
  }
  if (piece.length > 0) yield stringify(piece, options);
}

function writeRows(path: string, columns: Columns, rows: Iterable<object>): void {
  writePiecesBeside(path, csvPieces(Object.keys(columns), rows));
}

export function writeCells(path: string, rows: Iterable<CellRow>): void {
  writeRows(path, CELL_COLUMNS, rows);
}

export function writeTotals(path: string, rows: readonly TotalRow[]): void {
  writeRows(path, TOTAL_COLUMNS, rows);
}

export function writeQuality(path: string, rows: readonly QualityRow[]): void {
  writeRows(path, QUALITY_COLUMNS, rows);
}

export function writeUnits(path: string, rows: readonly UnitRow[]): void {
  writeRows(path, UNIT_COLUMNS, rows);
}

/**
 * Reads a units.csv.
 * @throws Error that names the file and the column or line that is wrong
 */
export function readUnits(path: string): UnitRow[] {
  return readRows(path, UNIT_COLUMNS);
}

export function writeLimits(path: string, rows: readonly LimitRow[]): void {
  writeRows(path, LIMIT_COLUMNS, rows);
}

/**
 * Reads a limits.csv.
 * @throws Error that names the file and the column or line that is wrong
 */
export function readLimits(path: string): LimitRow[] {
  return readRows(path, LIMIT_COLUMNS);
}

/**
 * Reads a quality.csv.
 * @throws Error that names the file and the column or line that is wrong
 */
export function readQuality(path: string): QualityRow[] {
  return readRows(path, QUALITY_COLUMNS);
}

/**
 * Reads a cells.csv.
 * @throws Error that names the file and the column or line that is wrong
 */
export function readCells(path: string): CellRow[] {
  return readRows(path, CELL_COLUMNS);
}

/**
 * Reads a cells.csv of any length: all of it is checked, and the columns that are named are kept. Rows are views
 * (table/table.ts).
 * @throws Error that names the file and the column or line that is wrong
 */
export function viewCells<const Name extends keyof CellRow>(
  path: string,
  names: readonly Name[],
): Pick<CellRow, Name>[] {
  return readTable(path, CELL_COLUMNS, names).views();
}

/**
 * Reads a totals.csv.
 * @throws Error that names the file and the column or line that is wrong
 */
export function readTotals(path: string): TotalRow[] {
  return readRows(path, TOTAL_COLUMNS);
}

/** What a CSV of ours holds, by its header; undefined if it is none of ours. */
export function kindOfCsv(text: string): 'cells' | 'totals' | undefined {
  const header = firstLine(text).split(',');
  const isNeither = header.includes('greatest_error') || header.includes('unit');
  if (!header.includes('chain') || isNeither) return undefined;
  if (header.includes('recording_sha256')) return 'cells';
  return header.includes('ratio_geomean') ? 'totals' : undefined;
}

function readRows<const C extends Columns>(path: string, columns: C): RowOf<C>[] {
  return readTable(path, columns).rows();
}
