/** Programs of engines, started without a shell. */
import { execFile, spawn } from 'node:child_process';

interface Shown {
  /** Its output goes to that of this process, and nothing is returned. */
  readonly isShown: boolean;
}

/**
 * Starts a program and waits for its end.
 * @returns what it printed
 * @throws Error in one line if it is not installed, or ends badly
 */
export type Execute = (program: string, args: readonly string[], how?: Shown) => Promise<string>;

export const execute: Execute = (program, args, how) =>
  how?.isShown ? show(program, args) : read(program, args);

function read(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(failure(program, error.code, stderr));
    });
  });
}

function show(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', error => reject(failure(program, 'code' in error ? error.code : undefined, '')));
    child.on('close', code => {
      // 1: the merge said what is missing or failed
      if (code === 0 || code === 1) resolve('');
      else reject(failure(program, code ?? undefined, ''));
    });
  });
}

function failure(program: string, code: unknown, stderr: string): Error {
  if (code === 'ENOENT')
    return new Error(`${program} is not installed here; --dry-run writes the files alone`);
  const said = stderr.trim().split('\n').join(' ');
  return new Error(`${program}: ${said === '' ? `ended with ${code}` : said}`);
}
