/** One task under supervision: its process is held to limits, and how that ended is put in words. */
import { messageOf, oneLine } from '../../codecs/errors.js';
import { type Guard, guardChild, type Limits, outOfHeap } from './guard.js';
import type { Failure, Outcome } from './outcome.js';
import type { ChildNote } from './tasks.js';

/** Sends a task to a child; its answer, which may be anything if the child runs a plugin. */
export type Execute<Facts> = (on: (note: ChildNote) => void) => PromiseLike<Outcome<Facts>>;

/** How a task ended that cannot have been at fault: its child died before it began, or was killed for the task before. */
export interface Bystander {
  readonly bystander: Failure;
}

const STDERR_KEPT = 4000;

/** @param onNote called with each note on the task's progress */
export async function supervise<Facts>(
  execute: Execute<Facts>,
  limits: Limits,
  onNote: ((note: string) => void) | undefined,
): Promise<Outcome<Facts> | Bystander> {
  let guard: Guard | undefined;
  let stderr = '';
  const on = ({ pid, stderr: said, note }: ChildNote) => {
    if (pid !== undefined) guard ??= guardChild(pid, limits);
    if (said !== undefined) stderr = (stderr + said).slice(-STDERR_KEPT);
    if (note !== undefined) onNote?.(note);
  };
  try {
    const outcome = await execute(on);
    return isOutcome(outcome)
      ? outcome
      : { status: 'error', error: 'its process answered with something else' };
  } catch (thrown) {
    const death = describeDeath(messageOf(thrown), stderr, limits);
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
