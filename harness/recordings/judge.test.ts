import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingOf } from './judge.js';

test('streams of one file are recordings of their own, told apart by their names', () => {
  const layout = { type: 'stored', key: '' } as const;
  const facts = { channels: 2, frames: 5, sampleRateHz: 100, layout };
  const named = (names: (string | undefined)[]) =>
    names.map(stream => {
      const located = stream === undefined ? facts : { ...facts, stream };
      return recordingOf({ path: '/a.x', name: 'a.x' }, 'x', located, 'aa').name;
    });
  assert.deepEqual(named([undefined]), ['a.x']);
  assert.deepEqual(named(['ap', 'lf']), ['a.x#ap', 'a.x#lf']);
});
