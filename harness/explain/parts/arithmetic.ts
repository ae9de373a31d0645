/** Streams of coders/arithmetic. */
import { readShape } from '../../../codecs/bytes/shape.js';
import { take, takeWithLength } from '../../../codecs/bytes/stream.js';
import { HEAD, PLAIN, type ReadFormat } from './reader.js';

const RAW = 0;

export const readArithmetic: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  const [kind] = take(cursor, 1);
  putDown(HEAD);
  if (kind !== RAW) takeWithLength(cursor);
  putDown('code');
  cursor.at = cursor.bytes.length;
  putDown(PLAIN);
};
