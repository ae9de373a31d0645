import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../random.js';
import { COMPARED, openPool } from './references.js';

function noise(seed: number, scale = 1): Int32Array {
  const random = makeRandom(seed);
  return Int32Array.from({ length: COMPARED }, () => scale * ((random() & 255) + (random() & 255) - 255));
}

test('the channels that a channel is made of are chosen, the weightier first', async () => {
  const pool = await openPool();
  const [a, b, c] = [noise(1), noise(2), noise(3, 5)];
  for (const channel of [a, b, c, new Int32Array(COMPARED)]) pool.add(channel);
  pool.add(a.map((value, i) => 2 * value + (c[i + 3] ?? 0)));
  assert.deepEqual(pool.choose(2), [2, 0]);
  pool.add(b.map((_, i) => b[i - 4] ?? 0));
  assert.deepEqual(pool.choose(1), [1]);
});

test('channels that are barred, silent, or of an earlier block are not chosen', async () => {
  const pool = await openPool();
  pool.add(noise(1));
  assert.deepEqual(pool.choose(2), []);
  pool.bar();
  pool.add(noise(1));
  assert.deepEqual(pool.choose(2), []);
  pool.add(new Int32Array(COMPARED));
  assert.deepEqual(pool.choose(2), []);
  pool.clear();
  pool.add(noise(1));
  assert.deepEqual(pool.choose(2), []);
});

test('a stretch may be shorter', async () => {
  const pool = await openPool();
  for (let k = 0; k < 2; k++) pool.add(noise(1).subarray(0, 101));
  assert.deepEqual(pool.choose(2), [0]);
});
