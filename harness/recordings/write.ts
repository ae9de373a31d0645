/** Recordings written as WAV files with a manifest. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
// the named export that its types promise is not there at run time
import wavefile from 'wavefile';
import type { Samples } from '../../codecs/codec.js';
import { makeFolder, writeFileBeside } from '../common/files.js';
import { hashBytes } from './checksum.js';
import { loadSamples } from './load.js';
import type { ManifestRow } from './manifest.js';
import { MANIFEST_NAME, writeManifest } from './manifest.js';
import type { Recording } from './recording.js';

/** The bytes of an int16 WAV file; three channels or more get the extensible header. */
export function encodeWav({ data, channels }: Samples, sampleRateHz: number): Uint8Array {
  const frames = data.length / channels;
  const planes = Array.from({ length: channels }, (_, c) => data.subarray(c * frames, (c + 1) * frames));
  const wav = new wavefile.WaveFile();
  wav.fromScratch(channels, sampleRateHz, '16', channels === 1 ? data : planes);
  return wav.toBuffer();
}

/**
 * Writes recordings into a folder under the last part of their names, and manifest.csv when all are there.
 * @throws Error in one line if the folder has a manifest already, or cannot be written to
 * @param onFile called with the number of files written so far
 */
export function writeRecordings(
  folder: string,
  recordings: readonly Recording[],
  onFile?: (files: number) => void,
): void {
  makeFolder(folder);
  const manifest = join(folder, MANIFEST_NAME);
  if (existsSync(manifest)) throw new Error(`${manifest}: is there already; choose another folder`);
  const rows = recordings.map((recording, index) => {
    const row = writeRecording(folder, recording);
    onFile?.(index + 1);
    return row;
  });
  writeManifest(manifest, rows);
}

function writeRecording(folder: string, recording: Recording): ManifestRow {
  const { name, sampleRateHz, channels, frames } = recording;
  const file = `${name.split('/').at(-1)}.wav`;
  const bytes = encodeWav(loadSamples(recording), sampleRateHz);
  writeFileBeside(join(folder, file), bytes);
  return { file, sha256: hashBytes(bytes), bytes: bytes.length, sampleRateHz, channels, samples: frames };
}
