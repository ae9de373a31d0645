/** Decodes blocks of frames: the predictors of their channels, and by a coder of its own what these leave. */
import type { Cursor, Shape } from '../../../bytes/shape.js';
import { bytesOf, take, takeWithLength } from '../../../bytes/stream.js';
import type { KernelExports } from '../../../bytes/wasm.js';
import type { Samples } from '../../../codec.js';
import { makeBitDecoder } from '../../../models/adaptive-bits.js';
import { blockFramesOf, blocksOf } from './blocks.js';
import { type BlockShape, codeHead, type Head } from './head.js';
import { CONSTANT, kindBytes, RAW, unpackKinds } from './kinds.js';
import { clearMargins, makeRoom, type Opened, type Room } from './memory.js';

/** Decodes the sections of a block's coded channels into its room. */
export type DecodeCoded<O extends Opened<KernelExports>> = (
  opened: O,
  room: Room,
  head: Head,
  shape: BlockShape,
  cursor: Cursor,
) => void;

function checkShape({ channels, frames }: Shape, cursor: Cursor): void {
  const blocks = Math.ceil(frames / blockFramesOf({ channels, frames }));
  const left = cursor.bytes.length - cursor.at;
  if (blocks * kindBytes(channels) > left) {
    throw new Error(`${left} bytes for ${blocks} blocks of ${channels} channels`);
  }
}

/**
 * Decodes all blocks of a stream, to its end.
 * @param shapeOfBlock what follows from how many frames it has
 * @param isMarked whether the profile may be used
 * @throws Error if the bytes are not what an encoder wrote
 */
export function decodeBlocks<O extends Opened<KernelExports>>(
  opened: O,
  shape: Shape,
  cursor: Cursor,
  shapeOfBlock: (frames: number) => BlockShape,
  isMarked: boolean,
  decodeCoded: DecodeCoded<O>,
): Samples {
  checkShape(shape, cursor);
  const { channels, frames } = shape;
  const samples = { data: new Int16Array(channels * frames), channels };
  for (const block of blocksOf(samples, blockFramesOf(shape))) {
    decodeBlock(opened, cursor, block, shapeOfBlock(block[0].length), isMarked, decodeCoded);
  }
  const { bytes, at } = cursor;
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes left over`);
  return samples;
}

/**
 * @param channels of the block, to be filled: as many frames of each
 * @param isMarked whether the profile may be used
 * @throws Error if the bytes are not what an encoder wrote
 */
function decodeBlock<O extends Opened<KernelExports>>(
  opened: O,
  cursor: Cursor,
  channels: readonly Int16Array[],
  shape: BlockShape,
  isMarked: boolean,
  decodeCoded: DecodeCoded<O>,
): void {
  const frames = channels[0].length;
  const kinds = unpackKinds(take(cursor, kindBytes(channels.length)), channels.length, isMarked);
  kinds.forEach((kind, k) => {
    if (kind === RAW) bytesOf(channels[k]).set(take(cursor, 2 * frames));
  });
  if (kinds.every(kind => kind === RAW)) return;
  const bits = makeBitDecoder(takeWithLength(cursor));
  const head = codeHead(bits, shape, kinds);
  bits.finish();
  kinds.forEach((kind, k) => {
    if (kind === CONSTANT) channels[k].fill(head.constants[k]);
  });
  if (head.coded.length === 0) return;
  const kept = shape.isReferring ? head.coded.length : 0;
  const room = makeRoom(opened, channels.length, frames, kept, 0);
  for (let place = 0; place < kept; place++) clearMargins(opened, room, place);
  decodeCoded(opened, room, head, shape, cursor);
  for (const { channel } of head.coded) {
    const at = room.codes + channel * room.codesStride;
    channels[channel].set(new Int16Array(opened.kernel.memory.buffer, at, frames));
  }
}
