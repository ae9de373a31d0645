/**
 * The frame that huffman and rans share: a table for each block of samples, the planar array being one sequence.
 *
 *   shape | varint samples a block | blocks, the last one shorter
 *
 *   block     one byte of kind, then
 *   0 raw       the samples, int16 little-endian: what does not get shorter
 *   1 constant  one int16 little-endian, which is every sample of the block
 *   2 coded     as the coder writes it; knows its own length
 *
 * A constant block is the only one whose samples take no bytes each, and a block has at most `BLOCK.maximum` samples:
 * a stream of n bytes makes a decoder allocate no more than n / 3 such blocks.
 */
import type { Samples, SyncCodec } from '../codec.js';
import { type BlockRange, readBlockLength } from './block-length.js';
import { type Cursor, readShape, shapeOf } from './shape.js';
import { bytesOf, joinStream, take } from './stream.js';

/** What a coder does to one block. */
export interface BlockCoder {
  /** @returns undefined where no fewer bytes than the samples' own come of it */
  readonly encode: (samples: Int16Array) => Uint8Array | undefined;
  /** Fills `samples` and moves the cursor behind the block. */
  readonly decode: (cursor: Cursor, samples: Int16Array) => void;
}

/** At most 8 MiB of samples; a block of 0 means this many. */
const BLOCK: BlockRange = { minimum: 1, maximum: 2 ** 22 };
const RAW = 0;
const CONSTANT = 1;
const CODED = 2;
/** A kind and one sample. */
const LEAST_BLOCK_BYTES = 3;

/** The parameter that both coders have. */
export const blockParameter = {
  type: 'integer',
  minimum: 0,
  maximum: BLOCK.maximum,
  default: 131072,
  sweep: [131072, 16384],
  meaning: `samples a table; 0: one for the recording, or for each ${BLOCK.maximum} samples of it`,
} as const;

/** Both directions of a coder that codes block by block. */
export function inBlocks(coder: BlockCoder, block: number): SyncCodec<Samples, Uint8Array> {
  return {
    encode: samples => encodeBlocks(coder, block === 0 ? BLOCK.maximum : block, samples),
    decode: bytes => decodeBlocks(coder, { bytes, at: 0 }),
  };
}

function encodeBlocks(coder: BlockCoder, block: number, samples: Samples): Uint8Array {
  const { data } = samples;
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += block) {
    blocks.push(...encodeBlock(coder, data.subarray(start, start + block)));
  }
  return joinStream(shapeOf(samples), [block], blocks);
}

function encodeBlock(coder: BlockCoder, samples: Int16Array): Uint8Array[] {
  if (isConstant(samples)) return [Uint8Array.of(CONSTANT), bytesOf(samples.subarray(0, 1))];
  const coded = coder.encode(samples);
  return coded === undefined ? [Uint8Array.of(RAW), bytesOf(samples)] : [Uint8Array.of(CODED), coded];
}

function isConstant(samples: Int16Array): boolean {
  for (let i = 1; i < samples.length; i++) if (samples[i] !== samples[0]) return false;
  return true;
}

function decodeBlocks(coder: BlockCoder, cursor: Cursor): Samples {
  const { channels, frames } = readShape(cursor);
  const block = readBlockLength(cursor, BLOCK);
  const length = channels * frames;
  const bytesLeft = cursor.bytes.length - cursor.at;
  if (Math.ceil(length / block) * LEAST_BLOCK_BYTES > bytesLeft) {
    throw new Error(`${bytesLeft} bytes cannot hold ${length} samples in blocks of ${block}`);
  }
  const data = new Int16Array(length);
  for (let start = 0; start < length; start += block) {
    decodeBlock(coder, cursor, data.subarray(start, start + block));
  }
  if (cursor.at !== cursor.bytes.length) {
    throw new Error(`${cursor.bytes.length - cursor.at} bytes behind the last block`);
  }
  return { data, channels };
}

function decodeBlock(coder: BlockCoder, cursor: Cursor, samples: Int16Array): void {
  const [kind] = take(cursor, 1);
  if (kind === RAW) bytesOf(samples).set(take(cursor, samples.byteLength));
  else if (kind === CONSTANT) samples.fill(int16Of(take(cursor, 2)));
  else if (kind === CODED) coder.decode(cursor, samples);
  else throw new Error(`block of kind ${kind}`);
}

function int16Of(bytes: Uint8Array): number {
  return bytes[0] | (bytes[1] << 8);
}
