import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../../codecs/codec.js';
import { makeRandom } from '../../../codecs/random.js';
import { toSixteenBits } from '../synthetic/implant.js';
import { gridOf } from './grid-facts.js';
import { entropyBits, total } from './statistics.js';
import { addTally, makeTally, type Tally, tallyChannels } from './tally.js';

function tallyOf(recording: Samples): Tally {
  const sum = makeTally();
  for (const tally of tallyChannels(recording)) addTally(sum, tally);
  return sum;
}

const one = (...values: number[]) => tallyOf({ data: Int16Array.from(values), channels: 1 });

/** 10-bit codes mapped to 16 bits as in the recordings of the challenge. */
function codes(count: number, least: number, most: number): Int16Array {
  const random = makeRandom(5);
  return Int16Array.from({ length: count }, () => toSixteenBits(least + (random() % (most - least + 1))));
}

test('differences do not look across channels', () => {
  const data = Int16Array.of(0, 1, 0, 1, 0, 32767, -32768, 32767, -32768, 32767);
  const { samples, differences } = tallyOf({ data, channels: 2 });
  assert.deepEqual([total(samples), total(differences)], [10, 8]);
  assert.equal(entropyBits(differences), 2);
});

test('the grid of 10-bit codes: 1,024 levels, of which the outermost are clipped', () => {
  const data = codes(20_000, 0, 1023);
  const tally = tallyOf({ data, channels: 1 });
  const grid = { kind: 'grid', step: { numerator: 21845, denominator: 341 }, levels: 1024 };
  assert.deepEqual(gridOf(tally), grid);
  assert.equal(tally.clipped, data.filter(value => value === -32768 || value === 32767).length);
  assert.ok(tally.clipped > 0);
  assert.equal(tally.offGrid, 0);
  const plain = one(...codes(20_000, 400, 600).map(value => (value + 32768) >> 6));
  const coded = tallyOf({ data: codes(20_000, 400, 600), channels: 1 });
  assert.equal(entropyBits(coded.codeDifferences), entropyBits(plain.differences));
  assert.ok((entropyBits(coded.differences) ?? 0) > (entropyBits(plain.differences) ?? 0));
});

test('several grids of few values each turn out to be one', () => {
  const sum = tallyOf({ data: codes(5000, 500, 540), channels: 1 });
  addTally(sum, tallyOf({ data: codes(5000, 0, 1023), channels: 1 }));
  assert.equal(sum.grids.length, 2);
  assert.deepEqual(gridOf(sum)?.step, { numerator: 21845, denominator: 341 });
  addTally(sum, one(1, 2, 3));
  assert.equal(gridOf(sum), null);
});

test('without a grid clipping is at the ends of int16; long runs show a converter that clips within', () => {
  const tally = one(5, 9, 9, 9, 8, 7, 5, 5, 9);
  assert.deepEqual([tally.clipped, tally.longestExtremeRun], [0, 3]);
  assert.deepEqual(gridOf(tally), { kind: 'none', step: { numerator: 1, denominator: 1 }, levels: 65536 });
  assert.equal(one(32767, 32767, 3, 4, -32768).clipped, 3);
});

test('one sample, and none', () => {
  const single = one(-5);
  assert.deepEqual([total(single.samples), total(single.differences), single.longestExtremeRun], [1, 0, 1]);
  const none = one();
  assert.deepEqual([total(none.samples), none.longestExtremeRun], [0, 0]);
});

test('order matters to differences, never to the histogram of samples; a sum is that of the whole', () => {
  const values = fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(values, list => {
      const tally = one(...list);
      assert.deepEqual(one(...list.toReversed()).samples, tally.samples);
      const half = list.length >> 1;
      const sum = one(...list.slice(0, half));
      addTally(sum, one(...list.slice(half)));
      assert.deepEqual(sum.samples, tally.samples);
      assert.equal(sum.clipped, tally.clipped);
    }),
    { numRuns: 20 },
  );
});
