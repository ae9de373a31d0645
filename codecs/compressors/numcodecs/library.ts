/** What the bindings to the package numcodecs share: it loads its WASM at the first call, and has only promises. */
import { awaitCompilation } from '../../bytes/wasm.js';

interface Numcodec {
  readonly encode: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly decode: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** Has the WASM loaded, so that no later call pays for it. */
export async function openNumcodecs(codec: Numcodec): Promise<Numcodec> {
  await awaitCompilation(codec.encode(new Uint8Array(0)));
  return { encode: bytes => codec.encode(bytes), decode: bytes => codec.decode(bytes) };
}

/** Runs a call whose errors may be numbers: pointers to exceptions of C++. */
export async function callNumcodecs<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new Error('the stream is damaged', { cause });
  }
}
