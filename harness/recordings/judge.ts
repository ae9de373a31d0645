/** One file: where its samples lie, its checksum, or why it is no recording of ours. */
import { closeSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import { UnsupportedError } from '../../codecs/codec.js';
import { hashFile } from './checksum.js';
import type { RawFacts } from './raw.js';
import { layOutRaw, RAW_EXTENSIONS } from './raw.js';
import { MOST_SAMPLES, type Recording, type RecordingSource } from './recording.js';
import { readSidecar } from './sidecar.js';
import type { Candidate } from './walk.js';
import type { ByteSource, WavLayout } from './wav.js';
import { locateWavData, looksLikeWav } from './wav.js';

interface Located {
  readonly layout: Omit<WavLayout, 'dataOffset'>;
  readonly source: RecordingSource;
  /** Where a sidecar gives it. */
  readonly sha256?: string;
}

/**
 * Locates the samples of a file and hashes it.
 * @param expectedSha256 from a manifest
 * @param byExcerpt whether it is only read in excerpts: then it is neither hashed nor too large, and its checksum is empty
 * @throws UnsupportedError if it is sound but not ours to read
 * @throws Error if it is torn, empty, contradicts itself, is no recording or not the one expected
 */
export async function judge(
  candidate: Candidate,
  given: RawFacts,
  expectedSha256: string | undefined,
  onBytes: (bytes: number) => void,
  byExcerpt = false,
): Promise<Recording> {
  const { layout, source, sha256: noted } = withFile(candidate, file => locate(candidate, file, given));
  const { channels, frames, sampleRateHz } = layout;
  if (byExcerpt) return { name: candidate.name, sha256: '', channels, frames, sampleRateHz, source };
  if (channels * frames > MOST_SAMPLES) {
    throw new UnsupportedError(`${channels * frames} samples: at most ${MOST_SAMPLES} are read`);
  }
  const sha256 = await hashFile(candidate.path, onBytes);
  for (const [expected, where] of [
    [expectedSha256, 'manifest'],
    [noted, 'sidecar'],
  ]) {
    if (expected !== undefined && expected !== sha256) {
      throw new Error(`checksum ${sha256.slice(0, 12)}…, but its ${where} says ${expected.slice(0, 12)}…`);
    }
  }
  return { name: candidate.name, sha256, channels, frames, sampleRateHz, source };
}

/** What a file contains goes before how it is called; a file that was named with its shape may be called anything. */
function locate({ path, named }: Candidate, file: ByteSource, given: RawFacts): Located {
  const extension = extname(path).toLowerCase();
  const raw =
    RAW_EXTENSIONS.includes(extension) ||
    (named && given.channels !== undefined && given.rate !== undefined && extension !== '.wav');
  if (raw && !looksLikeWav(file.read(0, 12))) {
    const sidecar = readSidecar(path);
    const layout = layOutRaw(file.length, given, sidecar);
    const source = { type: 'raw', path } as const;
    return { layout, source, ...(sidecar.sha256 !== undefined && { sha256: sidecar.sha256 }) };
  }
  const { dataOffset, ...layout } = locateWavData(file);
  return { layout, source: { type: 'wav', path, dataOffset } };
}

function withFile<T>({ path, bytes }: Candidate, use: (file: ByteSource) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    const read = (offset: number, length: number) => {
      const buffer = new Uint8Array(length);
      return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
    };
    return use({ length: bytes, read });
  } finally {
    closeSync(descriptor);
  }
}
