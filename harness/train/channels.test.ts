import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { findRecordings } from '../recordings/find.js';
import { encodeWav } from '../recordings/write.js';
import { readChannels } from './channels.js';

test('channels on one grid are taken together, louder ones too; others and dead ones are not', async t => {
  const folder = temporaryFolder(t);
  const frames = 3000;
  const wave = (scale: number, height: number) =>
    Array.from({ length: frames }, (_, i) => scale * Math.round(height * Math.sin(i / 9)));
  const dead = new Array(frames).fill(30_000);
  const write = (name: string, planes: readonly number[][]) =>
    writeFileSync(
      join(folder, name),
      encodeWav({ data: Int16Array.from(planes.flat()), channels: planes.length }, 1000),
    );
  write('a.wav', [wave(64, 90), wave(1, 700), dead]);
  write('b.wav', [wave(64, 400)]);
  const { channels, elsewhere } = await readChannels((await findRecordings([folder])).recordings);
  assert.deepEqual(
    channels.map(({ recording, codes }) => [recording.name, Math.max(...codes)]),
    [
      ['a.wav', 90],
      ['b.wav', 400],
    ],
  );
  assert.equal(elsewhere, 2);
});
