/**
 * Streams of coders/mixed-gaussian. What separates the segments of channels by themselves is known only to who decodes
 * them.
 */
import { type Cursor, readShape, type Shape } from '../../../codecs/bytes/shape.js';
import { takeWithLength } from '../../../codecs/bytes/stream.js';
import { JOINT_FORMAT } from '../../../codecs/coders/mixed-gaussian/format.js';
import { jointShapeOf, sectionsOf } from '../../../codecs/coders/mixed-gaussian/joint/channel.js';
import { readBlocks } from './lpc-gaussian.js';
import { skipMark } from './mark.js';
import { HEAD, type PutDown, type ReadFormat } from './reader.js';

export const readMixedGaussian: ReadFormat = (cursor, putDown) => {
  const shape = readShape(cursor);
  if (cursor.bytes[cursor.at] === JOINT_FORMAT) {
    readJoint(cursor, putDown, shape);
    return;
  }
  skipMark(cursor);
  putDown(HEAD);
  while (cursor.at < cursor.bytes.length) {
    takeWithLength(cursor);
    putDown('channel heads and weights');
    takeWithLength(cursor);
    putDown('states and words');
  }
};

function readJoint(cursor: Cursor, putDown: PutDown, shape: Shape): void {
  cursor.at++;
  skipMark(cursor);
  putDown(HEAD);
  readBlocks(
    cursor,
    putDown,
    shape,
    () => jointShapeOf(shape.channels),
    ({ coded }, _, frames) => sectionsOf(coded.length, frames).map(() => 1),
  );
}
