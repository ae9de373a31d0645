/** From recordings to a model's file and back. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseModel } from '../../../codecs/coders/middle-out/model.js';
import { relatedLeads } from '../../../codecs/coders/middle-out/samples.test.kit.js';
import { shippedModels } from '../../../codecs/coders/middle-out/shipped.js';
import { parseTrained } from '../../../codecs/trained.js';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import { findRecordings } from '../../recordings/find.js';
import type { Recording } from '../../recordings/recording.js';
import { encodeWav } from '../../recordings/write.js';
import { formatModel } from './model-file.js';
import { splitForNet } from './split.js';
import { trainNet } from './train-net.js';

const [beside] = shippedModels;

test('the same recordings give the same file, by however many threads, and it is read as it was written', async t => {
  const folder = temporaryFolder(t);
  for (let k = 0; k < 4; k++)
    writeFileSync(join(folder, `${k}.wav`), encodeWav(relatedLeads(600, 3, k + 1), 20_000));
  const { recordings } = await findRecordings([folder]);
  const { splitInTime, ...split } = splitForNet(recordings, 2);
  assert.deepEqual([splitInTime, split.left.map(({ name }) => name)], [false, ['1.wav', '3.wav']]);
  const phases = new Map<string, number>();
  const train = (jobs: number) =>
    trainNet(split, {
      ...{ name: 'mine', steps: 100, jobs, beside },
      onProgress: (phase, done) => phases.set(phase, done),
    });
  const trained = await train(1);
  assert.deepEqual(Object.fromEntries(phases), { codes: 2, learning: 64, judging: 2 });
  assert.deepEqual(await train(2), trained);
  const { model, samples, without, beside: shipped = 99 } = trained;
  assert.equal(samples, 3600);
  assert.ok(trained.with <= without && shipped <= without);
  const text = formatModel(trained, 'every second recording');
  assert.deepEqual(parseTrained(text, 'it'), model);
  assert.deepEqual(parseModel(text, 'it'), model);
  assert.deepEqual(Object.keys(JSON.parse(text).held_out_bits_per_sample), [
    'without',
    'with_shipped',
    'with',
  ]);
});

test('no recordings are one line', async () => {
  await assert.rejects(
    trainNet({ training: [], left: [] }, { name: 'mine' }),
    /^Error: no recording to learn from: none has 2 frames or more$/,
  );
});

/** A recording that is not read. */
function recordingOf(name: string, channels: number, frames: number): Recording {
  const source = { type: 'file', path: name, format: 'raw', firstFrame: 0, firstChannel: 0 };
  // what a split looks at is there
  return { name, channels, frames, source } as unknown as Recording;
}

test('few recordings are split in time, and of large ones the beginning is taken', () => {
  const few = splitForNet([recordingOf('b', 2, 900), recordingOf('a', 1, 10)], 3);
  const extents = (recordings: readonly Recording[]) =>
    recordings.map(({ name, frames, source }) => [name, source.type === 'file' && source.firstFrame, frames]);
  assert.ok(few.splitInTime);
  assert.deepEqual(extents(few.training), [
    ['a', 0, 6],
    ['b', 0, 600],
  ]);
  assert.deepEqual(extents(few.left), [
    ['a', 6, 4],
    ['b', 600, 300],
  ]);
  const [small, large] = [recordingOf('small', 4, 1000), recordingOf('large', 64, 10 ** 7)];
  const { training } = splitForNet([small, large, recordingOf('z', 1, 5)], 3);
  const room = 2 ** 23 - 4000;
  assert.deepEqual(extents(training), [
    ['large', 0, Math.floor(room / 64)],
    ['small', 0, 1000],
  ]);
});
