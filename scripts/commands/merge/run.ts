/** What `ncb merge` does. */
import { TOTAL_COLUMNS } from '../../../harness/run/columns.js';
import { formatCsv } from '../../../harness/run/csv.js';
import type { Contradiction } from '../../../harness/shards/logs.js';
import { type Lacking, merge } from '../../../harness/shards/merge.js';
import { openPlan } from '../../../harness/shards/plan-file.js';
import { areFailures, formatFailures } from '../shared/failures.js';
import { ofOneMachine } from '../shared/machines.js';
import type { FormArguments } from '../shared/options.js';
import { ranges } from '../shared/ranges.js';
import { formatRanking } from '../shared/ranking.js';
import { plural } from '../shared/terminal.js';

export interface MergeArguments extends FormArguments {
  run: string;
  strict: boolean;
}

const MOST_SHOWN = 20;

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error in one line if there is no plan, or a log cannot be read
 */
export function runMerge({ run, strict, json, csv }: MergeArguments): number {
  const merged = merge(run, openPlan(run));
  if ('contradictions' in merged) {
    for (const line of contradictionLines(merged.contradictions)) console.error(line);
    return 1;
  }
  const { cells, totals, planned, lacking, timed } = merged;
  const say = json || csv ? console.error : console.log;
  if (json) {
    const failures = cells.filter(({ status }) => status !== 'ok');
    const facts = {
      cells: planned,
      missing: lacking.cells,
      shards: lacking.of,
      missing_shards: lacking.shards,
    };
    console.log(JSON.stringify({ ...facts, timed, totals, failures }, null, 2));
  } else if (csv) process.stdout.write(formatCsv(Object.keys(TOTAL_COLUMNS), totals));
  else if (totals.length > 0) {
    const { totals: own, remarks } = ofOneMachine(totals);
    for (const line of [formatRanking(own, { cells }), ...remarks]) console.log(line);
  }
  const failures = formatFailures(cells);
  if (failures !== '') say(failures);
  for (const line of lackingLines(planned, lacking)) say(line);
  return lacking.cells > 0 || areFailures(cells, strict) ? 1 : 0;
}

function lackingLines(planned: number, { cells, of, shards }: Lacking): string[] {
  if (cells === 0) return [`merged: all ${plural(planned, 'cell')}`];
  const where =
    of === 0 ? 'no shard has begun' : `in ${plural(shards.length, 'shard')} of ${of}: ${ranges(shards)}`;
  return [`partial: ${cells} of ${plural(planned, 'cell')} missing, ${where}`];
}

function contradictionLines(contradictions: readonly Contradiction[]): string[] {
  const lines = contradictions.slice(0, MOST_SHOWN).map(({ chain, recording, scope, said, folders }) => {
    const cell = `${chain} on ${recording}${scope === 'recording' ? '' : ` (${scope})`}`;
    return `ncb: contradiction: ${cell}: ${said.join(', ')} (${folders.join(', ')})`;
  });
  const more = contradictions.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [`ncb: and ${more} more`] : []),
    'ncb: nothing is merged; remove the folder of the machine that is wrong, and measure that share again',
  ];
}
