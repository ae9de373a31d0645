/**
 * Brotli (RFC 7932) by node:zlib.
 *
 * The format has no checksum and no length: a flipped bit may decode to other bytes, a cut stream may not.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { defineCompressor } from '../../codec.js';
import { copyBytes } from '../binding.js';
import { CHUNK_BYTES, decodeWhole } from './library.js';

export const brotli = defineCompressor({
  name: 'brotli',
  family: 'dictionary',
  summary: 'Brotli by node:zlib',
  packages: ['node:zlib'],
  parameters: {
    quality: {
      type: 'integer',
      minimum: 0,
      maximum: 11,
      default: 11,
      sweep: [1, 5, 9, 11],
      meaning: 'effort',
    },
    window: {
      type: 'integer',
      minimum: 10,
      maximum: 24,
      default: 22,
      sweep: [22],
      meaning: 'how far back a match may lie: 2^window bytes',
    },
  },
  open: ({ quality, window }) => {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: window,
    };
    return {
      encode: bytes => copyBytes(brotliCompressSync(bytes, { params, chunkSize: CHUNK_BYTES })),
      decode: (bytes, most) => decodeWhole(brotliDecompressSync, bytes, most),
    };
  },
});
