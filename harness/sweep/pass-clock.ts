/** What a timing pass has spent of its budget, and what is left by how well its estimates have held. */

export interface PassClock {
  /** Whether another process run may be started. */
  readonly goesOn: () => boolean;
  /** Whether runs of these costs, by estimate, end within the budget. */
  readonly fits: (costMs: number) => boolean;
  /** Notes that planned runs of these costs were made. */
  readonly add: (costMs: number) => void;
  /** Milliseconds until all planned runs are made, or the budget is spent. */
  readonly leftMs: () => number;
  /** Of the planned runs that are not made yet, the share that the budget is going to reach. */
  readonly reach: () => number;
  readonly wallMs: () => number;
}

/**
 * Starts the clock.
 * @param plannedMs what all runs cost, by estimate
 */
export function startPassClock(
  plannedMs: number,
  budgetMs: number,
  now: () => number = () => performance.now(),
): PassClock {
  const startMs = now();
  let doneMs = 0;
  const wallMs = () => now() - startMs;
  const neededMs = (costMs: number) => costMs * (doneMs === 0 ? 1 : wallMs() / doneMs);
  const budgetLeftMs = () => Math.max(0, budgetMs - wallMs());
  const leftMs = () => Math.min(budgetLeftMs(), neededMs(plannedMs - doneMs));
  return {
    goesOn: () => wallMs() < budgetMs,
    fits: costMs => neededMs(costMs) <= budgetLeftMs(),
    add: costMs => {
      doneMs += costMs;
    },
    leftMs,
    reach: () => (plannedMs <= doneMs ? 1 : leftMs() / neededMs(plannedMs - doneMs)),
    wallMs,
  };
}
