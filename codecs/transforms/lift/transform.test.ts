/** Beyond the conformance kit: the formulas, and a bound that holds and is nearly reached. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseStage } from '../../chain-id.js';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { builtInStages, makeRegistry } from '../../registry.js';
import { lift } from './transform.js';
import { decodeTwin, encodeTwin } from './twin/twin.js';

const EXACT = { finest: 0, details: 0, averages: 0 };

function worst(decoded: Int16Array, given: Int16Array): number {
  return decoded.reduce((most, value, i) => Math.max(most, Math.abs(value - given[i])), 0);
}

function boundOf(values: Record<string, number>): number {
  const { loss } = lift;
  if (loss?.kind !== 'bounded') throw new Error('no bound');
  return loss.greatestError({ levels: 3, finest: 3, details: 2, averages: 1, ...values });
}

async function errorOf(values: Record<string, number>, samples: Samples): Promise<number> {
  const codec = await lift.open(values);
  return worst((await codec.decode(await codec.encode(samples))).data, samples.data);
}

test('without shifts, the bands are those of iwt, and nothing is lost', async () => {
  const samples = { data: Int16Array.from({ length: 301 }, (_, i) => (i * i * 7) % 4001), channels: 1 };
  const registry = makeRegistry(builtInStages);
  for (const levels of [1, 3, 8]) {
    const { stage: iwt, values } = parseStage(`iwt:levels=${levels}`, registry);
    if (iwt.kind !== 'transform') assert.fail('iwt is no transform');
    const [mine, other] = await Promise.all([lift.open({ levels, ...EXACT }), iwt.open(values)]);
    const encoded = await mine.encode(samples);
    assert.deepEqual(encoded.samples, (await other.encode(samples)).samples);
    assert.deepEqual(await mine.decode(encoded), samples);
  }
});

test('details and averages are rounded, halves upwards', async () => {
  const codec = await lift.open({ levels: 1, finest: 3, averages: 1 });
  // details 0 - 20 and 40 - 30, averages 20 + floor(-38 / 4) and 20 + floor((-20 + 10 + 2) / 4)
  const { samples } = await codec.encode({ data: Int16Array.of(20, 0, 20, 40, 40), channels: 1 });
  assert.deepEqual([...samples.data], [5, 9, 23, -2, 1]);
});

test('channels of numbers beyond 16 bits stay as they are, others do not', async () => {
  const codec = await lift.open({ finest: 0 });
  const data = Int16Array.of(32767, -32768, 32767, -32768, 3, 50, -40, 7);
  const encoded = await codec.encode({ data, channels: 2 });
  assert.deepEqual([...encoded.samples.data.subarray(0, 4)], [...data.subarray(0, 4)]);
  assert.equal(encoded.side[0], 0);
  const decoded = await codec.decode(encoded);
  assert.deepEqual(decoded.data.subarray(0, 4), data.subarray(0, 4));
  assert.ok(decoded.data.subarray(4).every(value => value >= -40 && value <= 50));
});

describe('the bound', () => {
  const shift = fc.integer({ min: 0, max: 10 });
  const settings = fc.record({
    levels: fc.integer({ min: 1, max: 8 }),
    finest: shift,
    details: shift,
    averages: shift,
  });
  for (const [size, constraint] of [
    ['small', { min: -300, max: 300 }],
    ['full', { min: -32768, max: 32767 }],
  ] as const) {
    test(`holds for samples of ${size} range`, async () => {
      const samples = fc.array(fc.integer(constraint), { maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(settings, samples, async (values, list) => {
          const error = await errorOf(values, { data: Int16Array.from(list), channels: 1 });
          assert.ok(error <= boundOf(values), `off by ${error}, bound ${boundOf(values)}`);
        }),
        { numRuns: 300 },
      );
    });
  }

  test('of shifts 3, 2, 2, 1 is 12, and 9 is met', async () => {
    // found by choosing what each coefficient leaves of its step, by how it bears upon the last sample
    const first = [97, 119, 246, 284, 283, 260, 102, 42, 183, 223, 256, 73, -22, 52, 103, 11, 39, 187, 72];
    const data = Int16Array.of(...first, -175, -29, -178, 35, 119);
    assert.equal(boundOf({}), 12);
    assert.equal(await errorOf({}, { data, channels: 1 }), 9);
    assert.equal(boundOf(EXACT), 0);
  });
});

test('damaged side information is refused', async () => {
  const codec = await lift.open({});
  const { samples } = await codec.encode({ data: Int16Array.of(1, 2), channels: 1 });
  const refuses = (side: readonly number[], message: RegExp) =>
    assert.throws(() => codec.decode({ samples, side: Uint8Array.from(side) }), message);
  refuses([], /stream ends inside a length/);
  refuses([3], /stream ends inside a length/);
  refuses([3, 1, 0], /1 bytes of side information left/);
  refuses([1, 0x80, 0x80, 4], /range of samples 65536 out of range 0\.\.65535/);
  refuses([0x81, 0x80, 4, 0x80, 0x80, 2], /samples 32768\.\.65536 beyond 16 bits/);
});

test('the kernel gives what the formulas say, both ways', async () => {
  for (const shifts of [
    { levels: 3, finest: 3, details: 2, averages: 1 },
    { levels: 8, finest: 0, details: 0, averages: 0 },
    { levels: 1, finest: 10, details: 0, averages: 10 },
  ]) {
    const codec = await lift.open(shifts);
    for (const { value } of nastySamples()) {
      const encoded = await codec.encode(value);
      assert.deepEqual(encoded, encodeTwin(value, shifts));
      assert.deepEqual(await codec.decode(encoded), decodeTwin(encoded, shifts));
    }
  }
});
