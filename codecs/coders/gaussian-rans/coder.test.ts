import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadKernel } from '../../bytes/wasm.js';
import type { Samples } from '../../codec.js';
import { shippedProfiles } from '../../converter/shipped.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { neuralinkData } from '../../shared-data.test.kit.js';
import { anySamples, openSync, varintBytes, withoutRecordings } from '../shared/block-coder.test.kit.js';
import { defineGaussianRans, gaussianCodec } from './coder.js';
import type { Kernel } from './memory.js';
import { evenly, record, uneven, unevenly } from './recordings.test.kit.js';
import { makeTwin } from './twin/twin.js';

const coder = defineGaussianRans([uneven]);

const mono = (data: Int16Array): Samples => ({ data, channels: 1 });

/** Inputs that nasty samples lack: two, four and eight segments, several groups, both converters, clipping, much noise. */
const more: readonly Samples[] = [
  mono(record(9001, 3, 5, unevenly)),
  mono(record(8192, 4, 30, unevenly)),
  mono(record(16500, 7, 0.7, evenly)),
  { data: Int16Array.of(...record(4100, 9, 1, evenly), ...record(4100, 10, 6, unevenly)), channels: 2 },
  { data: Int16Array.of(...record(500, 5, 5, unevenly), ...record(5000, 6, 900, evenly)), channels: 11 },
  { data: Int16Array.from({ length: 6000 }, makeRandom(8)).fill(7, 0, 2000), channels: 3 },
];

async function bothCodecs(block: number) {
  return {
    kernel: gaussianCodec(await loadKernel<Kernel>('gaussian-rans'), uneven, block),
    twin: gaussianCodec(makeTwin(), uneven, block),
  };
}

test('the kernel writes and reads what its twin does', async () => {
  const { kernel, twin } = await bothCodecs(300);
  const check = (samples: Samples) => {
    const stream = kernel.encode(samples);
    assert.deepEqual(stream, twin.encode(samples));
    assert.deepEqual(kernel.decode(stream), samples);
    if (samples.data.length < 9000) assert.deepEqual(twin.decode(stream), samples);
  };
  for (const value of more) check(value);
  for (const { value } of nastySamples()) {
    if (value.data.length <= 20001) check({ ...value, data: value.data.slice() });
  }
  fc.assert(
    fc.property(anySamples, fc.integer({ min: 1, max: 6 }), (samples, channels) => {
      check({ data: samples.slice(0, samples.length - (samples.length % channels)), channels });
    }),
    { numRuns: 30 },
  );
});

test('the format stays as it is', async () => {
  const codec = await openSync(coder, { profile: 'uneven' });
  const short = codec.encode(mono(record(40, 3, 5, unevenly)));
  assert.equal(Buffer.from(short).toString('hex'), SHORT);
  assert.deepEqual(codec.decode(Buffer.from(SHORT, 'hex')).data, record(40, 3, 5, unevenly));
  const hash = createHash('sha256');
  for (const samples of [...more, ...nastySamples().map(({ value }) => value)])
    hash.update(codec.encode(samples));
  assert.equal(hash.digest('hex'), DIGEST);
});

const SHORT =
  '012801e0d39d988c98be8308800810090003f9ff1c0205020205020202129407b16b222120fe4535000dec8f65ade958c09b83dd3ac1f7';
const DIGEST = '19586d0068eb9d9a797b580170d8ada4dce03a2419ac83286e6ee34c1343c84a';

/** log2(sqrt(2 pi e)): bits of a normal sample of deviation 1. */
const NORMAL_BITS = 2.0471;

test('within 1 % of the entropy of normal residuals', async () => {
  const codec = await openSync(coder);
  for (const deviation of [5, 12, 300]) {
    const data = record(60000, 11, deviation, evenly);
    const bits = (8 * codec.encode(mono(data)).length) / data.length;
    const entropy = NORMAL_BITS + Math.log2(deviation);
    assert.ok(bits < 1.01 * entropy + 0.01, `${bits} bits, entropy ${entropy}`);
  }
});

test('a profile pays where it fits, and is not needed where it does not', async () => {
  const trained = await openSync(coder, { profile: 'uneven' });
  const plain = await openSync(coder);
  const fitting = mono(record(20000, 12, 5, unevenly));
  const stream = trained.encode(fitting);
  assert.ok(stream.length < 0.96 * plain.encode(fitting).length);
  assert.throws(() => plain.decode(stream), /made with the converter profile/);
  const foreign = mono(record(20000, 12, 5, evenly));
  assert.deepEqual(plain.decode(trained.encode(foreign)), foreign);
});

