/** brainwire's modes h, u and w beside what brainwire itself wrote. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openSync } from '../shared/block-coder.test.kit.js';
import { type Mode, writeStream } from '../shared/brainwire/stream.js';
import { type Fingerprint, fingerprintOf, noise } from '../shared/brainwire/theirs.test.kit.js';
import { brainwire } from './coder.js';

/** Samples, spread, then the streams of modes u (or w) and h. */
const THEIRS: readonly [number, number, Fingerprint, Fingerprint][] = [
  [24, 5, [63, 'dfca26a2a7364dd6'], [57, '35e38d3c246eb3a4']],
  [1000, 90, [1313, 'ba8a441caa94ccd0'], [1494, 'beed85961f188142']],
  [3000, 2001, [8702, '434cdc2e08e17b52'], [5740, 'f39450cc59210a68']],
  [5000, 60000, [19502, '83e612daa642317b'], [10839, '544a8c7e356ca61b']],
];

describe('streams are those of brainwire', () => {
  for (const [samples, spread, u, h] of THEIRS) {
    test(`${samples} samples of ${spread} values`, async () => {
      const data = noise(samples, spread);
      for (const [mode, wanted] of [['u', u] as const, ['h', h] as const]) {
        const codec = await openSync(brainwire, { mode });
        const stream = codec.encode({ data, channels: 1 });
        assert.deepEqual(fingerprintOf(stream), wanted, mode);
        assert.deepEqual(codec.decode(stream), { data, channels: 1 });
      }
    });
  }
});

test('a stream by its bytes', async () => {
  const { encode } = await openSync(brainwire);
  assert.equal(
    Buffer.from(encode({ data: noise(24, 5), channels: 1 })).toString('hex'),
    // 2 4 1 0 3 by 00 010 011 10 11; one code of 2 bits, two of 3, two of 2; words; -2 to 2; offsets, 24, u
    '3032303430313033303013b004020103020202f999ef326b7450feffffff0000010002000000000a0000000d000000130000001a0000002400000003001875',
  );
});

test('what brainwire has no stream for is told apart', async () => {
  const { encode, decode } = await openSync(brainwire);
  const hexOf = (data: number[], channels: number) =>
    Buffer.from(encode({ data: Int16Array.from(data), channels })).toString('hex');
  // one distinct byte, and none: as they are
  assert.equal(hexOf([7, 7], 1), '01020004' + '07000700' + '78');
  assert.equal(hexOf([], 3), '0300' + '78');
  const two = encode({ data: Int16Array.of(1, 2, 5, 5), channels: 2 });
  const one = encode({ data: Int16Array.of(1, 2), channels: 1 });
  assert.deepEqual([...two], [2, 2, one.length, ...one, 0, 4, 5, 0, 5, 0, 0x78]);
  // 65,536 values have no ranks of two bytes there; 65,535 have, of which each byte is as frequent, and no run of 256
  const every = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
  for (const data of [every, every.subarray(1)]) {
    const stream = encode({ data, channels: 1 });
    assert.equal(stream[stream.length - 1], 0x78);
    assert.deepEqual(decode(stream).data, data.slice());
  }
});

test('forged streams are refused by name', async () => {
  const { encode, decode } = await openSync(brainwire);
  const good = encode({ data: noise(24, 5), channels: 1 });
  const refuses = (change: (bytes: Uint8Array) => Uint8Array, message: RegExp) =>
    assert.throws(() => decode(change(good.slice())), message);
  const put =
    (at: number, ...values: number[]) =>
    (bytes: Uint8Array) => {
      bytes.set(values, at < 0 ? bytes.length + at : at);
      return bytes;
    };
  refuses(put(-1, 0x71), /ends in "q", want h, n, u or w/);
  refuses(put(-1, 0x6e), /24 bytes of offsets, want 20/);
  refuses(() => new Uint8Array(0), /ends in ""/);
  refuses(bytes => bytes.slice(-9), /stream ends early: 9 bytes/);
  refuses(bytes => bytes.slice(1), /sections end at .* in 35 bytes/);
  refuses(put(-4, 9), /9 zeros behind the words/);
  refuses(put(0, 0x67), /keys that are not the digits/);
  refuses(put(0, 0x30, 0x34), /keys that are not the digits of 2 to 256 bytes, each once/);
  refuses(put(12, 9), /9 zeros behind the codes/);
  refuses(put(12, 5), /codes of 12 bits in 11/);
  refuses(put(13, 0), /a code of no bits/);
  refuses(put(14, 9), /lengths of \d+ codes, want 5/);
  refuses(put(10, 0), /a code begins with another/);
  refuses(put(-4, 4), /bits end inside a code/);
  const held = (mode: Mode, data: number[]) =>
    writeStream({ mode, data: Uint8Array.from(data), values: Uint8Array.of(1, 0, 2, 0) }) ?? assert.fail();
  refuses(() => held('u', [0, 1, 2]), /rank 2 of 2 values/);
  refuses(() => held('w', [0, 0, 1]), /3 bytes where every sample has two/);
  refuses(() => held('h', [0, 0, 1]), /3 bytes where every sample has two/);
  refuses(() => held('n', [0, 0, 1]), /a stream of spikes, mode n, which brainwire-n reads/);
});

test('streams of several channels, forged', async () => {
  const { decode } = await openSync(brainwire);
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  refuses([1, 2, 0, 4, 1, 0, 1, 0, 9, 0x78], /1 bytes behind the last channel/);
  refuses([1, 2, 0, 2, 1, 0, 0x78], /channel 0 of 1 frames, want 2/);
  refuses([1, 2, 0, 3, 1, 0, 0, 0x78], /3 bytes where every sample has two/);
  refuses([2, 1, 0, 2, 1, 0, 0x78], /stream ends/);
});
