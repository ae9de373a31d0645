/** The command line as a process, and recordings to give it. */
import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';

export const CLI = join(packageRoot, 'dist', 'scripts', 'cli.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ncb(args: readonly string[], cwd: string): Promise<Ended> {
  return run([CLI, ...args], cwd);
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

/** A chore, by the name of its folder. */
export function runChore(name: string, args: readonly string[]): Promise<Ended> {
  return run([join(packageRoot, 'dist', 'scripts', 'chores', name, 'chore.js'), ...args], packageRoot);
}

function run(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise(resolve => {
    const child: ChildProcess = execFile(process.execPath, args, { cwd }, (_, stdout, stderr) =>
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

/** The lines that a command prints to a terminal of so many columns; progress and other remarks are left out. */
export async function ncbInTerminal(
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
