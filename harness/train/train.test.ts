/** From recordings to a file and back. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseProfile } from '../../codecs/converter/profile.js';
import { shippedProfiles } from '../../codecs/converter/shipped.js';
import { packageRoot } from '../common/package-root.js';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { findRecordings } from '../recordings/find.js';
import { encodeWav } from '../recordings/write.js';
import { formatProfile } from './profile-file.js';
import { trainProfile } from './train.js';

const OPTIONS = { name: 'mine', heldOut: 3 };

test('any recording, of whatever samples, gives a profile that can be read and never falls, or one line', async t => {
  const path = join(temporaryFolder(t), 'a.wav');
  const shapes = fc.record({
    channels: fc.integer({ min: 1, max: 3 }),
    frames: fc.integer({ min: 1, max: 6000 }),
    spread: fc.integer({ min: 1, max: 6000 }),
    scale: fc.constantFrom(1, 64, 7),
    offset: fc.constantFrom(0, -2048, -512),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(shapes, async ({ channels, frames, spread, scale, offset, seed }) => {
      const sample = (_: unknown, i: number) =>
        (offset + ((Math.imul(i + seed, 0x9e3779b1) >>> 8) % spread)) * scale;
      const data = Int16Array.from({ length: channels * frames }, sample);
      writeFileSync(path, encodeWav({ data, channels }, 1000));
      const { recordings } = await findRecordings([path]);
      try {
        const text = formatProfile(await trainProfile(recordings, OPTIONS));
        const { name, thresholds } = parseProfile(text, 'it');
        assert.equal(name, 'mine');
        assert.ok(Math.log2(thresholds.length - 1) % 1 === 0, `${thresholds.length} thresholds`);
      } catch (thrown) {
        assert.match(
          String(thrown),
          /^Error: (codes -?\d+\.\.-?\d+: a profile holds -2048\.\.2047, |no recording to learn from)/,
        );
      }
    }),
    { numRuns: 20 },
  );
});

test('no recordings are one line', async () => {
  await assert.rejects(
    trainProfile([], OPTIONS),
    /^Error: no recording to learn from: no channel has 3 codes or more$/,
  );
});

test('the shipped profile says what it was trained on: every recording but each third', () => {
  const text = readFileSync(join(packageRoot, 'codecs', 'converter', 'neuralink.json'), 'utf8');
  const { trained_on: names, held_out_bits_per_sample: bits } = JSON.parse(text);
  assert.deepEqual([names.length, new Set(names).size], [250, 250]);
  assert.ok(bits.even - bits.profile > 0.1);
  const shipped = shippedProfiles.find(({ name }) => name === 'neuralink') ?? assert.fail('neuralink');
  assert.deepEqual([shipped.firstCode, shipped.thresholds.length], [-512, 1025]);
});
