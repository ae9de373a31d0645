/** Beyond the conformance kit: which values are left, and the ends of the range. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { quantize } from './transform.js';
import { decodeTwin, encodeTwin } from './twin/twin.js';

async function through(step: number, values: readonly number[], channels = 1): Promise<number[]> {
  const codec = await quantize.open({ step });
  const samples = { data: Int16Array.from(values), channels };
  const { data } = await codec.decode(await codec.encode(samples));
  return [...data];
}

test('values are rounded to multiples, halves upwards, and stay within those given', async () => {
  assert.deepEqual(await through(3, [-4, -2, -1, 0, 1, 2, 4, 5]), [-3, -3, 0, 0, 0, 3, 3, 5]);
  assert.deepEqual(await through(4, [-3, -2, -1, 0, 1, 2, 3]), [-3, 0, 0, 0, 0, 3, 3]);
});

test('both ends of 16 bits', async () => {
  assert.deepEqual(await through(1024, [-32768, 32767, 0]), [-32768, 32767, 0]);
});

test('each channel has its own ends', async () => {
  assert.deepEqual(await through(10, [101, 109, 6, 14], 2), [101, 109, 10, 10]);
});

describe('of any samples', () => {
  test('the error is half of the step at most, and a second time there is none', async () => {
    const samples = fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 1024 }), async (values, step) => {
        const decoded = await through(step, values);
        decoded.forEach((value, i) => {
          assert.ok(Math.abs(value - values[i]) <= Math.floor(step / 2));
        });
        assert.deepEqual(await through(step, decoded), decoded);
      }),
    );
  });
});

test('damaged side information is refused', async () => {
  const codec = await quantize.open({ step: 3 });
  const { samples } = await codec.encode({ data: Int16Array.of(1, 2), channels: 1 });
  for (const side of [Uint8Array.of(), Uint8Array.of(2, 0), Uint8Array.of(0, 0, 0)]) {
    assert.throws(() => codec.decode({ samples, side }));
  }
});

test('the kernel gives what the formulas say, both ways', async () => {
  const steps = [1, 2, 3, 5, 8, 13, 64, 1000, 1023, 1024];
  for (const step of steps) {
    const codec = await quantize.open({ step });
    const check = async (samples: Samples) => {
      const encoded = await codec.encode(samples);
      assert.deepEqual(encoded, encodeTwin(samples, step));
      assert.deepEqual(await codec.decode(encoded), decodeTwin(encoded, step));
    };
    for (const { value } of nastySamples()) await check(value);
  }
});
