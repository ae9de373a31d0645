/** Streams of coders/lpc-gaussian. Escapes are inside its words. */
import { foldSign, packedSize } from '../../../codecs/bytes/numbers.js';
import { type Cursor, readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take } from '../../../codecs/bytes/stream.js';
import { readModel } from '../../../codecs/coders/lpc-gaussian/model.js';
import { skipMark } from './mark.js';
import { BLOCK_HEADS, HEAD, PLAIN, type PutDown, type ReadFormat, STATES, WEIGHTS, WORDS } from './reader.js';

const RAW = 0;
const CONSTANT = 1;
const SAMPLE_BYTES = 2;
const STATE_BYTES = 8;
const WORD_BYTES = 4;

/** As the format has it. */
function blockFramesOf(channels: number): number {
  return Math.max(4096, Math.min(2 ** 18, Math.floor(2 ** 24 / channels)));
}

export const readLpcGaussian: ReadFormat = (cursor, putDown) => {
  const { channels, frames } = readShape(cursor);
  skipMark(cursor);
  const most = readVarint(cursor);
  putDown(HEAD);
  const blockFrames = blockFramesOf(channels);
  for (let from = 0; from < frames; from += blockFrames) {
    const count = Math.min(blockFrames, frames - from);
    for (let channel = 0; channel < channels; channel++) readBlock(cursor, putDown, most, count);
  }
};

function readBlock(cursor: Cursor, putDown: PutDown, most: number, frames: number): void {
  const [kind] = take(cursor, 1);
  if (kind === CONSTANT) readVarint(cursor);
  putDown(BLOCK_HEADS);
  if (kind === CONSTANT) return;
  if (kind === RAW) {
    take(cursor, SAMPLE_BYTES * frames);
    putDown(PLAIN);
  } else readCoded(cursor, putDown, most);
}

function readCoded(cursor: Cursor, putDown: PutDown, most: number): void {
  const start = cursor.at;
  const { weights, references } = readModel(cursor, most, () => true);
  const end = cursor.at;
  const all = [...weights, ...references.flatMap(reference => reference.weights)];
  // not where they stand, but as many as they are
  cursor.at = start + packedSize(all.map(foldSign));
  putDown(WEIGHTS);
  cursor.at = end;
  const words = readVarint(cursor);
  putDown(BLOCK_HEADS);
  take(cursor, STATE_BYTES);
  putDown(STATES);
  take(cursor, WORD_BYTES * words);
  putDown(WORDS);
}
