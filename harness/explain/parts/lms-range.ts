/** Streams of coders/lms-range. */
import { readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { takeWithLength } from '../../../codecs/bytes/stream.js';
import { skipMark } from './mark.js';
import { HEAD, type ReadFormat } from './reader.js';

export const readLmsRange: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  skipMark(cursor);
  readVarint(cursor);
  putDown(HEAD);
  takeWithLength(cursor);
  putDown('code');
};
