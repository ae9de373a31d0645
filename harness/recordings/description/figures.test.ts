import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../../codecs/random.js';
import { sourceIn } from '../../common/testing.test.kit.js';
import type { Recording } from '../recording.js';
import { figuresOf, meanMeasures } from './figures.js';
import { type InfoRow, originOf, originOfAll } from './info-row.js';
import { addTally, countedSamples, makeTally, tallyGroups } from './tally.js';

const source = sourceIn('/a.i16', 2, 500);

function recording(given: Partial<Recording> = {}): Recording {
  return { name: 'a', sha256: 'aa', channels: 2, frames: 500, sampleRateHz: 1000, source, ...given };
}

async function rowOf(data: Int16Array): Promise<InfoRow> {
  const tally = makeTally();
  for await (const [one] of tallyGroups(countedSamples({ data, channels: 1 }), true)) addTally(tally, one);
  return { ...originOf(recording({ channels: 1, frames: data.length }), null, null), ...figuresOf(tally) };
}

function uniform(length: number, levels: number): Int16Array {
  const random = makeRandom(levels);
  return Int16Array.from({ length }, () => random() % levels);
}

test('a ratio is 16 over its bits, and none where nothing is left to code', async () => {
  const row = await rowOf(Int16Array.from({ length: 4000 }, (_, i) => i % 4));
  assert.deepEqual([row.entropy_bits, row.entropy_ratio], [2, 8]);
  const constant = await rowOf(new Int16Array(3000));
  assert.deepEqual([constant.entropy_bits, constant.entropy_ratio, constant.prediction_bits], [0, null, 0]);
  assert.deepEqual([constant.skewness, constant.spectral_entropy, constant.grid], [null, null, 'none']);
});

test('one sample has a value and no differences', async () => {
  const row = await rowOf(Int16Array.of(-7));
  assert.deepEqual([row.min, row.max, row.mean, row.median, row.samples], [-7, -7, -7, -7, 1]);
  assert.deepEqual([row.difference_entropy_bits, row.prediction_bits], [null, null]);
});

test('white noise: spectral entropy near 1, and bounds near log2 of the levels', async () => {
  const row = await rowOf(uniform(200_000, 256));
  assert.ok((row.spectral_entropy ?? 0) > 0.99);
  assert.ok(Math.abs((row.entropy_bits ?? 0) - 8) < 0.01);
  // a uniform distribution has log2(2 pi e / 12) / 2 = 0.2546 bits less than a Gaussian of its variance
  assert.ok(Math.abs((row.prediction_bits ?? 0) - 8.2546) < 0.01);
});

test('means are weighted by samples, of those rows that have the figure; the ratio is that of the mean', async () => {
  const rows = [await rowOf(uniform(3000, 2)), await rowOf(uniform(1000, 4)), await rowOf(Int16Array.of(1))];
  assert.equal(rows[1].prediction_bits, null);
  const mean = meanMeasures(rows);
  const [two, four] = rows.map(row => row.entropy_bits ?? Number.NaN);
  const expected = (two * 3000 + four * 1000) / 4001;
  assert.ok(Math.abs((mean.entropy_bits ?? 0) - expected) < 1e-12);
  assert.equal(mean.entropy_ratio, 16 / (mean.entropy_bits ?? 0));
  assert.equal(mean.prediction_bits, rows[0].prediction_bits);
});

test('what recordings differ in is left out of the row of all', async () => {
  const all = originOfAll([recording(), recording({ channels: 1 })], []);
  assert.deepEqual([all.channels, all.sample_rate_hz, all.duration_s], [null, 1000, 1]);
  assert.equal(originOfAll([recording({ sampleRateHz: 1 }), recording()], []).sample_rate_hz, null);
});
