/** Streams read from front to back, each stretch of them put down to a part. */
import type { Cursor } from '../../../codecs/bytes/shape.js';
import type { Part } from '../../processes/tasks.js';

/** Puts what was read since the last call down to a part. */
export type PutDown = (part: string) => void;

/** Reads a stream of one format. */
export type ReadFormat = (cursor: Cursor, putDown: PutDown) => void;

/**
 * The parts of a stream, in the order in which they first came. They sum to its bytes.
 * @throws Error if the format leaves bytes over
 */
export function readParts(bytes: Uint8Array, read: ReadFormat): Part[] {
  const cursor = { bytes, at: 0 };
  const taken = new Map<string, number>();
  let from = 0;
  read(cursor, part => {
    taken.set(part, (taken.get(part) ?? 0) + 8 * (cursor.at - from));
    from = cursor.at;
  });
  if (from !== bytes.length) throw new Error(`${bytes.length - from} bytes behind the last part`);
  return [...taken].map(([name, bits]) => ({ name, bits })).filter(({ bits }) => bits > 0);
}

/** Shape, and other numbers that a stream begins with. */
export const HEAD = 'head';
export const BLOCK_HEADS = 'block heads';
/** What the coder leaves as it is, since no code of it is shorter. */
export const PLAIN = 'samples as they are';
export const STATES = 'states';
export const WORDS = 'words';
export const ESCAPES = 'escapes';
export const WEIGHTS = 'weights';
