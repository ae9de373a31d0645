/** The way in which all stages on node:zlib decode. */
import { checkContent, copyBytes, LARGEST_OUTPUT } from '../binding.js';

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
 * @param most bytes of content: no piece beyond them is decoded
 * @throws Error if the stream is damaged, cut short, followed by anything, or holds more
 */
export function decodeWhole(
  decoder: (bytes: Uint8Array, options: DecoderOptions) => unknown,
  bytes: Uint8Array,
  most = LARGEST_OUTPUT,
): Uint8Array {
  const { buffer, engine } = decodeWithin(decoder, bytes, Math.max(1, Math.min(most, LARGEST_OUTPUT)));
  checkContent(buffer.length, most);
  if (engine.bytesWritten !== bytes.length) {
    throw new Error(`${bytes.length - engine.bytesWritten} bytes behind the end of the stream`);
  }
  return copyBytes(buffer);
}

function decodeWithin(
  decoder: (bytes: Uint8Array, options: DecoderOptions) => unknown,
  bytes: Uint8Array,
  maxOutputLength: number,
): Decoded {
  try {
    // @types/node does not say what `info` makes of the result
    return decoder(bytes, { info: true, maxOutputLength, chunkSize: CHUNK_BYTES }) as Decoded;
  } catch (cause) {
    const isOver = cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw isOver ? new Error(`content over ${maxOutputLength} bytes`, { cause }) : cause;
  }
}
