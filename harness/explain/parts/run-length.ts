/** Streams of coders/run-length.ts. */
import { readShape } from '../../../codecs/bytes/shape.js';
import { takeWithLength } from '../../../codecs/bytes/stream.js';
import { HEAD, type ReadFormat } from './reader.js';

export const readRunLength: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  putDown(HEAD);
  takeWithLength(cursor);
  putDown('lengths');
  cursor.at = cursor.bytes.length;
  putDown('kept samples');
};
