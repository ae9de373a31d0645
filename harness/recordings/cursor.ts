/** Numbers and strings of a header, one after the other, none read behind the end of the file. */
import { type ByteSource, view } from './byte-source.js';

export interface HeaderCursor {
  /** Of the next byte. */
  readonly at: () => number;
  readonly skip: (bytes: number) => void;
  readonly int16: () => number;
  readonly uint16: () => number;
  readonly int32: () => number;
  readonly uint32: () => number;
  readonly float32: () => number;
  /** Characters of one byte each up to the first 0, in a field of so many bytes. */
  readonly field: (bytes: number) => string;
  readonly bytes: (count: number) => Uint8Array;
}

/**
 * All is little-endian.
 * @throws Error at each call that would read behind the end
 */
export function headerCursor(file: ByteSource, start = 0): HeaderCursor {
  let at = start;
  const bytes = (count: number) => {
    if (count < 0 || at + count > file.length) {
      throw new Error(`torn in its header: ${file.length} bytes are there, want ${count} at byte ${at}`);
    }
    const taken = file.read(at, count);
    if (taken.length !== count) throw new Error(`torn in its header at byte ${at}`);
    at += count;
    return taken;
  };
  return {
    at: () => at,
    skip: count => {
      bytes(0);
      at += count;
    },
    int16: () => view(bytes(2)).getInt16(0, true),
    uint16: () => view(bytes(2)).getUint16(0, true),
    int32: () => view(bytes(4)).getInt32(0, true),
    uint32: () => view(bytes(4)).getUint32(0, true),
    float32: () => view(bytes(4)).getFloat32(0, true),
    field: count => {
      const letters = Buffer.from(bytes(count)).toString('latin1');
      return letters.split('\0', 1)[0].trim();
    },
    bytes,
  };
}
