import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeBitDecoder, makeBitEncoder } from '../../../models/adaptive-bits.js';
import { makeRandom } from '../../../random.js';
import { boxesOf } from './boxes.js';
import { type Detection, detectorOf, detectSpikes } from './detect.js';
import { addShape, makePulse } from './draw.js';
import { findAll } from './find-all.js';
import { joinCoded, openCoded } from './frame.js';
import { codeNumber, codeSigned, codeTimes, makeNumberModel } from './numbers.js';
import { openSpikes } from './trains.js';
import { RATE_HZ, spikyChannel, TIMES } from './trains.test.kit.js';
import { bandForwards, findForwards } from './twin/twin.js';
import { makeKernel } from './workspace.js';

const MAD = { detector: 'mad', threshold: 50, factor: 16, filter: 'both-ways' } as const;

const kernel = makeKernel()();

function timesIn(channel: Int16Array, rateHz: number, detection: Detection): number[] {
  const frame = { channels: 1, frames: channel.length, rateHz };
  return [...detectSpikes(openSpikes(kernel, frame, { contexts: 0 }), channel, detection).times];
}

describe('detection', () => {
  const channel = spikyChannel();
  for (const [name, detection] of [
    ['by a threshold', MAD],
    ['by nonlinear energy', { ...MAD, detector: 'neo' }],
  ] as const) {
    test(`${name} finds the spikes that are there`, () => {
      const times = timesIn(channel, RATE_HZ, detection);
      assert.equal(times.length, TIMES.length);
      for (const [k, time] of times.entries()) {
        assert.ok(Math.abs(time - TIMES[k]) <= 1, `${time}, not ${TIMES[k]}`);
      }
    });
  }

  for (const detector of ['mad', 'neo'] as const) {
    test(`by ${detector} forwards finds each, once its noise is known`, () => {
      const times = timesIn(channel, RATE_HZ, { ...MAD, detector, threshold: 60, filter: 'forwards' });
      assert.equal(times.length, TIMES.length);
      for (const [k, time] of times.entries()) {
        assert.ok(Math.abs(time - TIMES[k]) <= 1, `${time}, not ${TIMES[k]}`);
      }
    });
  }

  test('finds nothing where there is no band', () => {
    for (const filter of ['both-ways', 'forwards'] as const) {
      assert.deepEqual(timesIn(channel, 600, { ...MAD, filter }), []);
      assert.deepEqual(timesIn(channel.subarray(0, 20), RATE_HZ, { ...MAD, filter }), []);
      assert.deepEqual(timesIn(new Int16Array(5000).fill(9), RATE_HZ, { ...MAD, filter }), []);
    }
  });
});

describe('forwards', () => {
  const random = makeRandom(3);
  const inputs: [string, Int16Array][] = [
    ['spikes', spikyChannel(3000)],
    [
      'what was switched on and off',
      Int16Array.from({ length: 2500 }, (_, i) => random() >> (((i / 900) | 0) === 1 ? 4 : 12)),
    ],
    ['loud noise', Int16Array.from({ length: 1500 }, () => random())],
    ['rails', Int16Array.from({ length: 800 }, (_, i) => (i % 97 < 40 ? 32767 : -32768))],
    ['rails in turn', Int16Array.from({ length: 700 }, (_, i) => (i & 1 ? 32767 : -32768))],
    ['steps of one', Int16Array.from({ length: 900 }, () => random() & 1)],
    ['one sample', Int16Array.of(-7)],
  ];
  const detections: readonly Detection[] = [
    { ...MAD, filter: 'forwards' },
    { ...MAD, filter: 'forwards', threshold: 20 },
    { ...MAD, filter: 'forwards', detector: 'neo', factor: 4 },
  ];
  for (const [name, samples] of inputs) {
    test(`the kernel finds in ${name} what its twin does`, () => {
      for (const rateHz of [700, 1000, 15_000, RATE_HZ, 30_000, 65_000, 200_000]) {
        const edges = { low: 300, high: Math.min(6000, 0.45 * rateHz) };
        const boxes = boxesOf(edges, rateHz);
        const frame = { channels: 1, frames: samples.length, rateHz };
        const room = openSpikes(kernel, frame, { contexts: 0, scratch: 4 * samples.length });
        for (const detection of detections) {
          const { times, depths, band } = detectSpikes(room, samples, detection);
          const found = findForwards(samples, boxes, detectorOf(detection, rateHz));
          assert.deepEqual([...times], found.times, `${rateHz} Hz, ${detection.detector}`);
          assert.deepEqual(
            Array.from(depths, depth => 64 * depth),
            found.depths,
          );
          assert.deepEqual(
            Array.from(band(), value => 64 * value),
            bandForwards(samples, boxes),
          );
        }
      }
    });
  }

  test('nothing is left of what is constant, and a step is over when it left the filter', () => {
    const step = Int16Array.from({ length: 400 }, (_, i) => (i < 200 ? -32768 : 32767));
    const band = bandForwards(step, boxesOf({ low: 300, high: 6000 }, RATE_HZ));
    const [first, last] = [band.findIndex(value => value !== 0), band.findLastIndex(value => value !== 0)];
    assert.ok(first > 200 - 32 && last < 200 + 32, `${first} to ${last}`);
  });
});

