/** The files in a zip or a folder, one after another, each as a stream. */
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise } from 'yauzl';

export interface Member {
  /** Without its folders. */
  readonly name: string;
  readonly open: () => Promise<Readable>;
}

export interface Members {
  readonly count: number;
  readonly list: AsyncIterable<Member>;
}

/**
 * Opens a zip by its central directory.
 * @throws Error if it is no zip, or torn; while it is read also if a name would lead out of a folder
 */
export async function zipMembers(path: string): Promise<Members> {
  const zip = await openPromise(path, { autoClose: true });
  async function* list() {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const open = () => zip.openReadStreamPromise(entry);
      yield { name: lastPart(entry.fileName), open };
    }
  }
  return { count: zip.entryCount, list: list() };
}

/** The files of a folder and of the folders in it. */
export function folderMembers(path: string): Members {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile() || entry.isSymbolicLink());
  async function* list() {
    for (const { parentPath, name } of files) {
      yield { name, open: async () => createReadStream(join(parentPath, name)) };
    }
  }
  return { count: files.length, list: list() };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
