/** What ends a sweep: its totals, as text or for a program, and remarks. */
import { aaDifferenceOf } from '../../../harness/run/aa-difference.js';
import { TOTAL_COLUMNS } from '../../../harness/run/columns.js';
import { formatCsv } from '../../../harness/run/csv.js';
import type { SweepPlan } from '../../../harness/sweep/plan.js';
import type { SweepResult } from '../../../harness/sweep/sweep.js';
import type { FormArguments } from '../shared/options.js';
import { formatRanking } from '../shared/ranking.js';
import { wrap } from '../shared/wrap.js';

/**
 * Prints the totals to standard output.
 * @returns prints a remark below them: to standard output too, unless that is for a program to read
 */
export function printTotals(
  { json, csv }: FormArguments,
  plan: SweepPlan,
  result: SweepResult,
): (remark: string) => void {
  const { totals, cells, programStartNs } = result;
  if (json) console.log(formatSweepJson(plan, result));
  else if (csv) process.stdout.write(formatCsv(Object.keys(TOTAL_COLUMNS), totals));
  else console.log(formatRanking(totals, { programStartNs, cells }));
  return json || csv ? remark => console.error(remark) : remark => console.log(wrap(remark, 2));
}

/** How it was measured, the totals, and every cell that failed. */
function formatSweepJson(
  { settings, recordings, refused }: SweepPlan,
  { totals, cells, interrupted }: SweepResult,
): string {
  const failures = cells
    .filter(({ status }) => status !== 'ok')
    .map(({ chain, alias, scope, recording, status, error }) => ({
      ...{ chain, alias, scope, recording, status, error },
    }));
  const facts = { settings, recordings: recordings.length, refused, interrupted };
  return JSON.stringify({ ...facts, totals, failures, aa_difference: aaDifferenceOf(totals) }, null, 2);
}
