/**
 * Zstandard (RFC 8878) by the libzstd inside Node 22.15 and later: the native reference beside `zstd`, in the same
 * format, checksum included.
 */
import * as zlib from 'node:zlib';
import { defineCompressor, UnsupportedError } from '../../codec.js';
import { copyBytes, LARGEST_OUTPUT } from '../binding.js';
import { checkFrame, zstdLevel } from '../zstd-frame.js';
import { CHUNK_BYTES, decodeWhole } from './library.js';

/** Parameters of libzstd by number (zstd.h): the types of Node 20 do not have their names. */
const LEVEL = 100;
const CHECKSUM = 201;

interface EncoderOptions {
  readonly params: Readonly<Record<number, number>>;
  readonly pledgedSrcSize: number;
  readonly chunkSize: number;
}

/** What node:zlib has from Node 22.15 on. */
interface ZstdFunctions {
  readonly zstdCompressSync: (bytes: Uint8Array, options: EncoderOptions) => Uint8Array;
  readonly zstdDecompressSync: (bytes: Uint8Array, options: object) => unknown;
}

export const zstdNative = defineCompressor({
  name: 'zstd-native',
  family: 'dictionary',
  summary: 'Zstandard by Node’s own libzstd, from Node 22.15',
  packages: ['node:zlib'],
  parameters: { level: zstdLevel },
  open: ({ level }) => {
    const { zstdCompressSync, zstdDecompressSync } = zlib as Partial<ZstdFunctions>;
    if (zstdCompressSync === undefined || zstdDecompressSync === undefined) {
      throw new UnsupportedError(`Node ${process.versions.node} has no Zstandard: use Node 22.15 or later`);
    }
    const params = { [LEVEL]: level, [CHECKSUM]: 1 };
    return {
      encode: bytes =>
        copyBytes(zstdCompressSync(bytes, { params, pledgedSrcSize: bytes.length, chunkSize: CHUNK_BYTES })),
      decode: (bytes, most = LARGEST_OUTPUT) => {
        checkFrame(bytes, most);
        return decodeWhole(zstdDecompressSync, bytes, most);
      },
    };
  },
});