test('clipped codes take a third of a bit, silence nothing', async () => {
  const codec = await openSync(coder, { profile: 'uneven' });
  const clipped = record(40000, 13, 5, unevenly).fill(63, 5000, 38000);
  const rest = codec.encode(mono(clipped.slice(0, 7000))).length;
  assert.ok(codec.encode(mono(clipped)).length < rest + 33000 / 24);
  assert.ok(codec.encode(mono(new Int16Array(300000))).length < 30);
});

test('noise at full scale grows by less than 0.1 %, and only its own channel is raw', async () => {
  const codec = await openSync(coder);
  const noise = Int16Array.from({ length: 100000 }, makeRandom(4));
  assert.ok(codec.encode(mono(noise)).length < 1.001 * noise.byteLength);
  const beside = { data: new Int16Array(200000), channels: 2 };
  beside.data.set(noise);
  beside.data.set(record(100000, 14, 5, evenly), 100000);
  const alone = codec.encode(mono(beside.data.slice(100000))).length;
  assert.ok(codec.encode(beside).length < 1.001 * noise.byteLength + alone);
});

test('a profile too uneven for the tables is not used', async () => {
  const thresholds = uneven.thresholds.map((threshold, k) => (k > 100 ? threshold + 2000 : threshold));
  const wild = defineGaussianRans([{ ...uneven, thresholds }]);
  const codec = await openSync(wild, { profile: 'uneven' });
  const samples = mono(record(9000, 3, 5, unevenly));
  assert.deepEqual((await openSync(wild)).decode(codec.encode(samples)), samples);
});

test('forged streams are refused by name', async () => {
  const { decode } = await openSync(coder);
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  const format = [8, ...varintBytes(1024)];
  refuses(
    [...varintBytes(2 ** 16), ...varintBytes(2 ** 14), 0, ...format, 0, 0, 0],
    /cannot hold 65536 channels/,
  );
  refuses([1, 4, 0, 8, ...varintBytes(100), 0, 0, 0], /block 100 out of range 256/);
  refuses([1, 4, 0, 9, ...varintBytes(1024), 0, 0, 0], /block 9 out of range 256/);
  refuses([1, 4, 0, ...format, 3, 0, 0, 3, 0, 0], /channel of a profile in a stream without/);
  refuses([1, 4, 0, ...format, 1, 0, 0, 5], /1 low bits of a channel of kind 1/);
  refuses([1, 4, 0, ...format, 4, 0, 0, 1, 5, 0, 9], /1 bytes behind the last head/);
  refuses([1, 4, 0, ...format, 3, 1, 0, 1, 5, 0, 1, 1], /words or escapes where nothing is coded/);
  refuses([1, 4, 0, ...format, 3, 0, 0, 1, 5, 0, 7], /1 bytes behind the last span/);
  const head = (sigma: readonly number[]) => [2, 0, 0, ...new Array<number>(11).fill(0), ...sigma];
  // a slot in the middle of all, which the expected code owns
  const state = [0, 64, 1, 0];
  const span = (sigma: readonly number[], words: number, escapes: number) => [
    ...[1, 4, 0, ...format, head(sigma).length, words, escapes, ...head(sigma)],
  ];
  refuses([...span([64], 0, 0), ...state], /sigma 64 out of range/);
  refuses([...span([5, 1], 0, 0), ...state], /sigma for 2 blocks where 1 are left/);
  refuses([...span([128], 1, 0), ...state], /stream ends early/);
  refuses([...span([128], 0, 0), ...state], /states do not end where they began/);
  refuses([...span([128], 0, 1), ...state, 0, 0], /1 escapes where the samples have 0/);
});

test('held-out recordings', { skip: withoutRecordings }, async () => {
  const codec = await openSync(defineGaussianRans(shippedProfiles), { profile: 'neuralink' });
  const files = readdirSync(neuralinkData)
    .filter(file => file.endsWith('.wav'))
    .sort();
  let samples = 0;
  let bytes = 0;
  for (const file of files.filter((_, k) => k % 75 === 2)) {
    const wav = readFileSync(join(neuralinkData, file)).subarray(44);
    const data = Int16Array.from({ length: wav.length >> 1 }, (_, i) => wav.readInt16LE(2 * i) >> 6);
    const stream = codec.encode(mono(data));
    assert.deepEqual(codec.decode(stream).data, data);
    samples += data.length;
    bytes += stream.length;
  }
  assert.ok((2 * samples) / bytes > 3.5, `ratio ${(2 * samples) / bytes}`);
});
