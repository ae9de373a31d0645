/** Results of any kind in one shape: a run of ours, its cells.csv or totals.csv, or what another tool wrote. */
import { basename, extname } from 'node:path';
import { groupBy } from '../common/group-by.js';
import { quotient } from '../common/quotient.js';
import { type CellRow, SAME_AGAIN, type TotalRow } from './columns.js';
import { viewCells } from './csv.js';
import { firstLine, type Remark, type ResultRow } from './foreign/format.js';
import { foreignFormats } from './foreign/formats.js';
import { SUMMED } from './judged.js';
import { qualityBeside, readText, resultFiles, storedTotals } from './load.js';
import { totalsOf } from './pareto.js';

const SOURCE = 'ncb';

export interface Results {
  /** As it was given. */
  readonly path: string;
  /** The tool that measured: `ncb` is ours. */
  readonly source: string;
  /** A row for each file where the results have them, or as totals. */
  readonly rows: readonly ResultRow[];
  /** A row for each name, sums over sums. */
  readonly totals: readonly ResultRow[];
  /** What was turned round, corrected or left out. */
  readonly remarks: readonly Remark[];
  /** The totals with all their columns; of our own runs only. */
  readonly own?: readonly TotalRow[];
}

/**
 * Reads a run's folder, a cells.csv or totals.csv, or a results file of another tool, each known by its header.
 * @throws Error in one line that names the file and what is wrong, and of an unknown header what would be known
 */
export function readResults(path: string): Results {
  const { cells, totals, other } = resultFiles(path);
  if (totals !== undefined) return ownTotals(path, totals);
  if (cells !== undefined) return ownCells(path, cells);
  if (other === undefined) throw new Error(`${path}: holds no totals.csv or cells.csv`);
  return readForeign(path, other, readText(other));
}

function readForeign(path: string, file: string, text: string): Results {
  if (text.trim() === '') throw new Error(`${file}: empty, not a results CSV`);
  const label = basename(file, extname(file));
  for (const { source, read } of foreignFormats) {
    const found = located(file, () => read(text, label));
    if (found !== undefined) return { path, source, ...found, totals: sumsByName(found.rows) };
  }
  const known = foreignFormats.map(({ source, header }) => `${source} (${header})`).join('; ');
  const first = JSON.stringify(firstLine(text).slice(0, 80));
  throw new Error(`${file}: unknown header ${first}; known are cells.csv and totals.csv of ncb; ${known}`);
}

function located<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function ownCells(path: string, file: string): Results {
  const own = totalsOf(viewCells(file, SUMMED), qualityBeside(file));
  let rows: readonly ResultRow[] | undefined;
  return {
    path,
    source: SOURCE,
    // of a million cells nobody wants them but who asks for them
    get rows() {
      rows ??= cellResults(file);
      return rows;
    },
    totals: ownRows(own),
    remarks: [],
    own,
  };
}

const FIGURES = [
  ...['alias', 'chain', 'raw_bytes', 'encoded_bytes', 'ratio', 'encode_xrt', 'decode_xrt'],
  ...['encode_mb_per_s', 'decode_mb_per_s', 'loss'],
] as const satisfies (keyof CellRow)[];

function cellResults(file: string): ResultRow[] {
  const measured = viewCells(file, [...FIGURES, 'recording']).filter(cell => cell.alias !== SAME_AGAIN);
  return measured.map(cell => ({ ...figures(cell), file: cell.recording }));
}

function ownTotals(path: string, file: string): Results {
  const own = storedTotals(file);
  return { path, source: SOURCE, rows: ownRows(own), totals: ownRows(own), remarks: [], own };
}

/** The same results, of some rows of their own totals. */
export function withTotals(results: Results, own: readonly TotalRow[]): Results {
  return { ...results, own, totals: ownRows(own) };
}

/** A chain that failed on some recording has no ratio over all. */
function ownRows(totals: readonly TotalRow[]): ResultRow[] {
  const measured = totals.filter(row => row.alias !== SAME_AGAIN);
  return measured.map(row => ({ ...figures(row), file: '', ...(row.failed > 0 && { ratio: null }) }));
}

function figures(row: Pick<CellRow | TotalRow, (typeof FIGURES)[number]>): Omit<ResultRow, 'file'> {
  return {
    name: row.alias || row.chain,
    chain: row.chain,
    raw_bytes: row.raw_bytes,
    encoded_bytes: row.encoded_bytes,
    ratio: row.ratio,
    encode_xrt: row.encode_xrt,
    decode_xrt: row.decode_xrt,
    encode_mb_per_s: row.encode_mb_per_s,
    decode_mb_per_s: row.decode_mb_per_s,
    source: SOURCE,
    loss: row.loss,
  };
}

/** One row a name, in the order they come: bytes over bytes, bytes over seconds; null where one of them is. */
function sumsByName(rows: readonly ResultRow[]): ResultRow[] {
  const groups = groupBy(rows, row => row.name);
  return [...groups.values()].map(group => {
    if (group.length === 1) return { ...group[0], file: '' };
    const rawBytes = sum(group, row => row.raw_bytes);
    const encodedBytes = sum(group, row => row.encoded_bytes);
    const speed = (of: (row: ResultRow) => number | null) =>
      quotient(
        rawBytes,
        sum(group, row => quotient(row.raw_bytes, of(row))),
      );
    return {
      ...group[0],
      file: '',
      raw_bytes: rawBytes,
      encoded_bytes: encodedBytes,
      ratio: quotient(rawBytes, encodedBytes),
      // the seconds recorded stand in none of them
      encode_xrt: null,
      decode_xrt: null,
      encode_mb_per_s: speed(row => row.encode_mb_per_s),
      decode_mb_per_s: speed(row => row.decode_mb_per_s),
    };
  });
}

function sum(rows: readonly ResultRow[], value: (row: ResultRow) => number | null): number | null {
  return rows.reduce<number | null>((total, row) => {
    const next = value(row);
    return total === null || next === null ? null : total + next;
  }, 0);
}
