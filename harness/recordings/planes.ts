/**
 * Frames to planes and back, by a kernel: of 384 channels some eight times as fast as a loop of JavaScript over the same
 * bytes. Its memory is kept, and is about twice the largest piece that it was given.
 */
import { instantiateKernel, type KernelExports, reserve, roundUp } from '../../codecs/bytes/wasm.js';

interface PlanesKernel extends KernelExports {
  readonly turn: (
    from: number,
    rows: number,
    rowBytes: number,
    columns: number,
    to: number,
    columnBytes: number,
    flip: number,
  ) => void;
}

/** Planes of int16, one behind the other, and the frames of them that are meant. */
export interface PlanesPart {
  readonly data: Int16Array;
  /** Frames of each plane. */
  readonly frames: number;
  /** The first that is meant, and how many. */
  readonly at: number;
  readonly taken: number;
  readonly channels: number;
}

let kept: PlanesKernel | undefined;
/** Of the piece that was asked for last. */
let pieceBytes = 0;

function opened(): PlanesKernel {
  kept ??= instantiateKernel<PlanesKernel>('planes');
  return kept;
}

/**
 * Memory for a piece of a file. Dead once it is asked for again.
 * @returns `bytes` bytes, with what they were before
 * @throws Error if there is not so much
 */
export function pieceOf(bytes: number): Uint8Array {
  const kernel = opened();
  reserve(kernel, kernel.base() + bytes);
  pieceBytes = bytes;
  return new Uint8Array(kernel.memory.buffer, kernel.base(), bytes);
}

/**
 * Puts frames in their planes.
 * @param first where the first of them begins in the piece that `pieceOf` gave, in bytes
 * @param frameBytes from one frame to the next; the channels of a frame are neighbours
 * @param zero what is taken off each number, modulo 2^16
 */
export function framesToPlanes(
  first: number,
  frameBytes: number,
  zero: 0 | 32768,
  { data, frames, at, taken, channels }: PlanesPart,
): void {
  const kernel = opened();
  const columnBytes = roundUp(2 * taken);
  const to = roundUp(kernel.base() + pieceBytes);
  reserve(kernel, to + channels * columnBytes);
  kernel.turn(kernel.base() + first, taken, frameBytes, channels, to, columnBytes, zero);
  const turned = new Int16Array(kernel.memory.buffer, to, (channels * columnBytes) / 2);
  for (let c = 0; c < channels; c++) {
    const column = (c * columnBytes) / 2;
    data.set(turned.subarray(column, column + taken), c * frames + at);
  }
}

/**
 * Frames of planes, each channel beside the next.
 * @param zero what is added to each number, modulo 2^16
 * @returns a view of the kernel's memory, dead once this module is called again
 */
export function planesToFrames(
  { data, frames, at, taken, channels }: PlanesPart,
  zero: 0 | 32768,
): Uint8Array {
  const kernel = opened();
  const rowBytes = roundUp(2 * taken);
  const from = roundUp(kernel.base());
  const to = from + channels * rowBytes;
  reserve(kernel, to + 2 * channels * taken);
  const rows = new Int16Array(kernel.memory.buffer, from, (channels * rowBytes) / 2);
  for (let c = 0; c < channels; c++) {
    const plane = c * frames + at;
    rows.set(data.subarray(plane, plane + taken), (c * rowBytes) / 2);
  }
  kernel.turn(from, channels, rowBytes, taken, to, 2 * channels, zero);
  return new Uint8Array(kernel.memory.buffer, to, 2 * channels * taken);
}
