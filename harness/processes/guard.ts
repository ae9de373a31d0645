/**
 * Limits of a child process: one that overruns its time or its memory is killed, with the programs that it has
 * started. Memory is read by pidusage.
 */
import { readFileSync } from 'node:fs';
import { pidUsage } from '../common/lazy-packages.js';
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
  /** The child is at the next task, whose time begins; what it was killed for, if it was, is the task before. */
  readonly restart: () => void;
  readonly stop: () => void;
}

export const MEBIBYTE = 2 ** 20;
/** Whether a child can lead a process group, by which its programs are killed with it. */
export const HAS_GROUPS = process.platform !== 'win32';
/** Memory is looked at again when it may have reached its limit, at this pace, and not sooner than that. */
const GROWTH_BYTES_PER_MS = 4e6;
const SHORTEST_LOOK_MS = 40;
// a timer set for longer fires at once
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Children that were killed. */
const killed = new Set<number>();

/** Kills a child and the programs that it has started. */
export function killGroup(pid: number): void {
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
  const startTimer = () =>
    setTimeout(
      () => kill('timeout', `stopped after ${limits.timeoutMs / 1000} s`),
      Math.min(limits.timeoutMs, LONGEST_TIMER_MS),
    );
  let timer = startTimer();
  const interrupt = () => kill('error', 'interrupted');
  // it may have fired while the child started
  if (limits.signal?.aborted === true) interrupt();
  limits.signal?.addEventListener('abort', interrupt, { once: true });
  const memory = watchMemory(pid, limits.memoryBytes, error => kill('oom', error));
  return {
    verdict: () => verdict,
    isBystander: () => verdict === undefined && killed.has(pid),
    restart: () => {
      verdict = undefined;
      clearTimeout(timer);
      timer = startTimer();
      memory.restart();
    },
    stop: () => {
      clearTimeout(timer);
      memory.stop();
      limits.signal?.removeEventListener('abort', interrupt);
    },
  };
}

/** Watches a child that has no task and is to have one. */
export function guardIdle(pid: number, limits: Omit<Limits, 'timeoutMs'>): Guard {
  return guardChild(pid, { ...limits, timeoutMs: LONGEST_TIMER_MS });
}

/** Looks at a child's memory again and again; a look while one task ends and the next begins blames neither. */
function watchMemory(pid: number, mostBytes: number, onOverrun: (error: string) => void) {
  let task = 0;
  let stopped = false;
  let timer = setTimeout(look, SHORTEST_LOOK_MS);
  async function look() {
    const lookedAt = task;
    // fails if the child ends between two looks
    const memory = await residentBytes(pid).catch(() => 0);
    if (stopped) return;
    if (memory > mostBytes && lookedAt === task) {
      onOverrun(`stopped at ${toMiB(memory)} MiB of memory, the limit is ${toMiB(mostBytes)}`);
    }
    timer = setTimeout(look, untilNextLookMs(mostBytes - memory));
  }
  return {
    restart: () => {
      task++;
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
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

function untilNextLookMs(leftBytes: number): number {
  return Math.min(LONGEST_TIMER_MS, Math.max(SHORTEST_LOOK_MS, leftBytes / GROWTH_BYTES_PER_MS));
}

/** Of a child and, on Linux, of the programs that it has started. */
async function residentBytes(pid: number): Promise<number> {
  const { memory } = await pidUsage()(pid);
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
