import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { hashBytes } from './checksum.js';
import { areTaken, drawExcerpts, type ExcerptWish } from './draw-excerpts.js';
import { findRecordings } from './find.js';
import { loadSamples } from './load.js';

const WISH: ExcerptWish = { seconds: 2, count: 3, wholeUpTo: 0, seed: 1 };
const CHANNELS = 2;
const RATE = 100;

/** Sample i is i, all channels counted, so that an excerpt tells where it begins. */
function rampOf(frames: number): Int16Array {
  return Int16Array.from({ length: frames * CHANNELS }, (_, i) => i);
}

async function found(t: TestContext, lengths: Readonly<Record<string, number>>, wish: ExcerptWish) {
  const folder = temporaryFolder(t);
  for (const [name, frames] of Object.entries(lengths)) writeFileSync(join(folder, name), rampOf(frames));
  const given = { channels: CHANNELS, rate: RATE };
  return findRecordings([folder], { ...given, inExcerpts: stream => areTaken(stream, wish) });
}

describe('excerpts', () => {
  test('one lies in each of as many equal stretches, and is called by where it begins', async t => {
    const { recordings } = await found(t, { 'long.i16': 6000 }, WISH);
    const drawn = await drawExcerpts(recordings, WISH);
    assert.equal(drawn.length, 3);
    for (const [k, one] of drawn.entries()) {
      assert.deepEqual([one.channels, one.frames], [CHANNELS, 200]);
      const first = (one.startS ?? Number.NaN) * RATE;
      assert.ok(first >= 2000 * k && first + one.frames <= 2000 * (k + 1), `${first} in stretch ${k}`);
      assert.equal(one.name, `long.i16@${(first / RATE).toFixed(3)}s`);
      const samples = rampOf(6000).subarray(CHANNELS * first, CHANNELS * (first + one.frames));
      const { data } = await loadSamples(one);
      assert.deepEqual(
        [...data],
        [...samples.filter((_, i) => i % 2 === 0), ...samples.filter((_, i) => i % 2 === 1)],
      );
      assert.equal(one.sha256, hashBytes(bytes(samples)));
    }
    assert.deepEqual(await drawExcerpts(recordings, WISH), drawn);
    const others = await drawExcerpts(recordings, { ...WISH, seed: 2 });
    assert.notDeepEqual(
      others.map(({ name }) => name),
      drawn.map(({ name }) => name),
    );
  });

  test('what is taken whole is hashed as a whole', async t => {
    const lengths = { 'as-long-as-excerpts.i16': 600, 'longer.i16': 601, 'short.i16': 10 };
    const { recordings } = await found(t, lengths, WISH);
    const drawn = await drawExcerpts(recordings, WISH);
    assert.deepEqual(
      drawn.map(({ name }) => name.replace(/@.*/, '@')),
      ['as-long-as-excerpts.i16', ...Array.from({ length: 3 }, () => 'longer.i16@'), 'short.i16'],
    );
    const [first] = drawn;
    assert.equal(first.sha256, hashBytes(bytes(rampOf(600))));
    assert.equal(drawn[4].sha256, hashBytes(bytes(rampOf(10))));
  });

  test('up to the samples asked for, a recording is taken whole', async t => {
    const wish = { ...WISH, wholeUpTo: 4000 };
    const { recordings } = await found(t, { 'a.i16': 2000, 'b.i16': 2001 }, wish);
    const names = (await drawExcerpts(recordings, wish)).map(({ name }) => name.replace(/@.*/, '@'));
    assert.deepEqual(names, ['a.i16', 'b.i16@', 'b.i16@', 'b.i16@']);
  });
});

function bytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.slice().buffer);
}
