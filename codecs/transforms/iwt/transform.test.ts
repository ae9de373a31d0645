import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { iwt } from './transform.js';

const wrap = (value: number) => (value << 16) >> 16;

/** The slow, clear version: the formulas of iwt.ts on one channel, the samples mirrored at the ends. */
function splitOnce(x: readonly number[]): { averages: number[]; details: number[] } {
  const last = x.length - 1;
  const mirrored = (i: number) => x[i > last ? 2 * last - i : i];
  const detail = (i: number) => wrap(x[2 * i + 1] - Math.floor((x[2 * i] + mirrored(2 * i + 2)) / 2));
  const details = Array.from({ length: x.length >> 1 }, (_, i) => detail(i));
  const near = (i: number) => details[Math.max(0, Math.min(details.length - 1, i))];
  const averages = x
    .filter((_, i) => i % 2 === 0)
    .map((even, i) => wrap(even + Math.floor((near(i - 1) + near(i) + 2) / 4)));
  return { averages, details };
}

function waveletOf(channel: readonly number[], levels: number): number[] {
  if (levels === 0 || channel.length < 2) return [...channel];
  const { averages, details } = splitOnce(channel);
  return [...waveletOf(averages, levels - 1), ...details];
}

function oracle({ data, channels }: Samples, levels: number): Int16Array {
  const frames = data.length / channels;
  const parts = Array.from({ length: channels }, (_, c) => [...data.subarray(c * frames, (c + 1) * frames)]);
  return Int16Array.from(parts.flatMap(part => waveletOf(part, levels)));
}

const anySamples = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 150 }))
  .chain(([channels, frames]) =>
    fc
      .int16Array({ minLength: channels * frames, maxLength: channels * frames })
      .map(data => ({ data, channels })),
  );

for (const levels of [1, 3, 8]) {
  test(`${levels} levels are those that the slow version takes`, async () => {
    const codec = await iwt.open({ levels });
    const check = async (samples: Samples) => {
      const encoded = await codec.encode(samples);
      assert.deepEqual(encoded.samples, { ...samples, data: oracle(samples, levels) });
      assert.equal(encoded.side.length, 0);
      assert.deepEqual((await codec.decode(encoded)).data, samples.data);
    };
    for (const { value } of nastySamples()) await check(value);
    await fc.assert(fc.asyncProperty(anySamples, check));
  });
}

test('a ramp has no details but the last, where it is mirrored', async () => {
  const codec = await iwt.open({ levels: 1 });
  const data = Int16Array.of(0, 10, 20, 30, 40, 50, 60, 70);
  const { samples } = await codec.encode({ data, channels: 1 });
  assert.deepEqual([...samples.data], [0, 20, 40, 63, 0, 0, 0, 10]);
});
