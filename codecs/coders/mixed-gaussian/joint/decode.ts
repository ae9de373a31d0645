/** Decodes a block of channels that predict each other, see coder.ts. */

import { type Cursor, readUpTo } from '../../../bytes/shape.js';
import { take } from '../../../bytes/stream.js';
import { reserve } from '../../../bytes/wasm.js';
import type { BlockShape, Head } from '../../shared/prediction/head.js';
import { PROFILE } from '../../shared/prediction/kinds.js';
import type { Room } from '../../shared/prediction/memory.js';
import { sectionsOf, startChannel } from './channel.js';
import { type JointOpened, makeSignals, type Signals, STATE_BYTES, WORD_BYTES } from './memory.js';

/** @throws Error if the words are not what an encoder wrote */
export function decodeSections(
  opened: JointOpened,
  room: Room,
  head: Head,
  shape: BlockShape,
  cursor: Cursor,
): void {
  const signals = makeSignals(opened, room, head.coded.length);
  for (const places of sectionsOf(head.coded.length, room.frames)) {
    decodeSection(opened, room, signals, head, shape, places, cursor);
  }
}

function decodeSection(
  opened: JointOpened,
  room: Room,
  signals: Signals,
  head: Head,
  shape: BlockShape,
  places: readonly number[],
  cursor: Cursor,
): void {
  const { kernel, channel, views } = opened;
  const words = readUpTo(cursor, 2 * places.length * room.frames, 'words');
  const coded = take(cursor, STATE_BYTES + WORD_BYTES * words);
  const end = signals.rest + coded.length;
  reserve(kernel, end + 16);
  views().u8.set(coded, signals.rest);
  if (!kernel.beginWords(signals.rest, end)) throw new Error('a state of rANS is out of range');
  for (const place of places) {
    startChannel(opened, room, signals, head, shape, place);
    const decode = head.coded[place].kind === PROFILE ? kernel.decodeConvertedChannel : kernel.decodeChannel;
    if (!decode(channel, 0, room.frames)) {
      throw new Error(`words of a section end or go astray in channel ${head.coded[place].channel}`);
    }
  }
  if (!kernel.wordsAreDone()) throw new Error(`${words} words do not hold the codes of a section`);
}
