/** Samples that may be off by some. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { anySamples, openSync } from '../shared/block-coder.test.kit.js';
import { toleranceOf } from './coder.js';
import { lmsRange, nastyBeginnings, shapeFor, streamOf, uneven, wanderingCodes } from './samples.test.kit.js';
import { decodeTwin, encodeTwin } from './twin/twin.js';

function worst(decoded: Int16Array, given: Int16Array): number {
  return decoded.reduce((most, value, i) => Math.max(most, Math.abs(value - given[i])), 0);
}

describe('the kernel writes what the formulas say, and both read it', () => {
  for (const [error, block, references, profile] of [
    [1, 0, 0, undefined],
    [2, 20, 1, uneven],
    [7, 1, 2, undefined],
    [40, 0, 0, uneven],
    [511, 0, 1, undefined],
  ] as const) {
    test(`off by ${error}, blocks of ${block}, ${references} references, profile ${profile?.name}`, async () => {
      const codec = await openSync(lmsRange, { profile: profile?.name ?? 'none', block, references, error });
      const check = (samples: Samples) => {
        const given = Math.min(references, samples.channels - 1);
        const settings = { block, references: given, profile, tolerance: toleranceOf(samples, error) };
        const { code } = encodeTwin(samples.data, shapeFor(samples), settings);
        const stream = codec.encode(samples);
        assert.deepEqual(stream, streamOf(samples, code, settings));
        const { data } = codec.decode(stream);
        assert.deepEqual(decodeTwin(code, shapeFor(samples), settings).data, data);
        assert.ok(worst(data, samples.data) <= error);
      };
      for (const samples of nastyBeginnings()) check(samples);
      fc.assert(
        fc.property(anySamples, fc.integer({ min: 1, max: 3 }), (data, channels) =>
          check({ data: data.slice(0, data.length - (data.length % channels)), channels }),
        ),
        { numRuns: 15 },
      );
    });
  }
});

test('what comes back lies between the least and the greatest sample', async () => {
  const codec = await openSync(lmsRange, { error: 100 });
  const { data } = wanderingCodes(3000);
  const clipped = data.map(code => Math.max(-200, Math.min(150, code)));
  const decoded = codec.decode(codec.encode({ data: clipped, channels: 1 })).data;
  assert.ok(decoded.every(code => code >= -200 && code <= 150));
});

test('the format stays as it is', async () => {
  const hash = createHash('sha256');
  for (const error of [1, 5, 300]) {
    const codec = await openSync(lmsRange, { profile: 'uneven', block: 20, references: 1, error });
    for (const { value } of nastySamples()) hash.update(codec.encode(value));
  }
  assert.equal(hash.digest('hex'), '34cdd6565d734fe4eac463cbc00498093eb84e98c68b12fffc15b5d030ffb655');
});

test('forged heads are refused', async () => {
  const { decode } = await openSync(lmsRange);
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  refuses([1, 4, 0, 0x80, 0x80, 0x80, 0x80, 2, 0, 1, 1, 0], /error 512 out of range 0\.\.511/);
  refuses([1, 4, 0, 0x80, 0x80, 0x40, 0, 0x80, 0x80, 2, 1, 0], /samples 0\.\.32768 beyond 16 bits/);
});
