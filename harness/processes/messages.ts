/**
 * What goes over the line between this process and one that measures. A plugin has the same line as the runner, and may
 * say anything on it: each message is looked at before anything is made of it.
 */
import { inspect } from 'node:util';
import type { TaskName, TaskOf } from './tasks.js';

/** What is sent to a process: a task. */
export interface Single<Name extends TaskName = TaskName> {
  readonly type: 'single';
  readonly name: Name;
  readonly task: TaskOf<Name>;
}

/** Or tasks of one kind that a process does one after the other, telling of each how it ended. */
export interface Series<Name extends TaskName = TaskName> {
  readonly type: 'series';
  readonly name: Name;
  readonly tasks: readonly TaskOf<Name>[];
  /** Whether the first that fails is the last. */
  readonly untilFailure: boolean;
}

/** A request, by a number that is in all that is said of it. */
export interface Asked {
  readonly id: number;
  readonly request: Single | Series;
}

/** What a process says of a request: that it is at it, then notes, and the answer at the end. */
export type Said =
  | { readonly type: 'begun' }
  | { readonly type: 'note'; readonly note: string }
  /** Of a series: how one of its tasks ended. */
  | { readonly type: 'ended'; readonly index: number; readonly outcome: unknown }
  | { readonly type: 'answer'; readonly answer: unknown };

/** What is known of a process while it is at a request: first its process id. */
export interface ChildNote {
  readonly pid?: number;
  readonly note?: string;
  readonly stderr?: string;
  readonly ended?: { readonly index: number; readonly outcome: unknown };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param id of the request that the process is at; undefined if it is at none
 * @returns undefined if a runner does not say such a thing at that time
 */
export function readMessage(message: unknown, id: number | undefined): Said | undefined {
  if (typeof message !== 'object' || message === null || id === undefined) return undefined;
  const fields: Fields = { ...message };
  if (fields.id !== id) return undefined;
  const { type, note, index, outcome, answer } = fields;
  if (type === 'begun') return { type };
  if (type === 'note' && typeof note === 'string') return { type, note };
  if (type === 'ended' && typeof index === 'number') return { type, index, outcome };
  return type === 'answer' ? { type, answer } : undefined;
}

const LONGEST_SHOWN = 80;

/** A message in a line, however large. */
export function showMessage(message: unknown): string {
  const text = inspect(message, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    maxArrayLength: 4,
    maxStringLength: LONGEST_SHOWN,
  });
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
