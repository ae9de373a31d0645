/**
 * Limits of a child process: one that overruns its time or its memory is killed, with the programs that it has
 * started. Memory is read by pidusage.
 */
import { readFileSync } from 'node:fs';
import pidusage from 'pidusage';
import type { Failure } from './outcome.js';

/** Options by which a user raises limits. */
export interface RaisedBy {
  readonly time: string;
  readonly memory: string;
}

/** What one task may take. */
export interface Limits {
  readonly timeoutMs: number;
  /** Resident memory of the whole child process, and on Linux of the programs that it has started. */
  readonly memoryBytes: number;
  /** What raises these limits, for the messages of what met them; left out where nothing does. */
  readonly raisedBy?: RaisedBy;
  /** Kills the child when it fires. */
  readonly signal?: AbortSignal | undefined;
}

export interface Guard {
  /** Which limit was overrun. */
  readonly verdict: () => Failure | undefined;
  /** Whether the child was killed, though not for this task. */
  readonly isBystander: () => boolean;
  readonly stop: () => void;
}

export const MEBIBYTE = 2 ** 20;
/** Whether a child can lead a process group, by which its programs are killed with it. */
export const HAS_GROUPS = process.platform !== 'win32';
const POLL_MS = 40;
// a timer set for longer fires at once
const LONGEST_TIMER_MS = 2 ** 31 - 1;

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

/** Watches a child that is at a task, until stopped. */
export function guardChild(pid: number, limits: Limits): Guard {
  let verdict: Failure | undefined;
  const kill = (status: Failure['status'], error: string) => {
    verdict ??= { status, error: `${error}${hintOf(status, limits)}` };
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

/** Of commands that have these two options, whose time may be the measure of a longer one. */
export function raisedByOptions(timeoutS: number): RaisedBy {
  return { time: `--timeout (now ${timeoutS} s)`, memory: '--memory-mb' };
}

/** Behind a message: what to do about the limit that was met. */
function hintOf(status: Failure['status'], { raisedBy }: Limits): string {
  if (raisedBy === undefined || (status !== 'timeout' && status !== 'oom')) return '';
  return `; raise ${status === 'timeout' ? raisedBy.time : raisedBy.memory}`;
}

/** Of a child whose heap met the limit before it was looked at. */
export function outOfHeap(limits: Limits): Failure {
  const error = `its process ran out of memory, the limit is ${toMiB(limits.memoryBytes)}`;
  return { status: 'oom', error: `${error}${hintOf('oom', limits)}` };
}

/** Of a child and, on Linux, of the programs that it has started. */
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
