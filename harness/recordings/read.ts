/** Interleaved samples straight from a file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { bytesOf } from '../../codecs/bytes/stream.js';

// Linux moves at most 2^31 - 4096 bytes in one call.
const READ_BYTES = 2 ** 30;

/**
 * Reads `count` samples from byte `offset` on.
 * @throws Error if the file has gone or shrunk
 */
export function readInterleaved(path: string, offset: number, count: number): Int16Array {
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
