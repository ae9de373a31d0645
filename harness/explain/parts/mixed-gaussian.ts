/** Streams of coders/mixed-gaussian. What separates its segments is known only to who decodes them. */
import { readShape } from '../../../codecs/bytes/shape.js';
import { takeWithLength } from '../../../codecs/bytes/stream.js';
import { skipMark } from './mark.js';
import { HEAD, type ReadFormat } from './reader.js';

export const readMixedGaussian: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  skipMark(cursor);
  putDown(HEAD);
  while (cursor.at < cursor.bytes.length) {
    takeWithLength(cursor);
    putDown('channel heads and weights');
    takeWithLength(cursor);
    putDown('states and words');
  }
};
