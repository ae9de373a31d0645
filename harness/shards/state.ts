/**
 * How far a share is, in a file of its folder that whoever is at it writes again and again: `state.json`. It keeps others
 * out of the folder, on machines that share nothing but the files, and `ncb status` reads it. Whoever has ended without
 * a word is known by a beat that is missing: no clock of another machine is believed.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileBeside } from '../common/files.js';
import { isRunning } from '../common/process-identity.js';
import { count, number, objectWith, oneOf, orNull, type Shape, text } from '../common/shape.js';

export interface ShareState {
  /** `stopped`: in order, before its end. */
  readonly status: 'running' | 'done' | 'stopped';
  /** One session of one process. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  readonly machine: string;
  readonly startedAt: string;
  /** When it was last written, by that machine's clock. */
  readonly at: string;
  /** Counts the times that it was written. */
  readonly beat: number;
  /** Of the share; of them done, in this session or before. */
  readonly cells: number;
  readonly done: number;
  /** Milliseconds that are expected to be left; null if that is not known. */
  readonly leftMs: number | null;
}

const STATE = objectWith({
  ...{ status: oneOf('running', 'done', 'stopped'), owner: text, host: text, pid: count, machine: text },
  ...{ startedAt: text, at: text, beat: count, cells: count, done: count, leftMs: orNull(number) },
} satisfies Record<keyof ShareState, Shape>);
const STATE_NAME = 'state.json';
const BEAT_MS = 10_000;
/** So long is waited for the next beat of a session that may be alive. */
const SILENCE_MS = 3.5 * BEAT_MS;

/** What a folder says; undefined if nothing has begun there, or what is there cannot be read. */
export function readState(folder: string): ShareState | undefined {
  const path = join(folder, STATE_NAME);
  if (!existsSync(path)) return undefined;
  try {
    const state: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return STATE(state) === undefined ? (state as ShareState) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a session that says it runs has ended without a word: on this host by its process, elsewhere by its last word,
 * which clocks that differ by less than that do not blur.
 */
export function isLost(state: ShareState, nowMs: number): boolean {
  if (state.status !== 'running') return false;
  return hasEnded(state) || nowMs - Date.parse(state.at) > LOST_AFTER_MS;
}

const LOST_AFTER_MS = 120_000;

/** Whether its process was on this machine and is there no more. */
function hasEnded({ host, pid }: ShareState): boolean {
  return host === hostname() && pid !== process.pid && !isRunning(pid);
}

/** A folder that belongs to this session until it says otherwise. */
export interface Claim {
  readonly report: (done: number, leftMs: number | null) => void;
  /** Says how it ended, and leaves the folder. */
  readonly end: (status: 'done' | 'stopped') => void;
}

export interface ClaimOptions {
  readonly machine: string;
  readonly cells: number;
  readonly done: number;
  /** Called if another session has taken the folder over, since this one was silent. */
  readonly onTaken: () => void;
  readonly signal?: AbortSignal | undefined;
  readonly beatMs?: number;
  readonly silenceMs?: number;
}

/**
 * Takes a folder. Where another session says that it runs, its next beat is waited for.
 * @throws Error in one line if that comes; the signal's reason if it fires before
 */
export async function claim(folder: string, options: ClaimOptions): Promise<Claim> {
  const { machine, cells, onTaken, signal, beatMs = BEAT_MS, silenceMs = SILENCE_MS } = options;
  await waitForSilence(folder, silenceMs, signal);
  const facts = { owner: randomUUID(), host: hostname(), pid: process.pid, machine, cells };
  const startedAt = new Date().toISOString();
  let [beat, done, leftMs]: [number, number, number | null] = [0, options.done, null];
  const write = (status: ShareState['status']) => {
    const at = new Date().toISOString();
    const state: ShareState = { status, ...facts, startedAt, at, beat: beat++, done, leftMs };
    writeFileBeside(join(folder, STATE_NAME), `${JSON.stringify(state)}\n`);
  };
  const isOwn = () => (readState(folder)?.owner ?? facts.owner) === facts.owner;
  write('running');
  const timer = setInterval(() => {
    if (isOwn()) write('running');
    else {
      clearInterval(timer);
      onTaken();
    }
  }, beatMs);
  timer.unref();
  return {
    report: (nowDone, nowLeftMs) => {
      [done, leftMs] = [nowDone, nowLeftMs];
    },
    end: status => {
      clearInterval(timer);
      if (status === 'done') leftMs = 0;
      if (isOwn()) write(status);
    },
  };
}

async function waitForSilence(
  folder: string,
  silenceMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const first = readState(folder);
  if (first?.status !== 'running') return;
  if (hasEnded(first)) return;
  const { owner, beat } = first;
  const endMs = performance.now() + silenceMs;
  while (performance.now() < endMs) {
    await sleep(Math.min(500, silenceMs), undefined, signal === undefined ? {} : { signal });
    const now = readState(folder);
    if (now?.status !== 'running') return;
    if (now.owner !== owner || now.beat !== beat)
      throw new Error(`${folder}: process ${now.pid} on ${now.host} is at it, since ${now.startedAt}`);
  }
}
