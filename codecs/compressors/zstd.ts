/**
 * Zstandard (RFC 8878) by libzstd as WASM: one frame (see zstd-frame.ts) that states its content's length and
 * checksum.
 *
 * The package cannot ask libzstd for the checksum, so it is added here: a bit of the descriptor and four bytes at
 * the end, as the `zstd` program writes them. libzstd checks it.
 *
 * libzstd's memory is one for the whole process, and the package writes to its address 0 if an allocation fails:
 * inputs over 256 MiB are refused, which even level 22 has room for.
 */
import { defineCompressor } from '../codec.js';
import { CHECKSUM_BYTES, loadChecksum } from '../xxhash64.js';
import { CHECKSUM_FLAG, checkFrame, DESCRIPTOR_AT, zstdLevel } from './zstd-frame.js';

const LARGEST_CONTENT = 2 ** 28;

function withChecksum(frame: Uint8Array, checksum: number): Uint8Array {
  const bytes = new Uint8Array(frame.length + CHECKSUM_BYTES);
  bytes.set(frame);
  bytes[DESCRIPTOR_AT] |= CHECKSUM_FLAG;
  new DataView(bytes.buffer).setUint32(frame.length, checksum, true);
  return bytes;
}

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
    const checksumOf = await loadChecksum();
    return {
      encode: bytes => {
        if (bytes.length > LARGEST_CONTENT) throw new Error(`${bytes.length} bytes over ${LARGEST_CONTENT}`);
        return withChecksum(compress(bytes, level), checksumOf(bytes));
      },
      decode: bytes => {
        checkFrame(bytes, LARGEST_CONTENT);
        return decompress(bytes);
      },
    };
  },
});
