/** A process, or several, that code one window at a time and are kept. */
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, ExactFacts } from '../processes/tasks.js';

/** A chain on a window. */
export interface LaneCell extends CellTask {
  /** Whether the chain may lose something: then it is coded in one process, decoded in another and judged in a third. */
  readonly isLossy?: boolean;
}

/** What coding a window came to. */
interface Coded {
  readonly outcome: Outcome<ExactFacts>;
  /** Whether the process had coded by the same chain before. */
  readonly isWarm: boolean;
}

export interface Lane {
  readonly code: (cell: LaneCell, limits: Limits) => Promise<Coded>;
}

/** Lane that remembers by which chains its process has coded. Where a window fails, the process may be another one next. */
export function rememberChains(code: (cell: LaneCell, limits: Limits) => Promise<Outcome<ExactFacts>>): Lane {
  const known = new Set<string>();
  return {
    code: async (cell, limits) => {
      const isWarm = known.has(cell.chain);
      const outcome = await code(cell, limits);
      if (outcome.status === 'ok') known.add(cell.chain);
      else known.clear();
      return { outcome, isWarm };
    },
  };
}

/** Runs `work` on items, one in each lane at a time, until none is left or the signal says stop. */
export async function overLanes<T, L extends Lane>(
  items: readonly T[],
  lanes: readonly L[],
  signal: AbortSignal,
  work: (item: T, lane: L) => Promise<void>,
): Promise<void> {
  let next = 0;
  const serve = async (lane: L) => {
    while (next < items.length && !signal.aborted) await work(items[next++], lane);
  };
  await Promise.all(lanes.map(serve));
}
