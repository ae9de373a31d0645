/** The files below what a user named, in a fixed order. */
import type { Stats } from 'node:fs';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { anchorAmong } from './formats/formats.js';
import { MANIFEST_NAME } from './manifest.js';
import type { Refusal } from './recording.js';
import { refuse } from './refuse.js';

/** A file to be judged. */
export interface Candidate {
  /** Absolute. */
  readonly path: string;
  /**
   * Path below the folder that was named, with `/`; the file's own name if it was named itself. Of a folder that is one
   * recording, the folder's.
   */
  readonly name: string;
  readonly bytes: number;
  /** What the user typed, without a stream. */
  readonly typed: string;
  /** Whether the user named this very file, rather than a folder above it. */
  readonly named: boolean;
  /** The only stream of it that the user wants. */
  readonly stream?: string | undefined;
}

/** A folder whose files a manifest lists. */
export interface ManifestPlace {
  readonly manifest: string;
  readonly folder: string;
  /** Name of the folder, with a `/` behind it; empty for the folder that was named. */
  readonly prefix: string;
  /** Whether every file listed is wanted: not if the user named single files of the folder. */
  readonly complete: boolean;
}

export interface Walked {
  readonly candidates: Candidate[];
  readonly manifests: ManifestPlace[];
  /** What was named, for a manifest that the user gives. */
  readonly root: Omit<ManifestPlace, 'manifest'>;
  readonly refused: Refusal[];
}

/** What lies in folders of recordings and is plainly none. */
const NO_RECORDINGS = new Set(
  '.csv .tsv .json .jsonl .md .txt .html .xml .yaml .yml .toml .log .pdf .png .jpg .svg .sha256 .part .meta .ch .ncb'.split(
    ' ',
  ),
);

/**
 * Lists the files of one path.
 * @throws Error if there is no such file or folder
 */
export function walk(given: string): Walked {
  const { typed, stream } = splitStream(given);
  const path = resolve(typed);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`no such file or folder: ${typed}`);
  const complete = stats.isDirectory();
  const root = { folder: complete ? path : dirname(path), prefix: '', complete };
  const walked: Walked = { candidates: [], manifests: [], root, refused: [] };
  if (complete) {
    walkFolder(walked, { path, prefix: '', typed, stream, seen: new Set() });
  } else {
    addFile(walked, { path, name: basename(path), typed, stream, named: true }, stats);
    const manifest = join(root.folder, MANIFEST_NAME);
    if (existsSync(manifest)) addManifest(walked, { ...root, manifest });
  }
  return walked;
}

/** `PATH#STREAM`, unless a file is called so. */
function splitStream(given: string): { readonly typed: string; readonly stream: string | undefined } {
  const at = given.lastIndexOf('#');
  if (at <= 0 || existsSync(given)) return { typed: given, stream: undefined };
  return { typed: given.slice(0, at), stream: given.slice(at + 1) };
}

interface Folder {
  readonly path: string;
  readonly prefix: string;
  readonly typed: string;
  readonly stream: string | undefined;
  /** Real paths of the folders already walked: links may run in circles. */
  readonly seen: Set<string>;
}

function walkFolder(walked: Walked, folder: Folder): void {
  try {
    const real = realpathSync(folder.path);
    if (folder.seen.has(real)) return;
    folder.seen.add(real);
    const entries = readdirSync(folder.path).sort();
    const anchor = anchorAmong(entries);
    if (anchor === undefined) for (const entry of entries) visitAny(walked, folder, entry);
    else addAnchored(walked, folder, anchor);
  } catch (thrown) {
    walked.refused.push(refuse(folder.prefix.slice(0, -1) || folder.typed, thrown));
  }
}

/** A folder that is one recording. */
function addAnchored(walked: Walked, { path, prefix, typed, stream }: Folder, anchor: string): void {
  const name = prefix === '' ? basename(path) : prefix.slice(0, -1);
  const file = { path: join(path, anchor), name, typed, stream, named: false };
  addFile(walked, file, statSync(file.path));
}

/** An entry at which nothing can be looked, such as a link to itself, takes no other with it. */
function visitAny(walked: Walked, folder: Folder, entry: string): void {
  try {
    visit(walked, folder, entry);
  } catch (thrown) {
    walked.refused.push(refuse(`${folder.prefix}${entry}`, thrown));
  }
}

function visit(walked: Walked, folder: Folder, entry: string): void {
  const path = join(folder.path, entry);
  if (entry === MANIFEST_NAME) {
    const { path: place, prefix } = folder;
    addManifest(walked, { manifest: path, folder: place, prefix, complete: true });
  }
  if (entry.startsWith('.') || NO_RECORDINGS.has(extname(entry).toLowerCase())) return;
  const name = `${folder.prefix}${entry}`;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    walked.refused.push({ name, status: 'error', reason: 'a link to nothing' });
  } else if (stats.isDirectory()) {
    walkFolder(walked, { ...folder, path, prefix: `${name}/` });
  } else {
    const { typed, stream } = folder;
    addFile(walked, { path, name, typed, stream, named: false }, stats);
  }
}

/** One that is no file is refused: to open a pipe is to wait for its writer for ever. */
function addManifest(walked: Walked, place: ManifestPlace): void {
  const stats = statSync(place.manifest, { throwIfNoEntry: false });
  if (stats?.isFile()) walked.manifests.push(place);
  else
    walked.refused.push({ name: `${place.prefix}${MANIFEST_NAME}`, status: 'error', reason: 'is no file' });
}

function addFile(walked: Walked, file: Omit<Candidate, 'bytes'>, stats: Stats): void {
  // opening a pipe would wait for its writer for ever
  if (stats.isFile()) walked.candidates.push({ ...file, bytes: stats.size });
  else walked.refused.push({ name: file.name, status: 'error', reason: 'neither a file nor a folder' });
}
