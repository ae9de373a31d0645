import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runLength } from './run-length.js';
import { int16Bytes, openSync } from './shared/block-coder.test.kit.js';

test('the format stays as it is', async () => {
  const { encode } = await openSync(runLength);
  const streamOf = (values: readonly number[]) => [...encode({ data: Int16Array.from(values), channels: 1 })];
  assert.deepEqual(streamOf([]), [1, 0, 0]);
  assert.deepEqual(streamOf([5, 5]), [1, 2, 2, 2, 0, ...int16Bytes([5, 5])]);
  assert.deepEqual(streamOf([5, 5, 5]), [1, 3, 2, 1, 2, ...int16Bytes([5])]);
  assert.deepEqual(streamOf([1, 2, 2, -7, -7, -7, -7, 3]), [
    ...[1, 8, 4, 4, 3, 1, 0],
    ...int16Bytes([1, 2, 2, -7, 3]),
  ]);
});

test('runs of any length come back, and never take more than a few bytes over the samples', async () => {
  const { encode, decode } = await openSync(runLength);
  const runs = fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: 1, max: 6 })));
  fc.assert(
    fc.property(runs, pairs => {
      const data = Int16Array.from(pairs.flatMap(([value, count]) => new Array<number>(count).fill(value)));
      const stream = encode({ data, channels: 1 });
      assert.deepEqual(decode(stream).data, data);
      assert.ok(stream.length <= data.byteLength + 8);
    }),
  );
});

test('a run longer than a pair of lengths can hold', async () => {
  const { encode, decode } = await openSync(runLength);
  const data = new Int16Array(2 ** 22 + 10).fill(-9);
  const stream = encode({ data, channels: 2 });
  assert.equal(stream.length, 17);
  assert.deepEqual(decode(stream), { data, channels: 2 });
});

test('forged streams are refused by name', async () => {
  const { decode } = await openSync(runLength);
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  refuses([1, 3, 2, 0, 3, 7, 0], /repeats without a sample/);
  refuses([1, 3, 2, 1, 3, 7, 0], /lengths hold 4 samples where the shape says 3/);
  refuses([1, 3, 3, 1, 2, 0, 7, 0], /1 bytes behind the lengths/);
  refuses([1, 3, 2, 1, 1, 7, 0], /stream ends inside a length/);
  refuses([1, 3, 2, 1, 2, 7, 0, 0], /3 bytes of samples where the shape says 2/);
  refuses([1, 0x80, 0x80, 0x80, 0x80, 4, 5, 1, 0xff, 0xff, 0xff, 3, 7, 0], /repeats over 4194304/);
});
