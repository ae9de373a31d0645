import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { nastyBytes } from '../nasty.js';
import { huffmanBytes } from './huffman-bytes.js';

test('the format stays as it is', async () => {
  const { encode } = await huffmanBytes.open({});
  const sizes: Record<string, number> = { empty: 4, zeros: 8, 'random, odd length': 5007 };
  const hash = createHash('sha256');
  for (const { name, value } of nastyBytes()) {
    const stream = await encode(value);
    hash.update(stream);
    assert.equal(sizes[name] ?? stream.length, stream.length, name);
  }
  assert.equal(hash.digest('hex'), 'e0aa693af14b2749e01d085c512c8d0bf4d231c44175d569ca3ab083defbf97e');
});

test('forged streams are refused by name', async () => {
  const { decode } = await huffmanBytes.open({});
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  refuses([0x80, 0x80, 0x80, 0x80, 4, 1, 1, 7], /2 bytes cannot hold 1073741824 bytes in blocks of 1/);
  refuses([4, 0, 1, 7], /block 0 out of range 1..4194304/);
  refuses([4, 4, 3, 7], /block of kind 3/);
  refuses([4, 4, 0, 7], /stream ends early/);
  refuses([4, 4, 1, 7, 7], /1 bytes behind the last block/);
});
