/** fflate's decoders, run into memory of a known length: without one they grow theirs for as long as there is more. */
import { checkContent, copyBytes } from '../binding.js';

/** As fflate has them. */
export type Inflate = (bytes: Uint8Array, options?: { readonly out: Uint8Array }) => Uint8Array;

/** @throws Error if the stream is damaged, or holds more than so many bytes */
export function inflateInto(inflate: Inflate, bytes: Uint8Array, most: number): Uint8Array {
  // what does not fit is passed over in silence, so one more byte than may come has room
  const content = inflateOver(inflate, bytes, new Uint8Array(most + 1));
  checkContent(content.length, most);
  return copyBytes(content);
}

function inflateOver(inflate: Inflate, bytes: Uint8Array, out: Uint8Array): Uint8Array {
  try {
    return inflate(bytes, { out });
  } catch (cause) {
    // but a piece that is stored is copied whole, wherever that ends
    throw cause instanceof RangeError ? new Error(`content over ${out.length - 1} bytes`, { cause }) : cause;
  }
}
