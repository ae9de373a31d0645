import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mayRun, ownIdentity, parseIdentity } from '../common/process-identity.js';

const PREFIX = 'ncb-scratch-';
/** In each: whose it is. */
const OWNER = 'owner.json';

let scratch: string | undefined;

/**
 * A folder of this process's own, in which its children leave streams and stripped plugins; gone when it ends. Those of
 * processes that were killed go when the next makes its own.
 */
export function scratchFolder(): string {
  if (scratch === undefined) {
    removeAbandoned();
    const made = mkdtempSync(join(tmpdir(), PREFIX));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    writeFileSync(join(made, OWNER), JSON.stringify(ownIdentity()));
    scratch = made;
  }
  return scratch;
}

function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || !isAbandoned(folder)) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // another process may be at the same
    }
  }
}

/** Whether a folder is of this user, and of a process of this machine that has ended. */
function isAbandoned(folder: string): boolean {
  try {
    const stats = lstatSync(folder);
    if (!stats.isDirectory() || stats.uid !== (process.getuid?.() ?? stats.uid)) return false;
    const owner = parseIdentity(readFileSync(join(folder, OWNER), 'utf8'));
    return owner !== undefined && owner.host === hostname() && !mayRun(owner);
  } catch {
    // it has just been made, or removed
    return false;
  }
}
