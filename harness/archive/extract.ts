/** An archive to the files that it is of. */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../common/files.js';
import { hashFile } from '../recordings/checksum.js';
import { type ChunksRequest, checkPlan, decodeAll } from './all-chunks.js';
import type { Certificate } from './certificate.js';
import { restOf } from './chunks.js';
import type { Plan } from './format.js';
import { inflateRecord, type OpenedArchive, openRecords } from './open.js';

export interface ExtractRequest extends ChunksRequest {
  /** A folder; or, for an archive of one file, a file. */
  readonly output: string;
  /** Whether files that are there are replaced. */
  readonly force: boolean;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface ExtractSummary {
  readonly files: readonly string[];
  readonly bytes: number;
  /** Of a lossy copy: its files are no originals. */
  readonly certificate: Certificate | undefined;
}

/**
 * Writes the files beside their names, and gives them these once each has its checksum; of a lossy copy it is the chunks
 * that have them.
 * @throws Error if the archive is damaged, or a file is there; then none is written
 */
export async function extractArchive(request: ExtractRequest): Promise<ExtractSummary> {
  const { archive, output, force, signal } = request;
  const opened = openRecords(archive);
  const { plan, index } = opened;
  checkPlan(plan, request);
  const targets = targetsOf(plan, output);
  const standing = targets.find(existsSync);
  if (standing !== undefined && !force) throw new Error(`${standing}: is there already; --force replaces it`);
  const parts = targets.map(target => `${target}.part`);
  const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const add = (bytes: number) => {
    done += bytes;
    request.onProgress({ done, total });
  };
  try {
    for (const [f, part] of parts.entries()) writeRest(opened, f, part, add);
    await decodeAll(plan, { type: 'write', files: parts }, request, add);
    for (const [f, part] of plan.lossy === undefined ? parts.entries() : []) {
      const sum = await hashFile(part, () => signal.throwIfAborted());
      if (sum !== index.sha256[f]) throw new Error(`${plan.files[f].name}: comes out with another checksum`);
    }
    for (const [f, part] of parts.entries()) renameSync(part, targets[f]);
    return { files: targets, bytes: total, certificate: index.certificate };
  } finally {
    opened.close();
    for (const part of parts) rmSync(part, { force: true });
  }
}

function targetsOf({ files }: Plan, output: string): string[] {
  const isFolder =
    statSync(output, { throwIfNoEntry: false })?.isDirectory() ??
    (files.length !== 1 || /[/\\]$/.test(output));
  return files.map(({ name }) => resolve(isFolder ? join(output, ...name.split('/')) : output));
}

/** Makes a file of the right size, with all in it that is no samples. */
function writeRest(opened: OpenedArchive, f: number, part: string, onBytes: (bytes: number) => void): void {
  const { plan } = opened;
  makeFolder(dirname(part));
  const descriptor = openSync(part, 'w');
  try {
    ftruncateSync(descriptor, plan.files[f].bytes);
    let k = 0;
    for (const piece of restOf(plan, f)) {
      const length = piece.reduce((sum, { from, to }) => sum + to - from, 0);
      const bytes = inflateRecord(opened, f, k++, length);
      let at = 0;
      for (const { from, to } of piece) {
        for (let done = 0; done < to - from; )
          done += writeSync(descriptor, bytes, at + done, to - from - done, from + done);
        at += to - from;
      }
      onBytes(length);
    }
  } finally {
    closeSync(descriptor);
  }
}
