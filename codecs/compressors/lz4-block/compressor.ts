/**
 * LZ4's block format (lz4_Block_format.md), by our own kernel, with the reference's parameter of acceleration.
 *
 *   length of the content, 32 bits | block
 *
 * That is the format of `LZ4` in the package numcodecs, which n1-codec uses, and for each acceleration the same bytes
 * as liblz4's on a 64-bit machine. The package itself, as WASM, hashes four bytes where those hash five: its
 * ratio is 14 % higher over 38 recordings at acceleration 9, and a damaged stream breaks its decoder for good.
 *
 * The format has no checksum: a flipped bit may decode to other bytes.
 */

import { type KernelExports, loadKernel, reserve } from '../../bytes/wasm.js';
import { defineCompressor } from '../../codec.js';
import { checkDeclaredLength, readUint32 } from '../binding.js';

interface Lz4Kernel extends KernelExports {
  readonly encode: (from: number, length: number, target: number, acceleration: number) => number;
  /** @returns 0, or an index into TROUBLES */
  readonly decode: (from: number, length: number, target: number, contentLength: number) => number;
}

const HEADER_BYTES = 4;
/** The best expansion: a match grows by 255 bytes with each further byte of its length. */
const EXPANSION = 255;
/** The most that is taken, so that content and block have room in the kernel's memory. */
const LARGEST_CONTENT = 2 ** 30;
/** What the kernel's copies may touch behind their ends. */
const MARGIN = 16;
const TROUBLES = [
  '',
  'ends early',
  'holds more than it says',
  'holds less than it says',
  'points before its start',
];

function encode(kernel: Lz4Kernel, content: Uint8Array, acceleration: number): Uint8Array {
  if (content.length > LARGEST_CONTENT) throw new Error(`${content.length} bytes over ${LARGEST_CONTENT}`);
  const source = kernel.base();
  const target = source + content.length + MARGIN;
  // incompressible bytes grow by a byte in 255
  reserve(kernel, target + content.length + Math.ceil(content.length / 255) + 2 * MARGIN);
  new Uint8Array(kernel.memory.buffer).set(content, source);
  const length = kernel.encode(source, content.length, target, acceleration);
  const bytes = new Uint8Array(HEADER_BYTES + length);
  new DataView(bytes.buffer).setUint32(0, content.length, true);
  bytes.set(new Uint8Array(kernel.memory.buffer, target, length), HEADER_BYTES);
  return bytes;
}

function decode(kernel: Lz4Kernel, bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length <= HEADER_BYTES) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  const contentLength = readUint32(bytes, 0);
  checkDeclaredLength(contentLength, Math.min(bytes.length * EXPANSION, most));
  const block = bytes.subarray(HEADER_BYTES);
  const source = kernel.base();
  const target = source + block.length + MARGIN;
  reserve(kernel, target + contentLength + MARGIN);
  new Uint8Array(kernel.memory.buffer).set(block, source);
  const trouble = kernel.decode(source, block.length, target, contentLength);
  if (trouble !== 0) throw new Error(`the block ${TROUBLES[trouble]}`);
  return new Uint8Array(kernel.memory.buffer).slice(target, target + contentLength);
}

export const lz4Block = defineCompressor({
  name: 'lz4-block',
  family: 'dictionary',
  summary: 'LZ4 blocks at any acceleration, as WASM of our own',
  parameters: {
    acceleration: {
      type: 'integer',
      minimum: 1,
      maximum: 65537,
      default: 1,
      sweep: [1, 9],
      meaning: 'speed for ratio',
    },
  },
  open: async ({ acceleration }) => {
    const kernel = await loadKernel<Lz4Kernel>('lz4-block');
    return {
      encode: bytes => encode(kernel, bytes, acceleration),
      decode: (bytes, most = LARGEST_CONTENT) => decode(kernel, bytes, Math.min(most, LARGEST_CONTENT)),
    };
  },
});
