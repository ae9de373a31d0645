/**
 * Bytes of equal weight together, for a compressor to follow.
 *
 *   shape | low bytes of all samples | high bytes of all samples
 *
 * Samples are in planar order, channel after channel.
 */
import { defineCoder, type Samples } from '../codec.js';
import { readShape, shapeOf, shapeSize, writeShape } from '../shape.js';
import { type KernelExports, loadKernel, reserve } from '../wasm.js';

/** Positions are byte addresses in the kernel's memory; `n` counts samples. */
interface ShuffleKernel extends KernelExports {
  readonly split: (samples: number, n: number, low: number, high: number) => void;
  readonly join: (low: number, high: number, n: number, samples: number) => void;
}

function encode(kernel: ShuffleKernel, samples: Samples): Uint8Array {
  const { data } = samples;
  const shape = shapeOf(samples);
  const input = kernel.base();
  const output = input + data.byteLength;
  reserve(kernel, output + data.byteLength);
  new Int16Array(kernel.memory.buffer, input, data.length).set(data);
  kernel.split(input, data.length, output, output + data.length);
  const head = shapeSize(shape);
  const bytes = new Uint8Array(head + data.byteLength);
  writeShape(bytes, 0, shape);
  bytes.set(new Uint8Array(kernel.memory.buffer, output, data.byteLength), head);
  return bytes;
}

function decode(kernel: ShuffleKernel, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const length = channels * frames;
  const given = bytes.length - cursor.at;
  if (given !== 2 * length) throw new Error(`${given} bytes of samples where the shape says ${2 * length}`);
  const input = kernel.base();
  const output = input + 2 * length;
  reserve(kernel, output + 2 * length);
  new Uint8Array(kernel.memory.buffer).set(bytes.subarray(cursor.at), input);
  kernel.join(input, input + length, length, output);
  return { data: new Int16Array(kernel.memory.buffer, output, length).slice(), channels };
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
