/**
 * A stream as brainwire 0.1.8 writes it (github.com/efwoods/Neuralink-Compression-Challenge, create_byte_string in
 * src/brainwire/encode.py), of bytes by a prefix code:
 *
 *   keys      each byte that occurs, as two hexadecimal digits in ASCII
 *   codes     their codes, one behind the other, filled up with 1 to 8 zeros; then a byte that says how many
 *   lengths   of the codes, as runs: a byte for the length, a byte for how many have it
 *   words     the data by these codes, filled up with 1 to 8 zeros
 *   values    in modes u and w alone: int16 little-endian
 *   offsets   u32 big-endian each: where keys, codes, lengths, words and values end; then how many zeros words end with
 *   u16       bytes of offsets, big-endian
 *   mode      'h', 'n', 'u' or 'w'
 *
 * First bits are highest. What is decoded has no length of its own: it is all that the words hold.
 */
import { concatenate } from '../../../bytes/stream.js';
import { bitAt, type CodeWord, codeFor, type PaddedBits, readWords, spellOut, writeWords } from './code.js';

export type Mode = 'h' | 'n' | 'u' | 'w';

/** What a stream holds. */
export interface Held {
  readonly mode: Mode;
  readonly data: Uint8Array;
  /** Of modes u and w. */
  readonly values: Uint8Array;
}

const OFFSET_BYTES = 4;
const TAIL_BYTES = 3;
const MOST_RUN = 255;
const MODES = { h: 4, n: 4, u: 5, w: 5 } as const satisfies Record<Mode, number>;

/**
 * @returns undefined for what brainwire fails at: less than two distinct bytes, or all of them in codes of 8 bits, as a
 *   run of 256 goes into no byte
 */
