/** As much of an answer as a time allows, at its ends: no time, and a signal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { CHALLENGE_TERMS, USUAL_BLOCK_FRAMES } from './terms.js';
import { fitWithin, type WithinRequest } from './within.js';

const quiet = () => undefined;

function requestOf(leftMs: number, signal = new AbortController().signal): WithinRequest {
  return {
    candidates: [{ id: 'delta+rice', plugins: [] }],
    recordings: syntheticRecordings({ implant: 1, probe: 0 }),
    terms: CHALLENGE_TERMS,
    plugged: { stages: [], sources: new Map(), models: [] },
    ...{ blockFrames: USUAL_BLOCK_FRAMES, jobs: 1, seed: 1, deadlineMs: performance.now() + leftMs },
    limits: { timeoutMs: 60_000, memoryBytes: 2 ** 31, signal },
  };
}

test('without time there is no answer', async () => {
  assert.equal(await fitWithin(requestOf(-1), quiet), null);
  assert.equal(await fitWithin(requestOf(1), quiet), null);
});

test('a signal that fires is thrown', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'));
  await assert.rejects(fitWithin(requestOf(60_000, stopped), quiet), /stopped/);
});
