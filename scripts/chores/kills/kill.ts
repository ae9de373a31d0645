/** Commands killed at random moments and begun again, and what is to hold after each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeWords, uniform } from '../../../harness/common/random.js';
import { CLI } from '../shared/cli.js';

/** A command that has to stand being killed. */
export interface Victim {
  readonly name: string;
  /** Of ncb; the last start is the one that ends by itself. */
  readonly args: readonly string[];
  /** Puts into an empty folder, which the command is started in, what it begins with. */
  readonly begin: (folder: string) => Promise<void> | void;
  /**
   * Looks at the folder after a kill.
   * @returns what of it is not to be lost, each of its own; it is held against what is there after the next start
   * @throws Error that says what is half written, or there twice
   */
  readonly standing: (folder: string) => Promise<ReadonlySet<string>> | ReadonlySet<string>;
  /**
   * Looks at the folder after the command has ended by itself.
   * @throws Error that says what is not as where nothing was killed
   */
  readonly whole: (folder: string) => Promise<void> | void;
  /** Whether a kill came when all was done, so that another start has nothing to do and says so. */
  readonly isDone?: (folder: string) => boolean;
}

export interface Killing {
  /** Of kills, over all starts. */
  readonly kills: number;
  readonly seed: number;
  /** An empty folder. */
  readonly folder: string;
  readonly onKill?: (killed: Killed) => void;
}

/** A kill, or the end of a command that came before it. */
interface Killed {
  readonly number: number;
  readonly afterMs: number;
  readonly signal: NodeJS.Signals | 'none';
  /** What is wrong after it, if anything. */
  readonly findings: readonly string[];
}

export interface Tally {
  readonly kills: number;
  /** Commands that ended by themselves. */
  readonly ended: number;
  readonly findings: readonly string[];
}

/** SIGKILL cannot be heard, and is the most of them; the others are what terminals and schedulers send. */
const SIGNALS: readonly NodeJS.Signals[] = [
  ...(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL'] as const),
  ...(['SIGTERM', 'SIGINT', 'SIGHUP'] as const),
];
/** What a command that hears a signal may take to end, and children whose parent is gone. */
const ENDS_WITHIN_MS = 20_000;
const POLL_MS = 20;
/** Exit status of a command that a signal has interrupted. */
const INTERRUPTED = 130;

/**
 * Starts a command again and again, and kills it at moments drawn from the time that it takes where nothing kills it. Where
 * it has ended before, its results are looked at, and it begins anew in an empty folder.
 * @throws Error if it does not end by itself in the first place
 */
export async function killAtRandom(victim: Victim, { kills, seed, folder, onKill }: Killing): Promise<Tally> {
  const words = makeWords(seed, victim.name.length, 1);
  const fresh = async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await victim.begin(folder);
  };
  await fresh();
  const undisturbedMs = await undisturbed(victim, folder);
  await fresh();
  const findings: string[] = [];
  let [done, ended] = [0, 0];
  let before: ReadonlySet<string> = new Set();
  while (done < kills) {
    const afterMs = Math.round(uniform(words) * undisturbedMs);
    const signal = SIGNALS[Math.floor(uniform(words) * SIGNALS.length)];
    const end = await startAndKill(victim, folder, afterMs, signal);
    const found = [...end.findings];
    try {
      if (end.byItself) await victim.whole(folder);
      const standing = await victim.standing(folder);
      const lost = [...before].filter(one => !standing.has(one));
      if (lost.length > 0)
        found.push(`lost: ${lost[0].slice(0, 200)}${lost.length > 1 ? ` and ${lost.length - 1} more` : ''}`);
      before = standing;
    } catch (thrown) {
      found.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
    if (end.byItself) ended++;
    else done++;
    findings.push(...found.map(one => `${victim.name}, ${signal} after ${afterMs} ms: ${one}`));
    onKill?.({ number: done, afterMs, signal: end.byItself ? 'none' : signal, findings: found });
    if (end.byItself || found.length > 0 || victim.isDone?.(folder) === true) {
      await fresh();
      before = new Set();
    }
  }
  return { kills: done, ended, findings };
}

async function undisturbed(victim: Victim, folder: string): Promise<number> {
  const start = performance.now();
  const child = startCommand(victim, folder);
  const { status, stderr } = await endOf(child);
  if (status !== 0) throw new Error(`${victim.name}: ends with status ${status}: ${stderr.trim()}`);
  const tookMs = performance.now() - start;
  await victim.whole(folder);
  return tookMs;
}

interface End {
  readonly byItself: boolean;
  readonly findings: readonly string[];
}

async function startAndKill(
  victim: Victim,
  folder: string,
  afterMs: number,
  signal: NodeJS.Signals,
): Promise<End> {
  const child = startCommand(victim, folder);
  const ended = endOf(child);
  const early = await Promise.race([ended, sleep(afterMs)]);
  const findings: string[] = [];
  if (early === undefined) child.kill(signal);
  const late = await Promise.race([ended, sleep(ENDS_WITHIN_MS)]);
  if (late === undefined) {
    findings.push(`runs on ${ENDS_WITHIN_MS / 1000} s after ${signal}`);
    child.kill('SIGKILL');
  }
  const left = await remaining(folder);
  if (left.length > 0) findings.push(`processes run on: ${left.join(', ')}`);
  const { status, stderr } = await ended;
  const byItself = status === 0;
  // killed: no status, or that of one that was interrupted in order
  if (!byItself && status !== null && status !== INTERRUPTED) {
    findings.push(`status ${status}: ${stderr.trim().slice(-300)}`);
  }
  return { byItself, findings };
}

function startCommand({ args }: Victim, folder: string): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, [MARK]: folder },
  });
}

/** A variable of all processes that a command starts, by which they are found when it is gone. */
const MARK = 'NCB_KILLS_FOLDER';

function endOf(child: ChildProcess): Promise<{ readonly status: number | null; readonly stderr: string }> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  return new Promise(resolve => {
    child.once('exit', status => resolve({ status, stderr }));
  });
}

/** Processes with the mark that have not ended in time; they are killed then. Where there is no /proc, none is seen. */
async function remaining(folder: string): Promise<string[]> {
  const until = performance.now() + ENDS_WITHIN_MS;
  let left = marked(folder);
  while (left.length > 0 && performance.now() < until) {
    await sleep(POLL_MS);
    left = marked(folder);
  }
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  return left.map(({ pid, command }) => `${pid} (${command})`);
}

function marked(folder: string): { readonly pid: number; readonly command: string }[] {
  const mark = `${MARK}=${folder}\0`;
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .filter(name => /^\d+$/.test(name))
    .filter(pid => pid !== String(process.pid) && readProc(pid, 'environ').includes(mark))
    .map(pid => ({ pid: Number(pid), command: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() }));
}

/** Nothing of a process that is gone, or another user's. */
function readProc(pid: string, name: string): string {
  try {
    return readFileSync(join('/proc', pid, name), 'latin1');
  } catch {
    return '';
  }
}