export function writeStream({ mode, data, values }: Held): Uint8Array | undefined {
  const table = codeFor(data);
  const runs = runsOf(table.map(({ bits }) => bits.length));
  if (table.length === 0 || runs.some(({ count }) => count > MOST_RUN)) return undefined;
  const codes = spellOut(table);
  const words = writeWords(table, data);
  const sections = [
    Uint8Array.from(table.flatMap(({ byte }) => [...hexOf(byte)].map(digit => digit.charCodeAt(0)))),
    concatenate([codes.bytes, Uint8Array.of(codes.padding)]),
    Uint8Array.from(runs.flatMap(({ length, count }) => [length, count])),
    words.bytes,
    ...(MODES[mode] === 5 ? [values] : []),
  ];
  return concatenate([...sections, tailOf(sections, words.padding, mode)]);
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function tailOf(sections: readonly Uint8Array[], padding: number, mode: Mode): Uint8Array {
  const bytes = OFFSET_BYTES * (sections.length + 1);
  const tail = new DataView(new ArrayBuffer(bytes + TAIL_BYTES));
  let end = 0;
  sections.forEach((section, k) => {
    end += section.length;
    tail.setUint32(OFFSET_BYTES * k, end);
  });
  tail.setUint32(bytes - OFFSET_BYTES, padding);
  tail.setUint16(bytes, bytes);
  tail.setUint8(bytes + 2, mode.charCodeAt(0));
  return new Uint8Array(tail.buffer);
}

interface Run {
  readonly length: number;
  readonly count: number;
}

function runsOf(lengths: readonly number[]): Run[] {
  const starts = [...lengths.keys()].filter(k => k === 0 || lengths[k] !== lengths[k - 1]);
  return starts.map((start, k) => ({
    length: lengths[start],
    count: (starts[k + 1] ?? lengths.length) - start,
  }));
}

/**
 * Inverse of `writeStream`.
 * @throws Error that says what is wrong with the bytes
 */
export function readStream(bytes: Uint8Array): Held {
  const letter = bytes.length === 0 ? '' : String.fromCharCode(bytes[bytes.length - 1]);
  const mode = modeOf(letter);
  const { sections, padding } = sectionsOf(bytes, MODES[mode]);
  const [keys, codes, lengths, words, values = new Uint8Array(0)] = sections;
  if (padding < 1 || padding > 8 || words.length === 0)
    throw new Error(`${padding} zeros behind the words, want 1 to 8`);
  return {
    mode,
    data: readWords(tableOf(keys, codes, lengths), { bytes: words, padding }),
    values: values.slice(),
  };
}

function modeOf(letter: string): Mode {
  for (const mode of ['h', 'n', 'u', 'w'] as const) if (mode === letter) return mode;
  throw new Error(`no stream of brainwire: it ends in ${JSON.stringify(letter)}, want h, n, u or w`);
}

/** @throws Error unless the sections fill the stream */
function sectionsOf(bytes: Uint8Array, count: number): { sections: Uint8Array[]; padding: number } {
  const size = OFFSET_BYTES * (count + 1);
  const start = bytes.length - TAIL_BYTES - size;
  if (start < 0) throw new Error(`stream ends early: ${bytes.length} bytes`);
  const tail = new DataView(bytes.buffer, bytes.byteOffset + start, size + TAIL_BYTES);
  if (tail.getUint16(size) !== size)
    throw new Error(`${tail.getUint16(size)} bytes of offsets, want ${size}`);
  const ends = Array.from({ length: count }, (_, k) => tail.getUint32(OFFSET_BYTES * k));
  if (ends[count - 1] !== start || ends.some((end, k) => k > 0 && end < ends[k - 1])) {
    throw new Error(`sections end at ${ends.join(', ')} in ${start} bytes`);
  }
  const sections = ends.map((end, k) => bytes.subarray(k === 0 ? 0 : ends[k - 1], end));
  return { sections, padding: tail.getUint32(size - OFFSET_BYTES) };
}

/** @throws Error unless keys, codes and lengths are of as many words */
function tableOf(keys: Uint8Array, codes: Uint8Array, runs: Uint8Array): CodeWord[] {
  const bytes = bytesOfKeys(keys);
  const lengths = lengthsOf(runs, bytes.length);
  const spelt = speltBits(codes);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== 8 * spelt.bytes.length - spelt.padding) {
    throw new Error(`codes of ${total} bits in ${8 * spelt.bytes.length - spelt.padding}`);
  }
  let at = 0;
  return bytes.map((byte, k) => {
    const bits = Uint8Array.from({ length: lengths[k] }, (_, i) => bitAt(spelt.bytes, at + i));
    at += lengths[k];
    return { byte, bits };
  });
}

function bytesOfKeys(keys: Uint8Array): number[] {
  const digits = String.fromCharCode(...keys.subarray(0, 2 * 256));
  const bytes = (digits.match(/[0-9a-f]{2}/g) ?? []).map(pair => Number.parseInt(pair, 16));
  if (bytes.length < 2 || 2 * bytes.length !== keys.length || new Set(bytes).size !== bytes.length) {
    throw new Error('keys that are not the digits of 2 to 256 bytes, each once');
  }
  return bytes;
}

function lengthsOf(runs: Uint8Array, words: number): number[] {
  const lengths: number[] = [];
  for (let k = 0; k + 1 < runs.length && lengths.length <= words; k += 2) {
    if (runs[k] === 0) throw new Error('a code of no bits');
    for (let i = 0; i < runs[k + 1]; i++) lengths.push(runs[k]);
  }
  if (lengths.length !== words || runs.length % 2 === 1) {
    throw new Error(`lengths of ${lengths.length} codes, want ${words}`);
  }
  return lengths;
}

function speltBits(codes: Uint8Array): PaddedBits {
  const padding = codes[codes.length - 1] ?? 0;
  if (codes.length < 2 || padding < 1 || padding > 8)
    throw new Error(`${padding} zeros behind the codes, want 1 to 8`);
  return { bytes: codes.subarray(0, codes.length - 1), padding };
}
