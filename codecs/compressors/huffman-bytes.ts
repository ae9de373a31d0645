/**
 * Canonical Huffman coding of bytes, no code longer than 15 bits, a table a block. Code, table and streams are those
 * of coders/huffman/coder.ts, to which each byte is a sample of 0 to 255.
 *
 *   varint of bytes | varint bytes a block | blocks, the last one shorter
 *
 *   block     one byte of kind, then
 *   0 raw       the bytes: what does not get shorter
 *   1 constant  one byte, which is every byte of the block
 *   2 coded     as coders/huffman/coder.ts writes it; knows its own length
 *
 * A block takes two bytes or more and has at most 2^22 bytes: a stream of n bytes makes a decoder allocate no more
 * than n / 2 such blocks.
 */

import type { BlockCoder } from '../bytes/block-frame.js';
import { readBlockLength } from '../bytes/block-length.js';
import { packNumbers } from '../bytes/numbers.js';
import { type Cursor, readVarint } from '../bytes/shape.js';
import { concatenate, take } from '../bytes/stream.js';
import { defineCompressor } from '../codec.js';
import { openBlockCoder } from '../coders/huffman/coder.js';
import { checkDeclaredLength, LARGEST_OUTPUT } from './binding.js';

const BLOCK = { minimum: 1, maximum: 2 ** 22 };
const RAW = 0;
const CONSTANT = 1;
const CODED = 2;
const LEAST_BLOCK_BYTES = 2;
const LONGEST_CODE = 15;

function encode(coder: BlockCoder, block: number, bytes: Uint8Array): Uint8Array {
  const parts = [packNumbers([bytes.length, block])];
  for (let start = 0; start < bytes.length; start += block) {
    parts.push(...encodeBlock(coder, bytes.subarray(start, start + block)));
  }
  return concatenate(parts);
}

function encodeBlock(coder: BlockCoder, bytes: Uint8Array): Uint8Array[] {
  if (bytes.every(byte => byte === bytes[0])) return [Uint8Array.of(CONSTANT), bytes.subarray(0, 1)];
  const coded = coder.encode(Int16Array.from(bytes));
  return coded === undefined || coded.length >= bytes.length
    ? [Uint8Array.of(RAW), bytes]
    : [Uint8Array.of(CODED), coded];
}

function decode(coder: BlockCoder, bytes: Uint8Array, most: number): Uint8Array {
  const cursor = { bytes, at: 0 };
  const length = readVarint(cursor);
  checkDeclaredLength(length, most);
  const block = readBlockLength(cursor, BLOCK);
  const left = bytes.length - cursor.at;
  if (Math.ceil(length / block) * LEAST_BLOCK_BYTES > left) {
    throw new Error(`${left} bytes cannot hold ${length} bytes in blocks of ${block}`);
  }
  const decoded = new Uint8Array(length);
  for (let start = 0; start < length; start += block) {
    decodeBlock(coder, cursor, decoded.subarray(start, start + block));
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last block`);
  return decoded;
}

function decodeBlock(coder: BlockCoder, cursor: Cursor, bytes: Uint8Array): void {
  const [kind] = take(cursor, 1);
  if (kind === RAW) bytes.set(take(cursor, bytes.length));
  else if (kind === CONSTANT) bytes.fill(take(cursor, 1)[0]);
  else if (kind === CODED) decodeCoded(coder, cursor, bytes);
  else throw new Error(`block of kind ${kind}`);
}

function decodeCoded(coder: BlockCoder, cursor: Cursor, bytes: Uint8Array): void {
  const values = new Int16Array(bytes.length);
  coder.decode(cursor, values);
  bytes.set(values);
  const stray = values.findIndex((value, i) => value !== bytes[i]);
  if (stray >= 0) throw new Error(`code for ${values[stray]}, which is no byte`);
}

export const huffmanBytes = defineCompressor({
  name: 'huffman-bytes',
  family: 'entropy',
  summary: 'canonical Huffman code of bytes, length-limited, a table a block',
  parameters: {
    block: {
      type: 'integer',
      minimum: BLOCK.minimum,
      maximum: BLOCK.maximum,
      default: 262144,
      sweep: [262144, 32768],
      meaning: 'bytes a table',
    },
  },
  open: async ({ block }) => {
    const coder = await openBlockCoder(LONGEST_CODE);
    return {
      encode: bytes => encode(coder, block, bytes),
      decode: (bytes, most = LARGEST_OUTPUT) => decode(coder, bytes, most),
    };
  },
});
