/** Where windows are coded and chains are timed, and the clock that all of it goes by. Tests have their own. */
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import { makeQuietKeeper, type QuietKeeper } from '../processes/quiet-keeper.js';
import type { TimingFacts } from '../processes/tasks.js';
import { type TimingRun, timeFresh } from '../processes/timing-run.js';
import type { Lane } from '../windows/lane.js';
import { startLanes } from '../windows/lanes.js';

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
  const { lanes, close } = startLanes(jobs, memoryBytes);
  let keeper: QuietKeeper | undefined;
  return {
    now: () => performance.now(),
    lanes,
    time: (run, limits) => {
      // the first run may take all of the time that there is for runs
      keeper ??= makeQuietKeeper(limits.timeoutMs);
      return timeFresh(run, keeper, () => limits);
    },
    closeLanes: close,
  };
}
