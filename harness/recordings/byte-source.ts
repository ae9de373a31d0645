/** Where the bytes of a file come from. */

/** Bytes that can be read at any place; a read past the end returns what there is. */
export interface ByteSource {
  readonly length: number;
  readonly read: (offset: number, length: number) => Uint8Array;
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
