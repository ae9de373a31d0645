import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceIn } from '../common/testing.test.kit.js';
import type { Recording } from '../recordings/recording.js';
import { lookedAt } from './looked-at.js';

function recordingOf(channels: number, frames: number): Recording {
  const source = sourceIn('/a.i16', channels, frames);
  return { name: 'a.i16', sha256: '', channels, frames, sampleRateHz: 30_000, source };
}

test('a recording of up to 2^24 samples is looked at as a whole', () => {
  const recording = recordingOf(4, 2 ** 22);
  assert.deepEqual(lookedAt(recording), { recording, firstFrame: 0, allFrames: 2 ** 22 });
});

test('of a longer one the middle, with all channels', () => {
  const { recording, firstFrame, allFrames } = lookedAt(recordingOf(385, 10 ** 6));
  const frames = Math.floor(2 ** 24 / 385);
  assert.deepEqual([recording.channels, recording.frames, allFrames], [385, frames, 10 ** 6]);
  assert.equal(firstFrame, Math.floor((10 ** 6 - frames) / 2));
  assert.ok(recording.source.type === 'file');
  assert.equal(recording.source.firstFrame, firstFrame);
});

test('of more channels than samples are looked at, a frame', () => {
  assert.equal(lookedAt(recordingOf(2 ** 25, 3)).recording.frames, 1);
});
