/**
 * Zstandard (RFC 8878) by libzstd as WASM: one frame that states its content's length and checksum.
 *
 *   magic 28 b5 2f fd | descriptor, length | blocks | low 32 bits of XXH64 of the content
 *
 * The package cannot ask libzstd for the checksum, so it is added here: a bit of the descriptor and four bytes at
 * the end, byte for byte what the `zstd` program writes. libzstd checks it.
 *
 * libzstd's memory is one for the whole process, and the package writes to its address 0 if an allocation fails:
 * inputs over 256 MiB are refused, which even level 22 has room for.
 */
import { defineCompressor } from '../codec.js';
import { type KernelExports, loadKernel, reserve } from '../wasm.js';
import { checkDeclaredLength, readUint32 } from './binding.js';

const MAGIC = 0xfd2fb528;
const DESCRIPTOR_AT = 4;
const CHECKSUM_FLAG = 4;
const SINGLE_SEGMENT_FLAG = 32;
const CHECKSUM_BYTES = 4;
const LARGEST_CONTENT = 2 ** 28;
/** The best expansion: a block of 128 KiB out of a header of three bytes and one byte that repeats. */
const BLOCK_CONTENT = 2 ** 17;
const SMALLEST_BLOCK = 4;

interface Xxhash64 extends KernelExports {
  readonly hash32: (start: number, length: number) => number;
}

function checksumOf(kernel: Xxhash64, bytes: Uint8Array): number {
  const start = kernel.base();
  reserve(kernel, start + bytes.length);
  new Uint8Array(kernel.memory.buffer).set(bytes, start);
  return kernel.hash32(start, bytes.length);
}

function withChecksum(frame: Uint8Array, checksum: number): Uint8Array {
  const bytes = new Uint8Array(frame.length + CHECKSUM_BYTES);
  bytes.set(frame);
  bytes[DESCRIPTOR_AT] |= CHECKSUM_FLAG;
  new DataView(bytes.buffer).setInt32(frame.length, checksum, true);
  return bytes;
}

/** Reads the frame's content size (RFC 8878, section 3.1.1.1.4). */
function declaredLength(bytes: Uint8Array): number {
  if (bytes.length < 9) throw new Error(`stream of ${bytes.length} bytes is cut short`);
  if (readUint32(bytes, 0) !== MAGIC) throw new Error('not a Zstandard frame');
  const descriptor = bytes[DESCRIPTOR_AT];
  const single = (descriptor & SINGLE_SEGMENT_FLAG) !== 0;
  const dictionaryIdBytes = [0, 1, 2, 4][descriptor & 3];
  const at = DESCRIPTOR_AT + (single ? 1 : 2) + dictionaryIdBytes;
  const size = descriptor >>> 6;
  if (size === 0 && !single) throw new Error('frame does not state the length of its content');
  // nine bytes are there, the longest header ends at byte 18: an empty block and its checksum come to more
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (at + (1 << size) > bytes.length) throw new Error('stream ends inside the header');
  if (size === 0) return view.getUint8(at);
  if (size === 1) return view.getUint16(at, true) + 256;
  return size === 2 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function checkFrame(bytes: Uint8Array): void {
  const most = Math.floor(bytes.length / SMALLEST_BLOCK) * BLOCK_CONTENT;
  checkDeclaredLength(declaredLength(bytes), Math.min(most, LARGEST_CONTENT));
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
  parameters: {
    level: {
      type: 'integer',
      minimum: 1,
      maximum: 22,
      default: 3,
      sweep: [1, 3, 9, 19, 22],
      meaning: 'effort',
    },
  },
  open: async ({ level }) => {
    loading ??= loadLibzstd();
    const { compress, decompress } = await loading;
    const kernel = await loadKernel<Xxhash64>('xxhash64');
    return {
      encode: bytes => {
        if (bytes.length > LARGEST_CONTENT) throw new Error(`${bytes.length} bytes over ${LARGEST_CONTENT}`);
        return withChecksum(compress(bytes, level), checksumOf(kernel, bytes));
      },
      decode: bytes => {
        checkFrame(bytes);
        return decompress(bytes);
      },
    };
  },
});
