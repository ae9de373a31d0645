/**
 * Bits of equal weight together, for a compressor to follow.
 *
 *   shape | varint block | blocks
 *
 *   block    plane 0 | plane 1 | … | plane 15 | rest
 *   plane b  bit b of every sample, eight samples a byte, the first in the least significant bit
 *   rest     the last n mod 8 of the block's n samples, int16 little-endian
 *
 * Samples are in planar order, channel after channel, and blocks run across channels: every length takes 16 bits
 * a sample exactly.
 */

import { type BlockRange, readBlockLength } from '../../bytes/block-length.js';
import { decodeRearranged, encodeRearranged } from '../../bytes/rearrange.js';
import { readShape } from '../../bytes/shape.js';
import { type KernelExports, loadKernel } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';

/** Positions are byte addresses in the kernel's memory; `n` and `block` count samples. */
interface BitshuffleKernel extends KernelExports {
  readonly split: (samples: number, n: number, block: number, to: number) => void;
  readonly join: (from: number, n: number, block: number, samples: number) => void;
}

const BLOCK: BlockRange = { minimum: 8, maximum: 2 ** 20 };

function encode(kernel: BitshuffleKernel, samples: Samples, block: number): Uint8Array {
  return encodeRearranged(kernel, samples, [block], (from, n, to) => kernel.split(from, n, block, to));
}

function decode(kernel: BitshuffleKernel, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const block = readBlockLength(cursor, BLOCK);
  return decodeRearranged(kernel, cursor, shape, (from, n, to) => kernel.join(from, n, block, to));
}

export const bitshuffle = defineCoder({
  name: 'bitshuffle',
  family: 'packing',
  summary: '16 bit planes for each block; for a compressor to follow',
  parameters: {
    block: {
      type: 'integer',
      ...BLOCK,
      default: 4096,
      sweep: [256, 4096, 65536],
      meaning: 'samples that are transposed together',
    },
  },
  open: async ({ block }) => {
    const kernel = await loadKernel<BitshuffleKernel>('bitshuffle');
    return {
      encode: samples => encode(kernel, samples, block),
      decode: bytes => decode(kernel, bytes),
    };
  },
});
