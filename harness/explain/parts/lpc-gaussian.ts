/** Streams of coders/lpc-gaussian as it writes them now. Escapes are inside its words. */

import { type Cursor, readShape, readVarint, type Shape } from '../../../codecs/bytes/shape.js';
import { take, takeWithLength } from '../../../codecs/bytes/stream.js';
import {
  blockShapeOf,
  groupsOf,
  STATE_BYTES,
  sectionsOf,
  statesOf,
} from '../../../codecs/coders/lpc-gaussian/lanes.js';
import { blockFramesOf } from '../../../codecs/coders/shared/prediction/blocks.js';
import { type BlockShape, codeHead, type Head } from '../../../codecs/coders/shared/prediction/head.js';
import { kindBytes, RAW, unpackKinds } from '../../../codecs/coders/shared/prediction/kinds.js';
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
  readBlocks(
    cursor,
    putDown,
    { channels, frames },
    count => blockShapeOf(channels, count, isReferring),
    (head, { stretches }, count) => sectionsOf(groupsOf(head, stretches, count)).map(statesOf),
  );
};

/**
 * Blocks of lpc-gaussian, and of what is built like it.
 * @param statesOfSections how many states each section of a block has
 */
export function readBlocks(
  cursor: Cursor,
  putDown: PutDown,
  shape: Shape,
  blockShape: (frames: number) => BlockShape,
  statesOfSections: (head: Head, shape: BlockShape, frames: number) => readonly number[],
): void {
  const blockFrames = blockFramesOf(shape);
  for (let from = 0; from < shape.frames; from += blockFrames) {
    const frames = Math.min(blockFrames, shape.frames - from);
    const block = blockShape(frames);
    const head = readHead(cursor, putDown, block, frames);
    if (head === undefined || head.coded.length === 0) continue;
    for (const states of statesOfSections(head, block, frames)) readSection(cursor, putDown, states);
  }
}

/** Reads kinds, raw channels and the head of a block. @returns undefined if all channels are raw */
function readHead(cursor: Cursor, putDown: PutDown, shape: BlockShape, frames: number): Head | undefined {
  const { channels } = shape;
  const kinds = unpackKinds(take(cursor, kindBytes(channels)), channels, true);
  putDown(BLOCK_HEADS);
  for (const kind of kinds) if (kind === RAW) take(cursor, SAMPLE_BYTES * frames);
  putDown(PLAIN);
  if (kinds.every(kind => kind === RAW)) return undefined;
  const head = codeHead(makeBitDecoder(takeWithLength(cursor)), shape, kinds);
  putDown(WEIGHTS);
  return head;
}

function readSection(cursor: Cursor, putDown: PutDown, states: number): void {
  const words = readVarint(cursor);
  putDown(BLOCK_HEADS);
  take(cursor, STATE_BYTES * states);
  putDown(STATES);
  take(cursor, WORD_BYTES * words);
  putDown(WORDS);
}
