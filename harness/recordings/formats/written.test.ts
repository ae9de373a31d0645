/** Every format on files that were written byte by byte, on these files damaged, and on real ones. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sharedData } from '../../../codecs/shared-data.test.kit.js';
import { makeWords } from '../../common/random.js';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { excerptOf } from '../excerpt.js';
import { findRecordings } from '../find.js';
import { loadSamples } from '../load.js';
import type { Recording } from '../recording.js';
import { checkRefusal, damaged, MUTATIONS, readSome } from './damaged.test.kit.js';
import { WRITTEN, type WrittenStream, writtenIn } from './written.test.kit.js';

function factsOf({ name, channels, frames, sampleRateHz, microvolts, remarks }: Recording | WrittenStream) {
  const round = (step: number) => Number(step.toPrecision(12));
  const steps = typeof microvolts === 'number' ? round(microvolts) : microvolts?.map(round);
  return { name, channels, frames, rate: Number(sampleRateHz.toPrecision(6)), steps, remarks };
}

for (const [format, write] of Object.entries(WRITTEN)) {
  describe(format, () => {
    test('streams, their facts and every sample', async t => {
      const written = write();
      const { recordings, refused } = await findRecordings([writtenIn(t, written)]);
      assert.deepEqual(refused, []);
      assert.deepEqual(recordings.map(factsOf), written.streams.map(factsOf));
      for (const [k, recording] of recordings.entries()) {
        const { data, channels } = await loadSamples(recording);
        assert.equal(channels, written.streams[k].channels);
        assert.deepEqual(data, written.streams[k].data, recording.name);
      }
    });

    test('any stretch of any channels', async t => {
      const written = write();
      const { recordings } = await findRecordings([writtenIn(t, written)], { inExcerpts: () => true });
      const words = makeWords(7, 0, 0);
      const upTo = (count: number) => words() % count;
      for (const [k, recording] of recordings.entries()) {
        const { frames, channels, data } = written.streams[k];
        for (let trial = 0; trial < 20; trial++) {
          const [firstFrame, firstChannel] = [upTo(frames), upTo(channels)];
          const extent = {
            ...{ firstFrame, frames: 1 + upTo(frames - firstFrame) },
            ...{ firstChannel, channels: 1 + upTo(channels - firstChannel) },
          };
          const wanted = Array.from({ length: extent.channels }, (_, c) => {
            const start = (firstChannel + c) * frames + firstFrame;
            return [...data.subarray(start, start + extent.frames)];
          });
          const read = await loadSamples(excerptOf(recording, extent));
          assert.deepEqual([...read.data], wanted.flat(), `${recording.name} ${JSON.stringify(extent)}`);
        }
      }
    });

    test('a header that is damaged is refused in one line, or read as far as it is sound', async t => {
      const written = write();
      const folder = writtenIn(t, written);
      const header = written.files[written.header];
      const path = join(folder, written.header);
      const words = makeWords(11, 0, 1);
      for (let mutation = 0; mutation < MUTATIONS; mutation++) {
        writeFileSync(path, damaged(header, words));
        const { recordings, refused } = await findRecordings([folder], { inExcerpts: () => true });
        for (const refusal of refused) checkRefusal(refusal);
        if (mutation % 100 === 0) await readSome(recordings);
      }
    });
  });
}

test('what is no electrode is read if it is asked for', async t => {
  for (const [format, channels] of [
    ['spikeglx', [5, 3]],
    ['open-ephys', [4, 1]],
  ] as const) {
    const written = WRITTEN[format]();
    const { recordings } = await findRecordings([writtenIn(t, written)], { allChannels: true });
    assert.deepEqual(
      recordings.map(recording => recording.channels),
      channels,
    );
    assert.deepEqual(
      recordings.flatMap(({ remarks = [] }) => remarks),
      [],
    );
  }
});

test('an Intan header whose sampling rate is none says so', async t => {
  for (const [rate, said] of [
    [Number.NaN, 'not finite'],
    [Number.POSITIVE_INFINITY, 'not finite'],
    [0, '0'],
    [-30000, '-30000'],
  ] as const) {
    const written = WRITTEN.intan();
    const folder = writtenIn(t, written);
    const header = written.files[written.header].slice();
    new DataView(header.buffer, header.byteOffset).setFloat32(8, rate, true);
    writeFileSync(join(folder, written.header), header);
    const { refused } = await findRecordings([folder]);
    assert.deepEqual(
      refused.map(({ reason }) => reason),
      [`the sampling rate in its header is ${said}, want a number over 0`],
    );
  }
});

describe('PATH#stream', () => {
  test('is one stream of a file or a folder', async t => {
    const folder = writtenIn(t, WRITTEN.blackrock());
    const one = await findRecordings([`${join(folder, 'pause.ns2')}#segment 2`]);
    assert.deepEqual(
      one.recordings.map(({ name }) => name),
      ['pause.ns2#segment 2'],
    );
    const both = await findRecordings(
      ['segment 2', 'segment 1'].map(name => `${join(folder, 'pause.ns2')}#${name}`),
    );
    assert.deepEqual(
      both.recordings.map(({ name }) => name),
      ['pause.ns2#segment 1', 'pause.ns2#segment 2'],
    );
    const ephys = writtenIn(t, WRITTEN['open-ephys']());
    const lfp = await findRecordings([`${join(ephys, 'day/experiment1/recording1')}#LFP`]);
    assert.deepEqual(
      lfp.recordings.map(({ name }) => name),
      ['recording1#LFP'],
    );
  });

  test('that is not there is refused with those that are', async t => {
    const folder = writtenIn(t, WRITTEN.blackrock());
    const { recordings, refused } = await findRecordings([`${join(folder, 'pause.ns2')}#LFP`]);
    assert.deepEqual(recordings, []);
    assert.match(refused[0].reason, /no stream "LFP".*its streams are segment 1, segment 2/);
  });
});

test('a path in a file leads nowhere else', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'secret.raw'), new Uint8Array(40));
  const kwargs = { file_paths: ['../secret.raw'], dtype: 'int16', num_channels: 1, sampling_frequency: 1 };
  mkdirSync(join(folder, 'si'));
  writeFileSync(join(folder, 'si', 'binary.json'), JSON.stringify({ kwargs }));
  const { recordings, refused } = await findRecordings([join(folder, 'si')]);
  assert.deepEqual([recordings, refused[0].reason], [[], '"../secret.raw" leads out of the folder']);
});

test('a headerless file of no whole number of frames is answered with counts that fit', async t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.dat');
  writeFileSync(path, new Uint8Array(2 * 60));
  const { refused } = await findRecordings([path], { channels: 7, rate: 1000 });
  assert.match(
    refused[0].reason,
    /no whole number of frames of 7 int16 channels; what would fit nearby: 4, 5, 6, 10/,
  );
});

describe('real files', () => {
  const folder = join(sharedData, 'formats');
  const skip = existsSync(folder) ? false : `no recordings in ${folder}`;

  const READ: Readonly<Record<string, readonly string[]>> = {
    'spikeglx/Noise4Sam_g0': [
      'Noise4Sam_g0_imec0/Noise4Sam_g0_t0.imec0.ap.bin: 384 x 1155 at 30000, 2.34375',
      'Noise4Sam_g0_t0.nidq.bin: 8 x 60864 at 11574.1, 61.0352',
    ],
    openephysbinary: [
      'neural_and_non_neural_data_mixed/experiment1/recording1#Rhythm_FPGA-100.0: 4 x 30000 at 30000, 0.195',
    ],
    intan: [
      'intan_fpc_test_231117_052630: 64 x 24320 at 30000, 0.195',
      'sampledata.rhd: 32 x 31104 at 20000, 0.195',
    ],
    blackrock: [
      'segment/PauseCorrect/pause_correct.ns2#segment 1: 16 x 4000 at 1000, 152.593',
      'segment/PauseCorrect/pause_correct.ns2#segment 2: 16 x 4000 at 1000, 152.593',
      'test_NEURALCD_raw.ns3: 128 x 100 at 2000, 610.352',
      'test_NEURALSG_raw.ns3: 128 x 100 at 2000, undefined',
    ],
    neuralynx: ['LAHCu1.ncs: 1 x 187071 at 32000, -0.0305176'],
    'edf/test.edf': ['test.edf: 139 x 3072 at 512, 1'],
  };
  for (const [name, wanted] of Object.entries(READ)) {
    test(name, { skip }, async () => {
      const { recordings, refused } = await findRecordings([join(folder, name)]);
      assert.deepEqual(refused, []);
      for (const recording of recordings) {
        const { data } = await loadSamples(recording);
        assert.ok(data.length === recording.channels * recording.frames && data.some(sample => sample !== 0));
      }
      const told = recordings.map(
        ({ name, channels, frames, sampleRateHz, microvolts }) =>
          `${name}: ${channels} x ${frames} at ${Number(sampleRateHz.toPrecision(6))}, ${typeof microvolts === 'number' ? Number(microvolts.toPrecision(6)) : microvolts}`,
      );
      assert.deepEqual(told, wanted);
    });
  }

  const REFUSED: Readonly<Record<string, RegExp>> = {
    'edf/test.bdf': /^BDF: its 24-bit samples do not fit int16/,
    'npy/sample_data_2.npy': /^npy: give --rate/,
    'nwb/LantyerEtAl2018_170328_AL_238_VC.nwb': /^HDF5 without any ElectricalSeries/,
    'nwb/ecephys_tutorial_v2.5.0.nwb': /^samples of float64: only int16 is read/,
    'nwb/test_ElectricalSeries.nwb': /^samples of int64: only int16 is read/,
  };
  for (const [name, reason] of Object.entries(REFUSED)) {
    test(`${name} is refused`, { skip }, async () => {
      const { recordings, refused } = await findRecordings([join(folder, name)]);
      assert.deepEqual(recordings, []);
      for (const refusal of refused) assert.match(refusal.reason, reason);
    });
  }

  test('npy, with a rate', { skip }, async () => {
    const { recordings } = await findRecordings([join(folder, 'npy')], { rate: 1000 });
    assert.deepEqual(
      recordings.map(({ channels, frames }) => [channels, frames]),
      [[1, 150_000]],
    );
  });
});
