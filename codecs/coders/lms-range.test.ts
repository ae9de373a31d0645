import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../codec.js';
import { encodeMark } from '../converter/mark.js';
import type { ConverterProfile } from '../converter/profile.js';
import { shippedProfiles } from '../converter/shipped.js';
import { makeRandom, nastySamples } from '../nasty.js';
import { neuralinkData } from '../shared-data.test.kit.js';
import { loadKernel } from '../wasm.js';
import {
  anySamples,
  openSync,
  varintBytes,
  withLengthBytes,
  withoutRecordings,
} from './block-coder.test.kit.js';
import { defineLmsRange } from './lms-range.js';
import { decodeTwin, encodeTwin } from './lms-range.twin.test.kit.js';

/** Ten bits, thresholds off by up to a step either way. */
const uneven: ConverterProfile = {
  name: 'uneven',
  firstCode: -512,
  thresholds: Int16Array.from({ length: 1025 }, (_, k) => 16 * (k - 512) - 8 + ((k * 7) % 15)).sort(),
};
const lmsRange = defineLmsRange([uneven, ...shippedProfiles]);
const BLOCKS = [0, 1, 20, 200];

function headOf({ data, channels }: Samples, profile: ConverterProfile | undefined, block: number): number[] {
  const shape = [...varintBytes(channels), ...varintBytes(data.length / channels)];
  return [...shape, ...encodeMark(profile), ...varintBytes(block)];
}

function streamOf(samples: Samples, code: Uint8Array, profile: ConverterProfile | undefined, block: number) {
  return Uint8Array.from([...headOf(samples, profile, block), ...withLengthBytes(code)]);
}

function shapeFor({ data, channels }: Samples) {
  return { channels, frames: data.length / channels };
}

for (const profile of [undefined, uneven]) {
  const name = profile?.name ?? 'none';
  test(`profile ${name}: the kernel writes what the formulas say, and both read it`, async () => {
    for (const block of BLOCKS) {
      const codec = await openSync(lmsRange, { profile: name, block });
      const check = (samples: Samples) => {
        const { code } = encodeTwin(samples.data, shapeFor(samples), block, profile);
        const stream = codec.encode(samples);
        assert.deepEqual(stream, streamOf(samples, code, profile, block));
        assert.deepEqual(codec.decode(stream).data, samples.data);
        assert.deepEqual(decodeTwin(code, shapeFor(samples), block, profile).data, samples.data);
      };
      for (const { name, value } of nastySamples()) if (name !== 'every value once') check(value);
      fc.assert(
        fc.property(anySamples, fc.integer({ min: 1, max: 3 }), (data, channels) =>
          check({ data: data.slice(0, data.length - (data.length % channels)), channels }),
        ),
        { numRuns: 15 },
      );
    }
  });
}
test('size', async () => {
  for (const block of BLOCKS) {
    const codec = await openSync(lmsRange, { profile: 'none', block });
    for (const { name, value } of nastySamples())
      console.log(block, name, codec.encode(value).length, value.data.length * 2);
  }
});
