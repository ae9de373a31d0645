/**
 * Processes that measure. Each task runs in a child process under a time and a memory limit; a child that
 * crashes, hangs, exits or grows costs its own task and is replaced. A child leads a process group, so that the
 * programs which it starts are stopped with it. The pool is workerpool's, memory is read
 * by pidusage; this file adds the limits and says in words how a child died.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pidusage from 'pidusage';
import workerpool from 'workerpool';
import { messageOf, oneLine } from '../../codecs/errors.js';
import type { Failure, Outcome } from './tasks.js';

/** What one task may take. */
export interface Limits {
  readonly timeoutMs: number;
  /** Resident memory of the whole child process, and on Linux of the programs that it has started. */
  readonly memoryBytes: number;
  /** Kills the child when it fires. */
  readonly signal?: AbortSignal | undefined;
}

/** A task of runner.ts by name. */
export type TaskName =
  | 'exact'
  | 'encodeOnly'
  | 'decodeOnly'
  | 'timing'
  | 'pilot'
  | 'startUp'
  | 'describe'
  | 'conformance'
  | 'fileRoundTrip';

export interface Workers {
  /**
   * Runs a task when a child is free.
   * @param onNote called with what the task says of its progress
   */
  readonly run: <T>(
    name: TaskName,
    task: object,
    limits: Limits,
    onNote?: (note: string) => void,
  ) => Promise<Outcome<T>>;
  readonly close: () => Promise<void>;
}

/** What a child says while it works: its process id first, then notes. */
export interface ChildNote {
  readonly pid?: number;
  readonly note?: string;
  readonly stderr?: string;
}

const HAS_GROUPS = process.platform !== 'win32';
const POLL_MS = 40;
// a timer set for longer fires at once
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const STDERR_KEPT = 4000;
const MEBIBYTE = 2 ** 20;
/**
 * Keeps what glibc's allocator was given back within the process, so that a result of some hundred kilobytes lands on
 * memory that is there already. Otherwise the kernel maps fresh pages for it, in some processes for every call and in
 * others for none: identical runs of rice took 200, 280 or 440 us, with this 195 to 200. 32 MiB is the most that
 * glibc before 2.35 takes for the first. Other C libraries do not know these names.
 */
export const WARM_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: String(32 * MEBIBYTE),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
  MALLOC_TOP_PAD_: String(64 * MEBIBYTE),
};

let scratch: string | undefined;

/** A folder of this process's own, in which its children leave streams and stripped plugins; gone when it ends. */
export function scratchFolder(): string {
  if (scratch === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'ncb-'));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    scratch = made;
  }
  return scratch;
}

/** Starts up to `count` child processes that are kept from task to task. */
export function startWorkers(
  count: number,
  memoryBytes: number,
  environment: NodeJS.ProcessEnv = {},
): Workers {
  const pool = workerpool.pool(fileURLToPath(new URL('../measure/runner.js', import.meta.url)), {
    workerType: 'process',
    minWorkers: count,
    maxWorkers: count,
    emitStdStreams: true,
    workerTerminateTimeout: 500,
    forkOpts: {
      env: { ...process.env, ...environment, NCB_SCRATCH: scratchFolder() },
      serialization: 'advanced',
      detached: HAS_GROUPS,
      execArgv: [`--max-old-space-size=${Math.ceil(memoryBytes / MEBIBYTE)}`],
    },
  });
  return {
    run: async <T>(name: TaskName, task: object, limits: Limits, onNote?: (note: string) => void) => {
      const outcome = await supervise<T>(pool, name, task, limits, onNote);
      if (!('bystander' in outcome)) return outcome;
      const again = await supervise<T>(pool, name, task, limits, onNote);
      return 'bystander' in again ? again.bystander : again;
    },
    close: async () => {
      await pool.terminate(true, 2000);
    },
  };
}

/** Runs one task in a process of its own, which ends with it. */
export async function runFresh<T>(
  name: TaskName,
  task: object,
  limits: Limits,
  onNote?: (note: string) => void,
): Promise<Outcome<T>> {
  const workers = startWorkers(1, limits.memoryBytes, name === 'timing' ? WARM_MEMORY : {});
  try {
    return await workers.run<T>(name, task, limits, onNote);
  } finally {
    await workers.close().catch(() => undefined);
  }
}

/** How a task ended that cannot have been at fault: its child died before it began, or was killed for the task before. */
interface Bystander {
  readonly bystander: Failure;
}

