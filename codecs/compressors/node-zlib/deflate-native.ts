/** zlib's frame around deflate (RFC 1950) by the zlib inside Node: the native reference beside `deflate`. */
import { deflateSync, inflateSync } from 'node:zlib';
import { defineCompressor } from '../../codec.js';
import { copyBytes } from '../binding.js';
import { deflateLevel } from '../deflate-level.js';
import { CHUNK_BYTES, decodeWhole } from './library.js';

export const deflateNative = defineCompressor({
  name: 'deflate-native',
  family: 'dictionary',
  summary: 'deflate in zlib’s frame, by Node’s own zlib',
  packages: ['node:zlib'],
  parameters: { level: deflateLevel },
  open: ({ level }) => ({
    encode: bytes => copyBytes(deflateSync(bytes, { level, chunkSize: CHUNK_BYTES })),
    decode: (bytes, most) => decodeWhole(inflateSync, bytes, most),
  }),
});
