import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { binsOf, possibleMs, wholeBins } from './bins.js';

test('bins are of all frames, in order, and none is off by more than half a frame', () => {
  const rate = fc.integer({ min: 1, max: 40_000 });
  fc.assert(
    fc.property(fc.nat(50_000), rate, fc.integer({ min: 1, max: 60 }), (frames, rateHz, wanted) => {
      const ms = possibleMs(wanted, rateHz);
      const { count, startOf } = binsOf(frames, rateHz, ms);
      assert.equal(startOf(count), frames);
      for (let bin = 0; bin < count; bin++) {
        assert.ok(startOf(bin) < startOf(bin + 1));
        assert.ok(Math.abs(startOf(bin) - (bin * ms * rateHz) / 1000) <= 0.5);
      }
    }),
  );
});

test('bins that are not whole are left out where that is asked for', () => {
  assert.deepEqual(
    [999, 1000, 1499, 2000].map(frames => wholeBins(frames, 20_000, 50).count),
    [0, 1, 1, 2],
  );
});

test('bins shorter than a frame are refused', () => {
  assert.throws(() => binsOf(9, 100, 9), /bins of 9 ms at 100 Hz/);
});