describe('all channels at once', () => {
  for (const [channels, frames] of [
    [7, 1500],
    [40, 16],
    [3, 0],
    // so long that each comes alone
    [2, 550_000],
  ]) {
    test(`${channels} of ${frames} frames are as each alone`, () => {
      const noise = (i: number) => Math.imul(i, 0x9e3779b1) >> 22;
      const data = Int16Array.from({ length: channels * frames }, (_, i) =>
        i % 700 === 500 ? -8000 : noise(i),
      );
      const frame = { channels, frames, rateHz: RATE_HZ };
      const detection = { ...MAD, filter: 'forwards' } as const;
      const { spikes, depths } = findAll(kernel, { data, channels }, frame, detection);
      const alone = Array.from({ length: channels }, (_, channel) => {
        const own = data.subarray(channel * frames, (channel + 1) * frames);
        const room = openSpikes(kernel, { ...frame, channels: 1 }, { contexts: 0 });
        const found = detectSpikes(room, own, detection);
        return [...found.times].map((time, k) => ({ channel, time, depth: found.depths[k] }));
      });
      assert.deepEqual(
        spikes.map((spike, k) => ({ ...spike, depth: depths[k] })),
        alone.flat(),
      );
      assert.ok(frames < 100 || spikes.length > channels, `${spikes.length} spikes`);
    });
  }
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

  test('are coded by the kernel as here', () => {
    const number = fc.oneof(fc.nat(20), fc.nat(2 ** 31 - 2));
    const signed = fc.integer({ min: -(2 ** 29), max: 2 ** 29 });
    fc.assert(
      fc.property(
        fc.array(number),
        fc.array(signed),
        fc.array(fc.nat(300), { maxLength: 40 }),
        (numbers, others, gaps) => {
          const encoder = makeBitEncoder();
          const [model, counts, gapModel] = [makeNumberModel(), makeNumberModel(), makeNumberModel()];
          const times = gaps.map((_, k) => gaps.slice(0, k + 1).reduce((sum, gap) => sum + 20 + gap, 0));
          for (const value of numbers) codeNumber(encoder, model, value);
          for (const value of others) codeSigned(encoder, model, value);
          codeTimes(encoder, { count: counts, gap: gapModel }, times, 20_000);
          const frame = { channels: 1, frames: 20_000, rateHz: RATE_HZ };
          const { modelAt, timesAt, setChannel, finish } = openSpikes(kernel, frame, { contexts: 3 });
          for (const value of numbers) kernel.putNumber(modelAt(0), value);
          for (const value of others) kernel.putSigned(modelAt(0), value);
          setChannel(new Int16Array(20_000), Uint32Array.from(times));
          kernel.putTimes(modelAt(1), modelAt(2), timesAt, times.length);
          assert.deepEqual(finish(), encoder.finish());
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

const NO_CODE = makeBitEncoder().finish();

describe('a frame', () => {
  const silent = { data: new Int16Array(3 * 2 ** 22), channels: 1 };
  const decode = (bytes: Uint8Array) => openCoded(bytes, 0).draw(() => undefined);

  test('has a byte for each 2^22 samples', () => {
    const short = joinCoded({ data: new Int16Array(1), channels: 1 }, [], NO_CODE, decode);
    const bytes = Uint8Array.of(...short, 0);
    assert.throws(() => openCoded(bytes, 0), /1 bytes behind the code/);
    const long = joinCoded({ ...silent, channels: 1 }, [], NO_CODE, decode);
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
    const bytes = joinCoded({ data: new Int16Array(1), channels: 1, sampleRateHz: 1 }, [], NO_CODE, decode);
    assert.throws(() => openCoded(bytes.with(2, 0), 0), /a rate of 0 Hz/);
    assert.throws(() => openCoded(bytes.with(3, 2), 0), /ranges of kind 2/);
    assert.throws(() => openCoded(Uint8Array.of(9, 1, 1, 1, 0, 0), 0), /ranges of 9 channels are missing/);
    const wide = Uint8Array.of(1, 1, 1, 1, 0xff, 0xff, 3, 0xff, 0xff, 7, 1, 1);
    assert.throws(() => openCoded(wide, 0), /samples from -32768 to 98303/);
  });

  test('keeps to the range of a channel where what is drawn would leave it', () => {
    const draw = (bytes: Uint8Array) => openCoded(bytes, 0).draw((to, c) => to.fill(c === 0 ? -9 : 9));
    const samples = { data: Int16Array.of(-9, 5, 3, 4), channels: 2 };
    const bytes = joinCoded(samples, [], NO_CODE, draw);
    assert.deepEqual(draw(bytes).data, Int16Array.of(-9, -9, 4, 4));
  });
});

test('a pulse is drawn within the channel, and within int16', () => {
  const channel = new Int16Array(30).fill(-32_000);
  for (const frame of [0, 15, 29]) addShape(channel, frame, makePulse(RATE_HZ), 2000);
  assert.equal(channel[15], -32_768);
  assert.ok(channel[22] > -32_000);
});
