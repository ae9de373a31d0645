/** Results for programs. */
import { aaDifferenceOf } from '../../../harness/run/aa-difference.js';
import { TOTAL_COLUMNS } from '../../../harness/run/columns.js';
import { formatCsv } from '../../../harness/run/csv.js';
import type { ResultRow } from '../../../harness/run/foreign/format.js';
import type { Selected } from './select.js';

export function formatResultsJson(selected: readonly Selected[]): string {
  return JSON.stringify(selected.map(forJson), null, 2);
}

function forJson({ results: { path, source, remarks, own: all }, own, totals, rows }: Selected) {
  return {
    path,
    source,
    totals: own ?? totals,
    rows,
    remarks,
    ...(all && { aa_difference: aaDifferenceOf(all) }),
  };
}

const COMMON_COLUMNS = [
  'path',
  'source',
  'name',
  'chain',
  'file',
  'raw_bytes',
  'encoded_bytes',
  'ratio',
  'encode_xrt',
  'decode_xrt',
  'encode_mb_per_s',
  'decode_mb_per_s',
  'loss',
] as const satisfies ('path' | keyof ResultRow)[];

/** Of runs of ours alone every column of their totals, else what results of any tool have, by file. */
export function formatResultsCsv(selected: readonly Selected[]): string {
  const withPath = (rows: (of: Selected) => readonly object[]) =>
    selected.flatMap(of => rows(of).map(row => ({ path: of.results.path, ...row })));
  return selected.every(({ own }) => own !== undefined)
    ? formatCsv(
        ['path', ...Object.keys(TOTAL_COLUMNS)],
        withPath(({ own = [] }) => own),
      )
    : formatCsv(
        COMMON_COLUMNS,
        withPath(({ rows }) => rows),
      );
}
