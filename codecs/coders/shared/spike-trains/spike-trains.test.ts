import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeBitDecoder, makeBitEncoder } from '../../../models/adaptive-bits.js';
import { detectSpikes } from './detect.js';
import { addShape, makePulse } from './draw.js';
import { joinCoded, openCoded } from './frame.js';
import { codeNumber, codeSigned, codeTimes, makeNumberModel } from './numbers.js';
import { RATE_HZ, spikyChannel, TIMES } from './trains.test.kit.js';

const MAD = { detector: 'mad', threshold: 50, factor: 16, filter: 'both-ways' } as const;

describe('detection', () => {
  const channel = spikyChannel();
  for (const [name, detection] of [
    ['by a threshold', MAD],
    ['by nonlinear energy', { ...MAD, detector: 'neo' }],
  ] as const) {
    test(`${name} finds the spikes that are there`, () => {
      const { times } = detectSpikes(channel, RATE_HZ, detection);
      assert.equal(times.length, TIMES.length);
      for (const [k, time] of times.entries()) {
        assert.ok(Math.abs(time - TIMES[k]) <= 1, `${time}, not ${TIMES[k]}`);
      }
    });
  }

  test('by a filter that only looks back finds each within a third of a millisecond', () => {
    const { times } = detectSpikes(channel, RATE_HZ, { ...MAD, filter: 'forwards' });
    for (const time of TIMES)
      assert.ok(
        times.some(found => Math.abs(found - time) <= 6),
        String(time),
      );
  });

  test('finds nothing where there is no band', () => {
    assert.deepEqual(detectSpikes(channel, 600, MAD).times, []);
    assert.deepEqual(detectSpikes(channel.subarray(0, 20), RATE_HZ, MAD).times, []);
    assert.deepEqual(detectSpikes(new Int16Array(5000).fill(9), RATE_HZ, MAD).times, []);
  });
});

describe('numbers', () => {
  test('of any size come back', () => {
    const number = fc.oneof(fc.nat(20), fc.nat(2 ** 31 - 2));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, fc.nat(3))),
        fc.array(fc.integer({ min: -(2 ** 29), max: 2 ** 29 })),
        (numbers, signed) => {
          const encoder = makeBitEncoder();
          const [mine, theirs] = [makeNumberModel(4), makeNumberModel(4)];
          for (const [value, context] of numbers) codeNumber(encoder, mine, value, context);
          for (const value of signed) codeSigned(encoder, mine, value);
          const decoder = makeBitDecoder(encoder.finish());
          for (const [value, context] of numbers)
            assert.equal(codeNumber(decoder, theirs, 0, context), value);
          for (const value of signed) assert.equal(codeSigned(decoder, theirs, 0), value);
          decoder.finish();
        },
      ),
    );
  });

  test('that are times lie within the frames', () => {
    const models = () => ({ count: makeNumberModel(), gap: makeNumberModel() });
    const encoder = makeBitEncoder();
    codeTimes(encoder, models(), [0, 1, 99], 100);
    const code = encoder.finish();
    assert.deepEqual(codeTimes(makeBitDecoder(code), models(), [], 100), [0, 1, 99]);
    assert.throws(() => codeTimes(makeBitDecoder(code), models(), [], 99), /a spike at frame 99 of 99/);
    assert.throws(() => codeTimes(makeBitDecoder(code), models(), [], 2), /3 spikes in 2 frames/);
  });
});

describe('a frame', () => {
  const silent = { data: new Int16Array(3 * 2 ** 22), channels: 1 };
  const decode = (bytes: Uint8Array) => openCoded(bytes, 0).draw(() => undefined);

  test('has a byte for each 2^22 samples', () => {
    const short = joinCoded({ data: new Int16Array(1), channels: 1 }, [], () => undefined, decode);
    const bytes = Uint8Array.of(...short, 0);
    assert.throws(() => openCoded(bytes, 0), /1 bytes behind the code/);
    const long = joinCoded({ ...silent, channels: 1 }, [], () => undefined, decode);
    assert.equal(decode(long).data.length, silent.data.length);
    // 2^30 - 1 frames of as many bytes
    const forged = Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 3, ...short.subarray(2));
    assert.throws(() => openCoded(forged, 0), /stream ends early/);
    const padded = new Uint8Array(256);
    padded.set(forged);
    assert.equal(openCoded(padded, 0).frame.frames, 2 ** 30 - 1);
    assert.throws(() => openCoded(padded.with(255, 1), 0), /bytes that are not 0/);
  });

  test('of no rate, and of ranges that are none, is refused', () => {
    const bytes = joinCoded(
      { data: new Int16Array(1), channels: 1, sampleRateHz: 1 },
      [],
      () => undefined,
      decode,
    );
    assert.throws(() => openCoded(bytes.with(2, 0), 0), /a rate of 0 Hz/);
    assert.throws(() => openCoded(bytes.with(3, 2), 0), /ranges of kind 2/);
    assert.throws(() => openCoded(Uint8Array.of(9, 1, 1, 1, 0, 0), 0), /ranges of 9 channels are missing/);
    const wide = Uint8Array.of(1, 1, 1, 1, 0xff, 0xff, 3, 0xff, 0xff, 7, 1, 1);
    assert.throws(() => openCoded(wide, 0), /samples from -32768 to 98303/);
  });

  test('keeps to the range of a channel where what is drawn would leave it', () => {
    const draw = (bytes: Uint8Array) => openCoded(bytes, 0).draw((to, c) => to.fill(c === 0 ? -9 : 9));
    const samples = { data: Int16Array.of(-9, 5, 3, 4), channels: 2 };
    const bytes = joinCoded(samples, [], () => undefined, draw);
    assert.deepEqual(draw(bytes).data, Int16Array.of(-9, -9, 4, 4));
  });
});

test('a pulse is drawn within the channel, and within int16', () => {
  const channel = new Int16Array(30).fill(-32_000);
  for (const frame of [0, 15, 29]) addShape(channel, frame, makePulse(RATE_HZ), 2000);
  assert.equal(channel[15], -32_768);
  assert.ok(channel[22] > -32_000);
});
