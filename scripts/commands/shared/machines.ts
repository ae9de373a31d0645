/** Totals of one kind of machine, where a run was timed on several. */
import type { TotalRow } from '../../../harness/run/columns.js';
import { machinesOf } from '../../../harness/run/machines.js';

export interface OfOneMachine {
  readonly totals: readonly TotalRow[];
  /** Which machine these are of, and which others there are; none where there is one alone. */
  readonly remarks: readonly string[];
}

/**
 * @param asked the name of one; unless given, that with most rows
 * @throws Error in one line if nothing was timed on it
 */
export function ofOneMachine(totals: readonly TotalRow[], asked?: string): OfOneMachine {
  const machines = machinesOf(totals);
  if (asked !== undefined && !machines.includes(asked)) {
    const known =
      machines.length === 0 ? 'no run says on which it was timed' : `there are ${machines.join(', ')}`;
    throw new Error(`--machine ${asked}: nothing was timed there; ${known}`);
  }
  const [own = ''] = asked === undefined ? machines : [asked];
  const others = machines.filter(machine => machine !== own);
  if (others.length === 0) return { totals, remarks: [] };
  return {
    totals: totals.filter(({ machine }) => machine === own),
    remarks: [`speeds are of ${own}; others: ${others.join(', ')} (--machine)`],
  };
}
