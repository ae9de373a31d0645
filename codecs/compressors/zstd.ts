/**
 * Zstandard (RFC 8878) by libzstd as WASM: one frame (see zstd-frame.ts) that states its content's length and
 * checksum.
 *
 * The package cannot ask libzstd for the checksum, so it is added (see zstd-checksum.ts). libzstd checks it.
 *
 * libzstd's memory is one for the whole process, and the package writes to its address 0 if an allocation fails:
 * inputs over 256 MiB are refused, which even level 22 has room for.
 */
import { defineCompressor } from '../codec.js';
import { loadFrameChecksum } from './zstd-checksum.js';
import { checkFrame, zstdLevel } from './zstd-frame.js';

const LARGEST_CONTENT = 2 ** 28;

type Libzstd = typeof import('@bokuweb/zstd-wasm');

// A second `init` would put another instance under calls that are under way.
let loading: Promise<Libzstd> | undefined;

async function loadLibzstd(): Promise<Libzstd> {
  const libzstd = await import('@bokuweb/zstd-wasm');
  await libzstd.init();
  return libzstd;
}

export const zstd = defineCompressor({
  name: 'zstd',
  family: 'dictionary',
  summary: 'Zstandard as WASM (libzstd)',
  packages: ['@bokuweb/zstd-wasm'],
  parameters: { level: zstdLevel },
  open: async ({ level }) => {
    loading ??= loadLibzstd();
    const { compress, decompress } = await loading;
    const withChecksum = await loadFrameChecksum();
    return {
      encode: bytes => {
        if (bytes.length > LARGEST_CONTENT) throw new Error(`${bytes.length} bytes over ${LARGEST_CONTENT}`);
        return withChecksum(compress(bytes, level), bytes);
      },
      decode: (bytes, most = LARGEST_CONTENT) => {
        checkFrame(bytes, Math.min(most, LARGEST_CONTENT));
        try {
          return decompress(bytes);
        } catch (cause) {
          // "Failed to compress", says the package
          throw new Error('the stream is damaged', { cause });
        }
      },
    };
  },
});
