/** The recordings of the Neuralink compression challenge, from whoever still has them. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf } from '../../../codecs/errors.js';
import { makeFolder } from '../../common/files.js';
import { packageRoot } from '../../common/package-root.js';
import type { ManifestRow } from '../manifest.js';
import { MANIFEST_NAME, readManifest, writeManifest } from '../manifest.js';
import { NO_SOURCE, OFFICIAL_ADDRESS } from './address.js';
import { download } from './download.js';
import { folderMembers, zipMembers } from './members.js';
import type { Faults } from './unpack.js';
import { findMissing, unpack } from './unpack.js';

export interface FetchOptions {
  /** An http(s) address of data.zip, a zip file, or a folder with the WAV files. */
  readonly from: string;
  readonly out: string;
  /** The files wanted; all 743 of the challenge unless given. */
  readonly checklist?: readonly ManifestRow[];
  /** Ends it: what was right by then stays, and so does what came of a download. */
  readonly signal?: AbortSignal;
  /** How long a server may send nothing; a minute unless given. */
  readonly silenceMs?: number;
  readonly onProgress?: (progress: FetchProgress) => void;
}

export interface FetchProgress {
  readonly stage: 'verify' | 'download' | 'unpack';
  /** Bytes of a download, else files. */
  readonly done: number;
  readonly total: number | undefined;
}

export interface Fetched {
  readonly files: number;
  /** How many of them had been there before. */
  readonly already: number;
}

/** Names, checksums and shapes of the 743 files; it lies in the sources, also when compiled. */
export function neuralinkChecklist(): ManifestRow[] {
  return readManifest(join(packageRoot, 'harness', 'recordings', 'neuralink-all.csv')) ?? [];
}

/**
 * Brings the recordings into a folder, verifies each by its checksum and writes manifest.csv of those that are
 * right. What is there already is not fetched again, and a download goes on where it ended.
 * @throws Error in one line if the source is wrong, ends early, or lacks files; what was right stays
 */
export async function fetchNeuralink(options: FetchOptions): Promise<Fetched> {
  const { out, checklist = neuralinkChecklist(), signal, onProgress } = options;
  const report = (stage: FetchProgress['stage'], total: number | undefined) => (done: number) =>
    onProgress?.({ stage, done, total });
  checkSource(options.from);
  makeFolder(resolve(out));
  const missing = await findMissing(out, checklist, report('verify', checklist.length), signal);
  const already = checklist.length - missing.length;
  const faults = missing.length === 0 ? new Map() : await bring(options, missing);
  const right = checklist.filter(row => !faults.has(row.file));
  if (right.length > 0) writeManifest(join(out, MANIFEST_NAME), right);
  if (faults.size > 0) throw new Error(describeFaults(options, faults, checklist.length));
  return { files: right.length, already };
}

function isAddress(from: string): boolean {
  return /^https?:\/\//i.test(from);
}

function checkSource(from: string): void {
  if (isAddress(from) || existsSync(from)) return;
  throw new Error(`no such zip file or folder: ${from}`);
}

async function bring(options: FetchOptions, missing: readonly ManifestRow[]): Promise<Faults> {
  const { from, out, signal, onProgress } = options;
  const zip = isAddress(from) ? join(out, '.data.zip') : from;
  if (isAddress(from) && !existsSync(zip)) {
    await downloadZip(options, zip);
  }
  try {
    const members = statSync(zip).isDirectory() ? folderMembers(zip) : await zipMembers(zip);
    const total = members.count;
    const onMember = (done: number) => onProgress?.({ stage: 'unpack', done, total });
    return await unpack(members, out, missing, onMember, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error(`${from}: ${messageOf(cause)}`, { cause });
  } finally {
    // a zip that was wrong must not be taken for a finished download
    if (isAddress(from) && signal?.aborted !== true) rmSync(zip, { force: true });
  }
}

/** A zip of recordings is about as long as they are; beside them it may hold others, and tell of them. */
function mostZipBytes(checklist: readonly ManifestRow[]): number {
  return 2 * checklist.reduce((sum, { bytes = 0 }) => sum + bytes, 0) + 2 ** 24;
}

async function downloadZip(options: FetchOptions, zip: string): Promise<void> {
  const { from, checklist = neuralinkChecklist(), signal, silenceMs, onProgress } = options;
  try {
    await download(from, zip, {
      mostBytes: mostZipBytes(checklist),
      onProgress: (done, total) => onProgress?.({ stage: 'download', done, total }),
      signal,
      ...(silenceMs !== undefined && { silenceMs }),
    });
  } catch (cause) {
    if (signal?.aborted === true || !from.includes(OFFICIAL_ADDRESS)) throw cause;
    throw new Error(`${messageOf(cause)}: ${NO_SOURCE}`, { cause });
  }
}

const NAMED_FAULTS = 3;

function describeFaults({ from, out }: FetchOptions, faults: Faults, total: number): string {
  const all = [...faults].map(([file, fault]) => `${file} (${fault})`);
  if (all.length === total && [...faults.values()].every(fault => fault === 'missing')) {
    return `${from}: holds none of the ${total} recordings`;
  }
  const more = all.length > NAMED_FAULTS ? `, and ${all.length - NAMED_FAULTS} more` : '';
  const named = all.slice(0, NAMED_FAULTS).join(', ');
  const right = total - all.length;
  const verified = right === 0 ? '' : `; ${right} verified, in ${out}`;
  return `${from}: ${all.length} of ${total} recordings did not come: ${named}${more}${verified}`;
}
