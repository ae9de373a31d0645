/** Units of known times, where it is known what becomes of them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeRandom } from '../../codecs/random.js';
import { sharedData } from '../../codecs/shared-data.test.kit.js';
import { findRecordings } from '../recordings/find.js';
import { loadSamples } from '../recordings/load.js';
import type { TrueUnit } from '../recordings/units.js';
import { dot, principalAxes } from './principal.js';
import { compareFlicker, compareSamples, makeReference } from './quality.js';
import type { UnitQuality } from './unit-figures.js';
import { featuresOf, framesBefore } from './waveform.js';

const RATE_HZ = 20_000;
const FRAMES = 60_000;
const SPIKES = 40;

/** Of a unit: every 1400 frames, from a frame of its own on. */
function timesFrom(first: number): number[] {
  return Array.from({ length: SPIKES }, (_, k) => first + 1400 * k);
}

interface Shape {
  readonly size: number;
  readonly width: number;
}

const LARGE: Shape = { size: 160, width: 4 };
const SMALL: Shape = { size: 70, width: 7 };

interface Made {
  readonly times: readonly number[];
  readonly shape: Shape;
}

/** Quiet noise in codes, with a valley for each spike, and less of a peak behind it. */
function channelWith(units: readonly Made[], seed: number): number[] {
  const random = makeRandom(seed);
  const codes = Array.from({ length: FRAMES }, () => ((random() & 15) + (random() & 15) - 15) >> 1);
  for (const { times, shape } of units) {
    for (const time of times) {
      for (let i = -20; i <= 30; i++) {
        const bell = (at: number, width: number) => Math.exp(-((i - at) ** 2) / (2 * width ** 2));
        codes[time + i] += Math.round(shape.size * (0.4 * bell(10, 6) - bell(0, shape.width / 2)));
      }
    }
  }
  return codes;
}

function samplesOf(...channels: readonly (readonly number[])[]) {
  return { data: Int16Array.from(channels.flat()), channels: channels.length };
}

function unit(name: string, first: number, channel: number | null = null): TrueUnit {
  return { name, channel, spikes: timesFrom(first) };
}

const large: Made = { times: timesFrom(500), shape: LARGE };
const small: Made = { times: timesFrom(1200), shape: SMALL };
const both = channelWith([large, small], 5);
const known = [unit('large', 500), unit('small', 1200)];
const reference = makeReference(samplesOf(both), RATE_HZ, undefined, known);

function unitsOf(decoded: readonly number[]): readonly UnitQuality[] {
  return compareSamples(reference, samplesOf(decoded)).truth?.units ?? assert.fail('no units');
}

function isNear(value: number | null | undefined, wanted: number, off: number): void {
  assert.ok(typeof value === 'number' && Math.abs(value - wanted) <= off, `${value}, not ${wanted}`);
}

describe('of two units', () => {
  test('that came back nothing is lost', () => {
    const { truth } = compareSamples(reference, samplesOf(both));
    assert.deepEqual(truth?.all, {
      ...{ true_spikes: 2 * SPIKES, unit_recall_lossless: 1, unit_recall: 1 },
      ...{ sorting_accuracy_lossless: 1, sorting_accuracy: 1 },
    });
    for (const row of truth.units) {
      assert.deepEqual([row.channel, row.spikes, row.recall, row.sorting_loss], [0, SPIKES, 1, 0]);
      assert.deepEqual(
        [row.peak_to_valley_error, row.half_width_error, row.peak_trough_ratio_error],
        [0, 0, 0],
      );
      assert.ok(row.snr !== null && row.snr > 5);
    }
    assert.ok((truth.units[0].snr ?? 0) > 1.5 * (truth.units[1].snr ?? 0));
  });

  test('half a code of noise loses nothing of large ones', () => {
    const { truth } = compareFlicker(reference, 1);
    assert.equal(truth?.all.unit_recall, 1);
    isNear(truth.all.sorting_accuracy, 1, 0.03);
    for (const row of truth.units) isNear(row.half_width_error, 0, 0.02);
  });

  test('a quantiser of a step as large as one loses that one', () => {
    const step = 141;
    const [first, second] = unitsOf(both.map(code => step * Math.round(code / step)));
    assert.ok((first.recall ?? 0) > 0.95);
    assert.equal(second.recall, 0);
    assert.equal(second.sorting_accuracy, 0);
    assert.equal(second.sorting_loss, 1);
  });

  test('one that is left out is not found, the other is as it was', () => {
    const [first, second] = unitsOf(channelWith([large], 5));
    assert.deepEqual([first.recall, first.sorting_accuracy], [1, 1]);
    assert.deepEqual([second.recall, second.sorting_accuracy], [0, 0]);
  });

  test('a shift within 0.4 ms moves nothing but waveforms, a longer one loses all', () => {
    const shifted = (by: number) => unitsOf([...both.slice(FRAMES - by), ...both.slice(0, FRAMES - by)]);
    for (const row of shifted(6)) assert.deepEqual([row.recall, row.sorting_accuracy], [1, 1]);
    for (const row of shifted(11)) assert.deepEqual([row.recall, row.sorting_accuracy], [0, 0]);
  });

  test('spikes that come twice are half of them wrong', () => {
    const again: Made = { ...large, times: timesFrom(500 + 300) };
    const [first, second] = unitsOf(channelWith([large, small, again], 5));
    assert.equal(first.recall, 1);
    isNear(first.sorting_accuracy, 0.5, 0.01);
    assert.equal(second.sorting_accuracy, 1);
  });

  test('spikes of the other shape are given to the other unit', () => {
    const swapped = [
      { ...large, shape: SMALL },
      { ...small, shape: LARGE },
    ];
    for (const row of unitsOf(channelWith(swapped, 5))) {
      assert.deepEqual([row.recall, row.sorting_accuracy], [1, 0]);
    }
  });
});

