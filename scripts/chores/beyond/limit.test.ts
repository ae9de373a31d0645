/** The limit of signals whose entropy is known: of normal noise it is log2(deviation * sqrt(2 pi e)) a sample. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../../codecs/random.js';
import { makeSynthetic } from '../../../harness/recordings/synthetic/synthetic.js';
import { bitsOfVariance, digamma } from './entropy.js';
import { limitBits } from './limit.js';
import { encodedBytes, withoutGrid } from './measure.js';

type Signal = (channel: number, time: number, before: (channel: number, time: number) => number) => number;

/** Rounded to integers behind the recursion, not within it. */
function make(channels: number, frames: number, signal: Signal): { data: Int16Array; channels: number } {
  const values = new Float64Array(channels * frames);
  const before = (channel: number, time: number) =>
    channel < 0 || time < 0 ? 0 : values[channel * frames + time];
  for (let c = 0; c < channels; c++) {
    for (let t = 0; t < frames; t++) values[c * frames + t] = signal(c, t, before);
  }
  return { data: Int16Array.from(values, Math.round), channels };
}

function normals(seed: number): () => number {
  const random = makeRandom(seed);
  const uniform = () => (random() + 0.5) / 2 ** 32;
  for (let i = 0; i < 100; i++) random();
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function entropyOf(deviation: number): number {
  return Math.log2(2 * Math.PI * Math.E * (deviation ** 2 + 1 / 12)) / 2;
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} +- ${tolerance}`);
}

test('digamma', () => {
  assertNear(digamma(1), -0.5772156649015329, 1e-8);
  assertNear(digamma(0.5), -1.9635100260214235, 1e-8);
  assertNear(digamma(100), 4.600161852738087, 1e-12);
});

/** Entropies of normal distributions rounded, their means spread evenly over a unit. */
function roundedEntropy(deviation: number): number {
  const density = (x: number) => Math.exp(-0.5 * (x / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
  let bits = 0;
  for (let mean = 0; mean < 1; mean += 1 / 64) {
    for (let code = -20; code <= 20; code++) {
      let share = 0;
      for (let k = 0.5; k < 256; k++) share += density(code - mean - 0.5 + k / 256) / 256;
      if (share > 0) bits -= (share * Math.log2(share)) / 64;
    }
  }
  return bits;
}

test('what rounding leaves of small deviations takes its entropy, and nothing takes less than none', () => {
  for (const deviation of [0.1, 0.3, 0.7, 0.995, 1.1, 3]) {
    assertNear(bitsOfVariance(deviation ** 2 + 1 / 12), roundedEntropy(deviation), 0.001);
  }
  assert.equal(bitsOfVariance(0.05), 0);
  assert.equal(bitsOfVariance(0), 0);
});

test('white noise, and of one value none', () => {
  for (const [deviation, tolerance] of [
    [5, 0.005],
    [1, 0.01],
  ]) {
    const normal = normals(1);
    assertNear(limitBits(make(1, 200000, () => deviation * normal())), entropyOf(deviation), tolerance);
  }
  const normal = normals(2);
  const half = make(2, 50000, c => (c === 0 ? 7 : 5 * normal()));
  assertNear(limitBits(half), entropyOf(5) / 2, 0.005);
  assert.equal(limitBits(make(3, 100, c => c)), 0);
});

test('what an autoregression is driven by', () => {
  const normal = normals(3);
  const signal: Signal = (c, t, before) => 1.6 * before(c, t - 1) - 0.8 * before(c, t - 2) + 20 * normal();
  assertNear(limitBits(make(2, 50000, signal)), entropyOf(20), 0.01);
  assertNear(limitBits(make(32, 2000, signal)), entropyOf(20), 0.01);
});

test('a deviation that steps', () => {
  const normal = normals(4);
  const samples = make(2, 50000, (_, t) => (t < 30000 ? 5 : 40) * normal());
  assertNear(limitBits(samples), 0.6 * entropyOf(5) + 0.4 * entropyOf(40), 0.01);
});

/** Each channel has its own noise, parts of two before, and of one before that a sample earlier: a determinant of 1. */
const mixed =
  (normal: () => number, delay: number): Signal =>
  (c, t, before) =>
    0.7 * before(c - 1, t - delay) + 0.4 * before(c >> 1 === c ? -1 : c >> 1, t) + 20 * normal();

test('channels that have noise in common, few or more than a third as many as frames', () => {
  for (const [channels, frames, delay] of [
    [4, 20000, 0],
    [4, 20000, 2],
    [384, 1000, 0],
  ]) {
    const samples = make(channels, frames, mixed(normals(channels + delay), delay));
    assertNear(limitBits(samples), entropyOf(20), 0.01);
  }
});

test('what another channel had a sample earlier, in 384 channels of 1000 frames', () => {
  const normal = normals(5);
  const signal: Signal = (c, t, before) => (c % 2) * 0.8 * before(c - 1, t - 1) + 20 * normal();
  assertNear(limitBits(make(384, 1000, signal)), entropyOf(20), 0.01);
});

test('more channels than frames, and hardly any frames', () => {
  const normal = normals(6);
  assertNear(limitBits(make(300, 200, () => 20 * normal())), entropyOf(20), 0.03);
  for (const frames of [1, 2, 9, 20]) {
    const bits = limitBits(make(3, frames, () => 20 * normal()));
    assert.ok(bits >= 0 && bits < 16, `${bits} of ${frames} frames`);
  }
  assert.equal(limitBits({ data: new Int16Array(0), channels: 2 }), 0);
});

test('a coder that refers to other channels takes more', async () => {
  const samples = makeSynthetic('probe', 0, 1);
  const bytes = await encodedBytes('levels+lpc-gaussian:references=6', samples);
  const limit = limitBits(await withoutGrid(samples));
  assert.ok(bytes * 8 > limit * samples.data.length, `${(8 * bytes) / samples.data.length} ${limit}`);
});
