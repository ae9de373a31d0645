/** When the units of a recording fire, where that is known. */
import { basename } from 'node:path';
import { hashBytes } from './checksum.js';
import type { Recording } from './recording.js';
import { syntheticUnits } from './synthetic/synthetic.js';
import { cutUnits, type TrueUnit } from './units.js';

// excerpts come file by file
let held: { readonly key: string; readonly units: readonly TrueUnit[] } | undefined;

/**
 * Units by the frames and channels of a recording that may be an excerpt; null where nobody has said when they fire, and
 * of a solid set.
 * @throws Error if the file that says it is not as it was found
 */
export async function loadUnits(recording: Recording): Promise<readonly TrueUnit[] | null> {
  const { source, channels, frames } = recording;
  if (source.type === 'chunked') return loadUnits(source.of);
  if (source.type === 'synthetic') return syntheticUnits(source);
  if (source.type !== 'file' || source.spikesPath === undefined) return null;
  const { spikesPath, firstFrame, firstChannel } = source;
  const units = await unitsIn(spikesPath, recording.spikesSha256);
  return cutUnits(units, { firstFrame, frames, firstChannel, channels });
}

async function unitsIn(path: string, sha256: string | undefined): Promise<readonly TrueUnit[]> {
  const key = `${path} ${sha256}`;
  if (held?.key === key) return held.units;
  // most processes need none
  const { parseSpikes, readSpikesText } = await import('./spikes-file.js');
  const text = readSpikesText(path);
  if (hashBytes(new TextEncoder().encode(text)) !== sha256) {
    throw new Error(`${basename(path)} has changed since it was found`);
  }
  held = { key, units: parseSpikes(basename(path), text) };
  return held.units;
}
