import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../codec.js';
import { delta } from './transform.js';

/** The slow, clear version: y[i] = x[i] - x[i-1] modulo 2^16, taken `order` times in each channel. */
function differences({ data, channels }: Samples, order: number): Int16Array {
  const frames = data.length / channels;
  let samples = data;
  for (let k = 0; k < order; k++) {
    samples = samples.map((sample, i, before) => (i % frames === 0 ? sample : sample - before[i - 1]));
  }
  return samples;
}

const anySamples = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 70 }))
  .chain(([channels, frames]) =>
    fc
      .int16Array({ minLength: channels * frames, maxLength: channels * frames })
      .map(data => ({ data, channels })),
  );

for (const order of [1, 2, 3]) {
  test(`order ${order} is the differences that the slow version takes`, async () => {
    const codec = await delta.open({ order });
    await fc.assert(
      fc.asyncProperty(anySamples, async samples => {
        const encoded = await codec.encode(samples);
        assert.deepEqual(encoded.samples, { ...samples, data: differences(samples, order) });
        assert.equal(encoded.side.length, 0);
        assert.deepEqual(await codec.decode(encoded), samples);
      }),
    );
  });
}

test('differences wrap modulo 2^16', async () => {
  const codec = await delta.open({});
  const data = Int16Array.of(-32768, 32767, -32768, 0);
  const { samples } = await codec.encode({ data, channels: 1 });
  assert.deepEqual([...samples.data], [-32768, -1, 1, -32768]);
});
