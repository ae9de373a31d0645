/** The way in which all stages on node:zlib decode. */
import { copyBytes, LARGEST_OUTPUT } from '../binding.js';

interface DecoderOptions {
  readonly info: true;
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}

/** What a decoder of node:zlib returns when asked for `info`. */
interface Decoded {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** Output grows by pieces of this size, so no length in the stream is trusted. 16 KiB, the default, is slower. */
export const CHUNK_BYTES = 1 << 18;

/**
 * Decodes a stream that must end where the bytes end: the decoders themselves pass over what follows it.
 * @throws Error if the stream is damaged, cut short or followed by anything
 */
export function decodeWhole(
  decoder: (bytes: Uint8Array, options: DecoderOptions) => unknown,
  bytes: Uint8Array,
): Uint8Array {
  const options = { info: true, maxOutputLength: LARGEST_OUTPUT, chunkSize: CHUNK_BYTES } as const;
  // @types/node does not say what `info` makes of the result
  const { buffer, engine } = decoder(bytes, options) as Decoded;
  if (engine.bytesWritten !== bytes.length) {
    throw new Error(`${bytes.length - engine.bytesWritten} bytes behind the end of the stream`);
  }
  return copyBytes(buffer);
}
