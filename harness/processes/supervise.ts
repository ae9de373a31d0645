/** One task under supervision: its process is held to limits, and how that ended is put in words. */
import type { ChildEnd, Reply } from './child.js';
import { type Guard, guardChild, type Limits, outOfHeap } from './guard.js';
import type { ChildNote } from './messages.js';
import type { Failure, Outcome, Status } from './outcome.js';

/** Sends something to a child, and tells of what it says meanwhile. */
export type Execute = (on: (note: ChildNote) => void) => Promise<Reply>;

/** How a task ended that cannot have been at fault: its child died before it began, or was killed for the task before. */
export interface Bystander {
  readonly bystander: Failure;
}

/**
 * How a child died, and whether the task that it was at is to blame: it is for a breach of a limit, or of what may be
 * said on the line, and may be for a crash.
 */
export interface Death {
  readonly failure: Failure;
  readonly cause: 'breach' | 'crash' | 'bystander';
}

/** A child at work, as its supervisor sees it. */
export interface Watch {
  readonly on: (note: ChildNote) => void;
  /** The child is at the next of several tasks. */
  readonly restart: () => void;
  readonly death: (end: ChildEnd) => Death;
  readonly stop: () => void;
}

export const OTHER_ANSWER: Failure = { status: 'error', error: 'its process answered with something else' };

const STDERR_KEPT = 4000;

/**
 * @param onNote called with all that the child sends, once limits are kept
 * @param knownPid of a child that has been at work before: its limits hold from now on, though it may not begin
 */
export function watchChild(limits: Limits, onNote: (note: ChildNote) => void, knownPid?: number): Watch {
  let guard: Guard | undefined = knownPid === undefined ? undefined : guardChild(knownPid, limits);
  let begun = false;
  let stderr = '';
  const begin = (pid: number) => {
    guard?.stop();
    guard = guardChild(pid, limits);
    begun = true;
  };
  return {
    on: note => {
      if (note.pid !== undefined && !begun) begin(note.pid);
      if (note.stderr !== undefined) stderr = (stderr + note.stderr).slice(-STDERR_KEPT);
      onNote(note);
    },
    restart: () => {
      guard?.restart();
      stderr = '';
    },
    death: end => {
      const failure = describeDeath(end, stderr, limits);
      if (guard === undefined || !begun || guard.isBystander()) return { failure, cause: 'bystander' };
      const verdict = guard.verdict();
      if (verdict !== undefined) return { failure: verdict, cause: 'breach' };
      return { failure, cause: end.type === 'foreign' ? 'breach' : 'crash' };
    },
    stop: () => guard?.stop(),
  };
}

/** @param onNote called with each note on the task's progress */
export async function supervise<Facts>(
  execute: Execute,
  limits: Limits,
  onNote: ((note: string) => void) | undefined,
): Promise<Outcome<Facts> | Bystander> {
  const watch = watchChild(limits, ({ note }) => {
    if (note !== undefined) onNote?.(note);
  });
  try {
    const reply = await execute(watch.on);
    if (reply.type === 'answer') return checked(reply.answer);
    const { failure, cause } = watch.death(reply.end);
    return cause === 'bystander' ? { bystander: failure } : failure;
  } finally {
    watch.stop();
  }
}

interface Answer {
  readonly status?: unknown;
  readonly value?: unknown;
  readonly error?: unknown;
}

const FAILED: readonly unknown[] = ['mismatch', 'error', 'timeout', 'oom', 'unsupported'] satisfies Exclude<
  Status,
  'ok'
>[];

/** A plugin has the same line to this process as the runner, and may say anything on it. */
export function checked<Facts>(answer: unknown): Outcome<Facts> {
  return isOutcome<Facts>(answer) ? answer : OTHER_ANSWER;
}

function isOutcome<Facts>(answer: unknown): answer is Outcome<Facts> {
  if (typeof answer !== 'object' || answer === null) return false;
  const { status, value, error }: Answer = answer;
  if (status === 'ok') return typeof value === 'object' && value !== null;
  return FAILED.includes(status) && typeof error === 'string';
}

/** Makes a row's message out of a child's end, and of what it has written on stderr. */
function describeDeath(end: ChildEnd, stderr: string, limits: Limits): Failure {
  if (end.type === 'unstarted') return { status: 'error', error: `its process did not start: ${end.error}` };
  if (end.type === 'foreign') {
    return { status: 'error', error: `its process sent a message that no codec has to send: ${end.message}` };
  }
  const { code, signal } = end;
  if (/heap out of memory/i.test(stderr)) return outOfHeap(limits);
  if (/Array buffer allocation failed/i.test(stderr))
    return { status: 'oom', error: 'its process ran out of memory' };
  if (signal === 'SIGKILL')
    return { status: 'oom', error: 'its process was killed from outside, most likely for memory' };
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  const said = lastLine === '' ? '' : ` and said: ${lastLine}`;
  const how = signal === null ? `exited with code ${code}` : `died of ${signal}`;
  return { status: 'error', error: `its process ${how}${said}` };
}
