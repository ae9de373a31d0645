/** brainwire's mode n beside what brainwire itself wrote. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { neuralinkData } from '../../shared-data.test.kit.js';
import { openSync } from '../shared/block-coder.test.kit.js';
import { writeStream } from '../shared/brainwire/stream.js';
import { type Fingerprint, fingerprintOf, noise } from '../shared/brainwire/theirs.test.kit.js';
import { brainwireN } from './coder.js';
import { findStretches } from './spikes.js';

/** Samples, spread, rate, then the stream. (At 10,002 Hz its filter, of one section, is off by its own rounding.) */
const THEIRS: readonly [number, number, number, Fingerprint][] = [
  [1000, 90, 19531, [1351, '2b4df3b5a9b84f75']],
  [3000, 2001, 19531, [3981, 'c92bd82c79838661']],
  [5000, 60000, 19531, [7161, 'fda25476fc035eba']],
  [2000, 20001, 30000, [3147, 'aa36c8ae9bb3c60b']],
  [2000, 20001, 24414, [3327, '996a36840ac71f6d']],
  [2000, 20001, 11025, [3726, 'c3aff273f3e9dbb6']],
];

describe('streams are those of brainwire', () => {
  for (const [samples, spread, sampleRateHz, wanted] of THEIRS) {
    test(`${samples} samples of ${spread} values at ${sampleRateHz} Hz`, async () => {
      const { encode } = await openSync(brainwireN);
      const stream = encode({ data: noise(samples, spread), channels: 1, sampleRateHz });
      assert.deepEqual(fingerprintOf(stream), wanted);
    });
  }

  const recording = join(neuralinkData, '0ab237b7-fb12-4687-afed-8d1e2070d621.wav');
  const skip = existsSync(recording) ? false : `no ${recording}`;
  // the version of September 2024, of which 92,251 bytes are published, spells its table out in 1,934 more
  test('of the recording that it publishes a figure of', { skip }, async () => {
    const { encode } = await openSync(brainwireN);
    const file = readFileSync(recording);
    const data = new Int16Array(new Uint8Array(file.subarray(44)).buffer);
    const stream = encode({ data, channels: 1, sampleRateHz: 19531 });
    assert.deepEqual(fingerprintOf(stream), [90317, '2a37d3b0a8b4ad7d']);
  });
});

test('a spike falls below and rises above the five samples before, and ends below 0', () => {
  const found = (...signal: number[]) =>
    findStretches(Int16Array.from(signal)).map(({ start, end }) => [start, end]);
  // maxima at 0, 6 and 10, minima at 1 (not below 0, so that a spike begins anew) and 8, below 0 at 12
  assert.deepEqual(found(9, 0, 1, 1, 1, 1, 2, 0, -9, 0, 9, 4, -1, 7), [[6, 12]]);
  assert.deepEqual(found(9, 1, 1, 1, 1, 1, 2, 0, -9, 0, 9, 4, -1, 7), [[0, 12]]);
  // -1 is not below the median, then 1 is not above it
  assert.deepEqual(found(9, 0, 1, 1, 1, 1, 2, 0, -1, 0, 9, 4, -1, 7), []);
  assert.deepEqual(found(9, 0, 1, 1, 1, 1, 2, 0, -9, 0, 1, 0, -1, 7), []);
});

/** The states told as one pass over what is asked of each sample. */
function slowly(signal: readonly number[]): number[][] {
  const last = signal.length - 1;
  const median = (i: number) =>
    i < 5
      ? Math.abs(signal[i])
      : signal
          .slice(i - 5, i)
          .map(Math.abs)
          .sort((a, b) => a - b)[2];
  const peaks = (i: number) =>
    i === 0 || (signal[i - 1] < signal[i] && (i === last || signal[i + 1] < signal[i]));
  const dips = (i: number) =>
    i === last ? signal[i - 1] >= signal[i] : signal[i - 1] > signal[i] && signal[i + 1] > signal[i];
  const next = (from: number, is: (i: number) => boolean) => signal.findIndex((_, i) => i >= from && is(i));
  const found: number[][] = [];
  let start = next(0, peaks);
  while (start >= 0) {
    const down = next(start + 1, dips);
    if (down < 0) break;
    if (signal[down] >= -median(down)) {
      start = next(down + 1, peaks);
      continue;
    }
    const up = next(down + 1, peaks);
    if (up < 0) break;
    if (signal[up] <= median(up)) {
      start = up;
      continue;
    }
    const end = next(up + 1, i => signal[i] < 0);
    if (end < 0) break;
    found.push([start, end]);
    start = next(end + 1, peaks);
  }
  return found;
}

test('spikes are those that a plainer search finds', () => {
  const signals = fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(signals, signal => {
      const found = findStretches(Int16Array.from(signal)).map(({ start, end }) => [start, end]);
      assert.deepEqual(found, slowly(signal));
    }),
  );
});

test('what comes back is zero outside of spikes', async () => {
  const { encode, decode } = await openSync(brainwireN);
  const data = noise(1000, 2001);
  const decoded = decode(encode({ data, channels: 1, sampleRateHz: 20_000 })).data;
  const kept = decoded.filter(sample => sample !== 0).length;
  assert.ok(decoded.length === 1000 && kept > 100 && kept < 900, `${kept} samples are not 0`);
});

test('no spike, a long silence, a low rate', async () => {
  const { encode, decode } = await openSync(brainwireN);
  const silence = new Int16Array(2 ** 21);
  const stream = encode({ data: silence, channels: 1 });
  assert.deepEqual(decode(stream).data, silence);
  assert.ok(stream.length < 200);
  assert.throws(
    () => encode({ data: silence, channels: 1, sampleRateHz: 10_001 }),
    /10001 Hz: a filter up to 5000 Hz wants a rate over 10001 Hz/,
  );
});

test('forged data are refused by name', async () => {
  const { decode } = await openSync(brainwireN);
  const refuses = (words: readonly number[], message: RegExp, more: readonly number[] = []) => {
    const data = Uint8Array.from([...new Uint8Array(Int32Array.from(words).buffer), ...more]);
    const stream = writeStream({ mode: 'n', data, values: new Uint8Array(0) }) ?? assert.fail();
    assert.throws(() => decode(stream), message);
  };
  refuses([], /3 bytes of data, where rate and frames take 8/, [0, 1, 0]);
  refuses([1, -1], /-1 frames in 8 bytes/);
  refuses([1, 2 ** 30], /1073741824 frames in 8 bytes/);
  refuses([1, 9, 5], /data end inside the head of a spike/);
  refuses([1, 9, 8, 2], /a spike of 2 frames from 8 on, of 9/, [1, 0, 1, 0]);
  refuses([1, 9, 0, 3], /a spike of 3 frames from 0 on, of 9/, [1, 0, 1, 0]);
  refuses([1, 9, -1, 1], /a spike of 1 frames from -1 on/, [1, 0]);
  const lossless = writeStream({ mode: 'h', data: Uint8Array.of(0, 1), values: new Uint8Array(0) });
  assert.throws(() => decode(lossless ?? assert.fail()), /a stream of mode h, which brainwire reads/);
});
