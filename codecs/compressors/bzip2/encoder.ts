/**
 * libbz2's encoder out of the package bzip2-wasm, by its WASM file alone: the package's own loader installs handlers
 * for uncaught exceptions and a global `require`, and fails on inputs over 16 MB (it keeps a view of memory that has
 * grown since).
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FILE = 'bzip2-wasm/bzip2-1.0.8/bzip2.wasm';
/** libbz2's default: when to fall back on the sort that is slow but never slower. */
const WORK_FACTOR = 30;
const PAGE_BYTES = 65536;

interface Libbz2 {
  readonly memory: WebAssembly.Memory;
  readonly __wasm_call_ctors: () => void;
  readonly malloc: (bytes: number) => number;
  readonly free: (pointer: number) => void;
  readonly BZ2_bzBuffToBuffCompress: (
    destination: number,
    destinationLength: number,
    source: number,
    sourceLength: number,
    blockSize: number,
    verbosity: number,
    workFactor: number,
  ) => number;
}

async function loadLibbz2(): Promise<Libbz2> {
  const file = await readFile(fileURLToPath(import.meta.resolve(FILE)));
  const { instance } = await WebAssembly.instantiate(
    file,
    imports(() => libbz2.memory),
  );
  // the exports of a compiled module have no static type
  const libbz2 = instance.exports as unknown as Libbz2;
  libbz2.__wasm_call_ctors();
  return libbz2;
}

/** What libbz2 was linked against: memory, and output that it writes only when it has found itself broken. */
function imports(memory: () => WebAssembly.Memory) {
  const broken = () => {
    throw new Error('libbz2 met an internal error');
  };
  return {
    env: {
      exit: broken,
      emscripten_memcpy_big: (to: number, from: number, length: number) => {
        new Uint8Array(memory().buffer).copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0));
        return to;
      },
      emscripten_resize_heap: (bytes: number) => Number(grow(memory(), bytes >>> 0)),
    },
    wasi_snapshot_preview1: { fd_close: broken, fd_seek: broken, fd_write: broken },
  };
}

function grow(memory: WebAssembly.Memory, bytes: number): boolean {
  try {
    memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES));
    return true;
  } catch {
    return false;
  }
}

/** An encoder with memory of its own: bytes and level (1 to 9, blocks of that many 100,000 bytes) to a stream. */
export async function loadEncoder(): Promise<(bytes: Uint8Array, level: number) => Uint8Array> {
  const libbz2 = await loadLibbz2();
  return (bytes, level) => {
    // libbz2's documentation promises that 1 % and 600 bytes are room enough for any input
    const room = Math.ceil(bytes.length * 1.01) + 600;
    const destination = allocate(libbz2, 4 + room + bytes.length);
    try {
      return encodeAt(libbz2, destination, room, bytes, level);
    } finally {
      libbz2.free(destination);
    }
  };
}

function allocate(libbz2: Libbz2, bytes: number): number {
  const pointer = libbz2.malloc(bytes) >>> 0;
  if (pointer === 0) throw new Error(`no memory for ${bytes} bytes`);
  return pointer;
}

/** In memory from `pointer` on: the stream's length, room for the stream, the input. */
function encodeAt(
  libbz2: Libbz2,
  pointer: number,
  room: number,
  bytes: Uint8Array,
  level: number,
): Uint8Array {
  const stream = pointer + 4;
  const source = stream + room;
  new Uint8Array(libbz2.memory.buffer).set(bytes, source);
  new DataView(libbz2.memory.buffer).setUint32(pointer, room, true);
  const status = libbz2.BZ2_bzBuffToBuffCompress(
    stream,
    pointer,
    source,
    bytes.length,
    level,
    0,
    WORK_FACTOR,
  );
  if (status !== 0) throw new Error(`libbz2 gives status ${status}`);
  const length = new DataView(libbz2.memory.buffer).getUint32(pointer, true);
  return new Uint8Array(libbz2.memory.buffer).slice(stream, stream + length);
}