async function supervise<T>(
  pool: workerpool.Pool,
  name: TaskName,
  task: object,
  limits: Limits,
  onNote: ((note: string) => void) | undefined,
): Promise<Outcome<T> | Bystander> {
  let guard: Guard | undefined;
  let stderr = '';
  const on = (note: ChildNote) => {
    if (note.pid !== undefined) guard ??= guardChild(note.pid, limits);
    if (note.stderr !== undefined) stderr = (stderr + note.stderr).slice(-STDERR_KEPT);
    if (note.note !== undefined) onNote?.(note.note);
  };
  try {
    const outcome: Outcome<T> = await pool.exec(name, [task], { on });
    return isOutcome(outcome)
      ? outcome
      : { status: 'error', error: 'its process answered with something else' };
  } catch (thrown) {
    const death = describeDeath(messageOf(thrown), stderr);
    if (guard === undefined || guard.isBystander()) return { bystander: death };
    return guard.verdict() ?? death;
  } finally {
    guard?.stop();
  }
}

interface Answer {
  readonly status?: unknown;
  readonly value?: unknown;
  readonly error?: unknown;
}

/** A plugin has the same line to this process as the runner, and may say anything on it. */
function isOutcome(answer: Answer | null): boolean {
  if (answer?.status === 'ok') return typeof answer.value === 'object' && answer.value !== null;
  return typeof answer?.status === 'string' && typeof answer.error === 'string';
}

interface Guard {
  readonly verdict: () => Failure | undefined;
  /** Whether the child was killed, though not for this task. */
  readonly isBystander: () => boolean;
  readonly stop: () => void;
}

/** Children that are at a task. */
const atWork = new Set<number>();
/** Children that were killed. */
const killed = new Set<number>();
process.on('exit', () => atWork.forEach(killGroup));

/** Kills a child and the programs that it has started. */
function killGroup(pid: number): void {
  try {
    process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

/** Kills a child that overruns a limit, and remembers which. */
function guardChild(pid: number, limits: Limits): Guard {
  let verdict: Failure | undefined;
  const kill = (status: Failure['status'], error: string) => {
    verdict ??= { status, error };
    killed.add(pid);
    killGroup(pid);
  };
  atWork.add(pid);
  const timer = setTimeout(
    () => kill('timeout', `stopped after ${limits.timeoutMs / 1000} s`),
    Math.min(limits.timeoutMs, LONGEST_TIMER_MS),
  );
  const interrupt = () => kill('error', 'interrupted');
  // it may have fired while the child started
  if (limits.signal?.aborted === true) interrupt();
  limits.signal?.addEventListener('abort', interrupt, { once: true });
  const poll = setInterval(() => {
    residentBytes(pid).then(
      memory => {
        if (memory > limits.memoryBytes) {
          kill('oom', `stopped at ${toMiB(memory)} MiB of memory, the limit is ${toMiB(limits.memoryBytes)}`);
        }
      },
      () => undefined, // the child ended between two looks
    );
  }, POLL_MS);
  return {
    verdict: () => verdict,
    isBystander: () => verdict === undefined && killed.has(pid),
    stop: () => {
      atWork.delete(pid);
      clearTimeout(timer);
      clearInterval(poll);
      limits.signal?.removeEventListener('abort', interrupt);
    },
  };
}

/** Of a child and of the programs that it has started, where the system tells. */
async function residentBytes(pid: number): Promise<number> {
  const { memory } = await pidusage(pid);
  const started = await Promise.allSettled(childrenOf(pid).map(residentBytes));
  return started.reduce((sum, child) => sum + (child.status === 'fulfilled' ? child.value : 0), memory);
}

function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function toMiB(bytes: number): number {
  return Math.round(bytes / MEBIBYTE);
}

/** Makes a row's message out of what workerpool and the child's stderr say of its end. */
function describeDeath(message: string, stderr: string): Failure {
  if (/heap out of memory|Array buffer allocation failed/i.test(stderr)) {
    return { status: 'oom', error: 'its process ran out of memory' };
  }
  const signal = /signalCode: `(SIG\w+)`/.exec(message)?.[1];
  if (signal === 'SIGKILL')
    return { status: 'oom', error: 'its process was killed from outside, most likely for memory' };
  const code = /exitCode: `(\d+)`/.exec(message)?.[1];
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  const said = lastLine === '' ? '' : ` and said: ${lastLine}`;
  if (signal !== undefined) return { status: 'error', error: `its process died of ${signal}${said}` };
  if (code !== undefined) return { status: 'error', error: `its process exited with code ${code}${said}` };
  return { status: 'error', error: oneLine(message) };
}
