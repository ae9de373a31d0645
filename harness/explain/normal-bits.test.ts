import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeWords, NORMAL, NORMAL_SHIFT } from '../common/random.js';
import { normalTail } from '../stats/normal.js';
import { normalBits } from './normal-bits.js';

/** Normal noise; four draws summed, since a single one ends at 3.7 deviations. */
function noise(length: number, deviation: number, mean = 0): Int16Array {
  const words = makeWords(1, 2, 3);
  const draw = () => NORMAL[words() >>> NORMAL_SHIFT];
  return Int16Array.from({ length }, () =>
    Math.round(mean + (deviation / 2) * (draw() + draw() + draw() + draw())),
  );
}

function massOf(distance: number, deviation: number): number {
  const below = (edge: number) => 1 - normalTail(edge / deviation);
  return below(distance + 0.5) - below(distance - 0.5);
}

function roundedVariance(deviation: number): number {
  let variance = 0;
  for (let d = 1; d <= 12 * deviation + 1; d++) variance += 2 * d * d * massOf(d, deviation);
  return variance;
}

/** The definition, taken literally: the deviation is searched for anew for each sample. */
function literalBits(channel: Int16Array): number {
  const median = channel.toSorted()[Math.ceil(channel.length / 2) - 1];
  const distances = Array.from(channel, x => Math.abs(x - median));
  let variance = distances.reduce((sum, d) => sum + d * d, 0) / distances.length;
  let bits = 0;
  for (const d of distances) {
    const mass = Math.max(0, massOf(d, deviationOf(variance)));
    bits -= Math.log2((1 - 2 ** -12) * mass + 2 ** -12 / 65536);
    variance += (d * d - variance) / 128;
  }
  return bits;
}

function deviationOf(variance: number): number {
  // Sheppard's correction, exact to 1e-6 from there on
  if (variance > 1.1) return Math.sqrt(variance - 1 / 12);
  let [low, high] = [1 / 16, 1.1];
  for (let k = 0; k < 25; k++) {
    const middle = Math.sqrt(low * high);
    if (roundedVariance(middle) < variance) low = middle;
    else high = middle;
  }
  return low;
}

describe('bits are those of the definition', () => {
  const bursts = noise(1000, 2).map((x, i) => (i % 100 < 20 ? 9 * x : x));
  const cases: Record<string, Int16Array> = {
    'normal noise': noise(1000, 3),
    'around a mean': noise(1000, 3, 512),
    'noise that is mostly 0': noise(1000, 0.2),
    'bursts in quiet noise': bursts,
    'beyond the tables': noise(1000, 70),
  };
  for (const [name, channel] of Object.entries(cases)) {
    test(name, () => {
      const [bits] = normalBits(channel, [channel.length]);
      const difference = Math.abs(bits - literalBits(channel)) / channel.length;
      assert.ok(difference < 0.005, `${difference} bits a sample`);
    });
  }
});

test('white normal noise takes its entropy, and 0.003 bits for a scale that is not known', () => {
  for (const deviation of [1, 5, 40, 3000]) {
    const channel = noise(200_000, deviation);
    // rounding adds the variance of a uniform distribution
    const entropy = Math.log2(2 * Math.PI * Math.E * (deviation ** 2 + 1 / 12)) / 2;
    const [bits] = normalBits(channel, [channel.length]);
    const above = bits / channel.length - entropy;
    assert.ok(above > 0 && above < 0.01, `deviation ${deviation}: ${above} bits above`);
  }
});

test('stretches sum to the whole', () => {
  const channel = noise(5000, 4);
  const [whole] = normalBits(channel, [5000]);
  const stretches = normalBits(channel, [1, 1000, 1000, 4999, 5000]);
  assert.equal(stretches.length, 5);
  assert.equal(stretches[2], 0);
  assert.ok(Math.abs(stretches.reduce((sum, bits) => sum + bits) - whole) < 1e-6);
});

describe('nasty channels', () => {
  test('of nothing', () => assert.deepEqual(normalBits(new Int16Array(0), [0]), [0]));

  test('silence is all but free', () => {
    const [bits] = normalBits(new Int16Array(1000).fill(-7), [1000]);
    assert.ok(bits >= 0 && bits < 1, `${bits}`);
  });

  test('an outlier in silence takes what an escape does at the most, and the scale is wide behind it', () => {
    const channel = new Int16Array(6000);
    channel[4000] = 32767;
    const [, before, at, after] = normalBits(channel, [3900, 4000, 4001, 4101]);
    assert.ok(before < 1, `${before}`);
    assert.ok(at > 20 && at <= 28, `${at}`);
    assert.ok(after > 500 && after < 2000, `${after}`);
  });

  test('alternating extremes', () => {
    const channel = Int16Array.from({ length: 2000 }, (_, i) => (i & 1 ? 32767 : -32768));
    const [bits] = normalBits(channel, [2000]);
    assert.ok(bits / 2000 > 15 && bits / 2000 < 18, `${bits / 2000}`);
  });
});
