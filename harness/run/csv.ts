/** The CSVs of a run: written with csv-stringify, read back with csv-parse. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { writeFileBeside } from '../common/files.js';
import { isScope } from '../recordings/recording.js';
import {
  CELL_COLUMNS,
  type CellRow,
  type Column,
  type Columns,
  type ColumnType,
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
import { guarded, unguarded } from './spreadsheet.js';

/**
 * Rows under one header: full precision, nothing for null; text guarded against spreadsheets (spreadsheet.ts); `TRUE` and `FALSE`, since R knows no others; lists and objects
 * in JSON.
 * @param names of the columns, in order
 */
export function formatCsv(names: readonly string[], rows: readonly object[]): string {
  const cast = {
    string: guarded,
    boolean: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
    object: (value: object) => (Object.keys(value).length > 0 ? JSON.stringify(value) : ''),
  };
  return stringify([...rows], { header: true, columns: [...names], cast });
}

function writeRows(path: string, columns: Columns, rows: readonly object[]): void {
  writeFileBeside(path, formatCsv(Object.keys(columns), rows));
}

export function writeCells(path: string, rows: readonly CellRow[]): void {
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

type Value = string | number | boolean | null | (number | null)[];

function readRows<const C extends Columns>(path: string, columns: C): RowOf<C>[] {
  const [header, ...lines] = parseText(path);
  if (header === undefined) throw new Error(`${path}: empty, not a results CSV`);
  const read = Object.entries(columns).map(([name, column]) => ({ name, column, at: header.indexOf(name) }));
  const missing = read.filter(({ at, column }) => at < 0 && column.inOlderFiles === undefined);
  if (missing.length > 0) throw new Error(`${path}: no column ${missing.map(({ name }) => name).join(', ')}`);
  return lines.map((line, index) => {
    const row: Record<string, Value> = {};
    for (const { name, column, at } of read) {
      const text = line[at] ?? column.inOlderFiles;
      try {
        row[name] = parseField(text, column);
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : cause;
        throw new Error(`${path}: row ${index + 1}, ${name} ${JSON.stringify(text)} ${what}`, { cause });
      }
    }
    // parseField has proved for each column what the cast says
    return row as RowOf<C>;
  });
}

function parseText(path: string): string[][] {
  try {
    return parse(readFileSync(path, 'utf8'), { bom: true });
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function parseField(text: string, { type, optional }: Column): Value {
  if (text === '' && optional) return null;
  return parseValue(text, type);
}

function parseValue(text: string, type: ColumnType): Value {
  switch (type) {
    case 'text':
      return unguarded(text);
    case 'integer':
      return parseInteger(text);
    case 'number':
      return parseNumber(text);
    case 'truth value':
      return parseWord(text.toLowerCase(), ['true', 'false']) === 'true';
    case 'list of numbers':
      return parseNumbers(text);
    case 'scope':
      return parseScope(text);
    default:
      return parseWord(text, type);
  }
}

function parseInteger(text: string): number {
  const value = parseNumber(text);
  if (!Number.isInteger(value)) throw new Error('is not a whole number');
  return value;
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Error('is not a number');
  return value;
}

function parseNumbers(text: string): (number | null)[] {
  if (text === '') return [];
  if (!/^\[.+\]$/.test(text)) throw new Error('is not a list of numbers');
  return text
    .slice(1, -1)
    .split(',')
    .map(word => (word === 'null' ? null : parseNumber(word)));
}

function parseScope(text: string): string {
  if (isScope(text)) return text;
  throw new Error('is not recording, solid, or a length of chunks such as 1s');
}

function parseWord(text: string, words: readonly string[]): string {
  if (words.includes(text)) return text;
  throw new Error(`is not one of ${words.join(', ')}`);
}
