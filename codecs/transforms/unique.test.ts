import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unique } from './unique.js';

test('each value becomes its rank, 0 at the least that is not negative', async () => {
  const { encode, decode } = await unique.open({});
  const pattern = [-3000, 7, 500, -12, 30000, 500];
  const data = Int16Array.from({ length: 600 }, (_, i) => pattern[i % 6]);
  const encoded = await encode({ data, channels: 1 });
  assert.deepEqual([...encoded.samples.data.subarray(0, 6)], [-2, 0, 1, -1, 2, 1]);
  assert.equal(encoded.side.length, 14);
  assert.deepEqual((await decode(encoded)).data, data);
});

test('values without gaps, or too few samples for a table, stay as they are', async () => {
  const { encode } = await unique.open({});
  for (const data of [Int16Array.from({ length: 500 }, (_, i) => i - 9), Int16Array.of(-9000, 5, 9000)]) {
    const { samples, side } = await encode({ data, channels: 1 });
    assert.deepEqual(samples.data, data);
    assert.equal(side.length, 0);
  }
});

test('forged codes and side information are refused by name', async () => {
  const { encode, decode } = await unique.open({});
  const data = Int16Array.from({ length: 600 }, (_, i) => (i % 3) * 1000);
  const { samples, side } = await encode({ data, channels: 1 });
  samples.data[5] = 3;
  assert.throws(() => decode({ samples, side }), /code 3 out of range 0..2/);
  samples.data[5] = 2;
  assert.throws(
    () => decode({ samples, side: Uint8Array.of(...side, 0) }),
    /1 bytes of side information left/,
  );
});
