/** Cells whose chains need the same plugins, and what a pair of processes is to do next of them. */
import { groupBy } from '../common/group-by.js';
import { scopeOf } from '../recordings/recording.js';
import { makeCellQueue } from './cell-queue.js';
import type { ExactResults } from './exact-results.js';
import type { SweepCell } from './plan.js';
import { makePluggedChains, type PluggedChains, type Sample } from './plugged-chains.js';

export type PluggedWork =
  /** One after the other, in processes that may have coded other cells. */
  | { readonly type: 'together'; readonly cells: readonly SweepCell[] }
  /** In fresh processes. */
  | { readonly type: 'apart'; readonly cell: SweepCell }
  /** Again, to see whether they come to the same. */
  | { readonly type: 'check'; readonly samples: readonly Sample[] };

export interface PluggedSet {
  readonly chains: PluggedChains;
  readonly take: () => PluggedWork | undefined;
  /** Puts back cells that were not reached. */
  readonly giveBack: (cells: readonly SweepCell[]) => void;
  /** Milliseconds that the cells that wait are expected to take. */
  readonly waitingMs: () => number;
}

/** A cell of more samples takes so long that fresh processes cost little beside it; and it may leave much memory. */
const LONG_SAMPLES = 2 ** 22;

/** A set for each set of plugins: what one does to a process is kept from the chains of others. */
export function makePluggedSets(
  cells: readonly SweepCell[],
  costMs: (cell: SweepCell) => number,
  lanes: number,
  results: Pick<ExactResults, 'report' | 'revoke'>,
): PluggedSet[] {
  const byPlugins = groupBy(cells, ({ plugins }) => JSON.stringify(plugins.toSorted()));
  return [...byPlugins.values()].map(own => makePluggedSet(own, costMs, lanes, results));
}

function makePluggedSet(
  cells: readonly SweepCell[],
  costMs: (cell: SweepCell) => number,
  lanes: number,
  results: Pick<ExactResults, 'report' | 'revoke'>,
): PluggedSet {
  const chains = makePluggedChains(results);
  const queue = makeCellQueue(cells, costMs, lanes);
  const apart: SweepCell[] = [];
  const takeTogether = (): readonly SweepCell[] => {
    for (let taken = queue.take(); taken.length > 0; taken = queue.take()) {
      const left = taken.filter(cell => !chains.isLost(cell));
      const isApart = (cell: SweepCell) => chains.isApart(cell) || isLong(cell);
      apart.push(...left.filter(isApart));
      const together = left.filter(cell => !isApart(cell));
      if (together.length > 0) return together;
    }
    return [];
  };
  const takeApart = (): SweepCell | undefined => {
    let cell = apart.shift();
    while (cell !== undefined && chains.isLost(cell)) cell = apart.shift();
    return cell;
  };
  return {
    chains,
    take: () => {
      // the other way round than before, since what a chain leaves behind may show in the next
      const samples = chains.takeChecks(queue.size() === 0).toReversed();
      if (samples.length > 0) return { type: 'check', samples };
      const together = takeTogether();
      if (together.length > 0) return { type: 'together', cells: together };
      const cell = takeApart();
      return cell === undefined ? undefined : { type: 'apart', cell };
    },
    giveBack: queue.giveBack,
    waitingMs: () => queue.waitingMs() + apart.reduce((sum, cell) => sum + costMs(cell), 0),
  };
}

function isLong({ recording }: SweepCell): boolean {
  return scopeOf(recording) === 'solid' || recording.channels * recording.frames > LONG_SAMPLES;
}
