import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type RankedCandidate, smallestAt } from './ranking.js';

/** A chain that rounds have seen once, in code that was cold; timed at so many MB/s, or not. */
function chain(id: string, timedMbPerS?: number): RankedCandidate {
  const cold = 1;
  const rate = timedMbPerS ?? cold;
  return {
    ...{ id, plugins: [], pace: { nsPerSample: 2000 / cold, warmCalls: 0 } },
    throughput: { encodeMbPerS: rate, decodeMbPerS: rate, runs: timedMbPerS === undefined ? 0 : 1 },
  };
}

describe('the smallest that is fast enough', () => {
  test('is timed first among those that nothing is known of', () => {
    const order = [chain('levels+mixed-gaussian'), chain('levels+gaussian-rans')];
    assert.equal(smallestAt(order, 50, 'timing')?.id, 'levels+mixed-gaussian');
  });

  test('is not looked for among the same stages with other parameters, once these are far too slow', () => {
    const slow = [chain('levels+lms-range:profile=a', 20), chain('levels+lms-range:block=20,profile=a')];
    const order = [...slow, chain('levels+gaussian-rans')];
    assert.equal(smallestAt(order, 50, 'timing')?.id, 'levels+gaussian-rans');
    const timed = [...slow, chain('levels+gaussian-rans', 200)];
    assert.equal(smallestAt(timed, 50, 'end')?.id, 'levels+gaussian-rans');
  });

  test('may be of stages that were a little too slow', () => {
    const order = [
      chain('levels+lpc:order=32+rans', 40),
      chain('levels+lpc:order=8+rans'),
      chain('rice', 90),
    ];
    assert.equal(smallestAt(order, 50, 'timing')?.id, 'levels+lpc:order=8+rans');
    assert.equal(smallestAt(order, 50, 'end')?.id, 'rice');
  });

  test('counts as fast as the fastest of its stages, if it was not timed', () => {
    const order = [chain('levels+lpc:order=24+rans'), chain('levels+lpc:order=32+rans', 80)];
    assert.equal(smallestAt(order, 50, 'end')?.id, 'levels+lpc:order=24+rans');
  });

  test('programs of different names are different stages', () => {
    const order = [chain('exec:wavpack:level=high', 2), chain('exec:flac:level=8')];
    assert.equal(smallestAt(order, 50, 'timing')?.id, 'exec:flac:level=8');
  });
});
