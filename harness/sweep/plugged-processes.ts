/** A pair of processes among the cells of a sweep: what it is given of a cell, and which chains it has coded. */

import { type Coded, type Judge, type PairCell, startPair } from '../processes/coding-pair.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, ExactFacts } from '../processes/tasks.js';
import type { SweepCell } from './plan.js';

/** What is known of cells, for all pairs of processes. */
export interface PluggedContext {
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  readonly taskOf: (cell: SweepCell) => CellTask;
  readonly limitsOf: (cell: SweepCell) => Limits;
  /** What has to come back; null of a chain that may lose something. */
  readonly digestOf: (cell: SweepCell) => Promise<Outcome<Pick<PairCell, 'digest'>>>;
  readonly judge: Judge;
  /** Told of what was coded for a check alone. */
  readonly onChecked: (outcome: Outcome<ExactFacts>) => void;
}

/** Something that is to be done with a cell. */
export interface OfCell {
  readonly cell: SweepCell;
}

export interface PluggedProcesses {
  /**
   * Codes cells of the same limits one after the other.
   * @returns those that were not reached, since one before them failed
   */
  readonly code: <Item extends OfCell>(
    items: readonly Item[],
    onCoded: (item: Item, coded: Coded) => void,
  ) => Promise<readonly Item[]>;
  /** Whether these processes have coded another cell of the chain before. */
  readonly know: (cell: SweepCell) => boolean;
  /** Sees to it that the next cell is coded in fresh processes. */
  readonly renew: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function startProcesses(context: PluggedContext): PluggedProcesses {
  const { memoryBytes, signal, taskOf, limitsOf, digestOf, judge } = context;
  const pair = startPair(memoryBytes, signal, judge);
  const known = new Set<string>();
  return {
    code: async (items, onCoded) => {
      const ready: (typeof items)[number][] = [];
      const tasks: PairCell[] = [];
      for (const item of items) {
        const digest = await digestOf(item.cell);
        if (digest.status !== 'ok') {
          onCoded(item, { outcome: digest, isFresh: true, streamPath: '' });
          continue;
        }
        ready.push(item);
        tasks.push({ ...taskOf(item.cell), ...digest.value });
      }
      if (ready.length === 0) return [];
      const reached = await pair.code(tasks, limitsOf(ready[0].cell), (index, coded) => {
        const item = ready[index];
        onCoded(item, coded);
        known.add(item.cell.planned.id);
        // its process has been replaced
        if (coded.outcome.status !== 'ok') known.clear();
      });
      return ready.slice(reached);
    },
    know: cell => known.has(cell.planned.id),
    renew: async () => {
      known.clear();
      await pair.renew();
    },
    close: pair.close,
  };
}
