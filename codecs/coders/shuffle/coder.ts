/**
 * Bytes of equal weight together, for a compressor to follow.
 *
 *   shape | low bytes of all samples | high bytes of all samples
 *
 * Samples are in planar order, channel after channel.
 */

import { decodeRearranged, encodeRearranged } from '../../bytes/rearrange.js';
import { readShape } from '../../bytes/shape.js';
import { type KernelExports, loadKernel } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';

/** Positions are byte addresses in the kernel's memory; `n` counts samples. */
interface ShuffleKernel extends KernelExports {
  readonly split: (samples: number, n: number, low: number, high: number) => void;
  readonly join: (low: number, high: number, n: number, samples: number) => void;
}

function encode(kernel: ShuffleKernel, samples: Samples): Uint8Array {
  return encodeRearranged(kernel, samples, [], (from, n, to) => kernel.split(from, n, to, to + n));
}

function decode(kernel: ShuffleKernel, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  return decodeRearranged(kernel, cursor, shape, (from, n, to) => kernel.join(from, from + n, n, to));
}

export const shuffle = defineCoder({
  name: 'shuffle',
  family: 'packing',
  summary: 'low bytes, then high bytes; for a compressor to follow',
  open: async () => {
    const kernel = await loadKernel<ShuffleKernel>('shuffle');
    return {
      encode: samples => encode(kernel, samples),
      decode: bytes => decode(kernel, bytes),
    };
  },
});
