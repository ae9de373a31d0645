/** What `ncb show` does. */
import { underCommonNames } from '../../../harness/run/common-names.js';
import { viewCells } from '../../../harness/run/csv.js';
import { resultFiles } from '../../../harness/run/load.js';
import { type Results, readResults, withTotals } from '../../../harness/run/results.js';
import { ofOneMachine } from '../shared/machines.js';
import { wholeNumber } from '../shared/numbers.js';
import type { FormArguments } from '../shared/options.js';
import { printParquet } from '../shared/parquet.js';
import type { FailureCell } from '../shared/yours.js';
import { formatResultsCsv, formatResultsJson } from './json-csv.js';
import { type Selection, select } from './select.js';
import { formatForeign, formatOwn, formatSideBySide } from './text.js';

export interface ShowArguments extends FormArguments {
  results: string[];
  markdown: boolean | undefined;
  dominated: boolean | undefined;
  machine: string | undefined;
  sort: string | undefined;
  where: string[];
  limit: number | undefined;
  parquet: boolean;
}

/** @throws Error in one line if something is not readable as results, or an option does not fit them */
export async function runShow(argv: ShowArguments): Promise<void> {
  const { json, csv, dominated, sort, where } = argv;
  const limit = argv.limit === undefined ? undefined : wholeNumber('limit', argv.limit, 1);
  const read = await underCommonNames(argv.results.map(readResults));
  const results = json || csv ? read : read.map(one => ofOne(one, argv.machine));
  const isOwn = results.length === 1 && results[0].own !== undefined;
  if (dominated && !isOwn) throw new Error('--dominated: wants a single run of ncb');
  // a ranking counts the lines of its table, which may have two rows each
  const isRanking = isOwn && !json && !csv;
  const selection = select(results, { where, sort, limit: isRanking ? undefined : limit });
  if (json) console.log(formatResultsJson(selection.selected));
  else if (csv) process.stdout.write(formatResultsCsv(selection.selected));
  else console.log(formatText(selection, argv, limit));
  if (argv.parquet) for (const path of argv.results) await printParquet(path);
}

/** For people, speeds of one machine alone; which, is said. */
function ofOne(results: Results, machine: string | undefined): Results {
  if (results.own === undefined) return results;
  const { totals, remarks } = ofOneMachine(results.own, machine);
  for (const remark of remarks) console.error(`${results.path}: ${remark}`);
  return remarks.length === 0 ? results : withTotals(results, totals);
}

function formatText(
  selection: Selection,
  { markdown = false, dominated = false, where }: ShowArguments,
  limit: number | undefined,
): string {
  if (selection.names.length === 0) return `no row of ${where.join(' and ')}`;
  const [first, ...others] = selection.selected;
  if (others.length > 0) return formatSideBySide(selection, markdown);
  const { path, own } = first.results;
  if (own === undefined) return formatForeign(first, markdown);
  const options = { chosen: first.own, cells: failuresOf(path, own), limit, dominated, markdown };
  return formatOwn(own, options);
}

/** Cells of a run in which a chain of the user's failed; none where only its totals are at hand. */
function failuresOf(path: string, totals: readonly { given: boolean; failed: number }[]): FailureCell[] {
  const { cells } = resultFiles(path);
  return cells !== undefined && totals.some(({ given, failed }) => given && failed > 0)
    ? viewCells(cells, ['chain', 'scope', 'status', 'error'])
    : [];
}
