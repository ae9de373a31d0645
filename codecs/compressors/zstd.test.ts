import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type KernelExports, loadKernel, reserve } from '../bytes/wasm.js';
import { makeRandom } from '../random.js';
import { zstd } from './zstd.js';

interface Xxhash64 extends KernelExports {
  readonly hash32: (start: number, length: number) => number;
}

const PRIMES: readonly bigint[] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];

const u64 = (value: bigint) => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint) => u64((value << by) | (u64(value) >> (64n - by)));

/** XXH64 with seed 0 by its specification, in big integers: slow and clear. */
function xxh64(bytes: Uint8Array): bigint {
  const [p1, p2, p3, p4, p5] = PRIMES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const round = (lane: bigint, word: bigint) => u64(rotate(u64(lane + word * p2), 31n) * p1);
  let hash = p5;
  let at = 0;
  if (bytes.length >= 32) {
    const lanes = [u64(p1 + p2), p2, 0n, u64(-p1)];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let k = 0; k < 4; k++) lanes[k] = round(lanes[k], view.getBigUint64(at + 8 * k, true));
    }
    hash = [1n, 7n, 12n, 18n].reduce((sum, by, k) => u64(sum + rotate(lanes[k], by)), 0n);
    for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * p1 + p4);
  }
  hash = u64(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = u64(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4);
  }
  if (at + 4 <= bytes.length) {
    hash = u64(rotate(hash ^ u64(BigInt(view.getUint32(at, true)) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = u64(rotate(hash ^ u64(BigInt(bytes[at]) * p5), 11n) * p1);
  hash = u64((hash ^ (hash >> 33n)) * p2);
  hash = u64((hash ^ (hash >> 29n)) * p3);
  return hash ^ (hash >> 32n);
}

describe('zstd', () => {
  test('the kernel of its checksum agrees with the specification at every length up to 200', async () => {
    const kernel = await loadKernel<Xxhash64>('xxhash64');
    reserve(kernel, kernel.base() + 200);
    const random = makeRandom(4);
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, () => random());
      new Uint8Array(kernel.memory.buffer).set(bytes, kernel.base());
      const expected = Number(xxh64(bytes) & 0xffffffffn);
      assert.equal(kernel.hash32(kernel.base(), length) >>> 0, expected, `length ${length}`);
    }
  });

  test('the oracle itself gives the published value of nothing', () => {
    assert.equal(xxh64(new Uint8Array(0)), 0xef46db3751d8e999n);
  });

  test('instances opened while others work do not disturb them', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i * i);
    const first = await zstd.open({});
    const stream = await first.encode(bytes);
    const opening = zstd.open({ level: 19 });
    assert.deepEqual(await first.decode(stream), bytes);
    await opening;
    assert.deepEqual(await first.decode(stream), bytes);
  });

  test('a frame that does not state its length is refused', async () => {
    const { decode } = await zstd.open({});
    const frame = Buffer.from('28b52ffd04580100000000000000', 'hex');
    assert.throws(() => decode(frame), /does not state the length/);
  });
});
