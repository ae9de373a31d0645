/** Beyond the conformance kit: how large the noise is and where, what the trellis gains, the format, forged streams. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { anySamples, openSync } from '../shared/block-coder.test.kit.js';
import { mdct } from './coder.js';
import { BINS } from './frames.js';
import { transform } from './twin/lapped.js';
import { magnitudeOf, makeLevelModel } from './twin/levels.js';
import { makeScale, startFrame } from './twin/scale.js';
import { chooseLevels, makeChooser, nextState, quantiserOf } from './twin/trellis.js';
import { decodeTwin, encodeTwin } from './twin/twin.js';

/** A wander of low frequencies in noise of a deviation of 10. */
function wandering(frames: number, channels = 1): Samples {
  const random = makeRandom(8);
  const uniform = () => (random() >>> 0) / 2 ** 32 - 0.5;
  let level = 0;
  const data = Int16Array.from({ length: channels * frames }, () => {
    level = 0.99 * level + 8 * uniform();
    return Math.round(level + 20 * (uniform() + uniform() + uniform()));
  });
  return { data, channels };
}

async function through(samples: Samples, values: Record<string, number | string>) {
  const codec = await openSync(mdct, values);
  const stream = codec.encode(samples);
  const { data } = codec.decode(stream);
  const error = data.map((value, i) => value - samples.data[i]);
  return { bits: (8 * stream.length) / data.length, error };
}

function meanSquare(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length;
}

describe('the noise', () => {
  const samples = { ...wandering(20_000), sampleRateHz: 20_000 };

  test('is as large as that of a quantiser of the same step', async () => {
    for (const step of [3, 7]) {
      const { error } = await through(samples, { step, shape: 'flat' });
      const ratio = Math.sqrt(meanSquare(error) / (step ** 2 / 12));
      assert.ok(ratio > 0.9 && ratio < 1.1, `${ratio} at step ${step}`);
    }
  });

  test('is larger outside of the band of spikes, which takes fewer bytes', async () => {
    const [flat, shaped] = [
      await through(samples, { step: 7, shape: 'flat' }),
      await through(samples, { step: 7 }),
    ];
    assert.ok(shaped.bits < 0.85 * flat.bits, `${shaped.bits} bits, ${flat.bits} if white`);
    const powers = [flat, shaped].map(({ error }) => {
      const bins = transform(error, 0);
      const between = (low: number, high: number) =>
        meanSquare(bins.filter((_, i) => i % BINS >= low && i % BINS < high));
      return { within: between(5, 60), above: between(90, BINS) };
    });
    assert.ok(powers[1].within < 1.1 * powers[0].within);
    assert.ok(powers[1].above > 2 * powers[0].above);
  });

  test('has its place in hertz', async () => {
    const [slow, fast] = [
      await through({ ...samples, sampleRateHz: 10_000 }, {}),
      await through({ ...samples, sampleRateHz: 40_000 }, {}),
    ];
    assert.ok(fast.bits < 0.8 * slow.bits, `${fast.bits} bits, ${slow.bits} at a lower rate`);
  });
});

test('the trellis leaves 0.8 dB less error than whole steps do, if bits are worth nothing', () => {
  const random = makeRandom(5);
  const chooser = makeChooser(0);
  const [scale, model] = [makeScale(), makeLevelModel()];
  const levels = new Int32Array(BINS);
  let state = 0;
  let sum = 0;
  startFrame(scale);
  for (let frame = 0; frame < 50; frame++) {
    const coefficients = Float64Array.from({ length: BINS }, () => (random() >>> 0) / 2 ** 26 - 32);
    chooseLevels(chooser, coefficients, scale, model, state, levels);
    for (let k = 0; k < BINS; k++) {
      const value = Math.sign(levels[k]) * magnitudeOf(levels[k], quantiserOf(state));
      sum += (value - coefficients[k]) ** 2;
      state = nextState(state, levels[k]);
    }
  }
  const gain = 10 * Math.log10(1 / 3 / (sum / (50 * BINS)));
  assert.ok(gain > 0.8 && gain < 1.53, `${gain} dB`);
});

test('what was learned of one channel serves the next', async () => {
  const { data } = wandering(400);
  const both = await through({ data: Int16Array.from([...data, ...data]), channels: 2 }, {});
  const one = await through({ data, channels: 1 }, {});
  assert.ok(both.bits < 0.97 * one.bits, `${both.bits} bits, ${one.bits} of one`);
});

