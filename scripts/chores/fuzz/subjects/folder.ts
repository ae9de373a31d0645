/** A subject for each file of a folder: that file is changed, and the folder is read. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant, OpenSubject } from '../subject.js';
import { flawOf } from '../verdict.js';

export interface FilledFolder {
  /** Puts files into an empty folder. */
  readonly fill: (folder: string) => void;
  /** The one that is changed, below it. */
  readonly file: string;
  /**
   * Reads it well, or throws; of bytes that are no good.
   * @returns what is wrong, if it does not throw, as an attempt does
   */
  readonly read: (folder: string) => unknown;
}

/** @throws whatever reading throws of the files as they are: then they are no base to begin with */
export async function openFolder({ fill, file, read }: FilledFolder): Promise<OpenSubject> {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-fuzz-'));
  const inner = join(folder, 'folder');
  mkdirSync(inner);
  fill(inner);
  const path = join(inner, file);
  const wrong = await read(inner);
  if (typeof wrong === 'string') throw new Error(wrong);
  return {
    bases: [new Uint8Array(readFileSync(path))],
    canReseal: false,
    close: () => rmSync(folder, { recursive: true, force: true }),
    attempt: async ({ bytes }: Mutant) => {
      writeFileSync(path, bytes);
      try {
        const said = await read(inner);
        return typeof said === 'string' ? said : undefined;
      } catch (thrown) {
        // what it says may quote the file
        return flawOf(thrown, false);
      }
    },
  };
}
