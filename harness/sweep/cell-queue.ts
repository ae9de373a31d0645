/** Cells that wait for a process, and are taken several at a time. */
import type { SweepCell } from './plan.js';

export interface CellQueue {
  /** The next cells, all of one recording; none if none is left. */
  readonly take: () => SweepCell[];
  /** Puts cells that were taken in front again. */
  readonly giveBack: (cells: readonly SweepCell[]) => void;
  /** Milliseconds that the cells that wait are expected to take. */
  readonly waitingMs: () => number;
  readonly size: () => number;
}

/** What is taken at a time: long beside a message (4 ms between two tasks), and short beside a sweep. */
const BATCH_MS = 1000;

/**
 * @param cells in the order in which they are to be measured
 * @param lanes that take from it: towards the end less is taken, so that all of them end at about the same time
 */
export function makeCellQueue(
  cells: readonly SweepCell[],
  costMs: (cell: SweepCell) => number,
  lanes: number,
): CellQueue {
  // the next is the last
  const waiting = cells.toReversed();
  let waitingMs = cells.reduce((sum, cell) => sum + costMs(cell), 0);
  return {
    take: () => {
      const budgetMs = Math.min(BATCH_MS, waitingMs / (2 * lanes));
      const taken: SweepCell[] = [];
      let takenMs = 0;
      for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
        const ms = costMs(next);
        const [first = next] = taken;
        if (next.recording !== first.recording || (taken.length > 0 && takenMs + ms > budgetMs)) break;
        waiting.pop();
        taken.push(next);
        takenMs += ms;
      }
      waitingMs -= takenMs;
      return taken;
    },
    giveBack: given => {
      for (const cell of given.toReversed()) {
        waiting.push(cell);
        waitingMs += costMs(cell);
      }
    },
    // what was added and taken away again leaves no exact 0
    waitingMs: () => (waiting.length === 0 ? 0 : waitingMs),
    size: () => waiting.length,
  };
}
