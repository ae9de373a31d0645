/**
 * The checksum of a Zstandard frame, for packages that cannot ask libzstd for it: a bit of the descriptor and four bytes
 * at the end, as the `zstd` program writes them.
 */
import { type KernelExports, loadKernel, reserve } from '../wasm.js';
import { CHECKSUM_BYTES, CHECKSUM_FLAG, DESCRIPTOR_AT } from './zstd-frame.js';

interface Xxhash64 extends KernelExports {
  readonly hash32: (start: number, length: number) => number;
}

function checksumOf(kernel: Xxhash64, bytes: Uint8Array): number {
  const start = kernel.base();
  reserve(kernel, start + bytes.length);
  new Uint8Array(kernel.memory.buffer).set(bytes, start);
  return kernel.hash32(start, bytes.length);
}

function withChecksum(frame: Uint8Array, checksum: number): Uint8Array {
  const bytes = new Uint8Array(frame.length + CHECKSUM_BYTES);
  bytes.set(frame);
  bytes[DESCRIPTOR_AT] |= CHECKSUM_FLAG;
  new DataView(bytes.buffer).setInt32(frame.length, checksum, true);
  return bytes;
}

/** A function that adds to a frame, made without a checksum, that of its content. */
export async function loadChecksum(): Promise<(frame: Uint8Array, content: Uint8Array) => Uint8Array> {
  const kernel = await loadKernel<Xxhash64>('xxhash64');
  return (frame, content) => withChecksum(frame, checksumOf(kernel, content));
}
