/**
 * Frame of reference: for each block of each channel its minimum, and the samples above it in as few bits as the
 * largest needs.
 *
 *   shape | varint block | blocks
 *
 *   block    width (byte, 0..16) | minimum (int16 little-endian) | sample - minimum, `width` bits each
 *
 * Bits are least significant first, so that eight samples fill `width` bytes. A block starts on a byte.
 */

import { type BlockRange, countBlocks, readBlockLength } from '../../bytes/block-length.js';
import { type Cursor, readShape, type Shape, shapeOf } from '../../bytes/shape.js';
import { joinStream } from '../../bytes/stream.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';

/** Positions are byte addresses in the kernel's memory. */
interface BitpackKernel extends KernelExports {
  readonly encode: (samples: number, channels: number, frames: number, block: number, to: number) => number;
  readonly decode: (
    from: number,
    end: number,
    samples: number,
    channels: number,
    frames: number,
    block: number,
  ) => number;
}

const BLOCK: BlockRange = { minimum: 16, maximum: 4096 };
const BLOCK_HEADER_BYTES = 3;
/** What the kernel may read or write behind the end of an area. */
const SLACK = 64;

function encode(kernel: BitpackKernel, samples: Samples, block: number): Uint8Array {
  const { data } = samples;
  const shape = shapeOf(samples);
  const input = kernel.base();
  const output = input + data.byteLength + SLACK;
  reserve(kernel, output + data.byteLength + BLOCK_HEADER_BYTES * countBlocks(shape, block) + SLACK);
  new Int16Array(kernel.memory.buffer, input, data.length).set(data);
  const written = kernel.encode(input, shape.channels, shape.frames, block, output);
  return joinStream(shape, [block], [new Uint8Array(kernel.memory.buffer, output, written)]);
}

/** @throws Error unless there are bytes for the header of each block */
function readHead(cursor: Cursor): Shape & { readonly block: number } {
  const shape = readShape(cursor);
  const block = readBlockLength(cursor, BLOCK);
  const blocks = countBlocks(shape, block);
  const left = cursor.bytes.length - cursor.at;
  if (blocks * BLOCK_HEADER_BYTES > left) throw new Error(`${left} bytes for ${blocks} blocks`);
  return { ...shape, block };
}

/** At three bytes for a constant block, samples are at most 2731 times as long as the stream. */
function decode(kernel: BitpackKernel, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames, block } = readHead(cursor);
  const blocks = bytes.subarray(cursor.at);
  const input = kernel.base();
  const end = input + blocks.length;
  const output = roundUp(end + SLACK);
  const length = channels * frames;
  reserve(kernel, output + 2 * length + SLACK);
  new Uint8Array(kernel.memory.buffer).set(blocks, input);
  const taken = kernel.decode(input, end, output, channels, frames, block);
  if (taken === -1) throw new Error('stream ends inside a block');
  if (taken === -2) throw new Error('a block of more than 16 bits a sample');
  if (taken !== blocks.length)
    throw new Error(`${blocks.length - taken} bytes left over behind the last block`);
  return { data: new Int16Array(kernel.memory.buffer, output, length).slice(), channels };
}

export const bitpack = defineCoder({
  name: 'bitpack',
  family: 'packing',
  summary: 'minimum and bit width for each block, samples packed above it',
  parameters: {
    block: {
      type: 'integer',
      ...BLOCK,
      default: 128,
      sweep: [32, 128, 1024],
      meaning: 'samples that share a minimum and a width',
    },
  },
  open: async ({ block }) => {
    const kernel = await loadKernel<BitpackKernel>('bitpack');
    return {
      encode: samples => encode(kernel, samples, block),
      decode: bytes => decode(kernel, bytes),
    };
  },
});
