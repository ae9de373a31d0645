import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { makeRandom } from '../../random.js';
import { zip } from './zip.js';

const noProgram = spawnSync('funzip', [], { input: '', stdio: 'pipe' }).error !== undefined;

test('zip: Info-ZIP decodes the archive', { skip: noProgram && 'no funzip here' }, async () => {
  const random = makeRandom(4);
  const content = Buffer.from(Array.from({ length: 20_000 }, () => random() & 15));
  for (const level of [0, 6]) {
    const input = await (await zip.open({ level })).encode(content);
    assert.ok(spawnSync('funzip', [], { input }).stdout.equals(content), `level ${level}`);
  }
});
