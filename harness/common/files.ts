/** Files that are there whole or not at all, and folders that belong to one run. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCK_NAME } from './lock.js';
import { isRunning } from './process-identity.js';

/** Writes beside the target and renames, so that a reader sees the old file or the new one, never a part. */
export function writeFileBeside(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
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
  const isRun = existsSync(join(folder, 'env.json')) || existsSync(join(folder, LOCK_NAME));
  if (!isRun && !readdirSync(folder).every(name => LEFT_OVER.test(name))) {
    throw new Error(`${folder}: is not empty and holds no run; choose another --out`);
  }
}

/** What is written beside its name, by the process that writes it. */
const LEFT_OVER = /\.(\d+)\.(part|stale)$/;

/** Removes what processes that have ended left beside the files of a folder, half written. */
export function removeLeftOvers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = LEFT_OVER.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}
