/** The command line, in this process or as one of its own, and recordings to give it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';

export const CLI = join(packageRoot, 'dist', 'scripts', 'cli.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The command line as a process: starting one takes half a second, so where that is what a test is about.
 * @param env unless given, that of this process
 */
export function ncbProcess(args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<Ended> {
  return run([CLI, ...args], cwd, env);
}

/** What a command writes while it runs in this process. */
interface Told {
  stdout: string;
  stderr: string;
  /** Set by the first exit, after which nothing is said. */
  status?: number;
}

const telling = new AsyncLocalStorage<Told>();
for (const name of ['stdout', 'stderr'] as const) {
  const stream = process[name];
  const write = stream.write.bind(stream);
  stream.write = (content: string | Uint8Array, ...rest: unknown[]) => {
    const told = telling.getStore();
    if (told === undefined) return Reflect.apply(write, stream, [content, ...rest]);
    if (told.status === undefined) told[name] += Buffer.from(content).toString();
    for (const done of rest) if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}

/** Of modules that have run in this process. */
let runs = 0;
let last: Promise<unknown> = Promise.resolve();

interface Place {
  readonly cwd: string;
  /** Of a terminal that standard output is to be taken for. */
  readonly columns?: number;
}

/**
 * What a module does that is a program, with these arguments in that folder, up to its first exit. One at a time, whoever
 * asks, since a process has one folder.
 */
function runHere(module: string, args: readonly string[], place: Place): Promise<Ended> {
  const ended = last.then(() => runNow(module, args, place));
  last = ended.catch(() => undefined);
  return ended;
}

async function runNow(module: string, args: readonly string[], { cwd, columns }: Place): Promise<Ended> {
  const told: Told = { stdout: '', stderr: '' };
  const { argv, exit, exitCode } = process;
  const before = process.cwd();
  const listeners = process.stdout.listeners('error');
  const restore = columns === undefined ? () => undefined : takeForTerminal(columns);
  process.exitCode = undefined;
  process.argv = [process.execPath, CLI, ...args];
  process.exit = code => {
    told.status ??= Number(code ?? process.exitCode ?? 0);
    throw new Error('the program has ended');
  };
  process.chdir(cwd);
  try {
    // a module is run once for each address
    await telling.run(told, () => import(`${pathToFileURL(module).href}?run=${runs++}`));
    told.status ??= Number(process.exitCode ?? 0);
  } catch (thrown) {
    if (told.status === undefined) throw thrown;
  } finally {
    process.chdir(before);
    Object.assign(process, { argv, exit, exitCode });
    restore();
    for (const listener of process.stdout.listeners('error')) {
      if (!listeners.includes(listener)) process.stdout.off('error', listener as () => void);
    }
  }
  const { status = 0, stdout, stderr } = told;
  return { status, stdout, stderr };
}

/** @returns what undoes it */
function takeForTerminal(columns: number): () => void {
  const { isTTY, columns: before } = process.stdout;
  Object.assign(process.stdout, { isTTY: true, columns });
  return () => Object.assign(process.stdout, { isTTY, columns: before });
}

/** What something that writes for a terminal of so many columns returns. */
export function asInTerminal<T>(columns: number, work: () => T): T {
  const restore = takeForTerminal(columns);
  try {
    return work();
  } finally {
    restore();
  }
}

const PROGRAM = join(packageRoot, 'dist', 'bundles', 'scripts-cli.js');

/** The command line in this process. */
export function ncb(args: readonly string[], cwd: string): Promise<Ended> {
  return runHere(PROGRAM, args, { cwd });
}

/** The lines that a command prints for a terminal of so many columns; progress and other remarks are left out. */
export async function ncbInTerminal(
  args: readonly string[],
  cwd: string,
  columns: number,
): Promise<string[]> {
  const { stdout } = await runHere(PROGRAM, args, { cwd, columns });
  return stdout.trimEnd().split('\n');
}

/** Asks with the first budget; on a busy machine, where it does not suffice to code a window, with the next. */
export async function ncbWithin(
  [first, ...others]: readonly string[],
  args: readonly string[],
  cwd: string,
): Promise<Ended> {
  const ended = await ncb([...args, '--budget', first], cwd);
  if (others.length === 0 || !/give more --budget/.test(ended.stderr)) return ended;
  return ncbWithin(others, args, cwd);
}

function choreOf(name: string): string {
  return join(packageRoot, 'dist', 'scripts', 'chores', name, 'chore.js');
}

/** A chore, by the name of its folder, in this process. */
export function runChore(name: string, args: readonly string[]): Promise<Ended> {
  return runHere(choreOf(name), args, { cwd: packageRoot });
}

/** The same as a process, since what it starts writes to its standard output. */
export function runChoreProcess(name: string, args: readonly string[]): Promise<Ended> {
  return run([choreOf(name), ...args], packageRoot);
}

function run(args: readonly string[], cwd: string, env = process.env): Promise<Ended> {
  return new Promise(resolve => {
    const child: ChildProcess = execFile(process.execPath, args, { cwd, env }, (_, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** A folder with two short headerless recordings of a wave. */
export function recordingsFolder(t: TestContext, amplitude = 900): string {
  const folder = temporaryFolder(t);
  const recordings = join(folder, 'recordings');
  mkdirSync(recordings);
  const wave = Int16Array.from({ length: 6000 }, (_, i) => Math.round(amplitude * Math.sin(i / 7)));
  writeFileSync(join(recordings, 'one.i16'), new Uint8Array(wave.buffer));
  writeFileSync(join(recordings, 'two.i16'), new Uint8Array(wave.buffer, 0, 8000));
  return folder;
}

/** The options that the recordings of that folder need. */
export const RAW = ['--channels', '2', '--rate', '1000'];

/** Why there is no terminal to run a command in; false if there is one. */
export const NO_TERMINAL =
  spawnSync('script', ['--version']).status !== 0 && 'no script of util-linux is installed';

/** The lines that a command prints to a terminal that the system opens for it; else as `ncbInTerminal`. */
export async function ncbInOwnTerminal(
  args: readonly string[],
  cwd: string,
  columns: number,
): Promise<string[]> {
  const command = [process.execPath, CLI, ...args]
    .map(word => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ');
  const line = `stty cols ${columns}; ${command} 2>/dev/null`;
  const stdout = await new Promise<string>(resolve => {
    execFile('script', ['-qec', line, '/dev/null'], { cwd }, (_, text) => resolve(text));
  });
  return stdout.replaceAll('\r', '').trimEnd().split('\n');
}
