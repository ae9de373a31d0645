import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Samples } from '../../codecs/codec.js';
import { nastySamples } from '../../codecs/nasty.js';
import { makeRandom } from '../../codecs/random.js';
import { openEntropies, sumOfEntropies } from './entropies.js';

/** Two channels: noise of two bits, and a wander of small steps. */
function twoChannels(frames: number): Samples {
  const random = makeRandom(3);
  const noise = Array.from({ length: frames }, () => random() & 3);
  let level = 0;
  const wander = Array.from({ length: frames }, () => (level = (level * 15) / 16 + ((random() & 63) - 32)));
  return { data: Int16Array.from([...noise, ...wander]), channels: 2 };
}

test('order 0 is by the values of each channel, over all of its time', async () => {
  const measure = await openEntropies();
  const samples: Samples = { data: Int16Array.of(1, 1, 2, 3, /* */ 7, 7, 7, 7), channels: 2 };
  const [first, second] = await measure(samples, [1, 4]);
  assert.deepEqual(
    first.map(({ order0 }) => order0),
    [1, 1 + 2 + 2],
  );
  assert.deepEqual(
    second.map(({ order0 }) => order0),
    [0, 0],
  );
});

test('what can be predicted takes less once it is', async () => {
  const measure = await openEntropies();
  const frames = 40_000;
  const [[noise], [wander]] = await measure(twoChannels(frames), [frames]);
  assert.ok(Math.abs(noise.order0 / frames - 2) < 0.01);
  assert.ok(Math.abs(noise.predicted - noise.normal) / frames < 0.05);
  assert.ok(wander.predicted < wander.normal - 0.5 * frames, 'the wander is predicted');
});

test('nasty samples have finite entropies, whose stretches sum to the whole', async () => {
  const measure = await openEntropies();
  for (const { name, value } of nastySamples()) {
    const frames = value.data.length / value.channels;
    const whole = sumOfEntropies((await measure(value, [frames])).flat());
    const half = Math.floor(frames / 2);
    const halves = sumOfEntropies((await measure(value, [half, frames])).flat());
    for (const key of ['order0', 'normal', 'predicted'] as const) {
      assert.ok(Number.isFinite(whole[key]) && whole[key] >= 0, `${name}: ${key} ${whole[key]}`);
      assert.ok(Math.abs(whole[key] - halves[key]) <= 1e-6 * (1 + whole[key]), `${name}: ${key} of halves`);
    }
  }
});
