import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeRandom } from '../../random.js';
import { lz4Block } from './compressor.js';

async function open(acceleration: number) {
  const codec = await lz4Block.open({ acceleration });
  if (codec.asynchronous) throw new Error('lz4-block became asynchronous');
  return codec;
}

/** The format's decoder, slow and clear. */
function decodeBlock(block: Uint8Array): number[] {
  const content: number[] = [];
  let at = 0;
  const readLength = (short: number) => {
    let length = short;
    for (let byte = short === 15 ? 255 : 0; byte === 255; length += byte) byte = block[at++];
    return length;
  };
  for (;;) {
    const token = block[at++];
    const literals = readLength(token >> 4);
    content.push(...block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return content;
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    const length = readLength(token & 15) + 4;
    for (let k = 0; k < length; k++) content.push(content[content.length - distance]);
  }
}

/** Bytes in which matches are near and far, short and long. */
function wandering(length: number): Uint8Array {
  const random = makeRandom(8);
  let level = 0;
  return Uint8Array.from({ length }, () => {
    level += (random() % 5) - 2;
    return random() % 50 === 0 ? random() : level >> 3;
  });
}

test('lz4-block: the clear decoder reads what the kernel writes', async () => {
  for (const acceleration of [1, 3, 70]) {
    const { encode, decode } = await open(acceleration);
    const check = (content: Uint8Array) => {
      const stream = encode(content);
      assert.deepEqual(decodeBlock(stream.subarray(4)), [...content]);
      assert.deepEqual(decode(stream), content);
    };
    const bytes = fc.array(fc.nat(3), { maxLength: 400 }).map(list => Uint8Array.from(list));
    fc.assert(fc.property(bytes, check), { seed: 4 });
    for (const length of [12, 13, 300, 65546, 65547, 90000]) check(wandering(length));
  }
});

const noProgram = spawnSync('lz4', ['--version'], { stdio: 'ignore' }).error !== undefined;

test('lz4-block: byte for byte liblz4’s blocks', { skip: noProgram && 'no lz4 here' }, async () => {
  for (const acceleration of [1, 2, 9]) {
    const { encode } = await open(acceleration);
    // the program counts from 0, where liblz4 counts from 1
    const speed = acceleration === 1 ? '-1' : `--fast=${acceleration - 1}`;
    for (const length of [1000, 65546, 65547, 300000]) {
      const input = wandering(length);
      const { stdout } = spawnSync('lz4', [speed, '-B7', '-c'], { input, maxBuffer: 2 ** 24 });
      // a frame's header of 7 bytes, a block's length
      const block = stdout.subarray(11, 11 + stdout.readUInt32LE(7));
      assert.ok(block.equals(encode(input).subarray(4)), `${length} bytes at ${speed}`);
    }
  }
});

test('lz4-block: broken blocks by name', async () => {
  const { decode } = await open(1);
  const broken: readonly [string, number[], RegExp][] = [
    ['literals that are not there', [0x40, 1, 2], /ends early/],
    ['a distance of 0', [0x10, 7, 0, 0, 0], /points before its start/],
    ['a match before the start', [0x10, 7, 2, 0, 0], /points before its start/],
    ['a match over the end', [0x1f, 7, 1, 0, 255, 255, 0], /more than it says/],
    ['too little', [0x10, 7], /less than it says/],
  ];
  for (const [name, block, message] of broken) {
    assert.throws(() => decode(Uint8Array.of(9, 0, 0, 0, ...block)), message, name);
  }
});
