/** Where windows lie, and what is read of them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sourceIn, temporaryFolder } from '../common/testing.test.kit.js';
import { excerptOf } from '../recordings/excerpt.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { blockShape, makeWindows, screeningShape, sizeShape } from './windows.js';

function recording(name: string, channels: number, frames: number, path = `/${name}`): Recording {
  return {
    name,
    sha256: '',
    channels,
    frames,
    sampleRateHz: 30000,
    source: sourceIn(path, channels, frames),
  };
}

describe('windows', () => {
  test('cover every sample once when all are drawn', () => {
    const recordings = [recording('long', 5, 400_001), recording('short', 1, 3)];
    const windows = makeWindows(recordings, 3, sizeShape);
    const drawn = windows.draw(1e6);
    assert.equal(drawn.length, windows.total);
    assert.deepEqual(windows.draw(1), []);
    const samples = drawn.reduce((sum, { channels, frames }) => sum + channels * frames, 0);
    assert.equal(samples, 5 * 400_001 + 3);
    const places = drawn.map(({ name, source }) => {
      assert.ok(source.type === 'file');
      return `${name} ${source.firstFrame} ${source.firstChannel}`;
    });
    assert.equal(new Set(places).size, drawn.length);
  });

  test('are spread over recordings by their length, at every beginning of the sequence', () => {
    const recordings = [recording('a', 1, 3 * 2 ** 24), recording('b', 1, 2 ** 24)];
    for (const seed of [1, 2, 3]) {
      const drawn = makeWindows(recordings, seed, sizeShape).draw(40);
      for (const count of [8, 16, 40]) {
        const ofA = drawn.slice(0, count).filter(({ name }) => name === 'a').length;
        assert.ok(Math.abs(ofA - 0.75 * count) <= 2, `${ofA} of ${count}`);
      }
      const quarters = new Set(
        drawn
          .slice(0, 12)
          .map(({ name, source }) => name + (source.type === 'file' && source.firstFrame >> 23)),
      );
      assert.equal(quarters.size, 8);
    }
  });

  test('are drawn by the seed', () => {
    const places = (seed: number) => makeWindows([recording('a', 4, 2 ** 24)], seed, sizeShape).draw(5);
    assert.deepEqual(places(1), places(1));
    assert.notDeepEqual(places(1), places(2));
  });

  test('are no shorter than tables need, and short recordings are whole', () => {
    assert.deepEqual(sizeShape(recording('challenge', 1, 98_000)), { channels: 1, frames: 2 ** 18 });
    assert.deepEqual(sizeShape(recording('probe', 384, 2 ** 30)), { channels: 4, frames: 2 ** 16 });
    const [whole] = makeWindows([recording('challenge', 1, 98_000)], 1, sizeShape).draw(1);
    assert.equal(whole.frames, 98_000);
  });

  test('of blocks hold all channels and whole blocks', () => {
    assert.deepEqual(blockShape(recording('probe', 384, 2 ** 30), 3000), { channels: 384, frames: 3000 });
    assert.equal(blockShape(recording('mono', 1, 2 ** 30), 2000).frames % 2000, 0);
  });
});

describe('an excerpt', () => {
  test('has the samples of its channels and frames', async t => {
    const path = join(temporaryFolder(t), 'a.i16');
    const [channels, frames] = [3, 500_000];
    const interleaved = Int16Array.from({ length: channels * frames }, (_, i) => (i * 7919) & 0x7fff);
    writeFileSync(path, new Uint8Array(interleaved.buffer));
    const whole = recording('a', channels, frames, path);
    const extent = { firstFrame: 1000, frames: 450_000, firstChannel: 1, channels: 2 };
    const { data } = await loadSamples(excerptOf(whole, extent));
    const expected = new Int16Array(2 * 450_000);
    for (let c = 0; c < 2; c++) {
      for (let f = 0; f < 450_000; f++) expected[c * 450_000 + f] = interleaved[(f + 1000) * 3 + c + 1];
    }
    assert.deepEqual(data, expected);
    const within = { firstFrame: 7, frames: 3, firstChannel: 1, channels: 1 };
    assert.deepEqual(
      (await loadSamples(excerptOf(excerptOf(whole, extent), within))).data,
      expected.subarray(450_007, 450_010),
    );
    assert.deepEqual(
      await loadSamples(excerptOf(whole, { firstFrame: 0, frames, firstChannel: 0, channels })),
      await loadSamples(whole),
    );
  });

  test('of what lies in no file is refused', () => {
    const extent = { firstFrame: 0, frames: 1, firstChannel: 0, channels: 1 };
    assert.throws(() => excerptOf(syntheticRecordings()[0], extent), /no excerpts of synthetic recordings/);
  });
});

test('windows of the screening have neighbouring channels', () => {
  const shapeOf = (channels: number, frames: number) => screeningShape(recording('a', channels, frames));
  assert.deepEqual(shapeOf(1, 98_000), { channels: 1, frames: 32_768 });
  assert.deepEqual(shapeOf(64, 98_000), { channels: 4, frames: 8192 });
  assert.deepEqual(shapeOf(385, 1000), { channels: 32, frames: 1024 });
});
