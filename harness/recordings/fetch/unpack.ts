/** Files known by their checksums, taken out of a zip or a folder. */
import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hashFile } from '../checksum.js';
import type { ManifestRow } from '../manifest.js';
import type { Member, Members } from './members.js';

/** Why files could not be taken, by name. */
export type Faults = ReadonlyMap<string, string>;

/** The files of a checklist that a folder does not hold yet, or holds wrongly. */
export async function findMissing(
  folder: string,
  checklist: readonly ManifestRow[],
  onFile?: (files: number) => void,
  signal?: AbortSignal,
): Promise<ManifestRow[]> {
  const missing: ManifestRow[] = [];
  for (const [index, row] of checklist.entries()) {
    signal?.throwIfAborted();
    const path = join(folder, row.file);
    const stats = statSync(path, { throwIfNoEntry: false });
    const there = stats?.isFile() === true && (row.bytes === undefined || stats.size === row.bytes);
    if (!there || (await hashFile(path)) !== row.sha256) missing.push(row);
    onFile?.(index + 1);
  }
  return missing;
}

/**
 * Writes the wanted files into a folder, each beside its place first and moved there once its checksum is
 * right. A member that is wrong costs itself only.
 * @param onMember called with the number of members passed
 * @returns the wanted files that did not come, and why
 * @throws Error if the folder cannot be written to, or the archive is broken as a whole
 */
export async function unpack(
  members: Members,
  folder: string,
  wanted: readonly ManifestRow[],
  onMember?: (members: number) => void,
  signal?: AbortSignal,
): Promise<Faults> {
  const rows = new Map(wanted.map(row => [row.file, row]));
  const faults = new Map(wanted.map(row => [row.file, 'missing']));
  let passed = 0;
  for await (const member of members.list) {
    signal?.throwIfAborted();
    const row = rows.get(member.name);
    if (row !== undefined && faults.has(row.file)) {
      const fault = await take(member, folder, row);
      if (fault === undefined) faults.delete(row.file);
      else faults.set(row.file, fault);
    }
    onMember?.(++passed);
  }
  return faults;
}

/** @returns what is wrong with the member, if anything */
async function take(member: Member, folder: string, row: ManifestRow): Promise<string | undefined> {
  const path = join(folder, row.file);
  try {
    const sha256 = await writeHashed(member, `${path}.part`, row.bytes ?? Infinity);
    if (sha256 !== row.sha256) return 'wrong checksum';
    renameSync(`${path}.part`, path);
    return undefined;
  } catch (thrown) {
    if (isDiskFault(thrown)) throw thrown;
    return thrown instanceof Error ? thrown.message : String(thrown);
  } finally {
    rmSync(`${path}.part`, { force: true });
  }
}

/** Stops beyond `mostBytes`: a small zip can unpack to more than any disk holds. */
async function writeHashed(member: Member, path: string, mostBytes: number): Promise<string> {
  const hash = createHash('sha256');
  let written = 0;
  async function* hashed(pieces: AsyncIterable<Uint8Array>) {
    for await (const bytes of pieces) {
      written += bytes.length;
      if (written > mostBytes) throw new Error(`longer than ${mostBytes} bytes`);
      hash.update(bytes);
      yield bytes;
    }
  }
  await pipeline(await member.open(), hashed, createWriteStream(path));
  return hash.digest('hex');
}

/** A full or forbidden disk hits every file alike; a fault of zlib has a code too, but no system call. */
function isDiskFault(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
