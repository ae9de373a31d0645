/** Encodes a block of frames, see coder.ts. */
import { packNumbers } from '../../bytes/numbers.js';
import { bytesOf, concatenate, withLength } from '../../bytes/stream.js';
import { reserve } from '../../bytes/wasm.js';
import { makeBitEncoder } from '../../models/adaptive-bits.js';
import { type BlockShape, codeHead, type Head } from './head.js';
import { packKinds, RAW } from './kinds.js';
import {
  type Group,
  groupsOf,
  hasConverters,
  runGroup,
  STATE_BYTES,
  sectionsOf,
  statesAt,
  statesOf,
  stepsOf,
  storeSettings,
} from './lanes.js';
import { clearMargins, makeRoom, type Opened, type Room } from './memory.js';
import { chooseModel, type Limits } from './model.js';
import { tune } from './trial.js';

const ITEM_BYTES = 8;

/** How a coder codes the channels of a block that are modelled. */
export interface BlockEncoder<O extends Opened> {
  /** Chooses the settings that are found by trials. */
  readonly tune: (opened: O, room: Room, head: Head, shape: BlockShape) => Head;
  /** Writes the sections of a block with coded channels. */
  readonly encodeSections: (opened: O, room: Room, head: Head, shape: BlockShape) => Uint8Array[];
}

/** That of `lpc-gaussian`. */
export const laneEncoder: BlockEncoder<Opened> = {
  tune: (opened, room, head, { stretches, hasAverages }) =>
    tune(opened, room, head, groupsOf(head, stretches, room.frames), hasAverages),
  encodeSections: (opened, room, head, { stretches, hasAverages }) => {
    storeSettings(opened, head, hasAverages);
    const sections = sectionsOf(groupsOf(head, stretches, room.frames));
    return sections.map(section => encodeSection(opened, room, head, section));
  },
};

/**
 * @param channels of the block, as many frames of each
 * @returns the block's part of the stream
 */
export function encodeBlock<O extends Opened>(
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
  const chosen = chooseModel(opened, room, shape, limits);
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

function encodeSection(opened: Opened, room: Room, head: Head, section: readonly Group[]): Uint8Array {
  const { kernel, lanes } = opened;
  const steps = section.reduce((sum, group) => sum + stepsOf(group), 0);
  const items = room.rest;
  const end = items + 2 * 4 * ITEM_BYTES * steps + 16;
  reserve(kernel, end);
  const encodeSteps = hasConverters(head) ? kernel.encodeConverted : kernel.encode;
  let at = items;
  for (const group of section) {
    runGroup(opened, room, head, group, (from, to, mask) => {
      encodeSteps(lanes, from, to, mask, at);
      at += 4 * ITEM_BYTES * (to - from);
    });
  }
  const start = kernel.push(lanes, items, steps, end);
  const { buffer } = kernel.memory;
  const states = new Uint8Array(buffer, statesAt(opened), STATE_BYTES * statesOf(section));
  return concatenate([packNumbers([(end - start) / 4]), states, new Uint8Array(buffer, start, end - start)]);
}
