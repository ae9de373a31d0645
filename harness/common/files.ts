/** Files that are there whole or not at all, and folders that belong to one run. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

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

const LOCK_NAME = 'lock';

/**
 * Makes the folder of a run, or takes that of an earlier session.
 * @throws Error if something else is in it
 */
export function makeRunFolder(folder: string): void {
  makeFolder(folder);
  const isRun = existsSync(join(folder, 'env.json')) || existsSync(join(folder, LOCK_NAME));
  if (!isRun && readdirSync(folder).length > 0) {
    throw new Error(`${folder}: is not empty and holds no run; choose another --out`);
  }
}

/**
 * Keeps other sweeps out of a folder.
 * @returns what lets them in again
 * @throws Error if one is running there
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_NAME);
  if (existsSync(path)) {
    const owner = Number(readFileSync(path, 'utf8'));
    if (isRunning(owner)) throw new Error(`${folder}: a sweep is running there, process ${owner}`);
    rmSync(path, { force: true });
  }
  writeFileSync(path, String(process.pid), { flag: 'wx' });
  return () => rmSync(path, { force: true });
}

/** Whether a process of this number runs on this machine, other than this one. */
export function isRunning(pid: number): boolean {
  // 0 would be this process's own group, and is what an empty file reads as
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // another user's process may not be signalled, but it is there
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
