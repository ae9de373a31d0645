/**
 * Chunks of type size 1 out of a library that knows only 4.
 *
 * Blosc does not split the last block of a chunk if it is shorter than the others. So each block is given to it behind
 * a block of zeros, which adds next to nothing to the work, and what comes out for it is put in a chunk of our own.
 */
import { concatenate } from '../../bytes/stream.js';
import { readUint32 } from '../binding.js';
import { CHUNK_HEADER_BYTES, CHUNK_VERSION, readChunkHeader, STORED_FLAG } from './blosc-chunk.js';

/** What the zeros take: Blosc's longest block where it does not shuffle. */
export const FORCED_BLOCK_BYTES = 2 ** 18;
/** Shorter than that, as it must be, and still a multiple of 16. */
const BLOCK_BYTES = FORCED_BLOCK_BYTES - 16;

type Encode = (bytes: Uint8Array) => Promise<Uint8Array>;

interface Block {
  /** Those of the chunk that the block was cut from. */
  readonly head: Uint8Array;
  /** The stream's length, 32 bits, and the stream. */
  readonly stream: Uint8Array;
}

/**
 * @param encode Blosc without a shuffle, with blocks of FORCED_BLOCK_BYTES
 * @returns a chunk of type size 1
 */
export async function encodeUnsplit(encode: Encode, content: Uint8Array): Promise<Uint8Array> {
  const padded = new Uint8Array(FORCED_BLOCK_BYTES + Math.min(content.length, BLOCK_BYTES));
  const blocks: Block[] = [];
  for (let start = 0; start < content.length; start += BLOCK_BYTES) {
    const block = content.subarray(start, start + BLOCK_BYTES);
    padded.set(block, FORCED_BLOCK_BYTES);
    blocks.push(lastBlock(await encode(padded.subarray(0, FORCED_BLOCK_BYTES + block.length))));
  }
  return joinChunk(content, blocks);
}

function lastBlock(chunk: Uint8Array): Block {
  const { flags, blockLength } = readChunkHeader(chunk);
  const start = readUint32(chunk, CHUNK_HEADER_BYTES + 4);
  const whole = blockLength === FORCED_BLOCK_BYTES && (flags & STORED_FLAG) === 0;
  if (!whole || start + 4 + readUint32(chunk, start) !== chunk.length) {
    throw new Error('the package has not made one stream of a last block');
  }
  return { head: chunk.subarray(0, 4), stream: chunk.subarray(start) };
}

function joinChunk(content: Uint8Array, blocks: readonly Block[]): Uint8Array {
  const positions = new Uint8Array(4 * blocks.length);
  let length = CHUNK_HEADER_BYTES + positions.length;
  for (const [k, { stream }] of blocks.entries()) {
    new DataView(positions.buffer).setUint32(4 * k, length, true);
    length += stream.length;
  }
  if (length >= CHUNK_HEADER_BYTES + content.length) {
    return concatenate([headerOf(CHUNK_HEADER_BYTES + content.length, content.length, storedHead), content]);
  }
  const header = headerOf(length, content.length, blocks[0].head);
  return concatenate([header, positions, ...blocks.map(({ stream }) => stream)]);
}

/** First bytes of a chunk that is stored: versions and flags. */
const storedHead = Uint8Array.of(CHUNK_VERSION, 1, STORED_FLAG);

function headerOf(length: number, contentLength: number, head: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CHUNK_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(head);
  bytes[3] = 1;
  view.setUint32(4, contentLength, true);
  view.setUint32(8, Math.max(1, Math.min(contentLength, BLOCK_BYTES)), true);
  view.setUint32(12, length, true);
  return bytes;
}
