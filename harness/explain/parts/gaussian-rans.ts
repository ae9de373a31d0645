/** Streams of coders/gaussian-rans. */
import { foldSign, packedSize } from '../../../codecs/bytes/numbers.js';
import { type Cursor, readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take } from '../../../codecs/bytes/stream.js';
import { cutOf as firstCutOf } from '../../../codecs/coders/gaussian-rans/four-lanes/decode.js';
import {
  type Cut,
  cutOf,
  decodeHead,
  groupsOf,
  type Head,
  isCoded,
  LANES,
  RAW,
  skipFormat,
  statesIn,
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

/** What differs between the formats. */
interface Lanes {
  readonly cutOf: (channels: number, frames: number, block: number) => Cut;
  readonly wordBytes: number;
  readonly stateBytesOf: (heads: readonly Head[], frames: number, cut: Cut) => number;
}

const EIGHT_LANES: Lanes = {
  cutOf,
  wordBytes: 2,
  stateBytesOf: (heads, frames, cut) => {
    const kinds = heads.map(({ kind }) => kind);
    return 4 * statesIn(groupsOf(kinds, frames, cut, LANES));
  },
};

const FOUR_LANES: Lanes = {
  cutOf: firstCutOf,
  wordBytes: 4,
  stateBytesOf: heads => (heads.some(isCoded) ? 4 * 7 : 0),
};

export const readGaussianRans: ReadFormat = (cursor, putDown) => {
  const { channels, frames } = readShape(cursor);
  const marked = skipMark(cursor);
  const lanes = skipFormat(cursor) ? FOUR_LANES : EIGHT_LANES;
  const block = readVarint(cursor);
  putDown(HEAD);
  for (let from = 0; from < frames; from += SPAN) {
    const count = Math.min(SPAN, frames - from);
    readSpan(cursor, putDown, channels, count, lanes, lanes.cutOf(channels, count, block), marked);
  }
};

function readSpan(
  cursor: Cursor,
  putDown: PutDown,
  channels: number,
  frames: number,
  { wordBytes, stateBytesOf }: Lanes,
  cut: Cut,
  marked: boolean,
): void {
  const headBytes = readVarint(cursor);
  const words = readVarint(cursor);
  const escapes = readVarint(cursor);
  putDown(BLOCK_HEADS);
  const heads = readHeads(cursor, putDown, headBytes === 0 ? 0 : channels, cut, marked);
  take(cursor, stateBytesOf(heads, frames, cut));
  putDown(STATES);
  take(cursor, wordBytes * words);
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
      cursor.at += packedSize([...Array.from(prediction.weights), prediction.bias].map(foldSign));
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
