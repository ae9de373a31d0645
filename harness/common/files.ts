/** Files that are there whole or not at all, and folders that belong to one run. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LOCK_NAME } from './lock.js';
import { isRunning } from './process-identity.js';

/** Writes beside the target and renames, so that a reader sees the old file or the new one, never a part. */
export function writeFileBeside(path: string, content: string | Uint8Array): void {
  writePiecesBeside(path, [content]);
}

/** As writeFileBeside, of a file of any length, piece by piece. */
export function writePiecesBeside(path: string, pieces: Iterable<string | Uint8Array>): void {
  const beside = partBeside(path);
  try {
    const file = openSync(beside, 'w');
    try {
      for (const piece of pieces) writeFileSync(file, piece);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
  }
}

/** Files beside which parts were looked for. */
const swept = new Set<string>();

/** Where a file is written before it has its name. What processes left there that were killed goes. */
export function partBeside(path: string): string {
  const whole = resolve(path);
  if (!swept.has(whole)) {
    swept.add(whole);
    if (existsSync(dirname(whole))) removeLeftOvers(dirname(whole), basename(whole));
  }
  return `${path}.${process.pid}.part`;
}

/** The first bytes of a file, or all of a shorter one. */
export function readHead(path: string, bytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(bytes);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/**
 * Writes all bytes to where a file stands: the system may take a part at a time.
 * @throws Error if it takes no more, as of a disk that is full
 */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    const taken = writeSync(file, bytes, written);
    if (taken === 0) throw new Error('nothing more is taken');
    written += taken;
  }
}

/**
 * Makes a folder and those above it, one by one: Node 20's recursive mkdir never returns below /proc.
 * @throws Error in one line if one of them cannot be made, or is a file
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error(`${path}: is a file, not a folder`);
    return;
  }
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (cause) {
    throw new Error(`${path}: cannot be made: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/**
 * Makes the folder of a run, or takes that of an earlier session.
 * @throws Error if something else is in it
 */
export function makeRunFolder(folder: string): void {
  makeFolder(folder);
  const isRun = ['env.json', 'log.jsonl', LOCK_NAME].some(name => existsSync(join(folder, name)));
  if (!isRun && !readdirSync(folder).every(name => LEFT_OVER.test(name))) {
    throw new Error(`${folder}: is not empty and holds no run; choose another --out`);
  }
}

/** What is written beside its name, by the process that writes it. */
const LEFT_OVER = /\.(\d+)\.(part|stale)$/;

/**
 * Removes what processes that have ended left in a folder, half written, beside its files.
 * @param of whose name it was to have; any unless given
 */
export function removeLeftOvers(folder: string, of?: string): void {
  for (const name of readdirSync(folder)) {
    const found = LEFT_OVER.exec(name);
    if (found === null || (of !== undefined && name.slice(0, found.index) !== of)) continue;
    if (!isRunning(Number(found[1]))) rmSync(join(folder, name), { force: true });
  }
}
