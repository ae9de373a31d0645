/** Streams that hold every sample in two bytes: coders/raw.ts, shuffle and bitshuffle. */
import { readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { HEAD, PLAIN, type ReadFormat } from './reader.js';

export const readPlain: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  putDown(HEAD);
  cursor.at = cursor.bytes.length;
  putDown(PLAIN);
};

export const readBitshuffle: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  readVarint(cursor);
  putDown(HEAD);
  cursor.at = cursor.bytes.length;
  putDown(PLAIN);
};
