/** What the tests of huffman and rans share: the frame of block-frame.ts written plainly, and the tests of it. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Coder, ParameterValues, Samples, SyncCodec } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { neuralinkData } from '../../shared-data.test.kit.js';

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
function oracleStream(oracle: BlockOracle, block: number, { data, channels }: Samples): Uint8Array {
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

/** Says why tests on real recordings are skipped, or false. */
export const withoutRecordings = existsSync(neuralinkData) ? false : `no recordings in ${neuralinkData}`;

const WAV_HEADER_BYTES = 44;

/** First differences of 10-bit codes, every 75th file. */
export function realDifferences(): Int16Array[] {
  const files = readdirSync(neuralinkData)
    .filter(file => file.endsWith('.wav'))
    .sort();
  return files
    .filter((_, k) => k % 75 === 0)
    .map(file => {
      const bytes = readFileSync(join(neuralinkData, file)).subarray(WAV_HEADER_BYTES);
      const codes = Array.from(
        { length: bytes.length >> 1 },
        (_, i) => (bytes.readInt16LE(2 * i) + 32768) >> 6,
      );
      return Int16Array.from(codes, (code, i) => code - (codes[i - 1] ?? 0));
    });
}

export async function openSync(
  coder: Coder,
  values: ParameterValues = {},
): Promise<SyncCodec<Samples, Uint8Array>> {
  const codec = await coder.open(values);
  if (codec.asynchronous) throw new Error(`${coder.name} became asynchronous`);
  return codec;
}

export interface BlockCoderFacts {
  readonly coder: Coder;
  readonly oracles: readonly {
    readonly values: ParameterValues & { readonly block: number };
    readonly oracle: BlockOracle;
  }[];
  /** Bytes of the streams of some of the nasty samples. */
  readonly streamSizes: Readonly<Record<string, number>>;
  /** SHA-256 of the streams of all of them. */
  readonly digest: string;
}

/** Tests that both coders are held to. */
export function testBlockCoder({ coder, oracles, streamSizes, digest }: BlockCoderFacts): void {
  test('the kernel writes what the oracle writes', async () => {
    for (const { values, oracle } of oracles) {
      const codec = await openSync(coder, values);
      const check = (samples: Samples) =>
        assert.deepEqual(codec.encode(samples), oracleStream(oracle, values.block, samples));
      for (const { value } of nastySamples()) check(value);
      fc.assert(
        fc.property(anySamples, data => {
          check({ data, channels: 1 });
          assert.deepEqual(codec.decode(codec.encode({ data, channels: 1 })).data, data);
        }),
        { numRuns: 40 },
      );
    }
  });

  test('the format stays as it is', async () => {
    const codec = await openSync(coder);
    const hash = createHash('sha256');
    for (const { name, value } of nastySamples()) {
      const stream = codec.encode(value);
      hash.update(stream);
      assert.equal(streamSizes[name] ?? stream.length, stream.length, name);
    }
    assert.equal(hash.digest('hex'), digest);
  });

  test('within 1 % of the entropy, table included', { skip: withoutRecordings }, async () => {
    const codec = await openSync(coder);
    for (const data of realDifferences()) {
      const { length } = codec.encode({ data, channels: 1 });
      assert.ok(length * 8 < 1.01 * entropyBits(data), `${length * 8} bits, entropy ${entropyBits(data)}`);
    }
  });

  test('forged sample counts allocate nothing', async () => {
    const { decode } = await openSync(coder);
    const count = [0x80, 0x80, 0x80, 0x80, 4];
    const refuses = (bytes: readonly number[], message: RegExp) =>
      assert.throws(() => decode(Uint8Array.from(bytes)), message);
    refuses([1, ...count, 1, 1, 0, 0], /cannot hold 1073741824 samples/);
    refuses([1, ...count, 0, 1, 0, 0], /block 0 out of range 1..4194304/);
    refuses([1, ...count, ...count, 1, 0, 0], /block 1073741824 out of range/);
  });
}
