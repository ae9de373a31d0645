/** NWB files that h5wasm writes; where it is not installed, there are none. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { File as HdfFile } from 'h5wasm/node';
import { makeWords } from '../../common/random.js';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { excerptOf } from '../excerpt.js';
import { findRecordings } from '../find.js';
import { loadSamples } from '../load.js';
import { checkRefusal, damaged, MUTATIONS, readSome } from './damaged.test.kit.js';
import { addRate, addSeries, hdf, writeHdf } from './nwb.test.kit.js';
import { planes } from './written.test.kit.js';

const skip = hdf === undefined ? 'h5wasm is not installed' : false;

/** Writes a file and returns its path. */
function written(t: TestContext, fill: (file: HdfFile) => void): string {
  const path = join(temporaryFolder(t), 'a.nwb');
  writeHdf(path, fill);
  return path;
}

describe('nwb', { skip }, () => {
  test('series wherever they are, gzip or not, their facts and every sample', async t => {
    const path = written(t, file => {
      const acquisition = file.create_group('acquisition');
      addRate(addSeries(acquisition, 'ephys', { channels: 4, frames: 50, gzip: true }), 30000);
      const lfp = file.create_group('processing').create_group('ecephys').create_group('LFP');
      addRate(addSeries(lfp, 'low', { frames: 20, first: 3 }), 1250);
    });
    const { recordings, refused } = await findRecordings([path]);
    assert.deepEqual(refused, []);
    assert.deepEqual(
      recordings.map(({ name, channels, frames, sampleRateHz }) => [name, channels, frames, sampleRateHz]),
      [
        ['a.nwb#ephys', 4, 50, 30000],
        ['a.nwb#low', 1, 20, 1250],
      ],
    );
    assert.ok(Math.abs(Number(recordings[0].microvolts) - 0.195) < 1e-9);
    assert.deepEqual((await loadSamples(recordings[0])).data, planes(4, 50));
    assert.deepEqual((await loadSamples(recordings[1])).data, planes(1, 20, 3));
    const part = excerptOf(recordings[0], { firstFrame: 7, frames: 30, firstChannel: 1, channels: 2 });
    assert.deepEqual((await loadSamples(part)).data, planes(2, 30, 1, 7));
  });

  test('timestamps with a gap make two segments', async t => {
    const path = written(t, file => {
      const group = addSeries(file, 'ephys', { channels: 2, frames: 60 });
      const times = Float64Array.from({ length: 60 }, (_, k) => k / 20000 + (k < 25 ? 0 : 3));
      group.create_dataset({ name: 'timestamps', data: times, shape: [60], dtype: '<d' });
    });
    const { recordings } = await findRecordings([path]);
    assert.deepEqual(
      recordings.map(({ name, frames, sampleRateHz }) => [name, frames, sampleRateHz]),
      [
        ['a.nwb#ephys segment 1', 25, 20000],
        ['a.nwb#ephys segment 2', 35, 20000],
      ],
    );
    assert.deepEqual((await loadSamples(recordings[1])).data, planes(2, 35, 0, 25));
  });

  test('what is no int16, has no times, or is none at all is refused with what would help', async t => {
    const path = written(t, file => {
      const group = file.create_group('floats');
      group.create_attribute('neurodata_type', 'ElectricalSeries');
      group.create_dataset({ name: 'data', data: new Float64Array(10), shape: [10], dtype: '<d' });
      addSeries(file, 'timeless', { frames: 10 });
    });
    const { recordings, refused } = await findRecordings([path]);
    assert.deepEqual(recordings, []);
    assert.deepEqual(
      refused.map(({ name, status }) => [name, status]),
      [
        ['a.nwb#floats', 'unsupported'],
        ['a.nwb#timeless', 'error'],
      ],
    );
    assert.match(refused[0].reason, /samples of float64: only int16 is read/);
    assert.match(refused[1].reason, /neither a starting_time with a rate nor a timestamp/);
    const other = written(t, file => file.create_group('3BData'));
    const [refusal] = (await findRecordings([other])).refused;
    assert.match(refusal.reason, /^3Brain BRW/);
  });

  test('a torn file is one line', async t => {
    const path = written(t, file => addRate(addSeries(file, 'ephys', { channels: 4, frames: 500 }), 1000));
    const whole = readFileSync(path);
    for (const length of [8, 100, 1000, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      const { recordings, refused } = await findRecordings([path]);
      assert.deepEqual(recordings, [], String(length));
      assert.ok(refused.length === 1 && !refused[0].reason.includes('\n'), refused[0]?.reason);
    }
  });

  test('a file that is damaged is refused in one line, or read as far as it is sound', async t => {
    const path = written(t, file =>
      addRate(addSeries(file, 'ephys', { channels: 4, frames: 200, gzip: true }), 1000),
    );
    const whole = readFileSync(path);
    const words = makeWords(13, 0, 1);
    // a thread each
    for (let mutation = 0; mutation < MUTATIONS / 5; mutation++) {
      writeFileSync(path, damaged(whole, words));
      const { recordings, refused } = await findRecordings([path], { inExcerpts: () => true });
      for (const refusal of refused) checkRefusal(refusal);
      await readSome(recordings);
    }
  });
});
