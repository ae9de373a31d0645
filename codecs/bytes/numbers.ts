/** Lists of numbers in a stream: varints, and signs folded in as 0, -1, 1, -2 … */
import { varintSize, writeVarint } from './shape.js';

/** A number that a varint holds for a signed one of up to 30 bits. */
export function foldSign(value: number): number {
  return (value << 1) ^ (value >> 31);
}

/** Inverse of `foldSign`. */
export function unfoldSign(folded: number): number {
  return (folded >>> 1) ^ -(folded & 1);
}

/** Number of bytes of `packNumbers`. */
export function packedSize(numbers: readonly number[]): number {
  let size = 0;
  for (const value of numbers) size += varintSize(value);
  return size;
}

/** Numbers of 0 to 2^31 - 1 as varints, one behind the other. */
export function packNumbers(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(packedSize(numbers));
  let at = 0;
  for (const value of numbers) at = writeVarint(bytes, at, value);
  return bytes;
}
