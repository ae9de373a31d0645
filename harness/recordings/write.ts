/** Recordings written as WAV files with a manifest, and stretches of them as WAV or NumPy files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toInterleaved } from '../../codecs/bytes/planar.js';
import { channelsOf } from '../../codecs/bytes/shape.js';
import { bytesOf, concatenate } from '../../codecs/bytes/stream.js';
import type { Samples } from '../../codecs/codec.js';
import { makeFolder, writeFileBeside } from '../common/files.js';
import { wavefile } from '../common/lazy-packages.js';
import { hashBytes } from './checksum.js';
import { loadSamples } from './load.js';
import { loadUnits } from './load-units.js';
import type { ManifestRow } from './manifest.js';
import { MANIFEST_NAME, writeManifest } from './manifest.js';
import type { Recording } from './recording.js';
import { formatSpikes, spikesPathOf } from './spikes-file.js';

/** The bytes of an int16 WAV file; three channels or more get the extensible header. */
export function encodeWav(samples: Samples, sampleRateHz: number): Uint8Array {
  const { data, channels } = samples;
  const wav = new (wavefile().WaveFile)();
  wav.fromScratch(channels, sampleRateHz, '16', channels === 1 ? data : channelsOf(samples));
  return wav.toBuffer();
}

/** A NumPy file of [frames, channels], int16. */
export function encodeNpy({ data, channels }: Samples): Uint8Array {
  const frames = data.length / channels;
  const facts = `{'descr': '<i2', 'fortran_order': False, 'shape': (${frames}, ${channels}), }`;
  // magic, version and length are 10 bytes, the header ends with a line feed, and samples begin at a multiple of 64
  const header = `${facts.padEnd(Math.ceil((facts.length + 11) / 64) * 64 - 11)}\n`;
  const lead = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]);
  return concatenate([lead, Buffer.from(header, 'latin1'), bytesOf(toInterleaved({ data, channels }))]);
}

/**
 * Writes recordings into a folder under the last part of their names, beside each when its units fire if that is known,
 * and manifest.csv when all are there.
 * @throws Error in one line if the folder has a manifest already, or cannot be written to
 * @param onFile called with the number of files written so far
 */
export async function writeRecordings(
  folder: string,
  recordings: readonly Recording[],
  onFile?: (files: number) => void,
): Promise<void> {
  makeFolder(folder);
  const manifest = join(folder, MANIFEST_NAME);
  if (existsSync(manifest)) throw new Error(`${manifest}: is there already; choose another folder`);
  const rows: ManifestRow[] = [];
  for (const recording of recordings) {
    rows.push(await writeRecording(folder, recording));
    onFile?.(rows.length);
  }
  writeManifest(manifest, rows);
}

async function writeRecording(folder: string, recording: Recording): Promise<ManifestRow> {
  const { name, sampleRateHz, channels, frames } = recording;
  const file = `${name.split('/').at(-1)}.wav`;
  const bytes = encodeWav(await loadSamples(recording), sampleRateHz);
  const path = join(folder, file);
  writeFileBeside(path, bytes);
  const units = await loadUnits(recording);
  if (units !== null) writeFileBeside(spikesPathOf(path), formatSpikes(units));
  return { file, sha256: hashBytes(bytes), bytes: bytes.length, sampleRateHz, channels, samples: frames };
}