test('a unit that goes up is found over the threshold, where its extreme is', () => {
  const up = both.map(code => -code);
  // times of its own that are all 5 frames early
  const early = known.map(one => ({ ...one, spikes: one.spikes.map(spike => spike - 5) }));
  const { truth } = compareSamples(makeReference(samplesOf(up), RATE_HZ, undefined, early), samplesOf(up));
  for (const row of truth?.units ?? assert.fail())
    assert.deepEqual([row.recall, row.sorting_accuracy], [1, 1]);
});

test('of several channels each unit is looked for where it is largest, or where it is said to be', () => {
  const weak = { times: large.times, shape: { ...LARGE, size: 60 } };
  const other: Made = { times: timesFrom(900), shape: SMALL };
  const samples = samplesOf(channelWith([weak], 6), channelWith([large, other], 7), channelWith([small], 8));
  const units = [...known, unit('other', 900), unit('silent', 100, 2), { ...unit('gone', 500), spikes: [] }];
  const { truth } = compareSamples(makeReference(samples, RATE_HZ, undefined, units), samples);
  const rows = truth?.units ?? assert.fail('no units');
  assert.deepEqual(
    rows.map(({ channel }) => channel),
    [1, 2, 1, 2, null],
  );
  assert.deepEqual(
    rows.map(({ recall }) => recall),
    [1, 1, 1, 0, null],
  );
  assert.equal(rows[3].sorting_accuracy, null);
  isNear(truth?.all.sorting_accuracy, 1, 0.02);
});

test('without units there are none, and of silence there are no figures', () => {
  assert.equal(compareSamples({ ...reference, units: null }, samplesOf(both)).truth, null);
  const silence = samplesOf(new Array<number>(5000).fill(3));
  const { truth } = compareSamples(makeReference(silence, RATE_HZ, undefined, [unit('a', 500)]), silence);
  assert.deepEqual(truth?.all.sorting_accuracy, null);
  assert.deepEqual(truth.units[0].recall, null);
});

test('features of a waveform are known between frames', () => {
  const middle = framesBefore(RATE_HZ);
  // parabolas: a valley of depth 8 at 0.25 frames, half as deep 2 frames to either side, a peak of 4 at 10 frames
  const waveform = Float64Array.from({ length: 61 }, (_, k) => {
    const at = k - middle;
    return Math.min(0, 2 * 0.5 * (at - 0.25) ** 2 - 8) + Math.max(0, 4 - (at - 10) ** 2);
  });
  const { peakToValley, halfWidth, peakTroughRatio } = featuresOf(waveform, RATE_HZ) ?? assert.fail();
  isNear(peakToValley, 9.75, 1e-9);
  isNear(halfWidth, 4, 0.1);
  isNear(peakTroughRatio, -0.5, 1e-9);
  assert.equal(featuresOf(new Float64Array(61), RATE_HZ), undefined);
});

test('principal axes are at right angles, and hold at least as much as any other', () => {
  const rows = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 5 }), {
    minLength: 6,
    maxLength: 20,
  });
  fc.assert(
    fc.property(rows, rows => {
      const { mean, axes } = principalAxes(Float64Array.from(rows.flat()), 5, 3);
      for (const [i, a] of axes.entries()) {
        for (const [k, b] of axes.entries()) isNear(dot(a, b), i === k ? 1 : 0, 1e-6);
      }
      const varianceAlong = (axis: Float64Array) =>
        rows.reduce(
          (sum, row) =>
            sum +
            dot(
              axis,
              Float64Array.from(row, (value, i) => value - mean[i]),
            ) **
              2,
          0,
        );
      const [first] = axes;
      for (let i = 0; i < 5 && first !== undefined; i++) {
        const unit = new Float64Array(5);
        unit[i] = 1;
        assert.ok(varianceAlong(unit) <= varianceAlong(first) * (1 + 1e-3) + 1e-6);
      }
    }),
    { numRuns: 50 },
  );
});

const starling = join(sharedData, 'spikes', 'starling');

test('the sorted unit of a starling is found at its times, and sorted', {
  skip: !existsSync(starling),
}, async () => {
  const lines = readFileSync(join(starling, 'A8.txt'), 'utf8').trim().split('\n');
  // of the first recording the times are in the fourth line, in milliseconds from 2 s on
  const spikes = lines[3].split(' ').map(ms => Math.round((Number(ms) + 2000) * 20));
  const { recordings } = await findRecordings([join(starling, 'st11_1_2_A8_1.wav')]);
  const samples = await loadSamples(recordings[0]);
  const known = [{ name: 'A8', channel: null, spikes }];
  const original = makeReference(samples, recordings[0].sampleRateHz, undefined, known);
  const coarse = { ...samples, data: samples.data.map(value => 65 * Math.round(value / 65)) };
  const { truth } = compareSamples(original, coarse);
  const [{ snr, ...row }] = truth?.units ?? assert.fail('no units');
  isNear(snr, 21.1, 0.1);
  assert.deepEqual([row.spikes, row.recall_lossless, row.recall, row.sorting_accuracy], [18, 1, 1, 1]);
  isNear(row.half_width_error, 0, 0.01);
});
