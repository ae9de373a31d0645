/**
 * The header of a Blosc 1 chunk, read before it is decoded: the package allocates what it says, 2.1 GB if forged, and
 * reads on behind the end of a chunk that is cut short.
 */
import { checkDeclaredLength, readUint32 } from '../binding.js';

export const CHUNK_HEADER_BYTES = 16;
export const CHUNK_VERSION = 2;
/** Bits of the flags. */
export const STORED_FLAG = 2;

/** The best expansion of the inner formats, by their number in the flags: LZ77 grows by 255 bytes with each byte. */
const EXPANSIONS: readonly number[] = [255, 255, 64, 1032, 2 ** 15];

export interface ChunkHeader {
  readonly flags: number;
  readonly contentLength: number;
  readonly blockLength: number;
}

/** @throws Error unless the bytes are as long as their header says */
export function readChunkHeader(bytes: Uint8Array): ChunkHeader {
  if (bytes.length < CHUNK_HEADER_BYTES) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  if (bytes[0] !== CHUNK_VERSION) throw new Error(`version ${bytes[0]} of Blosc, want ${CHUNK_VERSION}`);
  const length = readUint32(bytes, 12);
  if (length !== bytes.length) throw new Error(`${bytes.length} bytes where the header says ${length}`);
  return { flags: bytes[2], contentLength: readUint32(bytes, 4), blockLength: readUint32(bytes, 8) };
}

/**
 * Checks a chunk's lengths and the positions of its blocks.
 * @param most bytes of content
 * @returns the length of the content
 */
export function checkChunk(bytes: Uint8Array, most: number): number {
  const { flags, contentLength, blockLength } = readChunkHeader(bytes);
  const expansion = EXPANSIONS[flags >>> 5];
  if (expansion === undefined) throw new Error(`inner format ${flags >>> 5} unknown`);
  checkDeclaredLength(contentLength, Math.min(most, bytes.length * expansion));
  if (blockLength === 0 || blockLength > Math.max(contentLength, 1)) {
    throw new Error(`blocks of ${blockLength} bytes in a content of ${contentLength}`);
  }
  if (flags & STORED_FLAG) checkStored(bytes, contentLength);
  else checkBlocks(bytes, Math.ceil(contentLength / blockLength));
  return contentLength;
}

function checkStored(bytes: Uint8Array, contentLength: number): void {
  if (bytes.length !== CHUNK_HEADER_BYTES + contentLength) {
    throw new Error(`${bytes.length} bytes where ${contentLength} are stored`);
  }
}

function checkBlocks(bytes: Uint8Array, blocks: number): void {
  const first = CHUNK_HEADER_BYTES + 4 * blocks;
  if (first > bytes.length) throw new Error(`${blocks} blocks do not fit in ${bytes.length} bytes`);
  for (let at = CHUNK_HEADER_BYTES; at < first; at += 4) {
    const start = readUint32(bytes, at);
    if (start < first || start > bytes.length - 4)
      throw new Error(`block at ${start} of ${bytes.length} bytes`);
  }
}
