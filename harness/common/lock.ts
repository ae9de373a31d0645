/**
 * The lock of a folder, `lock`: which process is at work there. It is written beside its name and linked to it, so that
 * it is whole or not there; what a process left that has ended is taken over.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { mayRun, ownIdentity, parseIdentity } from './process-identity.js';

export const LOCK_NAME = 'lock';

/** So often a lock may go, or come, while this process looks at it. */
const ATTEMPTS = 5;
/** Of file systems that have no links. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'];

/**
 * Keeps other sweeps out of a folder.
 * @returns what lets them in again
 * @throws Error in one line if one is running there, or may be, or the lock cannot be written
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_NAME);
  const mine = JSON.stringify({ ...ownIdentity(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (claim(folder, path, mine)) return () => letGo(path, mine);
    const text = textOf(path);
    if (text === undefined) continue;
    const holder = holderOf(text);
    if (holder !== undefined) {
      throw new Error(`${folder}: a sweep is running there, ${holder}; if it has ended, remove ${path}`);
    }
    takeAway(path, text);
  }
  throw new Error(`${folder}: other sweeps are about to begin there`);
}

/** @returns false if there is a lock already */
function claim(folder: string, path: string, mine: string): boolean {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, mine);
    try {
      linkSync(beside, path);
    } catch (thrown) {
      if (!NO_LINKS.includes(codeOf(thrown))) throw thrown;
      writeNew(path, mine);
    }
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${folder}: cannot be locked: ${reason}`, { cause });
  } finally {
    rmSync(beside, { force: true });
  }
}

function writeNew(path: string, mine: string): void {
  try {
    writeFileSync(path, mine, { flag: 'wx' });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') rmSync(path, { force: true });
    throw thrown;
  }
}

/** Who may be at work there; undefined if that process has ended, or the lock is of nobody. */
function holderOf(text: string): string | undefined {
  const owner = parseIdentity(text);
  if (owner === undefined) return undefined;
  if (owner.host !== hostname()) return `process ${owner.pid} of ${owner.host}`;
  return mayRun(owner) ? `process ${owner.pid}` : undefined;
}

/** Another process may have taken the lock over since it was read: then it gets its own back. */
function takeAway(path: string, text: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== text) linkSync(aside, path);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT' && codeOf(thrown) !== 'EEXIST') throw thrown;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Somebody may have removed it, and another sweep have begun. */
function letGo(path: string, mine: string): void {
  if (textOf(path) === mine) rmSync(path, { force: true });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
