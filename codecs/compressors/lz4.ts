/**
 * LZ4's frame format (lz4_Frame_format.md), as the `lz4` program reads it, with a checksum of the content.
 *
 *   magic 04 22 4d 18 | FLG | BD | header checksum
 *   blocks: length (high bit: stored) | data
 *   0 as the end mark | XXH32 of the content
 *
 * The package (lz4_flex, in Rust) has one speed, near `lz4 -1`: no acceleration and no HC levels. Its decoder takes
 * a frame cut between blocks for whole and passes over what follows it, so the frame is walked here first. It grows its
 * output for as long as there is more: where the content has a bound, its length is summed up before, from sequence to
 * sequence of the blocks.
 */
import { defineCompressor } from '../codec.js';
import {
  asBuffer,
  checkContent,
  checkDeclaredLength,
  copyBytes,
  importOptional,
  readUint32,
} from './binding.js';

const MAGIC = 0x184d2204;
const HEADER_BYTES = 7;
const FLAG = { dictionaryId: 1, contentChecksum: 4, contentSize: 8, blockChecksum: 16 } as const;
const STORED = 0x80000000;
/** The best expansion: a match grows by 255 bytes with each further byte of its length. */
const EXPANSION = 255;
const LEAST_MATCH = 4;
const MATCH_OFFSET_BYTES = 2;

/** Reads the header and returns the position of the first block. */
function checkHeader(bytes: Uint8Array, most: number): number {
  if (bytes.length < HEADER_BYTES) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  if (readUint32(bytes, 0) !== MAGIC) throw new Error('not an LZ4 frame');
  const flags = bytes[4];
  if (flags & FLAG.dictionaryId) throw new Error('frame needs a dictionary');
  if ((flags & FLAG.contentSize) === 0) return HEADER_BYTES;
  if (bytes.length < HEADER_BYTES + 8) throw new Error('stream ends inside the header');
  const declared = readUint32(bytes, 6) + readUint32(bytes, 10) * 2 ** 32;
  checkDeclaredLength(declared, Math.min(most, bytes.length * EXPANSION));
  return HEADER_BYTES + 8;
}

/** Bytes that a block decodes to, whether or not its matches point anywhere. */
function lengthOfBlock(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let length = 0;
  const extended = (count: number) => {
    let sum = count;
    for (let more = count === 15 ? 255 : 0; more === 255 && at < end; sum += more) more = bytes[at++];
    return sum;
  };
  while (at < end) {
    const token = bytes[at++];
    const literals = extended(token >>> 4);
    at += literals;
    length += literals;
    // the last sequence has no match
    if (at >= end) break;
    at += MATCH_OFFSET_BYTES;
    length += extended(token & 15) + LEAST_MATCH;
  }
  return length;
}

/**
 * Walks a frame from block to block.
 * @param most bytes of content
 * @throws Error unless its end mark and checksum end where the bytes end
 */
function checkFrame(bytes: Uint8Array, most: number): void {
  let at = checkHeader(bytes, most);
  const isBounded = most < bytes.length * EXPANSION;
  let content = 0;
  const flags = bytes[4];
  const blockChecksum = flags & FLAG.blockChecksum ? 4 : 0;
  for (;;) {
    if (at + 4 > bytes.length) throw new Error('stream ends before its end mark');
    const stated = readUint32(bytes, at);
    const length = stated % STORED;
    at += 4;
    if (length === 0) break;
    const end = Math.min(at + length, bytes.length);
    if (isBounded) content += stated >= STORED ? length : lengthOfBlock(bytes, at, end);
    checkContent(content, most);
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
      decode: (bytes, most = Number.POSITIVE_INFINITY) => {
        checkFrame(bytes, most);
        return copyBytes(decompressFrameSync(asBuffer(bytes)));
      },
    };
  },
});
