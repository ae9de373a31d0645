import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingsOf } from './judge.js';

test('streams of one file are recordings of their own, told apart by their names', () => {
  const layout = { channels: 2, frames: 5, sampleRateHz: 100, offset: 8 };
  const candidate = { path: '/a.x', name: 'a.x', bytes: 100, typed: '/', named: false };
  const named = (names: (string | undefined)[]) =>
    recordingsOf(
      candidate,
      { format: 'x', streams: names.map(stream => (stream === undefined ? layout : { ...layout, stream })) },
      'aa',
    ).map(({ name }) => name);
  assert.deepEqual(named([undefined]), ['a.x']);
  assert.deepEqual(named(['ap', 'lf']), ['a.x#ap', 'a.x#lf']);
});
