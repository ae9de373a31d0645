/** Encodes blocks of frames: the predictors of their channels, and by a coder of its own what these leave. */
import { shapeOf } from '../../../bytes/shape.js';
import { bytesOf, concatenate, withLength } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { encodeMark } from '../../../converter/mark.js';
import { makeBitEncoder } from '../../../models/adaptive-bits.js';
import { blockFramesOf, blocksOf } from './blocks.js';
import { type BlockShape, codeHead, type Head } from './head.js';
import { PROFILE, packKinds, RAW, unpackKinds } from './kinds.js';
import { clearMargins, makeRoom, type Opened, type Room } from './memory.js';
import { chooseModel, type Limits } from './model.js';

/** How a coder codes the channels of a block that are modelled. */
export interface BlockEncoder<O extends Opened> {
  /** Chooses the settings that are found by trials. */
  readonly tune: (opened: O, room: Room, head: Head, shape: BlockShape) => Head;
  /** Bits that channels take, or some of their codes, to compare models of them by. */
  readonly costOf: (opened: O, room: Room, head: Head, shape: BlockShape) => number;
  /** Writes the sections of a block with coded channels. */
  readonly encodeSections: (opened: O, room: Room, head: Head, shape: BlockShape) => Uint8Array[];
}

/**
 * Encodes all blocks of samples.
 * @param shapeOfBlock what follows from how many frames it has
 * @returns the mark of the profile, if a channel needs it, and the blocks' parts of the stream
 */
export function encodeBlocks<O extends Opened>(
  opened: O,
  samples: Samples,
  shapeOfBlock: (frames: number) => BlockShape,
  limits: Limits,
  encoder: BlockEncoder<O>,
): { readonly mark: Uint8Array; readonly parts: readonly Uint8Array[] } {
  const { channels } = samples;
  const parts: Uint8Array[] = [];
  let isMarked = false;
  for (const block of blocksOf(samples, blockFramesOf(shapeOf(samples)))) {
    const part = encodeBlock(opened, block, shapeOfBlock(block[0].length), limits, encoder);
    isMarked ||= unpackKinds(part, channels, true).includes(PROFILE);
    parts.push(part);
  }
  return { mark: encodeMark(isMarked ? opened.profile : undefined), parts };
}

/**
 * @param channels of the block, as many frames of each
 * @returns the block's part of the stream
 */
function encodeBlock<O extends Opened>(
  opened: O,
  channels: readonly Int16Array[],
  shape: BlockShape,
  limits: Limits,
  encoder: BlockEncoder<O>,
): Uint8Array {
  const frames = channels[0].length;
  const { isReferring } = shape;
  const room = makeRoom(opened, channels.length, frames, isReferring ? channels.length : 0, 0);
  channels.forEach((codes, k) => {
    new Int16Array(opened.kernel.memory.buffer, room.codes + k * room.codesStride, frames).set(codes);
  });
  const chosen = chooseModel(opened, room, shape, limits, head =>
    // innovations of none are kept
    encoder.costOf(opened, { ...room, innovations: room.rest }, head, shape),
  );
  if (isReferring) for (const place of chosen.coded.keys()) clearMargins(opened, room, place);
  const head = encoder.tune(opened, room, chosen, shape);
  const raw = head.kinds.map((kind, k) => (kind === RAW ? bytesOf(channels[k]) : new Uint8Array(0)));
  const kinds = packKinds(head.kinds);
  if (head.kinds.every(kind => kind === RAW)) return concatenate([kinds, ...raw]);
  const bits = makeBitEncoder();
  codeHead(bits, shape, head.kinds, head);
  const parts = [kinds, ...raw, withLength(bits.finish())];
  if (head.coded.length > 0) parts.push(...encoder.encodeSections(opened, room, head, shape));
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size < kinds.length + 2 * frames * channels.length) return concatenate(parts);
  return concatenate([packKinds(channels.map(() => RAW)), ...channels.map(bytesOf)]);
}
