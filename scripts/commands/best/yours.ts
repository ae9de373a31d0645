/** The user's own chains among those of `ncb best`. */
import type { Candidate, Choice } from '../../../harness/run/best.js';
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import type { SummedRun } from '../../../harness/run/load.js';
import { tellsGiven } from '../../../harness/run/standing.js';
import { describeFailure } from '../shared/yours.js';

const SHOWN = 4;

/** Whether the user gave a chain, in a run that tells the user's from others. */
export function isYours({ run, row }: Pick<Candidate, 'run' | 'row'>): boolean {
  return row.given && tellsGiven(run.totals);
}

/** Why some of the user's chains take no part, a line each. */
export function leftOutOfYours(runs: readonly SummedRun[], { keepsUp, tooSlow }: Choice): string[] {
  const candidates = [...keepsUp, ...tooSlow];
  const takesPart = (run: SummedRun, { chain }: TotalRow) =>
    candidates.some(candidate => candidate.run === run && candidate.row.chain === chain);
  const lines = runs.flatMap(run => {
    const given = run.totals.filter(row => isYours({ run, row }) && row.alias !== SAME_AGAIN);
    return given.filter(row => !takesPart(run, row)).map(row => `yours: ${row.chain}: ${whyNot(row, run)}`);
  });
  const all = [...new Set(lines)];
  return [...all.slice(0, SHOWN), ...(all.length > SHOWN ? [`${all.length - SHOWN} more of yours`] : [])];
}

function whyNot(row: TotalRow, { cells }: SummedRun): string {
  if (row.failed > 0) return describeFailure(row, cells);
  return row.timed_recordings === 0 ? 'not timed' : 'measured or timed on fewer recordings than others';
}
