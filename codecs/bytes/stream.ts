/** What the streams of all coders are put together from, and taken apart into. */
import { packNumbers } from './numbers.js';
import { type Cursor, readVarint, type Shape } from './shape.js';

/** Copies parts one behind the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A whole stream: shape, further numbers as varints, then sections. */
export function joinStream(
  { channels, frames }: Shape,
  numbers: readonly number[],
  sections: readonly Uint8Array[],
): Uint8Array {
  return concatenate([packNumbers([channels, frames, ...numbers]), ...sections]);
}

/** The bytes of samples in memory, without a copy: little-endian, as the harness makes sure. */
export function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/**
 * Takes bytes and moves the cursor behind them.
 * @throws Error if there are not so many
 */
export function take(cursor: Cursor, length: number): Uint8Array {
  const left = cursor.bytes.length - cursor.at;
  if (length > left) throw new Error(`stream ends early: ${left} bytes where ${length} are needed`);
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

/**
 * Takes the rest of a stream in which every sample has two bytes.
 * @throws Error unless that is what the shape says
 */
export function takeSamples(cursor: Cursor, { channels, frames }: Shape): Uint8Array {
  const bytes = 2 * channels * frames;
  const given = cursor.bytes.length - cursor.at;
  if (given !== bytes) throw new Error(`${given} bytes of samples where the shape says ${bytes}`);
  return take(cursor, bytes);
}

/** A varint of its length, then a part of a stream. */
export function withLength(part: Uint8Array): Uint8Array {
  return concatenate([packNumbers([part.length]), part]);
}

/** What `withLength` wrote. */
export function takeWithLength(cursor: Cursor): Uint8Array {
  return take(cursor, readVarint(cursor));
}
