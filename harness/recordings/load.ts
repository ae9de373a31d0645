/** The samples of a recording, planar. */
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import type { Samples } from '../../codecs/codec.js';
import { bytesOf, toPlanar } from './planar.js';
import type { Recording } from './recording.js';
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
  const offset = source.type === 'wav' ? source.dataOffset : 0;
  return toPlanar(readInterleaved(source.path, offset, frames * channels), channels);
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
