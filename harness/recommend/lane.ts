/** A process, or two, that codes one window at a time and is kept. */
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, ExactFacts } from '../processes/tasks.js';

/** What coding a window came to. */
interface Coded {
  readonly outcome: Outcome<ExactFacts>;
  /** Whether the process had coded by the same chain before. */
  readonly isWarm: boolean;
}

export interface Lane {
  readonly code: (cell: CellTask, limits: Limits) => Promise<Coded>;
}

/** Lane that remembers by which chains its process has coded. Where a window fails, the process may be another one next. */
export function rememberChains(code: (cell: CellTask, limits: Limits) => Promise<Outcome<ExactFacts>>): Lane {
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
