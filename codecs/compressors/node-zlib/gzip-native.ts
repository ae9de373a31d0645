/** gzip (RFC 1952) by the zlib inside Node: the native reference beside `gzip`. The format is the same. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { defineCompressor } from '../../codec.js';
import { copyBytes } from '../binding.js';
import { deflateLevel } from '../deflate-level.js';
import { CHUNK_BYTES, decodeWhole } from './library.js';

export const gzipNative = defineCompressor({
  name: 'gzip-native',
  family: 'dictionary',
  summary: 'gzip by Node’s own zlib',
  packages: ['node:zlib'],
  parameters: { level: deflateLevel },
  open: ({ level }) => ({
    encode: bytes => copyBytes(gzipSync(bytes, { level, chunkSize: CHUNK_BYTES })),
    decode: (bytes, most) => decodeWhole(gunzipSync, bytes, most),
  }),
});
