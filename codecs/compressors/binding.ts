/** What the bindings to packages share. */
import { UnsupportedError } from '../codec.js';

/** No decoder makes more bytes than this out of one stream: the largest length that our streams can carry. */
export const LARGEST_OUTPUT = 2 ** 31 - 1;

/** A copy with memory of its own: what a package returns may be a view of a pool or of its own heap. */
export function copyBytes(view: Uint8Array): Uint8Array {
  return new Uint8Array(view);
}

/** The same bytes as a Buffer, not copied, for packages that insist on one. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Loads an optional package.
 * @throws UnsupportedError if it is not installed, or has no binary for this machine
 */
export async function importOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new UnsupportedError(`package ${name} cannot be loaded here: try npm install ${name}`, { cause });
  }
}

/** Unsigned 32-bit little-endian number at `at`. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

/**
 * Refuses a content that is longer than it can be.
 * @throws Error
 */
export function checkContent(length: number, most: number): void {
  if (length > most) throw new Error(`content over ${most} bytes`);
}

/**
 * Refuses a length that no stream of so few bytes can hold, before anything is allocated by it.
 * @param most the length that the format's best expansion gives
 */
export function checkDeclaredLength(declared: number, most: number): void {
  const largest = Math.floor(Math.min(most, LARGEST_OUTPUT));
  if (declared > largest) throw new Error(`stream says ${declared} bytes where it can hold ${largest}`);
}
