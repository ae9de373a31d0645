/** What shuffle and bitshuffle share: a kernel moves the samples' bits about, and as many come out as went in. */
import type { Samples } from '../codec.js';
import { type Cursor, type Shape, shapeOf } from './shape.js';
import { joinStream, takeSamples } from './stream.js';
import { type KernelExports, reserve } from './wasm.js';

/** Moves the bits of `length` samples; `from` and `to` are byte addresses in the kernel's memory. */
type Move = (from: number, length: number, to: number) => void;

/** @param numbers what stands behind the shape */
export function encodeRearranged(
  kernel: KernelExports,
  samples: Samples,
  numbers: readonly number[],
  split: Move,
): Uint8Array {
  const { data } = samples;
  const shape = shapeOf(samples);
  const input = kernel.base();
  const output = input + data.byteLength;
  reserve(kernel, output + data.byteLength);
  new Int16Array(kernel.memory.buffer, input, data.length).set(data);
  split(input, data.length, output);
  return joinStream(shape, numbers, [new Uint8Array(kernel.memory.buffer, output, data.byteLength)]);
}

/**
 * @param cursor behind shape and numbers
 * @throws Error unless as many bytes are left as the shape says
 */
export function decodeRearranged(kernel: KernelExports, cursor: Cursor, shape: Shape, join: Move): Samples {
  const bytes = takeSamples(cursor, shape);
  const length = shape.channels * shape.frames;
  const input = kernel.base();
  const output = input + bytes.length;
  reserve(kernel, output + bytes.length);
  new Uint8Array(kernel.memory.buffer).set(bytes, input);
  join(input, length, output);
  return { data: new Int16Array(kernel.memory.buffer, output, length).slice(), channels: shape.channels };
}
