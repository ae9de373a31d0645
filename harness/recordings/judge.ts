/** One file: where its samples lie, its checksum, or why it is no recording that is read. */
import { closeSync, openSync, readSync } from 'node:fs';
import { UnsupportedError } from '../../codecs/codec.js';
import { hashFile } from './checksum.js';
import type { ByteSource, GivenFacts, LocatedStream } from './formats/format.js';
import { formatOf } from './formats/formats.js';
import { MOST_SAMPLES, type Recording } from './recording.js';
import type { Candidate } from './walk.js';

interface Judged {
  readonly format: string;
  readonly streams: readonly LocatedStream[];
  readonly sha256?: string;
}

/**
 * Locates the samples of a file and hashes it.
 * @param expectedSha256 from a manifest
 * @param byExcerpt whether it is only read in excerpts: then it is neither hashed nor too large, and its checksum is empty
 * @returns its streams, each a recording
 * @throws UnsupportedError if it is sound but of no kind that is read
 * @throws Error if it is torn, empty, contradicts itself, is no recording or not the one expected
 */
export async function judge(
  candidate: Candidate,
  given: GivenFacts,
  expectedSha256: string | undefined,
  onBytes: (bytes: number) => void,
  byExcerpt = false,
): Promise<Recording[]> {
  const judged = await withFile(candidate, file => locate(candidate, file, given));
  if (byExcerpt) return recordingsOf(candidate, judged, '');
  for (const { channels, frames } of judged.streams) {
    if (channels * frames > MOST_SAMPLES) {
      throw new UnsupportedError(`${channels * frames} samples: at most ${MOST_SAMPLES} are read`);
    }
  }
  const sha256 = await hashFile(candidate.path, onBytes);
  for (const [expected, where] of [
    [expectedSha256, 'manifest'],
    [judged.sha256, 'sidecar'],
  ]) {
    if (expected !== undefined && expected !== sha256) {
      throw new Error(`checksum ${sha256.slice(0, 12)}…, but its ${where} says ${expected.slice(0, 12)}…`);
    }
  }
  return recordingsOf(candidate, judged, sha256);
}

async function locate({ path, named }: Candidate, file: ByteSource, given: GivenFacts): Promise<Judged> {
  const place = { path, named, file };
  const format = formatOf(place, given);
  return { format: format.name, ...(await format.locate(place, given)) };
}

/** Each stream is a recording. */
export function recordingsOf(
  { name, path }: Candidate,
  { format, streams }: Judged,
  sha256: string,
): Recording[] {
  return streams.map(({ stream, channels, frames, sampleRateHz, offset }) => ({
    name: stream === undefined ? name : `${name}#${stream}`,
    sha256,
    channels,
    frames,
    sampleRateHz,
    source: { type: 'file', format, path, offset, fileChannels: channels, firstChannel: 0 },
  }));
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
