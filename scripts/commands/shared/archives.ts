/** What commands that read archives share. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { MAGIC } from '../../../harness/archive/format.js';
import { isArchive } from '../../../harness/archive/open.js';
import { findPlugin } from '../../../harness/plugins/find.js';
import { findModels } from '../../../harness/plugins/models.js';
import { findRecordings } from '../../../harness/recordings/find.js';
import { wav } from '../../../harness/recordings/formats/wav.js';
import type { FileArguments } from './files.js';
import { chunkLimits, type LimitArguments } from './limits.js';

/** Of each chunk. */
export const CHUNK_LIMITS = { timeoutMs: 600_000, memoryBytes: 4 * 2 ** 30 };

/** A WAV file up to this is one piece: nobody looks for a stretch of it. */
const LARGEST_WHOLE = 2 ** 24;

/** Whether a path goes into a container as one piece: a WAV file that is not long, or a file of no format. */
export async function isOnePiece(path: string): Promise<boolean> {
  const stats = statSync(path);
  if (!stats.isFile() || stats.size > LARGEST_WHOLE) return false;
  const { recordings } = await findRecordings([path], { inExcerpts: () => true });
  return recordings.every(({ source }) => source.type === 'file' && source.format === wav.name);
}

/** Whether a file is an archive of chunks, rather than one piece. */
export function beginsAsArchive(path: string): boolean {
  return beginsAs(path, isArchive);
}

/** Whether encode wrote a file. */
export function beginsAsOurs(path: string): boolean {
  return beginsAs(path, lead => MAGIC.every((byte, k) => lead[k] === byte));
}

function beginsAs(path: string, isSuch: (lead: Uint8Array) => boolean): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const descriptor = openSync(path, 'r');
  try {
    const lead = new Uint8Array(4);
    return readSync(descriptor, lead, 0, 4, 0) === 4 && isSuch(lead);
  } finally {
    closeSync(descriptor);
  }
}

/** What decoding chunks in processes takes. */
export async function chunksRequest(
  argv: Pick<FileArguments, 'input' | 'plugin' | 'profile' | keyof LimitArguments>,
) {
  const { input, plugin, profile } = argv;
  const sources = [...(await Promise.all(plugin.map(findPlugin))), ...findModels(profile)];
  const plugins = sources.map(({ specifier }) => specifier);
  return { archive: resolve(input), plugins, jobs: availableParallelism(), limits: chunkLimits(argv) };
}
