/** Bytes changed in ways that break readers. */

/** What a length is forged to: the bounds of the types that it may be read as, and a little beside. */
const FORGED = [
  0,
  1,
  2,
  127,
  128,
  255,
  256,
  32767,
  32768,
  65535,
  65536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];
const WORDS = [
  '-1',
  '0',
  '1e999',
  'NaN',
  'null',
  '9'.repeat(20),
  '=1+1',
  '"',
  ',',
  '\n',
  '{',
  '[',
  ']',
  '\ufeff',
];

/** So many changes at most. */
const CHANGES = 4;

type Random = () => number;
type Change = (bytes: Buffer, random: Random, others: readonly Uint8Array[]) => Buffer;

const upTo = (random: Random, count: number) => random() % Math.max(1, count);

/** More often near the beginning, where headers are. */
function place(bytes: Buffer, random: Random): number {
  const within = [16, 64, 512, bytes.length][random() & 3];
  return upTo(random, Math.min(within, bytes.length));
}

function replaced(bytes: Buffer, at: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(Math.max(at, end))]);
}

function stretch(from: Uint8Array, random: Random): Uint8Array {
  const start = upTo(random, from.length);
  return from.subarray(start, start + 1 + upTo(random, 64));
}

function setNumber(bytes: Buffer, at: number, random: Random): Buffer {
  const value = FORGED[upTo(random, FORGED.length)];
  const copy = Buffer.alloc(8);
  copy.writeUInt32LE(value % 2 ** 32);
  const size = [1, 2, 4, 8][random() & 3];
  const number = copy.subarray(0, size);
  return replaced(bytes, at, at + size, random() & 1 ? number : Buffer.from(number).reverse());
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.of(...bytes, rest);
}

const CHANGE: readonly Change[] = [
  // a bit
  (bytes, random) => {
    const at = place(bytes, random);
    if (at < bytes.length) bytes[at] ^= 1 << (random() & 7);
    return bytes;
  },
  // a byte
  (bytes, random) => {
    const at = place(bytes, random);
    if (at < bytes.length) bytes[at] = [0, 255, 127, 128, 1, upTo(random, 256)][upTo(random, 6)];
    return bytes;
  },
  // a digit
  (bytes, random) => {
    const start = upTo(random, bytes.length);
    const at = bytes.findIndex((byte, k) => k >= start && byte >= 0x30 && byte <= 0x39);
    if (at >= 0) bytes[at] = 0x30 + upTo(random, 10);
    return bytes;
  },
  // cut off
  (bytes, random) => bytes.subarray(0, upTo(random, bytes.length)),
  (bytes, random) => bytes.subarray(0, bytes.length - Math.min(bytes.length, 1 + upTo(random, 8))),
  // gone on with
  (bytes, random) =>
    Buffer.concat([bytes, Buffer.from(Array.from({ length: 1 + upTo(random, 8) }, () => random() & 255))]),
  bytes => Buffer.concat([bytes, bytes]),
  // a piece put in, left out or doubled
  (bytes, random) =>
    replaced(bytes, place(bytes, random), 0, Buffer.alloc(1 + upTo(random, 32), random() & 255)),
  (bytes, random) => {
    const at = place(bytes, random);
    return replaced(bytes, at, at + 1 + upTo(random, 32), new Uint8Array(0));
  },
  (bytes, random) => replaced(bytes, place(bytes, random), 0, stretch(bytes, random)),
  // forged lengths
  (bytes, random) => setNumber(bytes, place(bytes, random), random),
  (bytes, random) => {
    const at = place(bytes, random);
    return replaced(bytes, at, at + 1, varintOf(FORGED[upTo(random, FORGED.length)]));
  },
  // words of headers in text
  (bytes, random) => {
    const at = place(bytes, random);
    return replaced(bytes, at, at + upTo(random, 4), Buffer.from(WORDS[upTo(random, WORDS.length)]));
  },
  // another's head, tail or middle
  (bytes, random, others) => {
    const other = others[upTo(random, others.length)];
    const at = place(Buffer.from(other), random);
    return Buffer.concat([other.subarray(0, at), bytes.subarray(Math.min(bytes.length, at))]);
  },
  (bytes, random, others) => {
    const at = upTo(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), others[upTo(random, others.length)].subarray(at)]);
  },
  (bytes, random, others) => {
    const at = place(bytes, random);
    const piece = stretch(others[upTo(random, others.length)], random);
    return replaced(bytes, at, at + piece.length, piece);
  },
];

/** A copy with one change or a few. */
export function mutated(base: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  let bytes: Buffer = Buffer.from(base);
  for (let left = 1 + upTo(random, CHANGES); left > 0; left--) {
    bytes = Buffer.from(CHANGE[upTo(random, CHANGE.length)](bytes, random, others));
  }
  return new Uint8Array(bytes);
}
