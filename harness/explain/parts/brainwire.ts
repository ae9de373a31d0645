/** Streams of coders/shared/brainwire, as brainwire writes them. */
import { type Cursor, readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { HEAD, PLAIN, type PutDown, type ReadFormat, WORDS } from './reader.js';

const SEVERAL = 'x'.charCodeAt(0);
/** Bytes of offsets, and the mode. */
const TAIL_BYTES = 3;
const OFFSET_BYTES = 4;
const SECTIONS = ['code table', 'code table', 'code table', WORDS, 'distinct values'];

export const readBrainwire: ReadFormat = (cursor, putDown) => {
  const { bytes } = cursor;
  if (bytes[bytes.length - 1] !== SEVERAL) return readOne(cursor, bytes.length, putDown);
  const { channels, frames } = readShape(cursor);
  putDown(HEAD);
  for (let c = 0; c < channels && frames > 0; c++) {
    const length = readVarint(cursor);
    const plain = length === 0 ? readVarint(cursor) : 0;
    putDown(HEAD);
    cursor.at += plain;
    putDown(PLAIN);
    if (length > 0) readOne(cursor, cursor.at + length, putDown);
  }
  cursor.at++;
  putDown(HEAD);
};

function readOne(cursor: Cursor, end: number, putDown: PutDown): void {
  const view = new DataView(cursor.bytes.buffer, cursor.bytes.byteOffset, end);
  const tail = end - TAIL_BYTES - view.getUint16(end - TAIL_BYTES);
  const start = cursor.at;
  const sections = (end - TAIL_BYTES - tail) / OFFSET_BYTES - 1;
  for (let k = 0; k < sections; k++) {
    cursor.at = start + view.getUint32(tail + OFFSET_BYTES * k);
    putDown(SECTIONS[k]);
  }
  cursor.at = end;
  putDown(HEAD);
}
