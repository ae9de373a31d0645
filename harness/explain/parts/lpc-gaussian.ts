/** Streams of coders/lpc-gaussian as it writes them now. Escapes are inside its words. */
import { type Cursor, readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take, takeWithLength } from '../../../codecs/bytes/stream.js';
import { blockFramesOf } from '../../../codecs/coders/lpc-gaussian/coder.js';
import { codeHead } from '../../../codecs/coders/lpc-gaussian/head.js';
import { kindBytes, RAW, unpackKinds } from '../../../codecs/coders/lpc-gaussian/kinds.js';
import {
  blockShapeOf,
  groupsOf,
  STATE_BYTES,
  sectionsOf,
  statesOf,
} from '../../../codecs/coders/lpc-gaussian/lanes.js';
import { makeBitDecoder } from '../../../codecs/models/adaptive-bits.js';
import { skipMark } from './mark.js';
import { BLOCK_HEADS, HEAD, PLAIN, type PutDown, type ReadFormat, STATES, WEIGHTS, WORDS } from './reader.js';

const SAMPLE_BYTES = 2;
const WORD_BYTES = 4;

export const readLpcGaussian: ReadFormat = (cursor, putDown) => {
  const { channels, frames } = readShape(cursor);
  skipMark(cursor);
  readVarint(cursor);
  const isReferring = readVarint(cursor) === 1;
  putDown(HEAD);
  const blockFrames = blockFramesOf({ channels, frames });
  for (let from = 0; from < frames; from += blockFrames) {
    readBlock(cursor, putDown, channels, Math.min(blockFrames, frames - from), isReferring);
  }
};

function readBlock(
  cursor: Cursor,
  putDown: PutDown,
  channels: number,
  frames: number,
  isReferring: boolean,
): void {
  const kinds = unpackKinds(take(cursor, kindBytes(channels)), channels, true);
  putDown(BLOCK_HEADS);
  for (const kind of kinds) if (kind === RAW) take(cursor, SAMPLE_BYTES * frames);
  putDown(PLAIN);
  if (kinds.every(kind => kind === RAW)) return;
  const shape = blockShapeOf(channels, frames, isReferring);
  const head = codeHead(makeBitDecoder(takeWithLength(cursor)), shape, kinds);
  putDown(WEIGHTS);
  if (head.coded.length === 0) return;
  for (const section of sectionsOf(groupsOf(head, shape.stretches, frames))) {
    const words = readVarint(cursor);
    putDown(BLOCK_HEADS);
    take(cursor, STATE_BYTES * statesOf(section));
    putDown(STATES);
    take(cursor, WORD_BYTES * words);
    putDown(WORDS);
  }
}
