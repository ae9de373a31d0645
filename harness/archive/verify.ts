/** Whether an archive gives back what went in: by its checksums, or against the originals. */
import { closeSync, openSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type ChunksRequest, decodeAll } from './all-chunks.js';
import type { Certificate } from './certificate.js';
import { restOf } from './chunks.js';
import type { Plan } from './format.js';
import { inflateRecord, type OpenedArchive, openRecords } from './open.js';
import { readRanges } from './part.js';

export interface VerifyRequest extends ChunksRequest {
  /** The file or folder that was archived, if it is at hand. */
  readonly original?: string | undefined;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface VerifySummary {
  readonly files: number;
  readonly bytes: number;
  readonly chunks: number;
  /** Of a lossy copy. */
  readonly certificate: Certificate | undefined;
}

/**
 * Decodes all of an archive and writes nothing. What a lossy copy is compared with is verify-copy.ts's.
 * @throws Error that names the first thing that is wrong
 */
export async function verifyArchive(request: VerifyRequest): Promise<VerifySummary> {
  const { archive, original, signal } = request;
  const opened = openRecords(archive);
  const { plan, index } = opened;
  const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const add = (bytes: number) => {
    done += bytes;
    request.onProgress({ done, total });
  };
  try {
    const files = original === undefined ? undefined : originalsOf(plan, original);
    for (const f of plan.files.keys()) {
      signal.throwIfAborted();
      checkRest(opened, f, files?.[f], add);
    }
    await decodeAll(
      plan,
      files === undefined ? { type: 'nothing' } : { type: 'compare', files },
      request,
      add,
    );
  } finally {
    opened.close();
  }
  return {
    files: plan.files.length,
    bytes: total,
    chunks: index.chunks.reduce((sum, { length }) => sum + length, 0),
    certificate: index.certificate,
  };
}

/** @throws Error if one is missing, or of another size */
export function originalsOf({ files }: Plan, original: string): string[] {
  const isFolder = statSync(original).isDirectory();
  const paths = files.map(({ name }) => {
    if (isFolder) return resolve(original, ...name.split('/'));
    return files.length === 1 || name === basename(original)
      ? resolve(original)
      : join(dirname(resolve(original)), name);
  });
  for (const [f, path] of paths.entries()) {
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new Error(`${path}: is in the archive and not there`);
    if (size !== files[f].bytes)
      throw new Error(`${path}: has ${size} bytes, in the archive ${files[f].bytes}`);
  }
  return paths;
}

/** @throws Error if a piece of what no stream covers is damaged, or is not as in the original */
export function checkRest(
  opened: OpenedArchive,
  f: number,
  path: string | undefined,
  onBytes: (bytes: number) => void,
): void {
  const descriptor = path === undefined ? undefined : openSync(path, 'r');
  try {
    let k = 0;
    for (const piece of restOf(opened.plan, f)) {
      const length = piece.reduce((sum, { from, to }) => sum + to - from, 0);
      const bytes = inflateRecord(opened, f, k++, length);
      if (descriptor !== undefined && path !== undefined) {
        const same = Buffer.compare(bytes, readRanges(descriptor, path, piece)) === 0;
        if (!same)
          throw new Error(
            `${path}: differs from the archive in bytes ${piece[0].from} to ${piece.at(-1)?.to}`,
          );
      }
      onBytes(length);
    }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
