/** Streams of coders/middle-out. */
import { readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take, takeWithLength } from '../../../codecs/bytes/stream.js';
import { DIGEST_BYTES } from '../../../codecs/coders/middle-out/model.js';
import { FILE_ORDER, GIVEN, NET } from '../../../codecs/coders/middle-out/stream.js';
import { skipMark } from './mark.js';
import { HEAD, type ReadFormat } from './reader.js';

export const readMiddleOut: ReadFormat = (cursor, putDown) => {
  readShape(cursor);
  skipMark(cursor);
  const flags = readVarint(cursor);
  if ((flags & NET) !== 0) take(cursor, DIGEST_BYTES);
  putDown(HEAD);
  if (flags % FILE_ORDER !== 0) {
    if ((flags & GIVEN) !== 0) take(cursor, DIGEST_BYTES);
    else takeWithLength(cursor);
    putDown('topology');
  }
  takeWithLength(cursor);
  putDown('code');
};
