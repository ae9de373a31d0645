/** The samples of a recording, planar. */
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import type { Samples } from '../../codecs/codec.js';
import { bytesOf } from '../../codecs/coders/stream.js';
import { toPlanar } from '../../codecs/planar.js';
import type { Recording } from './recording.js';
import { groupsOf } from './solid.js';
import { makeSynthetic } from './synthetic.js';

// Linux moves at most 2^31 - 4096 bytes in one call.
const READ_BYTES = 2 ** 30;

/**
 * Reads or makes the samples of a recording. From files they go straight into the array that is returned;
 * only several channels are moved once more, to be planar.
 * @throws Error if the file has gone or shrunk since it was found
 */
export function loadSamples({ source, channels, frames }: Recording): Samples {
  if (source.type === 'synthetic') return makeSynthetic(source.set, source.index, source.seed);
  if (source.type === 'solid') return { data: loadSolid(source.parts), channels };
  const offset = source.type === 'wav' ? source.dataOffset : 0;
  return toPlanar(readInterleaved(source.path, offset, frames * channels), channels);
}

/** Samples of a set in the order of solid.ts, holding one recording of it besides. */
function loadSolid(parts: readonly Recording[]): Int16Array {
  const groups = groupsOf(parts);
  const set = new Int16Array(groups.reduce((size, { channels, frames }) => size + channels * frames, 0));
  let start = 0;
  for (const group of groups) {
    let at = start;
    for (const part of group.parts) {
      const { data } = loadSamples(part);
      for (let c = 0; c < part.channels; c++) {
        set.set(data.subarray(c * part.frames, (c + 1) * part.frames), at + c * group.frames);
      }
      at += part.frames;
    }
    start += group.channels * group.frames;
  }
  return set;
}

function readInterleaved(path: string, offset: number, count: number): Int16Array {
  if (endianness() !== 'LE') throw new Error('big-endian hosts are not supported');
  const samples = new Int16Array(count);
  const bytes = bytesOf(samples);
  const descriptor = openSync(path, 'r');
  try {
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(
        descriptor,
        bytes,
        done,
        Math.min(READ_BYTES, bytes.length - done),
        offset + done,
      );
      if (read === 0)
        throw new Error(`${path} has shrunk: ${done} of ${bytes.length} bytes of samples are there`);
      done += read;
    }
  } finally {
    closeSync(descriptor);
  }
  return samples;
}
