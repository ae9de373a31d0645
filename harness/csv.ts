/** cells.csv and totals.csv: written with csv-stringify, read back with csv-parse. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { writeFileBeside } from './files.js';
import type { CellRow, TotalRow } from './rows.js';

type ColumnType = 'text' | 'number' | 'boolean';

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
  status: 'text',
  error: 'text',
  isolation: 'text',
  raw_bytes: 'number',
  encoded_bytes: 'number',
  model_bytes: 'number',
  ratio: 'number',
  bits_per_sample: 'number',
  encode_ns: 'number',
  encode_ns_min: 'number',
  encode_ns_max: 'number',
  decode_ns: 'number',
  decode_ns_min: 'number',
  decode_ns_max: 'number',
  timing_runs: 'number',
  encode_xrt: 'number',
  decode_xrt: 'number',
  encode_mb_per_s: 'number',
  decode_mb_per_s: 'number',
  peak_rss_bytes: 'number',
  versions: 'text',
} as const satisfies Record<keyof CellRow, ColumnType>;

/** Columns of totals.csv, in order. */
const TOTAL_COLUMNS = {
  chain: 'text',
  alias: 'text',
  family: 'text',
  recordings: 'number',
  ok: 'number',
  failed: 'number',
  isolation: 'text',
  raw_bytes: 'number',
  encoded_bytes: 'number',
  model_bytes: 'number',
  ratio: 'number',
  ratio_geomean: 'number',
  bits_per_sample: 'number',
  duration_s: 'number',
  encode_s: 'number',
  decode_s: 'number',
  encode_xrt: 'number',
  decode_xrt: 'number',
  encode_mb_per_s: 'number',
  decode_mb_per_s: 'number',
  channels_realtime: 'number',
  peak_rss_bytes: 'number',
  on_pareto_front: 'boolean',
  dominated_by: 'text',
  timed_recordings: 'number',
  timed_duration_s: 'number',
} as const satisfies Record<keyof TotalRow, ColumnType>;

type Columns = Readonly<Record<string, ColumnType>>;

/** Writes rows under one header: full precision, `true` and `false`, nothing for null. */
function writeRows(path: string, columns: Columns, rows: readonly object[]): void {
  const cast = { boolean: (value: boolean) => String(value) };
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
  // every column is there and of its type: readRows has proved what the cast says
  return readRows(path, CELL_COLUMNS) as unknown as CellRow[];
}

/**
 * Reads a totals.csv.
 * @throws Error that names the file and the column or line that is wrong
 */
export function readTotals(path: string): TotalRow[] {
  return readRows(path, TOTAL_COLUMNS) as unknown as TotalRow[];
}

type Value = string | number | boolean | null;

function readRows(path: string, columns: Columns): Record<string, Value>[] {
  const [header, ...lines] = parseText(path);
  if (header === undefined) throw new Error(`${path}: empty, not a results CSV`);
  const missing = Object.keys(columns).filter(name => !header.includes(name));
  if (missing.length > 0) throw new Error(`${path}: no column ${missing.join(', ')}`);
  return lines.map((line, index) => {
    const row: Record<string, Value> = {};
    for (const [name, type] of Object.entries(columns)) {
      const text = line[header.indexOf(name)];
      row[name] = parseValue(text, type, () => `${path}: row ${index + 1}, ${name} ${JSON.stringify(text)}`);
    }
    return row;
  });
}

function parseText(path: string): string[][] {
  try {
    return parse(readFileSync(path, 'utf8'), { bom: true });
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function parseValue(text: string, type: ColumnType, where: () => string): Value {
  if (type === 'text') return text;
  if (text === '') return null;
  if (type === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new Error(`${where()} is neither true nor false`);
  }
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`${where()} is not a number`);
  return value;
}
