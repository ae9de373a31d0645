/** Beyond the conformance kit: what passes, in hertz of the rate that samples come with, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Samples } from '../codec.js';
import { band } from './band.js';

function tone(hz: number, sampleRateHz: number, frames = 4000): Samples {
  const data = Int16Array.from({ length: frames }, (_, i) =>
    Math.round(5000 * Math.sin((2 * Math.PI * hz * i) / sampleRateHz)),
  );
  return { data, channels: 1, sampleRateHz };
}

/** Amplitude in the middle, relative to that of a tone, and how far the tone is moved. */
async function gainOf(samples: Samples, values = {}): Promise<number> {
  const codec = await band.open(values);
  const { data } = await codec.decode(await codec.encode(samples));
  let [product, square] = [0, 0];
  for (let i = 1000; i < 3000; i++) {
    product += data[i] * samples.data[i];
    square += samples.data[i] ** 2;
  }
  return product / square;
}

test('what lies in the band passes without delay, half of it at the edges, nothing outside', async () => {
  for (const [hz, gain] of [
    [50, 0],
    [300, 0.5],
    [1500, 1],
    [6000, 0.5],
    [9900, 0],
  ]) {
    const measured = await gainOf(tone(hz, 30_000));
    assert.ok(Math.abs(measured - gain) < (hz === 9900 ? 0.02 : 0.01), `${measured} at ${hz} Hz`);
  }
});

test('edges are in hertz of the rate, and an upper one comes down to 0.45 of it', async () => {
  assert.ok((await gainOf(tone(500, 2000))) > 0.98);
  assert.ok(Math.abs((await gainOf(tone(900, 2000))) - 0.5) < 0.01);
  const { sampleRateHz, ...unrated } = tone(1200, 20_000);
  assert.ok(sampleRateHz !== undefined && (await gainOf(unrated)) > 0.99);
});

test('each channel for itself, and short ones stay as they are', async () => {
  const codec = await band.open({});
  const one = tone(700, 20_000, 300);
  const two = { ...one, data: Int16Array.from([...one.data.map(x => -x), ...one.data]), channels: 2 };
  const [alone, both] = [await codec.encode(one), await codec.encode(two)];
  assert.deepEqual(both.samples.data.subarray(300), alone.samples.data);
  const short = { data: Int16Array.from({ length: 21 }, (_, i) => i * 100), channels: 1 };
  assert.deepEqual((await codec.encode(short)).samples.data, short.data);
});

test('a band that there is not is refused', async () => {
  await assert.rejects(band.open({ low: 500, high: 400 }), /band: low 500 Hz is not under high 400 Hz/);
  const codec = await band.open({});
  assert.throws(
    () => codec.encode(tone(10, 500, 100)),
    /low 300 Hz at 500 samples a second, want under 225 Hz/,
  );
});
