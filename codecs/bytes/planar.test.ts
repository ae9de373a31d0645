import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toInterleaved, toPlanar } from './planar.js';

/** Oracle: a sample at a time. */
function planarSlowly(interleaved: Int16Array, channels: number): Int16Array {
  const frames = interleaved.length / channels;
  return interleaved.map((_, i) => interleaved[(i % frames) * channels + Math.floor(i / frames)]);
}

test('planar and back, for any shape', () => {
  const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 800 }));
  fc.assert(
    fc.property(shape, ([channels, frames]) => {
      const interleaved = Int16Array.from({ length: channels * frames }, (_, i) => i * 31);
      const planar = toPlanar(interleaved, channels);
      assert.deepEqual(planar.data, planarSlowly(interleaved, channels));
      assert.deepEqual(toInterleaved(planar), interleaved);
    }),
  );
});

test('a view that begins inside a larger buffer', () => {
  const larger = Int16Array.from({ length: 20 }, (_, i) => i);
  const { data } = toPlanar(larger.subarray(3, 9), 2);
  assert.deepEqual([...data], [3, 5, 7, 4, 6, 8]);
});
