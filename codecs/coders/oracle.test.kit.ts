/** What the tests of huffman and rans share: the frame of block-frame.ts written plainly, and real recordings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Samples } from '../codec.js';

/** Slow and clear: a coded block, or undefined where the samples themselves are shorter. */
export type BlockOracle = (samples: Int16Array) => readonly number[] | undefined;

export function varintBytes(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varintBytes(value >>> 7)];
}

export function int16Bytes(samples: Iterable<number>): number[] {
  return [...samples].flatMap(sample => [sample & 255, (sample >> 8) & 255]);
}

export function withLengthBytes(part: Uint8Array): number[] {
  return [...varintBytes(part.length), ...part];
}

/** The whole stream, as the oracle would write it. */
export function oracleStream(oracle: BlockOracle, block: number, { data, channels }: Samples): Uint8Array {
  const bytes = [varintBytes(channels), varintBytes(data.length / channels), varintBytes(block)];
  for (let start = 0; start < data.length; start += block) {
    bytes.push(blockBytes(oracle, data.slice(start, start + block)));
  }
  return Uint8Array.from(bytes.flat());
}

function blockBytes(oracle: BlockOracle, samples: Int16Array): number[] {
  if (samples.every(sample => sample === samples[0])) return [1, ...int16Bytes([samples[0]])];
  const coded = oracle(samples);
  return coded === undefined || coded.length >= samples.byteLength
    ? [0, ...int16Bytes(samples)]
    : [2, ...coded];
}

/** How often each value occurs, in ascending order of value. */
export function countsOf(samples: Int16Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sample of samples.toSorted()) counts.set(sample, (counts.get(sample) ?? 0) + 1);
  return counts;
}

export function entropyBits(samples: Int16Array): number {
  let bits = 0;
  for (const count of countsOf(samples).values()) bits += count * Math.log2(samples.length / count);
  return bits;
}

/** Samples of every breadth, from two values to all, with rare ones among them. */
export const anySamples = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 2 ** 20 }), { maxLength: 800 }),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: -40000, max: 40000 }),
    fc.array(fc.tuple(fc.nat(799), fc.integer({ min: -32768, max: 32767 })), { maxLength: 5 }),
  )
  .map(([numbers, shift, offset, outliers]) => {
    const data = Int16Array.from(numbers, number => (number >> shift) + offset);
    for (const [at, value] of outliers) if (at < data.length) data[at] = value;
    return data;
  });

const root = fileURLToPath(new URL('../../..', import.meta.url));
const recordings = join(process.env.NCB_SHARED_DATA ?? join(root, '..', 'shared', 'data'), 'neuralink');

/** Says why tests on real recordings are skipped, or false. */
export const withoutRecordings = existsSync(recordings) ? false : `no recordings in ${recordings}`;

const WAV_HEADER_BYTES = 44;

/** First differences of 10-bit codes, every 75th file. */
export function realDifferences(): Int16Array[] {
  const files = readdirSync(recordings)
    .filter(file => file.endsWith('.wav'))
    .sort();
  return files
    .filter((_, k) => k % 75 === 0)
    .map(file => {
      const bytes = readFileSync(join(recordings, file)).subarray(WAV_HEADER_BYTES);
      const codes = Array.from(
        { length: bytes.length >> 1 },
        (_, i) => (bytes.readInt16LE(2 * i) + 32768) >> 6,
      );
      return Int16Array.from(codes, (code, i) => code - (codes[i - 1] ?? 0));
    });
}
