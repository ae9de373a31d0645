import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openChain } from '../../chain.js';
import { configure, makeChain } from '../../chain-id.js';
import type { ParameterValues } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { bitshuffle } from './coder.js';

async function open(values: ParameterValues = {}) {
  const codec = await openChain(makeChain([], configure(bitshuffle, values)));
  if (codec.asynchronous) throw new Error('bitshuffle became asynchronous');
  return codec;
}

/** One block, a bit at a time. */
function transposeSlowly(block: readonly number[]): number[] {
  const stride = block.length >> 3;
  const bytes: number[] = new Array(16 * stride).fill(0);
  for (let i = 0; i < 8 * stride; i++) {
    for (let plane = 0; plane < 16; plane++) {
      bytes[plane * stride + (i >> 3)] |= ((block[i] >> plane) & 1) << (i & 7);
    }
  }
  for (const sample of block.slice(8 * stride)) bytes.push(sample & 255, (sample >> 8) & 255);
  return bytes;
}

function transposeAllSlowly(data: Int16Array, block: number): number[] {
  const bytes: number[] = [];
  for (let start = 0; start < data.length; start += block) {
    for (const byte of transposeSlowly([...data.subarray(start, start + block)])) bytes.push(byte);
  }
  return bytes;
}

describe('bitshuffle: the kernel writes what the slow version writes', () => {
  // behind one channel: frames and block as varints
  const headBytes = (length: number, block: number) =>
    1 + [length, block].reduce((sum, value) => sum + (value < 128 ? 1 : value < 16384 ? 2 : 3), 0);

  for (const block of [8, 15, 500, 512, 4096, 65536]) {
    test(`nasty samples, block ${block}`, async () => {
      const { encode } = await open({ block });
      for (const { name, value } of nastySamples()) {
        if (value.channels > 1) continue;
        const head = headBytes(value.data.length, block);
        assert.deepEqual([...encode(value).subarray(head)], transposeAllSlowly(value.data, block), name);
      }
    });
  }

  test('random samples of any length', async () => {
    const opened = await Promise.all(
      [8, 21, 4096].map(async block => ({ block, codec: await open({ block }) })),
    );
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 1500, size: 'max' }), data => {
        for (const { block, codec } of opened) {
          const stream = codec.encode({ data, channels: 1 });
          const head = headBytes(data.length, block);
          assert.equal(stream.length, head + 2 * data.length);
          assert.deepEqual([...stream.subarray(head)], transposeAllSlowly(data, block));
          assert.deepEqual([...codec.decode(stream).data], [...data]);
        }
      }),
      { seed: 17 },
    );
  });
});

test('bitshuffle: a stream by its bytes', async () => {
  const { encode } = await open();
  const data = Int16Array.from([1, 2, 4, 8, 16, 32, 64, -32768, 0x1234]);
  const planes = '01020408102040' + '0000000000000000' + '80';
  assert.equal(Buffer.from(encode({ data, channels: 1 })).toString('hex'), `01098020${planes}3412`);
});

test('bitshuffle: streams do not change by accident', async () => {
  const { encode } = await open();
  const hash = createHash('sha256');
  for (const { value } of nastySamples()) hash.update(encode(value));
  assert.equal(hash.digest('hex'), 'd2fd43ef06909d23f59ce72a29d830c12234b59481ff8aca6c0f56c90b5c19fd');
});

test('bitshuffle: forged lengths', async () => {
  const { decode } = await open();
  assert.throws(() => decode(Uint8Array.of(1, 2, 7, 1, 1, 1, 1)), /^Error: bitshuffle: block 7 out of range/);
  assert.throws(
    () => decode(Uint8Array.of(1, 2, 0x81, 0x80, 0x40, 1, 1, 1, 1)),
    /block 1048577 out of range/,
  );
  assert.throws(() => decode(Uint8Array.of(1, 2, 8, 9, 9, 9)), /3 bytes of samples where the shape says 4/);
  assert.throws(() => decode(Uint8Array.of(1, 1, 8, 9, 9, 9)), /3 bytes of samples where the shape says 2/);
});
