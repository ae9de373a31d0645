/** cells.csv and totals.csv: written with csv-stringify, read back with csv-parse. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { writeFileBeside } from '../common/files.js';
import type { Status } from '../processes/tasks.js';
import type { Scope } from '../recordings/recording.js';
import { firstLine } from './foreign/format.js';
import type { CellRow, TotalRow } from './rows.js';

/**
 * `optional` columns may be empty, which is read as null. `numbers` are a list in JSON, empty if it has none; in its
 * brackets a list of one is text to every reader, as longer ones are. A list of words has those that may stand there.
 */
type ColumnType = 'text' | 'number' | 'optional number' | 'optional boolean' | 'numbers' | readonly string[];

const STATUSES = ['ok', 'mismatch', 'error', 'timeout', 'oom', 'unsupported'] as const satisfies Status[];
const SCOPES = ['recording', 'solid'] as const satisfies Scope[];
/** Columns that CSVs of before lack, and what would stand there. */
const LATER_COLUMNS: Readonly<Record<string, string>> = {
  scope: 'recording',
  encode_run_ns: '',
  decode_run_ns: '',
  run_quiet: '',
  on_encode_front: '',
  encode_dominated_by: '',
  on_decode_front: '',
  decode_dominated_by: '',
};
const ISOLATIONS = ['in-process', 'process'] as const;

/** Columns of cells.csv, in order. */
const CELL_COLUMNS = {
  chain: 'text',
  alias: 'text',
  family: 'text',
  recording: 'text',
  recording_sha256: 'text',
  channels: 'number',
  sample_rate_hz: 'number',
  samples: 'number',
  duration_s: 'number',
  status: STATUSES,
  error: 'text',
  isolation: ISOLATIONS,
  raw_bytes: 'number',
  encoded_bytes: 'optional number',
  model_bytes: 'number',
  ratio: 'optional number',
  bits_per_sample: 'optional number',
  encode_ns: 'optional number',
  encode_ns_min: 'optional number',
  encode_ns_max: 'optional number',
  decode_ns: 'optional number',
  decode_ns_min: 'optional number',
  decode_ns_max: 'optional number',
  timing_runs: 'number',
  encode_xrt: 'optional number',
  decode_xrt: 'optional number',
  encode_mb_per_s: 'optional number',
  decode_mb_per_s: 'optional number',
  peak_rss_bytes: 'optional number',
  versions: 'text',
  scope: SCOPES,
  encode_run_ns: 'numbers',
  decode_run_ns: 'numbers',
  run_quiet: 'numbers',
} as const satisfies Record<keyof CellRow, ColumnType>;

/** Columns of totals.csv, in order. */
const TOTAL_COLUMNS = {
  chain: 'text',
  alias: 'text',
  family: 'text',
  recordings: 'number',
  ok: 'number',
  failed: 'number',
  isolation: ISOLATIONS,
  raw_bytes: 'number',
  encoded_bytes: 'number',
  model_bytes: 'number',
  ratio: 'optional number',
  ratio_geomean: 'optional number',
  bits_per_sample: 'optional number',
  duration_s: 'number',
  encode_s: 'optional number',
  decode_s: 'optional number',
  encode_xrt: 'optional number',
  decode_xrt: 'optional number',
  encode_mb_per_s: 'optional number',
  decode_mb_per_s: 'optional number',
  channels_realtime: 'optional number',
  peak_rss_bytes: 'optional number',
  on_pareto_front: 'optional boolean',
  dominated_by: 'text',
  timed_recordings: 'number',
  timed_duration_s: 'number',
  scope: SCOPES,
  on_encode_front: 'optional boolean',
  encode_dominated_by: 'text',
  on_decode_front: 'optional boolean',
  decode_dominated_by: 'text',
} as const satisfies Record<keyof TotalRow, ColumnType>;

type Columns = Readonly<Record<string, ColumnType>>;

type ValueOf<Type extends ColumnType> = Type extends 'text'
  ? string
  : Type extends 'number'
    ? number
    : Type extends 'optional number'
      ? number | null
      : Type extends 'optional boolean'
        ? boolean | null
        : Type extends 'numbers'
          ? readonly (number | null)[]
          : Type extends readonly (infer Word)[]
            ? Word
            : never;

type RowOf<C extends Columns> = { readonly [Name in keyof C]: ValueOf<C[Name]> };

/** Writes rows under one header: full precision, nothing for null; `TRUE` and `FALSE`, since R knows no others. */
function writeRows(path: string, columns: Columns, rows: readonly object[]): void {
  const cast = {
    boolean: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
    object: (value: object) => (Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : ''),
  };
  writeFileBeside(path, stringify([...rows], { header: true, columns: Object.keys(columns), cast }));
}

export function writeCells(path: string, rows: readonly CellRow[]): void {
  writeRows(path, CELL_COLUMNS, rows);
}

export function writeTotals(path: string, rows: readonly TotalRow[]): void {
  writeRows(path, TOTAL_COLUMNS, rows);
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

/** What a CSV of ours holds, told by its header; undefined if it is none of ours. */
export function kindOfCsv(text: string): 'cells' | 'totals' | undefined {
  const header = firstLine(text).split(',');
  if (!header.includes('chain')) return undefined;
  if (header.includes('recording_sha256')) return 'cells';
  return header.includes('ratio_geomean') ? 'totals' : undefined;
}

type Value = string | number | boolean | null | (number | null)[];

function readRows<const C extends Columns>(path: string, columns: C): RowOf<C>[] {
  const [header, ...lines] = parseText(path);
  if (header === undefined) throw new Error(`${path}: empty, not a results CSV`);
  const missing = Object.keys(columns).filter(name => !header.includes(name) && !(name in LATER_COLUMNS));
  if (missing.length > 0) throw new Error(`${path}: no column ${missing.join(', ')}`);
  const read = Object.entries(columns).map(([name, type]) => ({ name, type, at: header.indexOf(name) }));
  return lines.map((line, index) => {
    const row: Record<string, Value> = {};
    for (const { name, type, at } of read) {
      const text = line[at] ?? LATER_COLUMNS[name];
      try {
        row[name] = parseValue(text, type);
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : cause;
        throw new Error(`${path}: row ${index + 1}, ${name} ${JSON.stringify(text)} ${what}`, { cause });
      }
    }
    // parseValue has proved for each column what the cast says
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

function parseValue(text: string, type: ColumnType): Value {
  if (type === 'text') return text;
  if (typeof type === 'object') return parseWord(text, type);
  if (type === 'numbers') return parseNumbers(text);
  if (text === '' && type !== 'number') return null;
  if (type === 'optional boolean') return parseWord(text.toLowerCase(), ['true', 'false']) === 'true';
  return parseNumber(text);
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

function parseWord(text: string, words: readonly string[]): string {
  if (words.includes(text)) return text;
  throw new Error(`is not one of ${words.join(', ')}`);
}
