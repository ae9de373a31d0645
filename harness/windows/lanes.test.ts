/** Lanes of real processes, with chains that may lose something. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingsOf } from '../recommend/simulated.test.kit.js';
import { startLanes } from './lanes.js';

const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 31 };

test('what a chain loses is judged, the same samples of another coder once', async t => {
  const { lanes, close } = startLanes(1, LIMITS.memoryBytes);
  t.after(close);
  const [lane] = lanes;
  const wave = Int16Array.from({ length: 5000 }, (_, i) => Math.round(400 * Math.sin(i * i)));
  const [recording] = recordingsOf(t, 1, wave);
  const lossOf = async (chain: string) => {
    const { outcome } = await lane.code({ chain, plugins: [], recording, isLossy: true }, LIMITS);
    assert.ok(outcome.status === 'ok', JSON.stringify(outcome));
    return outcome.value.lost;
  };
  const [rice, rans, other] = [
    await lossOf('quantize:step=5+rice'),
    await lossOf('quantize:step=5+rans'),
    await lossOf('quantize:step=7+rans'),
  ];
  assert.equal(rice?.greatestError, 2);
  assert.equal(rice.quality?.max_abs_error, 2);
  assert.equal(rans?.quality, rice.quality, 'the very object');
  assert.equal(other?.quality?.max_abs_error, 3);
  const floor = await lane.flickerFloor(recording, 1, LIMITS);
  assert.ok(floor.status === 'ok' && (floor.value.max_abs_error ?? 1) <= 0.5);
  const { outcome } = await lane.code({ chain: 'rice', plugins: [], recording }, LIMITS);
  assert.ok(outcome.status === 'ok' && outcome.value.lost === undefined);
});
