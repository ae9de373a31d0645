/** Blocks of samples that are coded together; their length stands in the stream. */
import { type Cursor, readVarint, type Shape } from './shape.js';

/** Lengths, in samples, that a block may have in a parameter and in a stream: what the kernel has room for. */
export interface BlockRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** @throws Error if torn or out of range */
export function readBlockLength(cursor: Cursor, { minimum, maximum }: BlockRange): number {
  const block = readVarint(cursor);
  if (block < minimum || block > maximum)
    throw new Error(`block ${block} out of range ${minimum}..${maximum}`);
  return block;
}

/** Blocks of all channels where none crosses a channel's end; the last of each may be shorter. */
export function countBlocks({ channels, frames }: Shape, block: number): number {
  return channels * Math.ceil(frames / block);
}
