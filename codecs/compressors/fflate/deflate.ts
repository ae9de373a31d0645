/**
 * zlib's frame around deflate (RFC 1950) in JavaScript, by fflate.
 *
 *   2 bytes of header | deflate | Adler-32 of the content, big-endian
 *
 * fflate does not read the checksum: it is checked here. Levels are fflate's own search, not zlib's.
 */
import { defineCompressor } from '../../codec.js';
import { DEFLATE_EXPANSION, deflateLevel, FFLATE_LEVELS } from '../deflate-level.js';
import { type Inflate, inflateInto } from './inflate.js';

const HEADER_BYTES = 2;
const CHECKSUM_BYTES = 4;

/** The most bytes whose sums stay below 2^32 before they are reduced. */
const ADLER_RUN = 5552;
const ADLER_PRIME = 65521;

/** Adler-32 (RFC 1950, section 8.2) as an unsigned number. */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < bytes.length; start += ADLER_RUN) {
    const end = Math.min(start + ADLER_RUN, bytes.length);
    for (let i = start; i < end; i++) {
      low += bytes[i];
      high += low;
    }
    low %= ADLER_PRIME;
    high %= ADLER_PRIME;
  }
  return ((high << 16) | low) >>> 0;
}

function decode(inflate: Inflate, bytes: Uint8Array, most: number): Uint8Array {
  const trailer = bytes.length - CHECKSUM_BYTES;
  if (trailer < HEADER_BYTES) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  const content = inflateWithin(inflate, bytes, most);
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint32(trailer);
  if (adler32(content) !== stored) throw new Error('checksum of the content is wrong');
  return content;
}

/** The frame does not say how long its content is. */
function inflateWithin(inflate: Inflate, bytes: Uint8Array, most: number): Uint8Array {
  return most < bytes.length * DEFLATE_EXPANSION ? inflateInto(inflate, bytes, most) : inflate(bytes);
}

export const deflate = defineCompressor({
  name: 'deflate',
  family: 'dictionary',
  summary: 'deflate in zlib’s frame, in JavaScript (fflate)',
  packages: ['fflate'],
  parameters: { level: deflateLevel },
  open: async ({ level }) => {
    const { unzlibSync, zlibSync } = await import('fflate');
    return {
      encode: bytes => zlibSync(bytes, { level: FFLATE_LEVELS[level] }),
      decode: (bytes, most = Number.POSITIVE_INFINITY) => decode(unzlibSync, bytes, most),
    };
  },
});
