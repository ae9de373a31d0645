import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { toPlanar } from '../../../codecs/bytes/planar.js';
import { bytesOf, concatenate } from '../../../codecs/bytes/stream.js';
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import type { Samples } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { sharedData } from '../../../codecs/shared-data.test.kit.js';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { hashBytes } from '../checksum.js';
import { excerptOf } from '../excerpt.js';
import { findRecordings } from '../find.js';
import { loadSamples } from '../load.js';
import { loadUnits } from '../load-units.js';
import { type LongProbe, longProbeUnits, makeLongProbe } from './long-probe.js';
import { writeProbe } from './write-probe.js';

const SMALL: LongProbe = { channels: 40, frames: 4000, bits: 10, seed: 3 };

function interleaved(probe: LongProbe, pieceFrames: number): Uint8Array {
  return concatenate([...makeLongProbe(probe, pieceFrames)].map(piece => bytesOf(piece)));
}

describe('a long probe', () => {
  test('is the same however it is cut into pieces, and the same everywhere', () => {
    const whole = interleaved(SMALL, SMALL.frames);
    for (const pieceFrames of [1000, 77, 3999]) assert.deepEqual(interleaved(SMALL, pieceFrames), whole);
    assert.equal(hashBytes(whole).slice(0, 16), 'e350e71a4edcbbca');
    assert.notDeepEqual(interleaved({ ...SMALL, seed: 4 }, 1000), whole);
  });

  test('is longer where more is asked, and otherwise what it was', () => {
    const whole = interleaved(SMALL, 1000);
    const longer = interleaved({ ...SMALL, frames: 6000 }, 1000);
    assert.deepEqual(longer.subarray(0, whole.length), whole);
  });

  test('is written with what SpikeGLX says of it, and read again', async t => {
    const folder = temporaryFolder(t);
    const path = await writeProbe(folder, SMALL, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    assert.deepEqual(new Uint8Array(readFileSync(path)), interleaved(SMALL, 1000));
    const { recordings, refused } = await findRecordings([folder]);
    assert.deepEqual(refused, []);
    const [{ channels, frames, sampleRateHz, microvolts }] = recordings;
    assert.deepEqual([channels, frames, sampleRateHz, microvolts], [40, 4000, 30_000, 2.34375]);
    const units = await loadUnits(recordings[0]);
    const fired = longProbeUnits(SMALL).filter(({ spikes }) => spikes.length > 0);
    assert.deepEqual(
      units?.toSorted((a, b) => Number(a.name) - Number(b.name)),
      fired,
    );
    assert.ok(fired.length > 20 && fired.every(unit => unit.channel !== null && unit.channel < 40));
  });

  test('that is interrupted leaves nothing', async t => {
    const folder = temporaryFolder(t);
    const stop = new AbortController();
    const writing = writeProbe(
      folder,
      { ...SMALL, frames: 60_000 },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    await assert.rejects(writing, { name: 'AbortError' });
    assert.deepEqual(readdirSync(folder), []);
  });
});

const registry = makeRegistry(builtInStages);

async function sizeOf(chain: string, samples: Samples): Promise<number> {
  const codec = await openChain(parseChain(chain, registry));
  return (await codec.encode(samples)).length;
}

/** How much smaller a stream gets by what other channels say. */
async function crossChannelGain(samples: Samples): Promise<number> {
  const alone = await sizeOf('levels+lpc-gaussian', samples);
  return 1 - (await sizeOf('levels+lpc-gaussian:references=2', samples)) / alone;
}

async function realExcerpt(t: TestContext, name: string): Promise<Samples | undefined> {
  const folder = join(sharedData, 'multichannel', name);
  if (!existsSync(folder)) {
    t.skip(`no recordings in ${folder}`);
    return undefined;
  }
  const { recordings } = await findRecordings([folder]);
  const [recording] = recordings.toSorted((a, b) => b.channels * b.frames - a.channels * a.frames);
  const { channels, frames } = recording;
  const extent = { firstFrame: 0, frames: Math.min(frames, 30_000), firstChannel: 0, channels };
  return loadSamples(excerptOf(recording, extent));
}

describe('gains from other channels as on real probes', () => {
  for (const [name, bits] of [
    ['npx1_oe_ap', 10],
    ['npx2_ap', 14],
  ] as const) {
    test(name, async t => {
      const real = await realExcerpt(t, name);
      if (real === undefined) return;
      const { channels } = real;
      const frames = real.data.length / channels;
      const [piece] = makeLongProbe({ channels, frames, bits, seed: 1 }, frames);
      const synthetic = toPlanar(piece, channels);
      const gains = [await crossChannelGain(real), await crossChannelGain(synthetic)];
      const bitsOf = async (samples: Samples) =>
        (8 * (await sizeOf('levels+lpc-gaussian', samples))) / samples.data.length;
      const sizes = [await bitsOf(real), await bitsOf(synthetic)];
      t.diagnostic(
        `${name}: ${channels} channels × ${frames}: gain real ${(100 * gains[0]).toFixed(2)} %, synthetic ` +
          `${(100 * gains[1]).toFixed(2)} %; bits ${sizes.map(size => size.toFixed(3)).join(', ')}`,
      );
      assert.ok(Math.abs(gains[1] / gains[0] - 1) < 0.2, `${gains}`);
    });
  }
});
