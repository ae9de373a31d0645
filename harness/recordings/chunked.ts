/**
 * A recording cut into chunks that are coded alone, as archives with access to any second hold it, to see what that
 * access costs: scopes such as `1s`.
 */
import type { Recording } from './recording.js';

/** The same samples, by the same name and checksum. */
export function chunkedRecording(recording: Recording, chunkS: number): Recording {
  return { ...recording, source: { type: 'chunked', of: recording, chunkS } };
}

/** The recording itself, of one that may be cut into chunks. */
export function wholeOf(recording: Recording): Recording {
  return recording.source.type === 'chunked' ? recording.source.of : recording;
}

/** Frames of each chunk but the last, which has what is left. */
export function chunkFramesOf(chunkS: number, { sampleRateHz }: Recording): number {
  return Math.max(1, Math.round(chunkS * sampleRateHz));
}
