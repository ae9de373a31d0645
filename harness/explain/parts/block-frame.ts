/** Streams in the frame of bytes/block-frame.ts: coders/huffman and coders/rans. */
import { type Cursor, readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take, takeWithLength } from '../../../codecs/bytes/stream.js';
import { decodeTable, escapesOf } from '../../../codecs/coders/rans/frequency-table.js';
import { BLOCK_HEADS, ESCAPES, HEAD, PLAIN, type PutDown, type ReadFormat, STATES, WORDS } from './reader.js';

const RAW = 0;
const CONSTANT = 1;
const SAMPLE_BYTES = 2;
const TABLES = 'tables';

function readBlocks(cursor: Cursor, putDown: PutDown, readCoded: ReadFormat): void {
  const { channels, frames } = readShape(cursor);
  const block = readVarint(cursor);
  putDown(HEAD);
  const length = channels * frames;
  for (let start = 0; start < length; start += block) {
    const [kind] = take(cursor, 1);
    putDown(BLOCK_HEADS);
    if (kind === RAW) take(cursor, SAMPLE_BYTES * Math.min(block, length - start));
    else if (kind === CONSTANT) take(cursor, SAMPLE_BYTES);
    else readCoded(cursor, putDown);
    putDown(PLAIN);
  }
}

const HUFFMAN_STREAMS = 4;

export const readHuffman: ReadFormat = (cursor, putDown) =>
  readBlocks(cursor, putDown, () => {
    takeWithLength(cursor);
    putDown(TABLES);
    const sizes = Array.from({ length: HUFFMAN_STREAMS }, () => readVarint(cursor));
    putDown(BLOCK_HEADS);
    for (const size of sizes) take(cursor, size);
    putDown('codes');
  });

const STATE_BYTES = 32;
const WORD_BYTES = 2;

export const readRans: ReadFormat = (cursor, putDown) =>
  readBlocks(cursor, putDown, () => {
    const table = decodeTable(takeWithLength(cursor));
    putDown(TABLES);
    const words = readVarint(cursor);
    const escapes = escapesOf(table) ? readVarint(cursor) : 0;
    putDown(BLOCK_HEADS);
    take(cursor, STATE_BYTES);
    putDown(STATES);
    take(cursor, WORD_BYTES * words);
    putDown(WORDS);
    take(cursor, SAMPLE_BYTES * escapes);
    putDown(ESCAPES);
  });
