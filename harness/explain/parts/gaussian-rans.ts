/** Streams of coders/gaussian-rans. */
import { foldSign, packedSize } from '../../../codecs/bytes/numbers.js';
import { type Cursor, readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take } from '../../../codecs/bytes/stream.js';
import {
  type Cut,
  cutOf,
  decodeHead,
  type Head,
  isCoded,
  RAW,
} from '../../../codecs/coders/gaussian-rans/head.js';
import { bytesOfLowBits } from '../../../codecs/coders/gaussian-rans/low-bits.js';
import { skipMark } from './mark.js';
import {
  BLOCK_HEADS,
  ESCAPES,
  HEAD,
  PLAIN,
  type PutDown,
  type ReadFormat,
  STATES,
  WEIGHTS,
  WORDS,
} from './reader.js';

const SPAN = 2 ** 18;
const SAMPLE_BYTES = 2;
const STATES_BYTES = 4 * 7;
const WORD_BYTES = 4;

export const readGaussianRans: ReadFormat = (cursor, putDown) => {
  const { channels, frames } = readShape(cursor);
  const marked = skipMark(cursor);
  const block = readVarint(cursor);
  putDown(HEAD);
  for (let from = 0; from < frames; from += SPAN) {
    const count = Math.min(SPAN, frames - from);
    readSpan(cursor, putDown, channels, count, cutOf(channels, count, block), marked);
  }
};

function readSpan(
  cursor: Cursor,
  putDown: PutDown,
  channels: number,
  frames: number,
  cut: Cut,
  marked: boolean,
): void {
  const headBytes = readVarint(cursor);
  const words = readVarint(cursor);
  const escapes = readVarint(cursor);
  putDown(BLOCK_HEADS);
  const heads = readHeads(cursor, putDown, headBytes === 0 ? 0 : channels, cut, marked);
  if (heads.some(isCoded)) take(cursor, STATES_BYTES);
  putDown(STATES);
  take(cursor, WORD_BYTES * words);
  putDown(WORDS);
  take(cursor, SAMPLE_BYTES * escapes);
  putDown(ESCAPES);
  for (let c = 0; c < channels; c++) readBesides(cursor, putDown, heads[c], frames);
}

function readHeads(cursor: Cursor, putDown: PutDown, count: number, cut: Cut, marked: boolean): Head[] {
  return Array.from({ length: count }, () => {
    const start = cursor.at;
    const head = decodeHead(cursor, cut, marked);
    const end = cursor.at;
    if (isCoded(head)) {
      const { firsts, prediction } = head;
      cursor.at = start + 1 + SAMPLE_BYTES * firsts.length;
      putDown(BLOCK_HEADS);
      cursor.at += packedSize([...prediction.weights, prediction.bias].map(foldSign));
      putDown(WEIGHTS);
      cursor.at = end;
      putDown('deviations');
    } else putDown(BLOCK_HEADS);
    return head;
  });
}

/** What a channel has behind the lanes; without a head it is raw. */
function readBesides(cursor: Cursor, putDown: PutDown, head: Head | undefined, frames: number): void {
  if (head === undefined || head.kind === RAW) {
    take(cursor, SAMPLE_BYTES * frames);
    putDown(PLAIN);
  } else if (isCoded(head)) {
    take(cursor, bytesOfLowBits(frames, head.lowBits));
    putDown('low bits');
  }
}
