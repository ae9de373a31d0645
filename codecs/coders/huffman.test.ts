import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ParameterValues, Samples, SyncCodec } from '../codec.js';
import { nastySamples } from '../nasty.js';
import { makeBitEncoder } from './adaptive-bits.js';
import { limitedCodeLengths } from './code-lengths.js';
import { enoughBits, mayPay } from './counts.js';
import { huffman } from './huffman.js';
import {
  anySamples,
  type BlockOracle,
  countsOf,
  entropyBits,
  oracleStream,
  realDifferences,
  varintBytes,
  withLengthBytes,
  withoutRecordings,
} from './oracle.test.kit.js';
import { codeMagnitudes, codeValues } from './value-table.js';

async function open(values: ParameterValues = {}): Promise<SyncCodec<Samples, Uint8Array>> {
  const codec = await huffman.open(values);
  if (codec.asynchronous) throw new Error('huffman is synchronous');
  return codec;
}

/** Codes as strings of 0 and 1, shorter ones first and then in order of value. */
function canonicalCodes(values: readonly number[], lengths: Uint8Array): Map<number, string> {
  const order = values.map((value, k) => ({ value, length: lengths[k] }));
  order.sort((a, b) => a.length - b.length || a.value - b.value);
  const codes = new Map<number, string>();
  let code = 0;
  let before = 0;
  for (const { value, length } of order) {
    code *= 2 ** (length - before);
    before = length;
    codes.set(value, code.toString(2).padStart(length, '0'));
    code++;
  }
  return codes;
}

function packed(bits: string): number[] {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return bytes.map(byte => Number.parseInt([...byte].reverse().join(''), 2));
}

const oracle =
  (limit: number): BlockOracle =>
  samples => {
    const counts = countsOf(samples);
    const values = [...counts.keys()];
    const weights = Uint32Array.from(counts.values());
    if (!mayPay(weights, samples.length)) return undefined;
    const lengths = limitedCodeLengths(weights, enoughBits(limit, values.length, 16));
    const codes = canonicalCodes(values, lengths);
    const quarter = Math.ceil(samples.length / 4);
    const streams = [0, 1, 2, 3].map(k => {
      const part = samples.slice(k * quarter, (k + 1) * quarter);
      return packed(Array.from(part, sample => codes.get(sample)).join(''));
    });
    return [
      ...withLengthBytes(tableOf(values, lengths)),
      ...streams.flatMap(stream => varintBytes(stream.length)),
      ...streams.flat(),
    ];
  };

function tableOf(values: Iterable<number>, lengths: Iterable<number>): Uint8Array {
  const coder = makeBitEncoder();
  const coded = Uint8Array.from(lengths);
  codeValues(coder, Int16Array.from(values));
  codeMagnitudes(coder, coded.length, coded);
  return coder.finish();
}

test('the kernel writes what the oracle writes', async () => {
  for (const [limit, block] of [
    [9, 100],
    [13, 131072],
    [16, 257],
  ]) {
    const codec = await open({ limit, block });
    const check = (samples: Samples) =>
      assert.deepEqual(codec.encode(samples), oracleStream(oracle(limit), block, samples));
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

const STREAM_SIZES: Readonly<Record<string, number>> = {
  empty: 5,
  constant: 9,
  'every value once': 131080,
  'white noise at full scale': 8199,
  'quiet noise': 9286,
  'one outlier in silence': 397,
  'bursts in quiet noise': 8780,
  '10-bit codes': 6461,
  '10-bit codes in 16-bit clothes': 15579,
};

test('the format stays as it is', async () => {
  const codec = await open();
  const hash = createHash('sha256');
  for (const { name, value } of nastySamples()) {
    const stream = codec.encode(value);
    hash.update(stream);
    assert.equal(STREAM_SIZES[name] ?? stream.length, stream.length, name);
  }
  assert.equal(hash.digest('hex'), '6004944ca88713fcc390ae94d964e1def7402ef3b6644d0fb6cf09c0ce6cd463');
});

test('within 1 % of the entropy, table included', { skip: withoutRecordings }, async () => {
  const codec = await open();
  for (const data of realDifferences()) {
    const { length } = codec.encode({ data, channels: 1 });
    assert.ok(length * 8 < 1.01 * entropyBits(data), `${length * 8} bits, entropy ${entropyBits(data)}`);
  }
});

/** 8 samples of one channel in one coded block. */
function forged(table: Uint8Array, sizes: readonly number[], streams: readonly number[]): Uint8Array {
  return Uint8Array.of(1, 8, 8, 2, ...withLengthBytes(table), ...sizes, ...streams);
}

test('forged streams are refused by name', async () => {
  const codec = await open();
  const refuses = (bytes: Uint8Array, message: RegExp) => assert.throws(() => codec.decode(bytes), message);
  const sizes = [1, 1, 1, 1];
  const good = tableOf([-1, 1], [1, 1]);
  assert.deepEqual(
    codec.decode(forged(good, sizes, [0, 3, 1, 2])).data,
    Int16Array.of(-1, -1, 1, 1, 1, -1, -1, 1),
  );

  refuses(forged(tableOf([1, 2, 3], [1, 1, 1]), sizes, [0, 0, 0, 0]), /over-subscribed code/);
  refuses(forged(tableOf([1, 2, 3], [2, 2, 2]), sizes, [0, 0, 0, 0]), /incomplete code/);
  refuses(forged(tableOf([7], [1]), sizes, [0, 0, 0, 0]), /incomplete code/);
  refuses(forged(tableOf([1, 2], [1, 17]), sizes, [0, 0, 0, 0]), /code of 17 bits/);
  refuses(forged(tableOf([1, 2], [1, 0]), sizes, [0, 0, 0, 0]), /code of 0 bits/);
  refuses(forged(good, sizes, [4, 3, 1, 2]), /do not hold 8 samples/);
  refuses(forged(good, [1, 2, 1, 1], [0, 3, 0, 1, 2]), /do not hold 8 samples/);
  refuses(forged(good, [0, 1, 1, 1], [3, 1, 2]), /do not hold 8 samples/);
  refuses(forged(good, [1, 1, 1, 100], new Array(103).fill(0)), /103 bytes for 8 samples/);
  refuses(forged(good, sizes, [0, 3, 1]), /stream ends early/);
  refuses(forged(good, sizes, [0, 3, 1, 2, 9]), /behind the last block/);
});

test('forged sample counts allocate nothing', async () => {
  const codec = await open();
  const count = [0x80, 0x80, 0x80, 0x80, 4];
  assert.throws(() => codec.decode(Uint8Array.of(1, ...count, 1, 1, 0, 0)), /cannot hold 1073741824 samples/);
  assert.throws(
    () => codec.decode(Uint8Array.of(1, ...count, 0, 1, 0, 0)),
    /block 0 out of range 1..4194304/,
  );
  assert.throws(
    () => codec.decode(Uint8Array.of(1, ...count, ...count, 1, 0, 0)),
    /block 1073741824 out of range/,
  );
});
