import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openChain } from '../../chain.js';
import { configure, makeChain } from '../../chain-id.js';
import type { ParameterValues, Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { bitpack } from './coder.js';

async function open(values: ParameterValues = {}) {
  const codec = await openChain(makeChain([], configure(bitpack, values)));
  if (codec.asynchronous) throw new Error('bitpack became asynchronous');
  return codec;
}

function toVarint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...toVarint(value >> 7)];
}

/** One block, a bit at a time. */
function packSlowly(block: readonly number[]): number[] {
  const least = Math.min(...block);
  const width = 32 - Math.clz32(Math.max(...block) - least);
  const packed: number[] = new Array(Math.ceil((block.length * width) / 8)).fill(0);
  for (let k = 0; k < block.length * width; k++) {
    const bit = ((block[Math.floor(k / width)] - least) >> (k % width)) & 1;
    packed[k >> 3] |= bit << (k & 7);
  }
  return [width, least & 255, (least >> 8) & 255, ...packed];
}

function encodeSlowly({ data, channels }: Samples, blockLength: number): Uint8Array {
  const frames = data.length / channels;
  const bytes = [channels, frames, blockLength].flatMap(toVarint);
  for (let channel = 0; channel < channels; channel++) {
    for (let frame = 0; frame < frames; frame += blockLength) {
      const start = channel * frames + frame;
      const end = channel * frames + Math.min(frame + blockLength, frames);
      for (const byte of packSlowly([...data.subarray(start, end)])) bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

describe('bitpack: the kernel writes what the slow version writes', () => {
  for (const block of [16, 100, 128, 4096]) {
    test(`nasty samples, block ${block}`, async () => {
      const { encode } = await open({ block });
      for (const { name, value } of nastySamples()) {
        assert.deepEqual(encode(value), encodeSlowly(value, block), name);
      }
    });
  }

  test('random samples of any width', async () => {
    const opened = await Promise.all(
      [16, 19, 64].map(async block => ({ block, codec: await open({ block }) })),
    );
    const values = fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 300 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 15 }), (given, shift) => {
        const samples = { data: Int16Array.from(given, v => v >> shift), channels: 1 };
        for (const { block, codec } of opened) {
          const stream = codec.encode(samples);
          assert.deepEqual(stream, encodeSlowly(samples, block));
          assert.deepEqual(codec.decode(stream), samples);
        }
      }),
      { numRuns: 200, seed: 17 },
    );
  });
});

test('bitpack: a stream by its bytes', async () => {
  const { encode } = await open({ block: 16 });
  const data = Int16Array.from([-3, -2, -1, 0, 1, 2, 3, 4, -3]);
  // widths of 3 bits above -3: 0 to 7 and 0
  assert.equal(Buffer.from(encode({ data, channels: 1 })).toString('hex'), '01091003fdff88c6fa00');
});

test('bitpack: streams do not change by accident', async () => {
  const { encode } = await open();
  const hash = createHash('sha256');
  for (const { value } of nastySamples()) hash.update(encode(value));
  assert.equal(hash.digest('hex'), 'd2e185e128b552a036ffd83b347ee69c1c617afd9a9186b4c123ac6e7223ea3e');
});

test('bitpack: exact sizes', async () => {
  const { encode } = await open();
  const zeros = encode({ data: new Int16Array(128 * 50), channels: 1 });
  assert.equal(zeros.length, 1 + 2 + 2 + 3 * 50);
  const data = Int16Array.from({ length: 128 * 50 }, (_, i) => i % 128);
  assert.equal(encode({ data, channels: 1 }).length, 1 + 2 + 2 + (3 + 7 * 16) * 50);
});

describe('bitpack: forged streams', () => {
  const forged: Record<string, readonly [number[], RegExp]> = {
    'block of 15': [[1, 16, 15, 0, 0, 0], /^Error: bitpack: block 15 out of range 16..4096$/],
    'block of 4097': [[1, 16, 0x81, 32, 0, 0, 0], /block 4097 out of range 16..4096/],
    'fewer bytes than block headers': [[1, 32, 16, 0, 0, 0, 0, 0], /^Error: bitpack: 5 bytes for 2 blocks$/],
    'a billion samples': [[1, 0x80, 0x80, 0x80, 0x80, 4, 16, 0, 0, 0], /3 bytes for 67108864 blocks/],
    'many channels of no frames': [[0x80, 0x80, 4, 0, 16, 0], /1 bytes left over/],
    'width of 17': [[1, 16, 16, 17, 0, 0, ...new Array(34).fill(0)], /a block of more than 16 bits a sample/],
    'too few packed bytes': [[1, 16, 16, 3, 0, 0, 1, 2, 3, 4, 5], /stream ends inside a block/],
    'too many packed bytes': [
      [1, 16, 16, 3, 0, 0, 1, 2, 3, 4, 5, 6, 7],
      /1 bytes left over behind the last block/,
    ],
    'a second header cut short': [[1, 32, 16, 1, 0, 0, 9, 9, 0], /stream ends inside a block/],
  };
  for (const [name, [bytes, message]] of Object.entries(forged)) {
    test(name, async () => {
      const { decode } = await open();
      assert.throws(() => decode(Uint8Array.from(bytes)), message);
    });
  }
});
