/** One task under supervision: its process is held to limits, and how that ended is put in words. */
import { messageOf, oneLine } from '../../codecs/errors.js';
import { type Guard, guardChild, type Limits, outOfHeap } from './guard.js';
import type { Failure, Outcome, Status } from './outcome.js';
import type { ChildNote } from './tasks.js';

/** Sends something to a child; its answer, which may be anything if the child runs a plugin. */
export type Execute<Answer, Facts = unknown> = (on: (note: ChildNote<Facts>) => void) => PromiseLike<Answer>;

/** How a task ended that cannot have been at fault: its child died before it began, or was killed for the task before. */
export interface Bystander {
  readonly bystander: Failure;
}

/** How a child died, and whether the task that it was at is to blame: it broke a limit, or may have crashed it. */
export interface Death {
  readonly failure: Failure;
  readonly cause: 'limit' | 'crash' | 'bystander';
}

/** A child at work, as its supervisor sees it. */
export interface Watch<Facts> {
  readonly on: (note: ChildNote<Facts>) => void;
  /** The child is at the next of several tasks. */
  readonly restart: () => void;
  /** @param thrown what its end was told by */
  readonly death: (thrown: unknown) => Death;
  readonly stop: () => void;
}

export const OTHER_ANSWER: Failure = { status: 'error', error: 'its process answered with something else' };

const STDERR_KEPT = 4000;

/**
 * @param onNote called with all that the child sends, once limits are kept
 * @param knownPid of a child that has been at work before: its limits hold from now on, though it may not begin
 */
export function watchChild<Facts>(
  limits: Limits,
  onNote: (note: ChildNote<Facts>) => void,
  knownPid?: number,
): Watch<Facts> {
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
    death: thrown => {
      const failure = describeDeath(messageOf(thrown), stderr, limits);
      if (guard === undefined || !begun || guard.isBystander()) return { failure, cause: 'bystander' };
      const verdict = guard.verdict();
      return verdict === undefined ? { failure, cause: 'crash' } : { failure: verdict, cause: 'limit' };
    },
    stop: () => guard?.stop(),
  };
}

/** @param onNote called with each note on the task's progress */
export async function supervise<Facts>(
  execute: Execute<Outcome<Facts>>,
  limits: Limits,
  onNote: ((note: string) => void) | undefined,
): Promise<Outcome<Facts> | Bystander> {
  const watch = watchChild(limits, ({ note }) => {
    if (note !== undefined) onNote?.(note);
  });
  try {
    const outcome = await execute(watch.on);
    return checked(outcome);
  } catch (thrown) {
    const { failure, cause } = watch.death(thrown);
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
export function checked<Facts>(answer: Outcome<Facts>): Outcome<Facts> {
  return isOutcome(answer) ? answer : OTHER_ANSWER;
}

function isOutcome(answer: Answer | null | undefined): boolean {
  if (answer?.status === 'ok') return typeof answer.value === 'object' && answer.value !== null;
  return FAILED.includes(answer?.status) && typeof answer?.error === 'string';
}

/** Makes a row's message out of what workerpool and the child's stderr say of its end. */
function describeDeath(message: string, stderr: string, limits: Limits): Failure {
  if (/heap out of memory/i.test(stderr)) return outOfHeap(limits);
  if (/Array buffer allocation failed/i.test(stderr))
    return { status: 'oom', error: 'its process ran out of memory' };
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
