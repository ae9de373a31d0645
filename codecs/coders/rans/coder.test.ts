import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBitEncoder, makeBitModel } from '../../models/adaptive-bits.js';
import { apportion } from '../../models/apportion.js';
import { enoughBits, mayPay } from '../../models/histogram.js';
import { codeFrequencies, codeValues } from '../../models/value-table.js';
import { makeRandom } from '../../random.js';
import {
  type BlockOracle,
  countsOf,
  int16Bytes,
  openSync,
  testBlockCoder,
  varintBytes,
  withLengthBytes,
} from '../shared/block-coder.test.kit.js';
import { rans } from './coder.js';

/** The formulas of rans.ts in plain numbers, one step at a time. */
function payloadOf(symbols: readonly number[], frequencies: Uint16Array, bits: number): number[] {
  const states = new Array<number>(8).fill(2 ** 16);
  const words: number[] = [];
  let slots = 0;
  const firsts = Array.from(frequencies, frequency => {
    slots += frequency;
    return slots - frequency;
  });
  for (let i = symbols.length - 1; i >= 0; i--) {
    const frequency = frequencies[symbols[i]];
    const first = firsts[symbols[i]];
    let x = states[i % 8];
    if (x >= frequency * 2 ** (32 - bits)) {
      words.push(x % 2 ** 16);
      x = Math.floor(x / 2 ** 16);
    }
    states[i % 8] = Math.floor(x / frequency) * 2 ** bits + (x % frequency) + first;
  }
  const stateBytes = states.flatMap(x => int16Bytes([x % 2 ** 16, Math.floor(x / 2 ** 16)]));
  return [...stateBytes, ...int16Bytes(words.reverse())];
}

const oracle =
  (askedBits: number): BlockOracle =>
  samples => {
    const counts = countsOf(samples);
    const weights = Uint32Array.from(counts.values());
    if (!mayPay(weights, samples.length)) return undefined;
    const bits = enoughBits(askedBits, counts.size, 15);
    const least = (10 + (Math.LOG2E * samples.length) / 2 ** bits) / (26 - bits);
    const kept = [...counts].filter(([, count]) => count >= least);
    if (kept.length === 0) return undefined;
    const values = kept.map(([value]) => value);
    const symbolOf = new Map(values.map((value, k) => [value, k]));
    const symbols = Array.from(samples, sample => symbolOf.get(sample) ?? kept.length);
    const escaped = samples.filter((_, i) => symbols[i] === kept.length);
    const symbolCounts = [...kept.map(([, count]) => count), ...(escaped.length > 0 ? [escaped.length] : [])];
    const frequencies = Uint16Array.from(apportion(Uint32Array.from(symbolCounts), 2 ** bits));
    const payload = payloadOf(symbols, frequencies, bits);
    return [
      ...withLengthBytes(tableOf(values, frequencies)),
      ...varintBytes((payload.length - 32) / 2),
      ...(escaped.length > 0 ? varintBytes(escaped.length) : []),
      ...payload,
      ...int16Bytes(escaped),
    ];
  };

function tableOf(values: readonly number[], frequencies: Uint16Array): Uint8Array {
  const coder = makeBitEncoder();
  coder.code(makeBitModel(1), 0, frequencies.length > values.length ? 1 : 0);
  codeValues(coder, Int16Array.from(values));
  codeFrequencies(coder, frequencies.length, frequencies);
  return coder.finish();
}

testBlockCoder({
  coder: rans,
  oracles: [
    { values: { bits: 10, block: 100 }, oracle: oracle(10) },
    { values: { bits: 12, block: 131072 }, oracle: oracle(12) },
    { values: { bits: 15, block: 257 }, oracle: oracle(15) },
  ],
  streamSizes: {
    empty: 5,
    constant: 9,
    'every value once': 131080,
    'white noise at full scale': 8199,
    'quiet noise': 9340,
    'one outlier in silence': 53,
    'bursts in quiet noise': 8858,
    '10-bit codes': 6482,
    '10-bit codes scaled to 16 bits': 15553,
  },
  digest: '3f923835df9f335f26099bc88602c74ec708237161594ec9877ee533e8220454',
});

/** 8 samples of one channel in one coded block. */
function forged(table: Uint8Array, rest: readonly number[]): Uint8Array {
  return Uint8Array.of(1, 8, 8, 2, ...withLengthBytes(table), ...rest);
}

test('forged streams are refused by name', async () => {
  const codec = await openSync(rans);
  const refuses = (bytes: Uint8Array, message: RegExp) => assert.throws(() => codec.decode(bytes), message);
  const halves = Uint16Array.of(512, 512);
  const payload = payloadOf([0, 0, 1, 1, 1, 0, 0, 1], halves, 10);
  const good = tableOf([-1, 1], halves);
  const samples = Int16Array.of(-1, -1, 1, 1, 1, -1, -1, 1);
  assert.deepEqual(codec.decode(forged(good, [0, ...payload])).data, samples);

  refuses(forged(tableOf([1, 2], Uint16Array.of(512, 511)), [0, ...payload]), /frequencies sum to 1023/);
  refuses(forged(tableOf([1, 2], Uint16Array.of(256, 256)), [0, ...payload]), /frequencies sum to 512/);
  refuses(forged(tableOf([1, 2], Uint16Array.of(40000, 25536)), [0, ...payload]), /sum to 65536/);
  refuses(forged(tableOf([1], Uint16Array.of(1024)), [0, ...payload]), /table of one symbol/);
  refuses(forged(good, [9, ...payload]), /9 words for 8 samples/);
  refuses(forged(good, [1, ...payload, 0, 0]), /do not hold 8 samples/);
  refuses(forged(good, [0, ...payload.with(31, 9)]), /do not hold 8 samples/);
  refuses(forged(good, [0, ...payload.slice(1)]), /stream ends early/);
  refuses(forged(good, [0, ...payload, 1]), /behind the last block/);

  const escaping = tableOf([-1], halves);
  assert.deepEqual(
    codec.decode(forged(escaping, [0, 4, ...payload, ...int16Bytes([5, 6, 7, -32768])])).data,
    Int16Array.of(-1, -1, 5, 6, 7, -1, -1, -32768),
  );
  refuses(forged(escaping, [0, 9, ...payload]), /9 escapes among 8 samples/);
  refuses(
    forged(escaping, [0, 3, ...payload, ...int16Bytes([5, 6, 7])]),
    /3 escapes where the samples have more/,
  );
  refuses(
    forged(escaping, [0, 5, ...payload, ...int16Bytes([5, 6, 7, 8, 9])]),
    /5 escapes where the samples have 4/,
  );
});

test('more frequent values than slots: the rest of them escape', async () => {
  const codec = await openSync(rans);
  const random = makeRandom(6);
  const uniform = () => random() >>> 16;
  const data = Int16Array.from({ length: 2 ** 20 }, () => Math.min(uniform(), uniform(), uniform()));
  const samples = { data, channels: 1 };
  const stream = (await openSync(rans, { block: 0 })).encode(samples);
  assert.ok(stream.length < 0.99 * data.byteLength);
  assert.deepEqual(codec.decode(stream), samples);
});

test('full-scale noise grows by less than 0.1 %', async () => {
  const codec = await openSync(rans);
  const random = makeRandom(4);
  const data = Int16Array.from({ length: 100000 }, () => random());
  assert.ok(codec.encode({ data, channels: 1 }).length < 1.001 * data.byteLength);
});
