/** Where windows are coded and chains are timed, and the clock that all of it goes by. Tests have their own. */
import { arePlugins } from '../plugins/specifiers.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import { makeQuietKeeper, type QuietKeeper } from '../processes/quiet-keeper.js';
import type { TimingFacts } from '../processes/tasks.js';
import { type TimingRun, timeFresh } from '../processes/timing-run.js';
import { startWorkers } from '../processes/workers.js';
import { type Lane, rememberChains } from './lane.js';
import { makePluginPairs } from './plugin-pairs.js';

export interface Bench {
  /** Milliseconds; a deadline is by this clock. */
  readonly now: () => number;
  readonly lanes: readonly Lane[];
  /** One process run of a chain, alone on the machine. */
  readonly time: (run: TimingRun, limits: Limits) => Promise<Outcome<TimingFacts>>;
  /** Ends the lanes' processes, so that nothing is beside what is timed; more than once does no harm. */
  readonly closeLanes: () => Promise<void>;
}

export function startBench(jobs: number, memoryBytes: number): Bench {
  const lanes = Array.from({ length: jobs }, () => startLane(memoryBytes));
  let closed: Promise<unknown> | undefined;
  let keeper: QuietKeeper | undefined;
  return {
    now: () => performance.now(),
    lanes,
    time: (run, limits) => {
      // the first run may take all of the time that there is for runs
      keeper ??= makeQuietKeeper(limits.timeoutMs);
      return timeFresh(run, keeper, () => limits);
    },
    closeLanes: async () => {
      closed ??= Promise.allSettled(lanes.map(lane => lane.close()));
      await closed;
    },
  };
}

function startLane(memoryBytes: number) {
  const workers = startWorkers(1, memoryBytes);
  const pairs = makePluginPairs(memoryBytes, workers);
  const builtIn = rememberChains((cell, limits) => workers.run('exact', cell, limits));
  const code: Lane['code'] = (cell, limits) =>
    (arePlugins(cell.plugins) ? pairs : builtIn).code(cell, limits);
  const close = async () => {
    await Promise.allSettled([workers.close(), pairs.close()]);
  };
  return { code, close };
}

/** Runs `work` on items, one in each lane at a time, until none is left or the signal says stop. */
export async function overLanes<T>(
  items: readonly T[],
  { lanes }: Bench,
  signal: AbortSignal,
  work: (item: T, lane: Lane) => Promise<void>,
): Promise<void> {
  let next = 0;
  const serve = async (lane: Lane) => {
    while (next < items.length && !signal.aborted) await work(items[next++], lane);
  };
  await Promise.all(lanes.map(serve));
}
