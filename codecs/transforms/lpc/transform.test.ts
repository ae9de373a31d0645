import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { readVarint } from '../../bytes/shape.js';
import type { Samples, Transformed } from '../../codec.js';
import { LARGEST_MAGNITUDE, levinson } from '../../models/linear-prediction.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { lpc } from './transform.js';

/** The slow, clear version of decode, from the format as it stands at the top of lpc.ts. */
function restore({ samples, side }: Transformed, block: number): Samples {
  const { channels } = samples;
  const frames = samples.data.length / channels;
  const data = new Int16Array(samples.data.length);
  const cursor = { bytes: side, at: 0 };
  for (let channel = 0; channel < channels; channel++) {
    const at = channel * frames;
    let firstMean = 0;
    for (let start = 0; start < frames; start += block) {
      const mean = unfoldSign(readVarint(cursor));
      if (start === 0) firstMean = mean;
      const order = readVarint(cursor);
      const shift = order > 0 ? readVarint(cursor) : 0;
      const q = Array.from({ length: order }, () => unfoldSign(readVarint(cursor)));
      for (let i = start; i < Math.min(frames, start + block); i++) {
        const before = q.map((_, j) => (i - 1 - j < 0 ? firstMean : data[at + i - 1 - j]));
        const sum = q.reduce((total, weight, j) => total + weight * (before[j] - mean), mean * 2 ** shift);
        data[at + i] = samples.data[at + i] + Math.floor((sum + Math.floor(2 ** shift / 2)) / 2 ** shift);
      }
    }
  }
  return { data, channels };
}

const anySamples = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 15 }))
  .chain(([channels, frames, quieter]) =>
    fc
      .int16Array({ minLength: channels * frames, maxLength: channels * frames })
      .map(data => ({ data: data.map(sample => sample >> quieter), channels })),
  );

for (const order of [1, 7, 16, 32]) {
  test(`order ${order}: what the slow version restores is what went in`, async () => {
    const codec = await lpc.open({ order, block: 77 });
    await fc.assert(
      fc.asyncProperty(anySamples, async samples => {
        const encoded = await codec.encode(samples);
        assert.deepEqual(restore(encoded, 77), samples);
        assert.deepEqual(await codec.decode(encoded), samples);
      }),
      { numRuns: 50 },
    );
  });
}

test('any predictor within the bounds decodes as the slow version does', async () => {
  const codec = await lpc.open({ order: 32, block: 50 });
  const predictor = fc
    .tuple(
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 0, max: 65535 }),
      fc.array(fc.integer({ min: 0, max: 1535 }), { minLength: 1, maxLength: 32 }),
    )
    .map(([shift, mean, weights]) => [mean, weights.length, shift, ...weights]);
  const data = fc.int16Array({ minLength: 100, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(predictor, predictor, data, async (first, second, residual) => {
      const sent = { samples: { data: residual, channels: 1 }, side: packNumbers([...first, ...second]) };
      assert.deepEqual(await codec.decode(sent), restore(sent, 50));
    }),
  );
});

test('extreme samples at the largest magnitude and shift decode as the slow version does', async () => {
  const codec = await lpc.open({ order: 2, block: 0 });
  for (const mean of [65534, 65535, 0]) {
    const side = packNumbers([mean, 2, 14, 2 * (LARGEST_MAGNITUDE - 1) - 1, 2]);
    const data = Int16Array.from({ length: 99 }, (_, i) => (i % 3 === 0 ? 32767 : -32768));
    const sent = { samples: { data, channels: 1 }, side };
    assert.deepEqual(await codec.decode(sent), restore(sent, 99));
  }
});

test('Levinson-Durbin solves the normal equations', () => {
  const correlations = Float64Array.of(10, 7, 3, -1, -2);
  const { coefficients, energies } = levinson(correlations, 4);
  assert.equal(energies.length, 5);
  for (let i = 1; i <= 4; i++) {
    let sum = 0;
    for (let j = 1; j <= 4; j++) sum += coefficients[j - 1] * correlations[Math.abs(i - j)];
    assert.ok(Math.abs(sum - correlations[i]) < 1e-6, `row ${i}: ${sum}`);
  }
});

/** A strongly coloured noise whose best predictor leaves white noise. */
function wander(length: number): Samples {
  const random = makeRandom(21);
  let [near, far] = [0, 0];
  const data = Int16Array.from({ length }, () => {
    const next = 1.8 * near - 0.9 * far + (random() % 101) - 50;
    [near, far] = [next, near];
    return Math.round(next) + 500;
  });
  return { data, channels: 1 };
}

function energyOf(data: Int16Array): number {
  return data.reduce((sum, sample) => sum + sample * sample, 0) / data.length;
}

test('a predictable signal leaves little more than its innovation', async () => {
  const { samples, side } = await (await lpc.open({})).encode(wander(20000));
  // uniform over -50..50: variance 850
  assert.ok(energyOf(samples.data) < 850 * 1.02, `${energyOf(samples.data)}`);
  assert.ok(side.length <= 8, `${side.length} bytes of side information`);
});

test('blocks that cannot be predicted cost two to four bytes and no order', async () => {
  const codec = await lpc.open({});
  for (const { name, value } of nastySamples()) {
    if (!['zeros', 'constant', 'white noise at full scale', 'one sample'].includes(name)) continue;
    const { samples, side } = await codec.encode(value);
    assert.ok(side.length >= 2 && side.length <= 4, `${name}: ${side.length}`);
    assert.equal(side[side.length - 1], 0, name);
    if (name !== 'white noise at full scale')
      assert.ok(
        samples.data.every(sample => sample === 0),
        name,
      );
  }
});

test('golden stream', async () => {
  const { samples, side } = await (await lpc.open({ order: 4, block: 1000 })).encode(wander(2000));
  const hash = createHash('sha256').update(new Uint8Array(samples.data.buffer)).update(side);
  assert.equal(Buffer.from(side).toString('hex'), 'ee0702057237cc0702057439');
  assert.equal(hash.digest('hex').slice(0, 16), 'd04b57bd6b153504');
});

test('forged side information is refused by what is wrong', async () => {
  const codec = await lpc.open({ order: 4 });
  const samples = { data: new Int16Array(10), channels: 1 };
  const forged: [number[], RegExp][] = [
    [[0], /stream ends inside a length/],
    [[65536, 0], /mean 32768 out of range/],
    [[0, 5, 1, 1, 1, 1, 1, 1], /order 5 of a block over 4/],
    [[0, 1, 15, 2], /shift 15 out of range 0\.\.14/],
    [[0, 1, 2, 2 * (LARGEST_MAGNITUDE + 1)], /coefficients of magnitude 24576 over 24575/],
    [[0, 2, 3, 2], /stream ends inside a length/],
    [[0, 0, 0], /1 bytes of side information left/],
  ];
  for (const [numbers, message] of forged) {
    assert.throws(() => codec.decode({ samples, side: packNumbers(numbers) }), message);
  }
});