test('what does not get shorter comes back as it was', async () => {
  const random = makeRandom(2);
  const data = Int16Array.from({ length: 4000 }, () => random());
  const { error } = await through({ data, channels: 1 }, { step: 1, shape: 'flat' });
  assert.ok(meanSquare(error) === 0 || meanSquare(error) < 1);
  const short = Int16Array.of(5, -3000);
  assert.deepEqual((await through({ data: short, channels: 2 }, {})).error, new Int16Array(2));
});

test('noise takes 0.2 bits over R(D) at most, where entropy-coded whole steps take 0.25', async () => {
  const random = makeRandom(6);
  const uniform = () => (random() >>> 0) / 2 ** 32 - 0.5;
  const data = Int16Array.from({ length: 30_000 }, () => {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += uniform();
    return Math.round(20 * sum);
  });
  for (const step of [9, 17]) {
    const { bits, error } = await through({ data, channels: 1 }, { step, shape: 'flat' });
    const limit = Math.log2(400 / meanSquare(error)) / 2;
    assert.ok(bits < limit + 0.2, `${bits} bits at step ${step}, R(D) ${limit}`);
  }
});

for (const settings of [
  { step: 1, shape: 'flat' },
  { step: 4, shape: 'spikes' },
  { step: 1024, shape: 'spikes' },
] as const) {
  test(`the kernel does what the twin does, at step ${settings.step}, ${settings.shape}`, async () => {
    const codec = await openSync(mdct, settings);
    const check = (samples: Samples) => {
      const stream = codec.encode(samples);
      assert.deepEqual(stream, encodeTwin(settings, samples));
      assert.deepEqual(codec.decode(stream), decodeTwin(stream));
    };
    for (const { value } of nastySamples()) if (value.data.length <= 3000) check(value);
    check({ ...wandering(900, 3), sampleRateHz: 31_250 });
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 1, max: 3 }), (data, channels) =>
        check({ data: data.slice(0, data.length - (data.length % channels)), channels }),
      ),
      { numRuns: 10 },
    );
  });
}

test('of damaged code the kernel makes what the twin makes, or refuses it as well', async () => {
  const codec = await openSync(mdct, { step: 3 });
  const stream = codec.encode(wandering(500));
  const outcome = (decode: (bytes: Uint8Array) => Samples, bytes: Uint8Array) => {
    try {
      return decode(bytes);
    } catch {
      return 'refused';
    }
  };
  const random = makeRandom(3);
  for (let k = 0; k < 40; k++) {
    const bytes = stream.slice();
    bytes[16 + ((random() >>> 0) % (bytes.length - 16))] ^= 1 << (random() & 7);
    assert.deepEqual(outcome(codec.decode, bytes), outcome(decodeTwin, bytes));
  }
});

test('the format stays as it is', async () => {
  const hash = createHash('sha256');
  for (const values of [{ step: 2 }, { step: 9, shape: 'flat' }]) {
    const codec = await openSync(mdct, values);
    for (const { value } of nastySamples()) {
      if (value.data.length > 6000) continue;
      const stream = codec.encode(value);
      hash.update(stream).update(new Uint8Array(codec.decode(stream).data.buffer));
    }
  }
  assert.equal(hash.digest('hex'), '38885ea66c20050462e9ab1dc7398160556da54b1daeca63b6418bfe44fcdef0');
});

test('forged streams are refused by name', async () => {
  const { decode, encode } = await openSync(mdct, { step: 5 });
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  const good = [...encode(wandering(60))];
  assert.deepEqual(good.slice(0, 6), [1, 60, 11, 0xa0, 0x9c, 1]);
  refuses([...good, 0], /1 bytes behind the code/);
  refuses(good.slice(0, -1), /stream ends early/);
  refuses([1, 60, 1], /step 0/);
  refuses([1, 60, 0x82, 0x10], /settings 2050 out of range 0\.\.2049/);
  refuses([1, 60, 11, 0], /rate 0 out of range/);
  refuses([1, 2, 0, 0, 0, 0], /3 bytes of samples where the shape says 4/);
  refuses([3, 2, 10, 0, 0, 0], /stream ends before 3 channels/);
  refuses([1, 60, 10, 1, 0x80, 0x80, 4], /range of samples 65536 out of range 0\.\.65535/);
  refuses([1, 60, 10, 0xfe, 0xff, 3, 1, 0], /samples 32767\.\.32768 beyond 16 bits/);
  refuses([1, 60, 10, 0, 4, 5], /mean 5 out of range 0\.\.4/);
  refuses([1, 0x80, 0x80, 0x80, 0x80, 4, 10, 0, 4, 2, 1, 7], /1 bytes cannot hold 1 × 1073741824 samples/);
});
