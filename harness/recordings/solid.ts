/**
 * A whole set of recordings as if it were one, to see what one stream of all of them gains: scope `solid`.
 *
 * Its samples: recordings of as many channels make a group, groups by ascending channels; within a group planar,
 * channel c of one recording behind channel c of the one before.
 */
import { checksumOfAll } from './checksum.js';
import { durationS, MOST_SAMPLES, type Recording } from './recording.js';

interface Shaped {
  readonly channels: number;
  readonly frames: number;
}

/** Recordings of as many channels, in their old order. */
export interface Group<Part extends Shaped> extends Shaped {
  readonly parts: readonly Part[];
}

/** Groups by ascending channels. */
export function groupsOf<Part extends Shaped>(parts: readonly Part[]): Group<Part>[] {
  const counts = [...new Set(parts.map(part => part.channels))].sort((a, b) => a - b);
  return counts.map(channels => {
    const members = parts.filter(part => part.channels === channels);
    return { channels, frames: sum(members, part => part.frames), parts: members };
  });
}

/**
 * The set as one recording. Its checksum is that of its recordings' checksums, one a line, as `sha256sum` would
 * print it. A set of several groups counts as one channel, and one of several rates gets the rate that keeps the
 * duration.
 * @throws Error if the set is larger than a stream may be
 */
export function solidRecording(parts: readonly Recording[]): Recording {
  const samples = sum(parts, part => part.channels * part.frames);
  if (samples > MOST_SAMPLES) {
    throw new Error(
      `--scope solid: ${samples} samples, at most ${MOST_SAMPLES} make one stream; take fewer with --sample`,
    );
  }
  const groups = groupsOf(parts);
  const channels = groups.length === 1 ? groups[0].channels : 1;
  const frames = samples / channels;
  const [{ sampleRateHz }] = parts;
  const uniform = groups.length === 1 && parts.every(part => part.sampleRateHz === sampleRateHz);
  return {
    name: `(solid: ${parts.length} ${parts.length === 1 ? 'recording' : 'recordings'})`,
    sha256: checksumOfAll(parts.map(({ sha256 }) => sha256)),
    channels,
    frames,
    sampleRateHz: uniform ? sampleRateHz : frames / sum(parts, durationS),
    source: { type: 'solid', parts },
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}
