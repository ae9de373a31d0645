/** Reading and writing of WebAssembly's binary format: LEB128 numbers, vectors, sections. */

export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** @throws Error if the bytes end within it */
export function readByte(cursor: Cursor): number {
  if (cursor.at >= cursor.bytes.length) throw new Error('WebAssembly module ends too early');
  return cursor.bytes[cursor.at++];
}

/** An unsigned number of 32 bits. */
export function readNumber(cursor: Cursor): number {
  let value = 0;
  for (let digit = 0; digit < 5; digit++) {
    const byte = readByte(cursor);
    value += (byte & 127) * 2 ** (7 * digit);
    if (byte < 128) return value;
  }
  throw new Error('WebAssembly module has a number of more than 32 bits');
}

/** A number of any kind that does not matter. */
export function skipNumber(cursor: Cursor): void {
  while (readByte(cursor) >= 128);
}

export function skip(cursor: Cursor, bytes: number): void {
  if (bytes > cursor.bytes.length - cursor.at) throw new Error('WebAssembly module ends too early');
  cursor.at += bytes;
}

/** An unsigned number as bytes. */
export function numberBytes(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

export function textBytes(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...numberBytes(bytes.length), ...bytes];
}

/** Bytes that are put together part by part. */
export interface ByteList {
  readonly push: (part: Uint8Array | readonly number[]) => void;
  readonly length: () => number;
  readonly finish: () => Uint8Array;
}

export function makeByteList(): ByteList {
  const parts: (Uint8Array | readonly number[])[] = [];
  let length = 0;
  return {
    push: part => {
      parts.push(part);
      length += part.length;
    },
    length: () => length,
    finish: () => {
      const bytes = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
      return bytes;
    },
  };
}
