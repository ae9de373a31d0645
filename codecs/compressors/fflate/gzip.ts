/**
 * gzip (RFC 1952) in JavaScript, by fflate.
 *
 *   header, 10 bytes, of no time and no name | deflate | CRC-32 of the content | its length modulo 2^32
 *
 * fflate reads neither of the last two: both are checked here. Levels are fflate's own search, not zlib's.
 */
import { crc32 } from 'node:zlib';
import { defineCompressor } from '../../codec.js';
import { checkDeclaredLength, LARGEST_OUTPUT, readUint32 } from '../binding.js';
import { DEFLATE_EXPANSION, deflateLevel, FFLATE_LEVELS } from '../deflate-level.js';
import { type Inflate, inflateInto } from './inflate.js';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

function decode(gunzip: Inflate, bytes: Uint8Array, most: number): Uint8Array {
  const trailer = bytes.length - TRAILER_BYTES;
  if (trailer < HEADER_BYTES) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  const length = readUint32(bytes, trailer + 4);
  checkDeclaredLength(length, Math.min(most, bytes.length * DEFLATE_EXPANSION));
  const content = inflateInto(gunzip, bytes, length);
  if (crc32(content) !== readUint32(bytes, trailer)) throw new Error('checksum of the content is wrong');
  return content;
}

export const gzip = defineCompressor({
  name: 'gzip',
  family: 'dictionary',
  summary: 'gzip in JavaScript (fflate)',
  packages: ['fflate'],
  parameters: { level: deflateLevel },
  open: async ({ level }) => {
    const { gunzipSync, gzipSync } = await import('fflate');
    return {
      encode: bytes => gzipSync(bytes, { level: FFLATE_LEVELS[level], mtime: 0 }),
      decode: (bytes, most = LARGEST_OUTPUT) => decode(gunzipSync, bytes, most),
    };
  },
});
