/**
 * Processes that measure. Each task runs in a child process under a time and a memory limit; a child that
 * crashes, hangs, exits or grows costs its own task and is replaced. A child leads a process group, so that the
 * programs which it starts are stopped with it.
 */
import { fileURLToPath } from 'node:url';
import { startChild } from './child.js';
import { type Limits, MEBIBYTE } from './guard.js';
import type { Outcome } from './outcome.js';
import { startPool } from './pool.js';
import { scratchFolder } from './scratch.js';
import { type OnOutcome, runToEnd, type SeriesEnd, type SeriesOptions, superviseSeries } from './series.js';
import { type Execute, supervise } from './supervise.js';
import { type FactsOf, TASKS, type TaskName, type TaskOf } from './tasks.js';

/**
 * Runs a task.
 * @param onNote called with each note on the task's progress
 */
type Run = <Name extends TaskName>(
  name: Name,
  task: TaskOf<Name>,
  limits: Limits,
  onNote?: (note: string) => void,
) => Promise<Outcome<FactsOf<Name>>>;

/**
 * Runs tasks one after the other in one child. Each has the limits for itself, and its outcome is told as it ends.
 * @throws whatever `onOutcome` throws
 */
type RunAll<Options, Result> = <Name extends TaskName>(
  name: Name,
  tasks: readonly TaskOf<Name>[],
  options: Options,
  onOutcome: OnOutcome<FactsOf<Name>>,
) => Promise<Result>;

export interface Workers {
  /** When a child is free. */
  readonly run: Run;
  /** When a child is free. Every task has an outcome, unless the signal fires: a child that dies is replaced. */
  readonly runAll: RunAll<Limits, void>;
  /** In one child, which takes with it what it has not reached. */
  readonly runSeries: RunAll<Omit<SeriesOptions, 'count'>, SeriesEnd>;
  readonly close: () => Promise<void>;
}

/**
 * What `warmMemory` sets. 32 MiB is the most that glibc before 2.35 takes for the first. Other C libraries do not know
 * these names.
 */
const WARM_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: String(32 * MEBIBYTE),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
  MALLOC_TOP_PAD_: String(64 * MEBIBYTE),
};

interface StartOptions {
  /** Beside that of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly warmMemory?: boolean;
}

/** Starts up to `count` child processes that are kept from task to task. */
export function startWorkers(
  count: number,
  memoryBytes: number,
  { environment = {}, warmMemory = false }: StartOptions = {},
): Workers {
  const program = fileURLToPath(new URL('../measure/runner.js', import.meta.url));
  const options = {
    program,
    environment: {
      ...process.env,
      ...environment,
      ...(warmMemory && WARM_MEMORY),
      NCB_SCRATCH: scratchFolder(),
    },
    execArgv: [
      `--max-old-space-size=${Math.ceil(memoryBytes / MEBIBYTE)}`,
      ...(warmMemory ? ['--expose-gc'] : []),
    ],
  };
  const pool = startPool(count, () => startChild(options));
  const runSeries: Workers['runSeries'] = (name, tasks, options, onOutcome) => {
    const { untilFailure } = options;
    return superviseSeries(
      on => pool.ask({ type: 'series', name, tasks, untilFailure }, on),
      { ...options, count: tasks.length },
      onOutcome,
    );
  };
  return {
    run: async <Name extends TaskName>(
      name: Name,
      task: TaskOf<Name>,
      limits: Limits,
      onNote?: (note: string) => void,
    ) => {
      const execute: Execute = on => pool.ask({ type: 'single', name, task }, on);
      const outcome = await supervise<FactsOf<Name>>(execute, limits, onNote);
      if (!('bystander' in outcome)) return outcome;
      const again = await supervise<FactsOf<Name>>(execute, limits, onNote);
      return 'bystander' in again ? again.bystander : again;
    },
    runAll: (name, tasks, limits, onOutcome) =>
      runToEnd(
        tasks.length,
        limits.signal,
        (from, to, onOne) => runSeries(name, tasks.slice(from, to), { limits, untilFailure: false }, onOne),
        onOutcome,
      ),
    runSeries,
    close: pool.close,
  };
}

/** Runs one task in a process of its own, which ends with it. */
export const runFresh: Run = async (name, task, limits, onNote) => {
  const workers = startWorkers(1, limits.memoryBytes, TASKS[name]);
  try {
    return await workers.run(name, task, limits, onNote);
  } finally {
    await workers.close();
  }
};
