/**
 * Tasks that a child does one after the other, on one message to it. Each is under limits of its own, and how it ended
 * is told as soon as it is known; a child that dies takes no answer with it that has been given.
 */
import type { Limits } from './guard.js';
import type { ChildNote } from './messages.js';
import type { Outcome } from './outcome.js';
import { checked, type Death, type Execute, OTHER_ANSWER, watchChild } from './supervise.js';

/** Told of each task, in order, how it ended. */
export type OnOutcome<Facts> = (index: number, outcome: Outcome<Facts>) => void;

/** What one child came to. */
export interface SeriesEnd {
  /** Tasks that have an outcome: the first so many. */
  readonly reached: number;
  /** Of the child, if it died: at the next task, or after the last. */
  readonly death: Death | undefined;
  /** Of the child, if it began. */
  readonly pid: number | undefined;
}

export interface SeriesOptions {
  /** Tasks in the series. */
  readonly count: number;
  /** Of each task. */
  readonly limits: Limits;
  /** Whether the child stops at the first that fails. */
  readonly untilFailure: boolean;
  /** Of a child that has been at work before. */
  readonly knownPid?: number | undefined;
}

/** @throws whatever `onOutcome` throws, once the child has ended */
export async function superviseSeries<Facts>(
  execute: Execute,
  { count, limits, untilFailure, knownPid }: SeriesOptions,
  onOutcome: OnOutcome<Facts>,
): Promise<SeriesEnd> {
  let reached = 0;
  let pid: number | undefined;
  let stopped = false;
  const problems: unknown[] = [];
  const tell = (outcome: Outcome<Facts>) => {
    stopped = untilFailure && outcome.status !== 'ok';
    try {
      onOutcome(reached++, outcome);
    } catch (thrown) {
      problems.push(thrown);
    }
  };
  const hear = ({ pid: said, ended }: ChildNote) => {
    pid ??= said;
    if (ended?.index !== reached || stopped || reached === count) return;
    watch.restart();
    tell(checked(ended.outcome));
  };
  const watch = watchChild(limits, hear, knownPid);
  const reply = await execute(watch.on);
  const death = reply.type === 'ended' ? watch.death(reply.end) : undefined;
  watch.stop();
  // an answer to the whole before its time is none of the runner's
  if (death === undefined && reached < count && !stopped) tell(OTHER_ANSWER);
  if (problems.length > 0) throw problems[0];
  return { reached, death, pid };
}

/** Does some of the tasks, from one to before another, in one child. */
type TryTasks<Facts> = (from: number, to: number, onOutcome: OnOutcome<Facts>) => Promise<SeriesEnd>;

/**
 * Sees to it that every task has an outcome: after a death, the tasks that are left go to another child. Which of two
 * tasks a child died at is not certain, since its last words may be lost: the one that seems to be it is tried alone.
 */
export async function runToEnd<Facts>(
  count: number,
  signal: AbortSignal | undefined,
  tryTasks: TryTasks<Facts>,
  onOutcome: OnOutcome<Facts>,
): Promise<void> {
  let next = 0;
  let suspected = false;
  while (next < count && signal?.aborted !== true) {
    const from = next;
    const to = suspected ? from + 1 : count;
    const { reached, death } = await tryTasks(from, to, (index, outcome) => onOutcome(from + index, outcome));
    next += reached;
    const wasSuspected = suspected;
    suspected = false;
    if (death === undefined || next === to) continue;
    const isAlone = to - next === 1 && reached === 0 && death.cause === 'crash';
    if (death.cause === 'breach' || isAlone || wasSuspected) onOutcome(next++, death.failure);
    else suspected = true;
  }
}
