import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { openChain } from '../../chain.js';
import { configure, makeChain } from '../../chain-id.js';
import { nastySamples } from '../../nasty.js';
import { shuffle } from './coder.js';

async function open() {
  const codec = await openChain(makeChain([], configure(shuffle)));
  if (codec.asynchronous) throw new Error('shuffle became asynchronous');
  return codec;
}

test('shuffle: low bytes, then high bytes, at any length', async () => {
  const { encode, decode } = await open();
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 100 }), data => {
      const low = [...data].map(v => v & 255);
      const high = [...data].map(v => (v >> 8) & 255);
      const stream = encode({ data, channels: 1 });
      assert.deepEqual([...stream], [1, data.length, ...low, ...high]);
      assert.deepEqual([...decode(stream).data], [...data]);
    }),
    { seed: 17 },
  );
});

test('shuffle: a stream by its bytes', async () => {
  const { encode } = await open();
  const data = Int16Array.from([0x0102, 0x0304, -1, 0x7f80]);
  assert.equal(Buffer.from(encode({ data, channels: 2 })).toString('hex'), '02020204ff800103ff7f');
});

test('shuffle: streams do not change by accident', async () => {
  const { encode } = await open();
  const hash = createHash('sha256');
  for (const { value } of nastySamples()) hash.update(encode(value));
  assert.equal(hash.digest('hex'), '56406bcafffdb182f4bea890dfd5e3d14c9a24b6ac6da433434d18ba9301aa1c');
});

test('shuffle: forged lengths', async () => {
  const { decode } = await open();
  const refused = /^Error: shuffle: 3 bytes of samples where the shape says 4$/;
  assert.throws(() => decode(Uint8Array.of(1, 2, 9, 9, 9)), refused);
  assert.throws(() => decode(Uint8Array.of(1, 1, 9, 9, 9)), /where the shape says 2/);
  assert.throws(
    () => decode(Uint8Array.of(1, 0x80, 0x80, 0x80, 0x80, 4, 9)),
    /where the shape says 2147483648/,
  );
});
