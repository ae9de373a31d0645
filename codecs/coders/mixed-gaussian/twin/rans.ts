/** The state of mixed-gaussian's rANS in plain TypeScript: a BigInt. */
import type { Pair } from './model.js';

const LOWEST = 2n ** 31n;
const BITS = 24n;

/** Codes pairs, the last one first. @returns state and words, as they stand in the stream */
export function pushPairs(pairs: readonly Pair[]): Uint32Array {
  let x = LOWEST;
  const words: bigint[] = [];
  for (const { first, count } of pairs.toReversed()) {
    const frequency = BigInt(count);
    if (x >= frequency << 39n) {
      words.push(x & 0xffffffffn);
      x >>= 32n;
    }
    x = ((x / frequency) << BITS) + (x % frequency) + BigInt(first);
  }
  return Uint32Array.from([x & 0xffffffffn, x >> 32n, ...words.reverse()], Number);
}

/** What is read, and how far that is. */
export interface Reader {
  words: Uint32Array;
  at: number;
  x: bigint;
  taken: number;
  torn: boolean;
}

export function beginReading(reader: Reader): boolean {
  const { words, at } = reader;
  reader.taken = 0;
  if (words.length - at < 2) return false;
  reader.x = BigInt(words[at]) + (BigInt(words[at + 1]) << 32n);
  reader.at += 2;
  return reader.x >= LOWEST && reader.x < 2n ** 63n;
}

export function readingEnds({ x, torn }: Reader): boolean {
  return !torn && x === LOWEST;
}

export function slotOf({ x }: Reader): number {
  return Number(x % 2n ** BITS);
}

/** Takes the pair in whose counts the slot lies. */
export function takePair(reader: Reader, { first, count }: Pair): void {
  reader.taken++;
  reader.x = BigInt(count) * (reader.x >> BITS) + BigInt(slotOf(reader) - first);
  if (reader.x >= LOWEST) return;
  if (reader.at === reader.words.length) {
    reader.torn = true;
    reader.x = LOWEST;
    return;
  }
  reader.x = (reader.x << 32n) + BigInt(reader.words[reader.at]);
  reader.at++;
}
