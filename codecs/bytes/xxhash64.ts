/** The checksum that streams carry: low 32 bits of XXH64, seed 0. */
import { type KernelExports, loadKernel, reserve } from './wasm.js';

interface Xxhash64 extends KernelExports {
  readonly hash32: (start: number, length: number) => number;
}

/** Number of bytes of a checksum in a stream. */
export const CHECKSUM_BYTES = 4;

/** Loads the kernel. @returns what makes a checksum, as an unsigned number */
export async function loadChecksum(): Promise<(bytes: Uint8Array) => number> {
  const kernel = await loadKernel<Xxhash64>('xxhash64');
  const start = kernel.base();
  return bytes => {
    reserve(kernel, start + bytes.length);
    new Uint8Array(kernel.memory.buffer).set(bytes, start);
    return kernel.hash32(start, bytes.length) >>> 0;
  };
}
