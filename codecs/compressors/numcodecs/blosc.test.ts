import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../random.js';
import { blosc } from './blosc.js';

const random = makeRandom(6);
const noise = Uint8Array.from({ length: 3001 }, () => random());
const quiet = Uint8Array.from({ length: 600_001 }, () => random() & 7);

for (const cname of ['blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd']) {
  test(`blosc: ${cname} without a shuffle has type size 1, one stream a block, at any length`, async () => {
    const { encode, decode } = await blosc.open({ cname, clevel: 1, shuffle: 'none' });
    for (const length of [1, 200, 262_128, 262_129, 600_001]) {
      const content = quiet.slice(0, length);
      const chunk = await encode(content);
      assert.equal(chunk[3], 1);
      assert.ok(Buffer.from(await decode(chunk)).equals(content), `${length} bytes`);
    }
  });
}

test('blosc: noise is stored, with a header of 16 bytes', async () => {
  for (const shuffle of ['none', 'byte', 'bit']) {
    const { encode, decode } = await blosc.open({ shuffle });
    const chunk = await encode(noise);
    assert.equal(chunk.length, noise.length + 16);
    assert.deepEqual(await decode(chunk), noise);
  }
});
