/**
 * libFLAC as WASM out of the package libflacjs, loaded past two traps: it would fetch its WASM file by a path that
 * `fetch` refuses, and its index.js leaves a path in the environment.
 */
import { createRequire } from 'node:module';
import { awaitCompilation } from '../../bytes/wasm.js';

interface ReadResult {
  readonly buffer: Uint8Array;
  readonly readDataLength: number;
  readonly error: boolean;
}

/** What is used here of the package; a status of 0 is success. */
export interface Libflac {
  onready: (() => void) | undefined;
  readonly isReady: () => boolean;
  readonly create_libflac_encoder: (
    sampleRateHz: number,
    channels: number,
    bitsPerSample: number,
    level: number,
    totalSamples: number,
    verify: boolean,
    blockSize: number,
  ) => number;
  // a fourth argument, whichever, would make an Ogg stream
  readonly init_encoder_stream: (encoder: number, write: (bytes: Uint8Array) => void) => number;
  readonly FLAC__stream_encoder_process_interleaved: (
    encoder: number,
    samples: Int32Array,
    frames: number,
  ) => boolean;
  readonly FLAC__stream_encoder_finish: (encoder: number) => number;
  readonly FLAC__stream_encoder_delete: (encoder: number) => void;
  readonly create_libflac_decoder: (verify: boolean) => number;
  readonly init_decoder_stream: (
    decoder: number,
    read: (length: number) => ReadResult,
    /** Samples of each channel, 16 bits little-endian; `false` ends the decoding. */
    write: (channels: readonly Uint8Array[]) => boolean,
    error: (code: number, name: string) => void,
  ) => number;
  readonly FLAC__stream_decoder_process_until_end_of_stream: (decoder: number) => number;
  readonly FLAC__stream_decoder_finish: (decoder: number) => number;
  readonly FLAC__stream_decoder_delete: (decoder: number) => void;
}

const require = createRequire(import.meta.url);

function requireWithoutFetch(): Libflac {
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  if (fetch !== undefined)
    Object.defineProperty(globalThis, 'fetch', { value: undefined, configurable: true });
  try {
    return require('libflacjs/dist/libflac.min.wasm.js');
  } finally {
    if (fetch !== undefined) Object.defineProperty(globalThis, 'fetch', fetch);
  }
}

let loading: Promise<Libflac> | undefined;

/** The one instance of libFLAC in this process. */
export function loadLibflac(): Promise<Libflac> {
  loading ??= awaitCompilation(
    new Promise(resolve => {
      const flac = requireWithoutFetch();
      if (flac.isReady()) resolve(flac);
      else flac.onready = () => resolve(flac);
    }),
  );
  return loading;
}
