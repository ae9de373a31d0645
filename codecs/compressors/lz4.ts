/**
 * LZ4's frame format (lz4_Frame_format.md), as the `lz4` program reads it, with a checksum of the content.
 *
 *   magic 04 22 4d 18 | FLG | BD | header checksum
 *   blocks: length (high bit: stored) | data
 *   0 as the end mark | XXH32 of the content
 *
 * The package (lz4_flex, in Rust) has one speed, near `lz4 -1`: no acceleration and no HC levels. Its decoder takes
 * a frame cut between blocks for whole and passes over what follows it, so the frame is walked here first.
 */
import { defineCompressor } from '../codec.js';
import { asBuffer, checkDeclaredLength, copyBytes, importOptional, readUint32 } from './binding.js';

const MAGIC = 0x184d2204;
const HEADER_BYTES = 7;
const FLAG = { dictionaryId: 1, contentChecksum: 4, contentSize: 8, blockChecksum: 16 } as const;
const STORED = 0x80000000;
/** The best expansion: a match grows by 255 bytes with each further byte of its length. */
const EXPANSION = 255;

/** Reads the header and returns the position of the first block. */
function checkHeader(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  if (readUint32(bytes, 0) !== MAGIC) throw new Error('not an LZ4 frame');
  const flags = bytes[4];
  if (flags & FLAG.dictionaryId) throw new Error('frame needs a dictionary');
  if ((flags & FLAG.contentSize) === 0) return HEADER_BYTES;
  if (bytes.length < HEADER_BYTES + 8) throw new Error('stream ends inside the header');
  const declared = readUint32(bytes, 6) + readUint32(bytes, 10) * 2 ** 32;
  checkDeclaredLength(declared, bytes.length * EXPANSION);
  return HEADER_BYTES + 8;
}

/**
 * Walks a frame from block to block.
 * @throws Error unless its end mark and checksum end where the bytes end
 */
function checkFrame(bytes: Uint8Array): void {
  let at = checkHeader(bytes);
  const flags = bytes[4];
  const blockChecksum = flags & FLAG.blockChecksum ? 4 : 0;
  for (;;) {
    if (at + 4 > bytes.length) throw new Error('stream ends before its end mark');
    const length = readUint32(bytes, at) % STORED;
    at += 4;
    if (length === 0) break;
    at += length + blockChecksum;
  }
  at += flags & FLAG.contentChecksum ? 4 : 0;
  if (at > bytes.length) throw new Error('stream ends before its checksum');
  if (at < bytes.length) throw new Error(`${bytes.length - at} bytes behind the end of the frame`);
}

export const lz4 = defineCompressor({
  name: 'lz4',
  family: 'dictionary',
  summary: 'LZ4 frames, at the fast level only (lz4_flex)',
  packages: ['lz4-napi'],
  open: async () => {
    const { compressFrameSync, decompressFrameSync } = await importOptional(
      'lz4-napi',
      async () => (await import('lz4-napi')).default,
    );
    return {
      encode: bytes => copyBytes(compressFrameSync(asBuffer(bytes), { contentChecksum: true })),
      decode: bytes => {
        checkFrame(bytes);
        return copyBytes(decompressFrameSync(asBuffer(bytes)));
      },
    };
  },
});
