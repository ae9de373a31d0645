import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../../codecs/codec.js';
import { makeRandom } from '../../../codecs/random.js';
import { toSixteenBits } from '../synthetic/implant.js';
import { gridOf } from './grid-facts.js';
import { entropyBits, total } from './statistics.js';
import { addTally, type Counted, countedSamples, makeTally, type Tally, tallyGroups } from './tally.js';

async function tallyOf(recording: Samples): Promise<Tally> {
  const sum = makeTally();
  for await (const tallies of tallyGroups(countedSamples(recording), true)) {
    for (const tally of tallies) addTally(sum, tally);
  }
  return sum;
}

const one = (...values: number[]) => tallyOf({ data: Int16Array.from(values), channels: 1 });

/** 10-bit codes mapped to 16 bits as in the recordings of the challenge. */
function codes(count: number, least: number, most: number): Int16Array {
  const random = makeRandom(5);
  return Int16Array.from({ length: count }, () => toSixteenBits(least + (random() % (most - least + 1))));
}

test('differences do not look across channels', async () => {
  const data = Int16Array.of(0, 1, 0, 1, 0, 32767, -32768, 32767, -32768, 32767);
  const { samples, differences } = await tallyOf({ data, channels: 2 });
  assert.deepEqual([total(samples), total(differences)], [10, 8]);
  assert.equal(entropyBits(differences), 2);
});

test('the grid of 10-bit codes: 1,024 levels, of which the outermost are clipped', async () => {
  const data = codes(20_000, 0, 1023);
  const tally = await tallyOf({ data, channels: 1 });
  const grid = { kind: 'grid', step: { numerator: 21845, denominator: 341 }, levels: 1024 };
  assert.deepEqual(gridOf(tally), grid);
  assert.equal(tally.clipped, data.filter(value => value === -32768 || value === 32767).length);
  assert.ok(tally.clipped > 0);
  assert.equal(tally.offGrid, 0);
  const plain = await one(...codes(20_000, 400, 600).map(value => (value + 32768) >> 6));
  const coded = await tallyOf({ data: codes(20_000, 400, 600), channels: 1 });
  assert.equal(entropyBits(coded.codeDifferences), entropyBits(plain.differences));
  assert.ok((entropyBits(coded.differences) ?? 0) > (entropyBits(plain.differences) ?? 0));
});

test('several grids of few values each turn out to be one', async () => {
  const sum = await tallyOf({ data: codes(5000, 500, 540), channels: 1 });
  addTally(sum, await tallyOf({ data: codes(5000, 0, 1023), channels: 1 }));
  assert.equal(sum.grids.length, 2);
  assert.deepEqual(gridOf(sum)?.step, { numerator: 21845, denominator: 341 });
  addTally(sum, await one(1, 2, 3));
  assert.equal(gridOf(sum), null);
});

test('without a grid clipping is at the ends of int16; long runs show a converter that clips within', async () => {
  const tally = await one(5, 9, 9, 9, 8, 7, 5, 5, 9);
  assert.deepEqual([tally.clipped, tally.longestExtremeRun], [0, 3]);
  assert.deepEqual(gridOf(tally), { kind: 'none', step: { numerator: 1, denominator: 1 }, levels: 65536 });
  assert.equal((await one(32767, 32767, 3, 4, -32768)).clipped, 3);
});

test('one sample, and none', async () => {
  const single = await one(-5);
  assert.deepEqual([total(single.samples), total(single.differences), single.longestExtremeRun], [1, 0, 1]);
  const none = await one();
  assert.deepEqual([total(none.samples), none.longestExtremeRun], [0, 0]);
});

test('order matters to differences, never to the histogram of samples; a sum is that of the whole', async () => {
  const values = fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 2, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(values, async list => {
      const tally = await one(...list);
      assert.deepEqual((await one(...list.toReversed())).samples, tally.samples);
      const half = list.length >> 1;
      const sum = await one(...list.slice(0, half));
      addTally(sum, await one(...list.slice(half)));
      assert.deepEqual(sum.samples, tally.samples);
      assert.equal(sum.clipped, tally.clipped);
    }),
    { numRuns: 20 },
  );
});

test('pieces come to what the whole comes to', async () => {
  const frames = 5000;
  const random = makeRandom(9);
  const data = Int16Array.from({ length: 3 * frames }, (_, i) =>
    i % 700 < 40 ? 1023 : toSixteenBits(500 + (random() % 24)),
  );
  const whole = countedSamples({ data, channels: 3 });
  for (const perChannel of [false, true]) {
    const talliesOf = async (counted: Counted) => {
      const all: Tally[] = [];
      for await (const tallies of tallyGroups(counted, perChannel)) all.push(...tallies);
      return all;
    };
    const wanted = await talliesOf(whole);
    for (const pieceSamples of [3 * 512, 3 * 1024, 3 * 4000, 1]) {
      const tallies = await talliesOf({ ...whole, pieceSamples });
      for (const [k, tally] of tallies.entries()) {
        const { power, segments } = tally.spectrumOfCodes;
        const { spectrumOfCodes, ...others } = wanted[k];
        assert.deepEqual({ ...tally, spectrumOfCodes: undefined }, { ...others, spectrumOfCodes: undefined });
        assert.equal(segments, spectrumOfCodes.segments);
        // the same sums in another order
        for (const [bin, value] of power.entries()) {
          assert.ok(Math.abs(value / spectrumOfCodes.power[bin] - 1) < 1e-9);
        }
      }
    }
  }
});
