/**
 * Snappy's block format (google/snappy, format_description.txt).
 *
 *   varint length of the content | literals and copies
 *
 * The format has no checksum: a flipped bit may decode to other bytes. It has no levels either.
 */

import { readVarint } from '../bytes/shape.js';
import { defineCompressor } from '../codec.js';
import { checkDeclaredLength, copyBytes, importOptional, LARGEST_OUTPUT } from './binding.js';

/** The best expansion: a copy of 64 bytes in three. */
const EXPANSION = 64 / 3;

export const snappy = defineCompressor({
  name: 'snappy',
  family: 'dictionary',
  summary: 'Snappy’s block format',
  packages: ['snappy'],
  open: async () => {
    const { compressSync, uncompressSync } = await importOptional(
      'snappy',
      async () => (await import('snappy')).default,
    );
    return {
      encode: bytes => copyBytes(compressSync(bytes)),
      decode: (bytes, most = LARGEST_OUTPUT) => {
        checkDeclaredLength(readVarint({ bytes, at: 0 }), Math.min(most, bytes.length * EXPANSION));
        // it returns text only where `asBuffer: false` asks for it
        return copyBytes(uncompressSync(bytes) as Buffer);
      },
    };
  },
});
