/** The mark of a converter's profile (converter/mark.ts), which every coder that takes one writes. */
import type { Cursor } from '../../../codecs/bytes/shape.js';
import { take } from '../../../codecs/bytes/stream.js';

const HASH_BYTES = 8;

/** Moves behind a mark, whichever profile it is of. */
export function skipMark(cursor: Cursor): boolean {
  const [marked] = take(cursor, 1);
  if (marked === 1) take(cursor, HASH_BYTES);
  return marked === 1;
}
