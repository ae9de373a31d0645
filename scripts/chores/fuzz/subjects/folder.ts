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

/** @param read what it returns is a finding if it is a text */
export function openFolder({ fill, file, read }: FilledFolder): OpenSubject {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-fuzz-'));
  const inner = join(folder, 'folder');
  mkdirSync(inner);
  fill(inner);
  const path = join(inner, file);
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
