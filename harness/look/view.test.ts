/** What the page of `ncb info` is given. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { countValues, makeHistogram } from '../recordings/description/histogram.js';
import { findRecordings } from '../recordings/find.js';
import { toSixteenBits } from '../recordings/synthetic/implant.js';
import { encodeWav } from '../recordings/write.js';
import { amplitudesOf, lookAt } from './collect.js';
import { correlationOf } from './correlation.js';
import { makeEnvelope } from './envelope.js';

describe('an envelope', () => {
  test('holds the least and greatest of each stretch, however pieces are cut', () => {
    const [channels, frames] = [3, 100];
    const data = Int16Array.from({ length: channels * frames }, (_, i) => ((i * 7919) % 2001) - 1000);
    for (const piece of [100, 33, 7, 1]) {
      const { add, values, buckets, bucketStart } = makeEnvelope([0, 2], frames, 16);
      for (let first = 0; first < frames; first += piece) {
        const taken = Math.min(piece, frames - first);
        const planes = Int16Array.from({ length: channels * taken }, (_, i) => {
          return data[Math.floor(i / taken) * frames + first + (i % taken)];
        });
        add({ data: planes, channels }, first);
      }
      assert.equal(buckets, 16);
      for (const [k, channel] of [0, 2].entries()) {
        for (let b = 0; b < buckets; b++) {
          const own = data.subarray(channel * frames + bucketStart(b), channel * frames + bucketStart(b + 1));
          assert.deepEqual(
            [...values.subarray(2 * (k * buckets + b), 2 * (k * buckets + b) + 2)],
            [Math.min(...own), Math.max(...own)],
          );
        }
      }
    }
  });

  test('of few frames has a bucket each', () => {
    const { buckets, add, values } = makeEnvelope([0], 3, 1000);
    add({ data: Int16Array.of(5, -7, 9), channels: 1 }, 0);
    assert.deepEqual([buckets, [...values]], [3, [5, 5, -7, -7, 9, 9]]);
  });
});

test('correlation: equal, opposite, and of a channel that does not move', () => {
  const planes = Int16Array.of(1, 2, 3, -1, -2, -3, 7, 7, 7);
  assert.deepEqual([...correlationOf(planes, 3)], [254, 0, 127, 0, 254, 127, 127, 127, 127]);
});

test('amplitudes are counted by code where samples lie on a grid', () => {
  const values = Int16Array.from({ length: 5000 }, (_, i) => toSixteenBits(400 + (i % 200)));
  const histogram = makeHistogram();
  countValues(histogram, values, 0, values.length);
  const { counts, codesPerBin, beyond, step } = amplitudesOf(histogram);
  assert.deepEqual([counts.length, codesPerBin, beyond], [200, 1, 0]);
  assert.ok(step !== null && Math.abs(step - 64.06) < 0.01);
});

test('clipped stretches are found, and six recordings stand for many', async t => {
  const folder = temporaryFolder(t);
  for (let k = 0; k < 8; k++) {
    const data = Int16Array.from({ length: 4000 }, (_, i) =>
      k === 7 && i >= 1500 && i < 1530
        ? 900
        : Math.round((100 + 20 * k) * Math.sin(i / 5)) + ((i * 31) % (k + 2)),
    );
    writeFileSync(join(folder, `${k}.wav`), encodeWav({ data, channels: 1 }, 1000));
  }
  const { recordings } = await findRecordings([folder]);
  const seen: number[] = [];
  const { look } = await lookAt(recordings, 'set', (done, total) => seen.push(done / total));
  assert.ok(look !== null);
  assert.deepEqual([look.recordings.length, look.views.length, look.given], [8, 6, 'set']);
  assert.deepEqual([look.views[0].why, look.views[5].why], ['hardest', 'easiest']);
  assert.ok(seen.every((share, k) => share <= 1 && (k === 0 || share >= seen[k - 1])));
  assert.equal(seen.at(-1), 1);
  const clipped = (await lookAt([recordings[7]], 'a', () => undefined)).look?.views[0].clipped ?? [];
  assert.deepEqual(clipped, [{ channel: 0, startS: 1.5, samples: 30 }]);
});
