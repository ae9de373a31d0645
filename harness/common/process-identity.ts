/** Which process something belongs to, so that it is known later whether that process still runs. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told from another of the same number by when it began. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Text that is another for each start, as the system has it; undefined where it does not tell. */
  readonly start: string | undefined;
}

let own: ProcessIdentity | undefined;

/** Of this process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, host: hostname(), start: startOf(process.pid) };
  return own;
}

/** Whether a process of this machine runs, by its number; one that has ended and was not asked about yet does not. */
export function isRunning(pid: number): boolean {
  // 0 would be this process's own group
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // another user's process may not be signalled, but it is there
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM')) return false;
  }
  return statOf(pid)?.state !== 'Z';
}

/** Whether it may be that one which runs, of this machine: with no start to compare, a number in use may be its own. */
export function mayRun({ pid, start }: ProcessIdentity): boolean {
  if (!isRunning(pid)) return false;
  if (start !== undefined) return start === startOf(pid);
  // this process knows what it has begun itself
  return pid !== process.pid;
}

/** @returns undefined if the text is not what `JSON.stringify` makes of an identity */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  // a number alone is of before there was more
  if (typeof said === 'number') return { pid: said, host: hostname(), start: undefined };
  if (typeof said !== 'object' || said === null || !('pid' in said && 'host' in said)) return undefined;
  const { pid, host } = said;
  const start = 'start' in said && typeof said.start === 'string' ? said.start : undefined;
  return typeof pid === 'number' && typeof host === 'string' ? { pid, host, start } : undefined;
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const ticks = statOf(pid)?.startTicks;
    return ticks === undefined ? undefined : `${bootId()} ${ticks}`;
  }
  if (process.platform === 'win32') return undefined;
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** By proc(5): the state is the third field, the start, in ticks since the system's, the twenty-second. */
function statOf(pid: number): { readonly state: string; readonly startTicks: string } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  // the second is the program's name in brackets, and may have anything in it
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  return fields.length < 20 ? undefined : { state: fields[0], startTicks: fields[19] };
}

function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
