/** Streams of coders/lms-range. */
import { readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { takeWithLength } from '../../../codecs/bytes/stream.js';
import { ERROR_UNIT } from '../../../codecs/coders/lms-range/coder.js';
import { skipMark } from './mark.js';
import { HEAD, type ReadFormat } from './reader.js';

export const readLmsRange: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  skipMark(cursor);
  // with an error, the range of samples is told too
  if (readVarint(cursor) >= ERROR_UNIT) for (let k = 0; k < 2; k++) readVarint(cursor);
  putDown(HEAD);
  takeWithLength(cursor);
  putDown('code');
};
