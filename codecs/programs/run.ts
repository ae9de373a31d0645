/** Starts programs, never through a shell: the look-up, a folder for their files, and a message of how they ended. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { UnsupportedError } from '../codec.js';
import type { FilledCommand } from './command.js';

/**
 * Finds a program as a shell would, without starting anything.
 * @param program a name for $PATH, or a path
 * @param folder what a relative path starts from
 * @throws UnsupportedError if there is none
 */
export function findProgram(program: string, folder: string, install?: string): string {
  const isPath = isAbsolute(program) || program.includes('/');
  const places = isPath
    ? [resolve(folder, program)]
    : (process.env.PATH ?? '').split(delimiter).map(place => join(place, program));
  const found = places.find(isExecutable);
  if (found !== undefined) return found;
  throw new UnsupportedError(
    `${program}: no such program on this machine${install === undefined ? '' : `; ${install}`}`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs `work` in a new folder that is gone afterwards. In a measuring process, which may be killed, it lies in a
 * folder that the sweep removes.
 */
export function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(process.env.NCB_SCRATCH ?? tmpdir(), 'ncb-program-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a program is started with. */
export interface Call extends FilledCommand {
  readonly folder: string;
  /** What it reads from standard input, if it does. */
  readonly input: Uint8Array;
  /** It is stopped when it has written more than this to standard output, or to standard error. */
  readonly mostBytes: number;
}

/**
 * Runs a program to its end.
 * @returns what it wrote to standard output, if that is where its output goes
 * @throws Error with the program's last words if it failed
 */
export function runProgram(call: Call): Uint8Array {
  const name = basename(call.program);
  const { error, status, signal, stdout, stderr } = spawnSync(call.program, call.arguments, {
    cwd: call.folder,
    shell: false,
    windowsHide: true,
    ...(call.readsInput && { input: call.input }),
    stdio: [call.readsInput ? 'pipe' : 'ignore', call.writesOutput ? 'pipe' : 'ignore', 'pipe'],
    maxBuffer: call.mostBytes,
  });
  const code = error !== undefined && 'code' in error ? error.code : undefined;
  if (code === 'ENOBUFS') throw new Error(`${name} wrote more than ${call.mostBytes} bytes and was stopped`);
  const said = lastWords(stderr);
  if (typeof status === 'number' && status !== 0)
    throw new Error(`${name} exited with status ${status}${said}`);
  if (signal !== null) throw new Error(`${name} died of ${signal}${said}`);
  // a program that needs not all of its input may close it and yet do well
  if (error !== undefined && code !== 'EPIPE')
    throw new Error(`${name} did not run: ${error.message}${said}`);
  return stdout;
}

/**
 * Reads the file that a program was to write.
 * @throws Error if there is none, or it is larger than it may be
 */
export function readOutput(path: string, program: string, mostBytes: number): Uint8Array {
  if (!existsSync(path)) throw new Error(`${basename(program)} wrote no ${basename(path)}`);
  const { size } = statSync(path);
  if (size > mostBytes) throw new Error(`${basename(program)} wrote ${size} bytes, over ${mostBytes}`);
  return readFileSync(path);
}

const LONGEST_WORDS = 200;

/** The last line on standard error, cut short. */
function lastWords(stderr: Buffer | null): string {
  const lines = (stderr?.toString('utf8') ?? '').split(/[\r\n]+/).map(line => line.trim());
  const last = lines.findLast(line => line !== '') ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a message is for a line of a table
  const plain = last.replace(/[\u0000-\u001f\u007f]+/g, ' ');
  if (plain === '') return '';
  return ` and said: ${plain.length <= LONGEST_WORDS ? plain : `${plain.slice(0, LONGEST_WORDS - 1)}…`}`;
}

const QUESTION_TIMEOUT_MS = 10_000;

/** What a program prints, on either output. */
export function outputOf(program: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, args, {
    timeout: QUESTION_TIMEOUT_MS,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return `${stdout} ${stderr}`;
}

/** Asks a program for its version; `unknown` if it does not say. */
export function askVersion(program: string, args: readonly string[]): string {
  return /\d+\.\d[\w.+~-]*/.exec(outputOf(program, args))?.[0] ?? 'unknown';
}
