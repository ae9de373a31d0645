/**
 * The frame of Zstandard (RFC 8878, section 3.1.1), walked before it is decoded.
 *
 *   magic 28 b5 2f fd | descriptor | window, unless single segment | dictionary id, 0 to 4 bytes | content length
 *   blocks: 3 bytes (1 bit: last; 2: stored, repeated, compressed; 21: length) | data
 *   low 32 bits of XXH64 of the content
 *
 * Node's decoder takes a frame whose checksum is cut off for whole, and that in WASM allocates by the length.
 */

import { CHECKSUM_BYTES } from '../bytes/xxhash64.js';
import type { IntegerParameter } from '../codec.js';
import { checkDeclaredLength, readUint32 } from './binding.js';

export const zstdLevel = {
  type: 'integer',
  minimum: 1,
  maximum: 22,
  default: 3,
  sweep: [1, 3, 9, 19, 22],
  meaning: 'effort',
} as const satisfies IntegerParameter;

export const DESCRIPTOR_AT = 4;
export const CHECKSUM_FLAG = 4;

const MAGIC = 0xfd2fb528;
const SINGLE_SEGMENT_FLAG = 32;
/** Magic, descriptor, window, dictionary id and content length at their longest. */
const LONGEST_HEADER = 18;
const BLOCK_HEADER_BYTES = 3;
const REPEATED = 1;
/** The best expansion: a block of 128 KiB out of its header and one byte that repeats. */
const BLOCK_CONTENT = 2 ** 17;
const SMALLEST_BLOCK = 4;

interface Header {
  readonly contentLength: number;
  /** Position of the first block. */
  readonly end: number;
}

function readHeader(bytes: Uint8Array): Header {
  // zeros stand in for what is missing: a header that reaches into them ends behind the bytes
  const head = new Uint8Array(LONGEST_HEADER);
  head.set(bytes.subarray(0, LONGEST_HEADER));
  if (readUint32(head, 0) !== MAGIC) throw new Error('not a Zstandard frame');
  const descriptor = head[DESCRIPTOR_AT];
  const single = (descriptor & SINGLE_SEGMENT_FLAG) !== 0;
  if ((descriptor & 3) !== 0) throw new Error('frame needs a dictionary');
  const at = DESCRIPTOR_AT + (single ? 1 : 2);
  const size = descriptor >>> 6;
  if (size === 0 && !single) throw new Error('frame does not state the length of its content');
  return { contentLength: readLength(new DataView(head.buffer), at, size), end: at + (1 << size) };
}

function readLength(view: DataView, at: number, size: number): number {
  if (size === 0) return view.getUint8(at);
  if (size === 1) return view.getUint16(at, true) + 256;
  return size === 2 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

/** Walks from block to block and returns the position behind the last. */
function skipBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    if (at + BLOCK_HEADER_BYTES > bytes.length) throw new Error('stream ends before its last block');
    const block = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const repeated = ((block >>> 1) & 3) === REPEATED;
    at += BLOCK_HEADER_BYTES + (repeated ? 1 : block >>> 3);
    if (block & 1) return at;
  }
}

/**
 * Checks the shape of a frame and the length that it states.
 * @param largest the most content that is taken
 * @throws Error unless the bytes are one frame, whole, that can hold what it says
 */
export function checkFrame(bytes: Uint8Array, largest: number): void {
  const { contentLength, end } = readHeader(bytes);
  const most = Math.floor(bytes.length / SMALLEST_BLOCK) * BLOCK_CONTENT;
  checkDeclaredLength(contentLength, Math.min(most, largest));
  const checksum = bytes[DESCRIPTOR_AT] & CHECKSUM_FLAG ? CHECKSUM_BYTES : 0;
  const left = bytes.length - skipBlocks(bytes, end) - checksum;
  if (left < 0) throw new Error('stream ends inside its last block or checksum');
  if (left > 0) throw new Error(`${left} bytes behind the end of the frame`);
}
