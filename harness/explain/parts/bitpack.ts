/** Streams of coders/bitpack. */
import { countBlocks } from '../../../codecs/bytes/block-length.js';
import { readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { BLOCK_HEADS, HEAD, type ReadFormat } from './reader.js';

const BLOCK_HEAD_BYTES = 3;

export const readBitpack: ReadFormat = (cursor, putDown) => {
  const shape = readShape(cursor);
  const block = readVarint(cursor);
  putDown(HEAD);
  // these lie between the samples: only their number counts here
  cursor.at += BLOCK_HEAD_BYTES * countBlocks(shape, block);
  putDown(BLOCK_HEADS);
  cursor.at = cursor.bytes.length;
  putDown('packed samples');
};
