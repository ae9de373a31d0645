/** Whether a recording that was found before, perhaps by another machine, is here as it was there. */
import { existsSync } from 'node:fs';
import { toInterleaved } from '../../codecs/bytes/planar.js';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { messageOf } from '../../codecs/errors.js';
import { checksumOfAll, hashBytes, hashFile } from './checksum.js';
import { loadSamples } from './load.js';
import type { FileSource, Recording } from './recording.js';
import { readSpikesText } from './spikes-file.js';

/**
 * Looks for its files, and takes its checksum anew.
 * @returns in words what is not as it was; undefined if all is
 */
export async function changeOf(recording: Recording, signal?: AbortSignal): Promise<string | undefined> {
  const { source, sha256, spikesSha256 } = recording;
  if (source.type === 'chunked') return changeOf(source.of, signal);
  if (source.type === 'solid' || source.type === 'stacked') {
    for (const part of source.parts) {
      const change = await changeOf(part, signal);
      if (change !== undefined) return `${part.name}: ${change}`;
    }
    return undefined;
  }
  try {
    if (source.type === 'file') {
      const missing = [...filesOf(source), source.spikesPath ?? source.path].find(path => !existsSync(path));
      if (missing !== undefined) return `${missing} is not here`;
      if (source.spikesPath !== undefined && spikesSha256 !== hashOfSpikes(source.spikesPath))
        return `${source.spikesPath} says other spikes`;
    }
    for (const sum of sumsOf(recording, signal)) if ((await sum()) === sha256) return undefined;
  } catch (thrown) {
    signal?.throwIfAborted();
    return messageOf(thrown);
  }
  return `its checksum is no longer ${sha256.slice(0, 12)}…`;
}

/** An excerpt has the checksum of its samples (draw-excerpts.ts), as what is synthetic; all else that of its files. */
function sumsOf(recording: Recording, signal: AbortSignal | undefined): (() => Promise<string>)[] {
  const { source, name } = recording;
  const ofSamples = async () => hashBytes(bytesOf(toInterleaved(await loadSamples(recording))));
  if (source.type !== 'file') return [ofSamples];
  const ofFiles = async () => {
    const sums: string[] = [];
    for (const path of filesOf(source)) sums.push(await hashFile(path, () => signal?.throwIfAborted()));
    return sums.length === 1 ? sums[0] : checksumOfAll(sums);
  };
  return /@\d+\.\d{3}s$/.test(name) ? [ofSamples, ofFiles] : [ofFiles];
}

function filesOf({ path, layout }: FileSource): string[] {
  return layout.type === 'stored' ? [path] : [...new Set(layout.runs.map(run => run.path))];
}

function hashOfSpikes(path: string): string {
  return hashBytes(new TextEncoder().encode(readSpikesText(path)));
}
