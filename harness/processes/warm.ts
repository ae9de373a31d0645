/**
 * A process that is kept from task to task until one of them fails, and is then replaced: what has spoiled one task
 * spoils none after it.
 */
import { type Guard, guardIdle, killGroup, type Limits } from './guard.js';
import type { Outcome } from './outcome.js';
import type { SeriesEnd } from './series.js';
import type { FactsOf, TaskName, TaskOf } from './tasks.js';
import { startWorkers, type Workers } from './workers.js';

/** Told of a task how it ended, and whether it was the first of its process. */
type OnWarmOutcome<Facts> = (index: number, outcome: Outcome<Facts>, isFresh: boolean) => void;

/** Runs tasks one after the other until one fails. */
type RunWarm<Result> = <Name extends TaskName>(
  name: Name,
  tasks: readonly TaskOf<Name>[],
  limits: Limits,
  onOutcome: OnWarmOutcome<FactsOf<Name>>,
) => Promise<Result>;

export interface WarmProcess {
  /**
   * Runs tasks one after the other until one fails: those behind it have no outcome, and the process is replaced.
   * @throws whatever `onOutcome` throws
   */
  readonly run: RunWarm<void>;
  /** Sees to it that a process is there which has had no task. */
  readonly renew: () => Promise<void>;
  /** Ends the process; if there is another task, it starts one. */
  readonly close: () => Promise<void>;
}

/** A process that has had a task, and what holds it to its memory until the next. */
interface Used {
  readonly pid: number | undefined;
  readonly idle?: Guard;
}

interface Attempt extends SeriesEnd {
  readonly isFresh: boolean;
  readonly failed: boolean;
}

/** Starts a process; one that is replaced after a failure is started when it is needed. */
export function startWarm(memoryBytes: number, signal: AbortSignal | undefined): WarmProcess {
  const start = () => startWorkers(1, memoryBytes);
  let workers: Workers | undefined = start();
  let used: Used | undefined;
  const close = async () => {
    const left = workers;
    used?.idle?.stop();
    [used, workers] = [undefined, undefined];
    await left?.close();
  };
  const settle = async ({ pid, death, failed }: Attempt) => {
    // one that died has been replaced already
    if (death !== undefined || pid === undefined) return;
    used = failed ? { pid } : { pid, idle: guardIdle(pid, { memoryBytes, signal }) };
    if (!failed) return;
    killGroup(pid);
    await close();
  };
  const attempt: RunWarm<Attempt> = async (name, tasks, limits, onOutcome) => {
    const isFresh = used === undefined;
    const options = { limits, untilFailure: true, knownPid: used?.pid };
    used?.idle?.stop();
    used = undefined;
    workers ??= start();
    let failed = false;
    const end = await workers.runSeries(name, tasks, options, (index, outcome) => {
      failed = outcome.status !== 'ok';
      onOutcome(index, outcome, isFresh && index === 0);
    });
    const made = { ...end, isFresh, failed };
    await settle(made);
    return made;
  };
  return {
    run: async (name, tasks, limits, onOutcome) => {
      let end = await attempt(name, tasks, limits, onOutcome);
      // it was killed while it waited, or was still busy with something of its own
      if (end.reached === 0 && end.death?.cause === 'bystander') {
        end = await attempt(name, tasks, limits, onOutcome);
      }
      const { reached, death, failed, isFresh } = end;
      if (death === undefined || failed || reached === tasks.length) return;
      onOutcome(reached, death.failure, isFresh && reached === 0);
    },
    renew: async () => {
      if (used !== undefined) await close();
      workers ??= start();
    },
    close,
  };
}
