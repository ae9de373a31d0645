/**
 * Golomb-Rice coding of zigzagged samples, with a mode for each block of each channel.
 *
 *   shape | varint block | varint bytes of headers | varint bytes of unary | headers | unary | packed
 *
 *   headers  per block   1        the mode of the block before, across channels too; before the first it is 0
 *                        0 mmmmm  mode m
 *   mode     0..13       Rice, k = m: for each number n its quotient q = n >> k to unary, its low k bits to packed
 *            14          flat: every sample equals the one before the block (0 at a channel's start)
 *            15          constant: every sample equals one int16, in packed
 *            16..31      fixed: m - 15 bits a number, in packed
 *   unary    q zeros and a one. From 24 on, 24 zeros and a one, and the whole number as 16 bits in packed,
 *            behind the low bits of its block
 *   packed   per block, as the modes say; a block starts on a byte
 *
 * Number n of a sample v is its zigzag 2v for v >= 0, -2v - 1 for v < 0. All bits are least significant first.
 *
 * Unary bits stand apart from the others so that a decoder finds their ones a byte at a time, and eight numbers of
 * k bits fill k bytes. It costs no more bits than a code that interleaves them, where `block` is a multiple of 8.
 *
 * Every block takes the mode with the fewest bits, exactly. No input grows by more than 6 bits a block, nor loud noise
 * by more than 1. A k of 14 or 15 is left out: k = 13 or 16 fixed bits take at most 1.3 % more, and that for a
 * Laplacian of scale 13000 only, near full scale.
 */

import { type BlockRange, countBlocks, readBlockLength } from '../../bytes/block-length.js';
import { type Cursor, readShape, readVarint, type Shape, shapeOf } from '../../bytes/shape.js';
import { joinStream } from '../../bytes/stream.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';

/** Positions are byte addresses in the kernel's memory. */
interface RiceKernel extends KernelExports {
  readonly encode: (
    samples: number,
    channels: number,
    frames: number,
    block: number,
    headers: number,
    unary: number,
    packed: number,
  ) => void;
  readonly headerBytes: () => number;
  readonly unaryBytes: () => number;
  readonly packedBytes: () => number;
  readonly decode: (
    headers: number,
    unary: number,
    packed: number,
    end: number,
    samples: number,
    channels: number,
    frames: number,
    block: number,
  ) => number;
}

const BLOCK: BlockRange = { minimum: 16, maximum: 4096 };
/** What the kernel may read or write behind the end of a section. */
const SLACK = 64;

/** By the number that the kernel's `decode` returns. */
const FAILURES = [
  '',
  'stream ends inside a block header',
  'stream ends inside the unary section',
  'stream ends inside the packed section',
  'a run of more than 24 zeros',
  'bytes left over behind the last block',
];

function encode(kernel: RiceKernel, samples: Samples, block: number): Uint8Array {
  const { data } = samples;
  const shape = shapeOf(samples);
  // no block takes more than 16 bits a number and its header
  const room = data.byteLength + 2 * countBlocks(shape, block) + SLACK;
  const input = kernel.base();
  const headers = input + data.byteLength + SLACK;
  const unary = headers + countBlocks(shape, block) + SLACK;
  const packed = unary + room;
  reserve(kernel, packed + room);
  new Int16Array(kernel.memory.buffer, input, data.length).set(data);
  kernel.encode(input, shape.channels, shape.frames, block, headers, unary, packed);
  const { buffer } = kernel.memory;
  const headerBytes = kernel.headerBytes();
  const unaryBytes = kernel.unaryBytes();
  return joinStream(
    shape,
    [block, headerBytes, unaryBytes],
    [
      new Uint8Array(buffer, headers, headerBytes),
      new Uint8Array(buffer, unary, unaryBytes),
      new Uint8Array(buffer, packed, kernel.packedBytes()),
    ],
  );
}

/** What stands before the sections. */
interface Head extends Shape {
  readonly block: number;
  readonly headerBytes: number;
  readonly unaryBytes: number;
}

/** @throws Error unless the sections fit into the bytes and there is a bit for each block */
function readHead(cursor: Cursor): Head {
  const shape = readShape(cursor);
  const block = readBlockLength(cursor, BLOCK);
  const headerBytes = readVarint(cursor);
  const unaryBytes = readVarint(cursor);
  const left = cursor.bytes.length - cursor.at;
  if (headerBytes + unaryBytes > left) {
    throw new Error(`sections of ${headerBytes} and ${unaryBytes} bytes where ${left} are left`);
  }
  const blocks = countBlocks(shape, block);
  if (blocks > 8 * headerBytes) throw new Error(`${headerBytes} bytes of headers for ${blocks} blocks`);
  return { ...shape, block, headerBytes, unaryBytes };
}

/** At a bit for a flat block, samples are at most 65536 times as long as the stream. */
function decode(kernel: RiceKernel, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames, block, headerBytes, unaryBytes } = readHead(cursor);
  const sections = bytes.subarray(cursor.at);
  const headers = kernel.base();
  const unary = headers + headerBytes;
  const packed = unary + unaryBytes;
  const end = headers + sections.length;
  const output = roundUp(end + SLACK);
  const length = channels * frames;
  reserve(kernel, output + 2 * length + SLACK);
  new Uint8Array(kernel.memory.buffer).set(sections, headers);
  const failure = kernel.decode(headers, unary, packed, end, output, channels, frames, block);
  if (failure !== 0) throw new Error(FAILURES[failure]);
  return { data: new Int16Array(kernel.memory.buffer, output, length).slice(), channels };
}

export const rice = defineCoder({
  name: 'rice',
  family: 'entropy',
  summary: 'Golomb-Rice, the best parameter for each block',
  parts: {
    predictor: 'none',
    distribution: 'geometric, a parameter a block',
    entropyCoder: 'Golomb-Rice',
  },
  parameters: {
    block: {
      type: 'integer',
      ...BLOCK,
      default: 256,
      sweep: [64, 256, 1024],
      meaning: 'samples that share a parameter',
    },
  },
  open: async ({ block }) => {
    const kernel = await loadKernel<RiceKernel>('rice');
    return {
      encode: samples => encode(kernel, samples, block),
      decode: bytes => decode(kernel, bytes),
    };
  },
});
