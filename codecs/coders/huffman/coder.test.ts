import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBitEncoder } from '../../models/adaptive-bits.js';
import { enoughBits, mayPay } from '../../models/histogram.js';
import { codeMagnitudes, codeValues } from '../../models/value-table.js';
import {
  type BlockOracle,
  countsOf,
  openSync,
  testBlockCoder,
  varintBytes,
  withLengthBytes,
} from '../shared/block-coder.test.kit.js';
import { limitedCodeLengths } from './code-lengths.js';
import { huffman } from './coder.js';

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

testBlockCoder({
  coder: huffman,
  oracles: [
    { values: { limit: 9, block: 100 }, oracle: oracle(9) },
    { values: { limit: 13, block: 131072 }, oracle: oracle(13) },
    { values: { limit: 16, block: 257 }, oracle: oracle(16) },
  ],
  streamSizes: {
    empty: 5,
    constant: 9,
    'every value once': 131080,
    'white noise at full scale': 8199,
    'quiet noise': 9286,
    'one outlier in silence': 397,
    'bursts in quiet noise': 8780,
    '10-bit codes': 6461,
    '10-bit codes scaled to 16 bits': 15579,
  },
  digest: '6004944ca88713fcc390ae94d964e1def7402ef3b6644d0fb6cf09c0ce6cd463',
});

/** 8 samples of one channel in one coded block. */
function forged(table: Uint8Array, sizes: readonly number[], streams: readonly number[]): Uint8Array {
  return Uint8Array.of(1, 8, 8, 2, ...withLengthBytes(table), ...sizes, ...streams);
}

test('forged streams are refused by name', async () => {
  const codec = await openSync(huffman);
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
