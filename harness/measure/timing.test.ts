/** What a timing run can be given, on a few frames and in this process. No time is asserted. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sourceIn, temporaryFolder } from '../common/testing.test.kit.js';
import type { Outcome } from '../processes/outcome.js';
import type { TimingFacts, TimingSubject } from '../processes/tasks.js';
import type { Recording } from '../recordings/recording.js';
import { timing } from './timing.js';

const BUDGET = { timeMs: 1, minimumSamples: 2, patienceMs: 1, probeNs: null };
const TWIN = fileURLToPath(new URL('../../codecs/coders/lpc-gaussian/twin/twin.js', import.meta.url));

function smallRecording(t: TestContext): Recording {
  const path = join(temporaryFolder(t), 'a.i16');
  const [channels, frames] = [2, 300];
  const samples = Int16Array.from({ length: channels * frames }, (_, i) => 64 * ((i * i) % 7));
  writeFileSync(path, new Uint8Array(samples.buffer));
  return {
    ...{ name: 'a', sha256: '', channels, frames, sampleRateHz: 30_000 },
    source: sourceIn(path, channels, frames),
  };
}

function time(subject: TimingSubject): Promise<Outcome<TimingFacts>> {
  return timing({ subject, budget: BUDGET });
}

function assertSampled(outcome: Outcome<TimingFacts>, directions: readonly ('encodeNs' | 'decodeNs')[]) {
  if (outcome.status !== 'ok') assert.fail(outcome.error);
  for (const direction of ['encodeNs', 'decodeNs'] as const) {
    const samples: readonly number[] = outcome.value[direction];
    assert.equal(samples.length >= BUDGET.minimumSamples, directions.includes(direction), direction);
    assert.deepEqual(
      samples,
      samples.toSorted((a, b) => a - b),
    );
  }
}

const BOTH = ['encodeNs', 'decodeNs'] as const;

describe('a timing run samples', () => {
  test('a chain on a recording', async t => {
    const cell = { chain: 'levels+delta+rice', plugins: [], recording: smallRecording(t) };
    assertSampled(await time({ type: 'cell', cell }), BOTH);
  });

  test('a chain, a transform, a coder and a copy, over several recordings in each call', async t => {
    const recordings = [smallRecording(t), smallRecording(t)];
    const after = ['levels'];
    assertSampled(await time({ type: 'chain', id: 'delta+rice', recordings, after: [] }), BOTH);
    assertSampled(await time({ type: 'stage', id: 'delta', recordings, after }), BOTH);
    assertSampled(await time({ type: 'stage', id: 'rice', recordings, after }), BOTH);
    assertSampled(await time({ type: 'copy', recordings, after }), BOTH);
  });

  test('a twin that only decodes what its coder wrote', async t => {
    const batch = { recordings: [smallRecording(t)], after: ['levels'] };
    assertSampled(await time({ type: 'twin', id: 'lpc-gaussian', path: TWIN, ...batch }), ['decodeNs']);
  });
});

test('what cannot be timed alone is an error', async t => {
  const batch = { recordings: [smallRecording(t)], after: [] };
  await assert.rejects(time({ type: 'stage', id: 'zstd', ...batch }), /^Error: zstd is a compressor$/);
  await assert.rejects(time({ type: 'copy', ...batch, after: ['rice'] }), /^Error: rice is no transform$/);
});
