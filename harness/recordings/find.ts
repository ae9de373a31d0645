/** From the paths a user named to recordings, each file judged on its own. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import picomatch from 'picomatch';
import { checkGiven, type GivenFacts } from './formats/format.js';
import { judge } from './judge.js';
import type { ManifestRow } from './manifest.js';
import { readManifest } from './manifest.js';
import type { Extent, Recording, Refusal } from './recording.js';
import { refuse } from './refuse.js';
import type { Candidate, ManifestPlace } from './walk.js';
import { walk } from './walk.js';

/** What is stated of headerless files goes before what a sidecar says. */
export interface FindOptions extends Omit<GivenFacts, 'channels'> {
  /** Of headerless files; or of those whose name below the folder matches a pattern (`*.ap.bin`, `probe-?/*`). */
  readonly channels?: number | Readonly<Record<string, number>> | undefined;
  /** A manifest to check what was named against, in place of those that lie in the folders. */
  readonly manifest?: string | undefined;
  /** Which are only read in excerpts: these are neither hashed nor too large. */
  readonly inExcerpts?: ((stream: Extent) => boolean) | undefined;
  /** Whether the others are read in pieces: then none is too large. */
  readonly inPieces?: boolean;
  /** Ends the reading, between two pieces of a file at the latest. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FindProgress) => void;
}

export interface FindProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface Found {
  readonly recordings: Recording[];
  /** Names of those of which a checksum is expected, and that are not hashed. */
  readonly unchecked: readonly string[];
  readonly refused: Refusal[];
}

/**
 * Looks at every file named and every file in the folders named, and hashes those that are recordings.
 * Files that are none are refused one by one; in folders, what is plainly no recording (CSV, JSON, text,
 * dot files …) is passed over. Both lists are sorted by name.
 * @throws Error if a path or the manifest given is missing, or a shape given is impossible; the signal's reason if it fires
 */
export async function findRecordings(paths: readonly string[], options: FindOptions = {}): Promise<Found> {
  const givenFor = givenFacts(options);
  const walks = [...new Map(paths.map(path => [resolve(path), path])).values()].map(walk);
  const candidates = nameApart(walks.flatMap(walked => walked.candidates));
  const refused = walks.flatMap(walked => walked.refused);
  const { manifest, signal } = options;
  const places =
    manifest === undefined
      ? walks.flatMap(walked => walked.manifests)
      : walks.map(walked => ({ ...walked.root, manifest }));
  const expected = readPlaces(places, manifest !== undefined, refused);
  const recordings: Recording[] = [];
  const unchecked: string[] = [];
  const progress = progressOf(candidates, options.onProgress);
  const onBytes = (count: number) => {
    signal?.throwIfAborted();
    progress.bytesRead(count);
  };
  const claimed = new Set<string>();
  for (const candidate of candidates) {
    if (claimed.has(candidate.path)) continue;
    // what reads no more than a header never waits by itself: signals and the progress bar have their turn here
    await nextTurn();
    signal?.throwIfAborted();
    try {
      const expectedSha256 = expected.get(candidate.path)?.sha256;
      const { inExcerpts, inPieces } = options;
      const given = givenFor(candidate);
      const judged = await judge(candidate, { given, expectedSha256, inExcerpts, inPieces, onBytes });
      recordings.push(...judged.recordings);
      if (judged.isUnchecked) unchecked.push(...judged.recordings.map(({ name }) => name));
      refused.push(...judged.refused);
      for (const path of judged.others) claimed.add(path);
    } catch (thrown) {
      signal?.throwIfAborted();
      refused.push(refuse(candidate.name, thrown));
    }
    progress.fileDone();
  }
  return { recordings: recordings.sort(byName), unchecked, refused: refused.sort(byName) };
}

/** What is stated of a file: by the first pattern that its name or its last part matches. */
function givenFacts({ channels, rate, allChannels }: FindOptions): (candidate: Candidate) => GivenFacts {
  if (typeof channels !== 'object') {
    const given = { channels, rate, allChannels };
    checkGiven(given);
    return () => given;
  }
  const counts = Object.entries(channels).map(([pattern, count]) => {
    checkGiven({ channels: count, rate });
    return { matches: picomatch(pattern, { nonegate: true, basename: !pattern.includes('/') }), count };
  });
  return ({ name }) => ({ channels: counts.find(({ matches }) => matches(name))?.count, rate, allChannels });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** Drops files that were reached twice, and puts what was typed before a name that several files share. */
function nameApart(candidates: readonly Candidate[]): Candidate[] {
  const files = [...new Map(candidates.map(one => [`${one.path}#${one.stream ?? ''}`, one])).values()];
  const owners = new Map<string, Set<string>>();
  for (const { name, path } of files) owners.set(name, (owners.get(name) ?? new Set()).add(path));
  return files.map(file => {
    if (owners.get(file.name)?.size === 1) return file;
    return { ...file, name: file.named ? file.typed : `${file.typed.replace(/[/\\]+$/, '')}/${file.name}` };
  });
}

function progressOf(candidates: readonly Candidate[], onProgress: FindOptions['onProgress']) {
  const totalFiles = candidates.length;
  const totalBytes = candidates.reduce((sum, candidate) => sum + candidate.bytes, 0);
  let files = 0;
  let bytes = 0;
  const report = () => onProgress?.({ files, totalFiles, bytes, totalBytes });
  return {
    bytesRead: (count: number) => {
      bytes += count;
      report();
    },
    fileDone: () => {
      files++;
      report();
    },
  };
}

/**
 * Rows of manifests by the absolute path of their file; files that are listed but missing are refused.
 * @param given whether the user gave the manifest: then it must be one
 */
function readPlaces(places: readonly ManifestPlace[], given: boolean, refused: Refusal[]) {
  const expected = new Map<string, ManifestRow>();
  for (const { manifest, folder, prefix, complete } of places) {
    for (const row of rowsOf(manifest, prefix, given, refused)) {
      const path = resolve(folder, row.file);
      expected.set(path, row);
      if (!complete || existsSync(path)) continue;
      refused.push({
        name: `${prefix}${row.file}`,
        status: 'error',
        reason: `listed in ${basename(manifest)} but missing`,
      });
    }
  }
  return expected;
}

function rowsOf(manifest: string, prefix: string, given: boolean, refused: Refusal[]): ManifestRow[] {
  try {
    const rows = readManifest(manifest);
    if (rows === undefined && given) throw new Error('no columns file and sha256');
    return rows ?? [];
  } catch (thrown) {
    if (given) throw new Error(`manifest ${manifest}: ${refuse('', thrown).reason}`, { cause: thrown });
    refused.push(refuse(`${prefix}${basename(manifest)}`, thrown));
    return [];
  }
}
