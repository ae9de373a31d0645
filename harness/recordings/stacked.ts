/**
 * Recordings side by side, as channels of one: what an implant of many electrodes sends, where they were recorded one at
 * a time. What neighbouring electrodes have in common is not in it.
 */
import { checksumOfAll } from './checksum.js';
import type { Recording } from './recording.js';

/**
 * @param parts one or more, all of one rate
 * @returns as many frames as the shortest has, from the first on
 */
export function stackedRecording(parts: readonly Recording[]): Recording {
  const [{ sampleRateHz }] = parts;
  return {
    name: `(array: ${parts.length} recordings)`,
    sha256: checksumOfAll(parts.map(({ sha256 }) => sha256)),
    channels: parts.reduce((sum, { channels }) => sum + channels, 0),
    frames: parts.reduce((least, { frames }) => Math.min(least, frames), parts[0].frames),
    sampleRateHz,
    source: { type: 'stacked', parts },
  };
}
