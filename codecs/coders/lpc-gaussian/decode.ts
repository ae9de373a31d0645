/** Decodes a block of frames, see coder.ts. */
import { type Cursor, readUpTo } from '../../bytes/shape.js';
import { bytesOf, take, takeWithLength } from '../../bytes/stream.js';
import { reserve } from '../../bytes/wasm.js';
import { makeBitDecoder } from '../../models/adaptive-bits.js';
import { type BlockShape, codeHead, type Head } from './head.js';
import { CONSTANT, kindBytes, RAW, unpackKinds } from './kinds.js';
import {
  type Group,
  groupsOf,
  hasConverters,
  LANES,
  runGroup,
  STATE_BYTES,
  sectionsOf,
  statesAt,
  statesOf,
  stepsOf,
  storeSettings,
} from './lanes.js';
import { clearMargins, makeRoom, type Opened, type Room } from './memory.js';

const WORD_BYTES = 4;

/** Decodes the sections of a block's coded channels into its room. */
export type DecodeCoded<O extends Opened> = (
  opened: O,
  room: Room,
  head: Head,
  shape: BlockShape,
  cursor: Cursor,
) => void;

/** Those of `lpc-gaussian`. */
export function decodeSections(
  opened: Opened,
  room: Room,
  head: Head,
  { stretches, hasAverages }: BlockShape,
  cursor: Cursor,
): void {
  storeSettings(opened, head, hasAverages);
  for (const section of sectionsOf(groupsOf(head, stretches, room.frames))) {
    decodeSection(opened, room, head, section, cursor);
  }
}

/**
 * @param channels of the block, to be filled: as many frames of each
 * @param isMarked whether the profile may be used
 * @throws Error if the bytes are not what an encoder wrote
 */
export function decodeBlock<O extends Opened>(
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

function decodeSection(
  opened: Opened,
  room: Room,
  head: Head,
  section: readonly Group[],
  cursor: Cursor,
): void {
  const { kernel, lanes } = opened;
  const most = section.reduce((sum, group) => sum + 8 * stepsOf(group), 0);
  const words = readUpTo(cursor, most, 'words');
  const states = take(cursor, STATE_BYTES * statesOf(section));
  const coded = take(cursor, WORD_BYTES * words);
  reserve(kernel, room.rest + coded.length + 16);
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(coded, room.rest);
  const lowest = new BigUint64Array(kernel.memory.buffer, statesAt(opened), LANES);
  lowest.fill(2n ** 31n);
  memory.set(states, statesAt(opened));
  kernel.begin(room.rest, room.rest + coded.length);
  const decodeSteps = hasConverters(head) ? kernel.decodeConverted : kernel.decode;
  for (const group of section) {
    runGroup(opened, room, head, group, (from, to, mask) => decodeSteps(lanes, from, to, mask));
  }
  if (kernel.isDone(lanes) === 0) throw new Error(`${words} words do not hold the codes of a section`);
}
