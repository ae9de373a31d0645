/** One file: where its samples lie, its checksum, or why it is no recording that is read. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UnsupportedError } from '../../codecs/codec.js';
import type { ByteSource } from './byte-source.js';
import { checksumOfAll, hashBytes, hashFile } from './checksum.js';
import type { GivenFacts, Located, LocatedStream } from './formats/format.js';
import { anchorAmong, formatOf } from './formats/formats.js';
import { endOfRun } from './lattice.js';
import { type Extent, MOST_SAMPLES, type Recording, type Refusal } from './recording.js';
import { refuse } from './refuse.js';
import { parseSpikes, readSpikesText, spikesFileOf } from './spikes-file.js';
import type { Candidate } from './walk.js';

/** What became of a file. */
export interface Judged {
  /** Its streams. */
  readonly recordings: readonly Recording[];
  /** Whether a checksum was expected, and nothing was hashed. */
  readonly isUnchecked: boolean;
  readonly refused: readonly Refusal[];
  /** Absolute paths of files that belong to it, and are no recordings of their own. */
  readonly others: readonly string[];
}

export interface JudgeOptions {
  readonly given: GivenFacts;
  /** From a manifest. */
  readonly expectedSha256?: string | undefined;
  /** Whether a stream is only read in excerpts: then it is neither hashed nor too large, and its checksum is empty. */
  readonly inExcerpts?: ((stream: Extent) => boolean) | undefined;
  /** Whether it is read in pieces: then it is never too large. */
  readonly inPieces?: boolean | undefined;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Locates the samples of a file and hashes it.
 * @throws UnsupportedError if it is sound but of no kind that is read
 * @throws Error if it is torn, empty, contradicts itself, is no recording or not the one expected
 */
export async function judge(candidate: Candidate, options: JudgeOptions): Promise<Judged> {
  const { given, expectedSha256, inExcerpts, inPieces } = options;
  const { format, located } = await withFile(candidate, file => locate(candidate, file, given));
  const streams = chosen(candidate, located);
  const recordings: Recording[] = [];
  const sums = new Map<string, string>();
  for (const stream of streams) {
    const { channels, frames } = stream;
    const isInExcerpts = inExcerpts?.(stream) === true;
    if (!isInExcerpts && inPieces !== true && channels * frames > MOST_SAMPLES) {
      throw new UnsupportedError(`${channels * frames} samples: at most ${MOST_SAMPLES} are read`);
    }
    const files = filesOf(candidate, stream);
    const sha256 = isInExcerpts ? '' : await checksumOf(files, sums, options.onBytes);
    const recording = recordingOf(candidate, format, stream, sha256);
    recordings.push(withSpikes(recording, stream, located.streams.length > 1));
  }
  const sha256 = sums.get(candidate.path);
  checkExpected(sha256, expectedSha256, located.sha256);
  const isUnchecked = sha256 === undefined && (expectedSha256 ?? located.sha256) !== undefined;
  const refused = (located.refused ?? []).map(({ stream, thrown }) =>
    refuse(`${candidate.name}#${stream}`, thrown),
  );
  const { stream } = candidate;
  return {
    ...{ recordings, isUnchecked },
    ...{ refused: stream === undefined ? refused : [], others: located.others ?? [] },
  };
}

async function locate({ path, named }: Candidate, file: ByteSource, given: GivenFacts) {
  const place = { path, named, file };
  const format = formatOf(place, given);
  const located = await format.locate(place, given);
  for (const stream of located.streams) checkStream(stream);
  return { format: format.name, located };
}

/** What a header says has been checked by its format against the file; this is what all have to keep. */
function checkStream({ channels, frames, sampleRateHz, layout }: LocatedStream): void {
  const isSound =
    Number.isSafeInteger(channels * frames) &&
    channels >= 1 &&
    frames >= 1 &&
    sampleRateHz > 0 &&
    sampleRateHz < 1e12;
  if (!isSound) throw new Error(`says ${channels} channels of ${frames} frames at ${sampleRateHz} Hz`);
  if (layout.type === 'stored') return;
  for (const run of layout.runs) {
    const size = statSync(run.path, { throwIfNoEntry: false })?.size ?? 0;
    const end = endOfRun(run, frames);
    if (end > size)
      throw new Error(`torn: ${basename(run.path)} has ${size} bytes, its samples end at ${end}`);
  }
}

/** @throws Error if the stream that was asked for is not there */
function chosen({ stream, typed }: Candidate, { streams, refused = [] }: Located): readonly LocatedStream[] {
  if (stream === undefined) {
    if (streams.length + refused.length > 0) return streams;
    throw new Error('holds no samples');
  }
  const found = streams.filter(one => one.stream === stream);
  if (found.length > 0) return found;
  const refusal = refused.find(one => one.stream === stream);
  if (refusal !== undefined) throw refusal.thrown;
  const names = streams.map(one => one.stream ?? '').filter(Boolean);
  const there =
    names.length === 0 ? 'it has one stream, without a name' : `its streams are ${names.join(', ')}`;
  throw new Error(`no stream ${JSON.stringify(stream)} in ${typed}: ${there}`);
}

function filesOf({ path }: Candidate, { layout }: LocatedStream): string[] {
  return layout.type === 'stored' ? [path] : [...new Set(layout.runs.map(run => run.path))];
}

/** Of a file, or of the checksums of several. */
async function checksumOf(
  files: readonly string[],
  known: Map<string, string>,
  onBytes: (bytes: number) => void,
): Promise<string> {
  for (const file of files) if (!known.has(file)) known.set(file, await hashFile(file, onBytes));
  const sums = files.map(file => known.get(file) ?? '');
  return sums.length === 1 ? sums[0] : checksumOfAll(sums);
}

function checkExpected(sha256: string | undefined, inManifest?: string, beside?: string): void {
  for (const [expected, where] of [
    [inManifest, 'manifest'],
    [beside, 'sidecar'],
  ]) {
    if (sha256 !== undefined && expected !== undefined && expected !== sha256) {
      throw new Error(`checksum ${sha256.slice(0, 12)}…, but its ${where} says ${expected.slice(0, 12)}…`);
    }
  }
}

/** A stream as a recording. */
export function recordingOf(
  { name, path }: Pick<Candidate, 'name' | 'path'>,
  format: string,
  { stream, layout, ...facts }: LocatedStream,
  sha256: string,
): Recording {
  return {
    ...facts,
    name: stream === undefined ? name : `${name}#${stream}`,
    sha256,
    source: { type: 'file', format, path, layout, firstFrame: 0, firstChannel: 0 },
  };
}

/** With what lies beside it of when its units fire, checked. */
function withSpikes(
  recording: Recording,
  { stream, frames, channels }: LocatedStream,
  isOneOfSeveral: boolean,
): Recording {
  const { source } = recording;
  if (source.type !== 'file') return recording;
  const isFolder = anchorAmong([basename(source.path)]) !== undefined;
  const spikesPath = spikesFileOf(isFolder ? dirname(source.path) : source.path, stream, isOneOfSeveral);
  if (spikesPath === undefined) return recording;
  const text = readSpikesText(spikesPath);
  parseSpikes(basename(spikesPath), text, { frames, channels });
  const spikesSha256 = hashBytes(new TextEncoder().encode(text));
  return { ...recording, spikesSha256, source: { ...source, spikesPath } };
}

async function withFile<T>({ path, bytes }: Candidate, use: (file: ByteSource) => Promise<T>): Promise<T> {
  const descriptor = openSync(path, 'r');
  try {
    const read = (offset: number, length: number) => {
      const buffer = new Uint8Array(length);
      return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
    };
    return await use({ length: bytes, read });
  } finally {
    closeSync(descriptor);
  }
}
