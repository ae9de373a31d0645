import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { readShape } from '../../bytes/shape.js';
import { bytesOf, takeWithLength } from '../../bytes/stream.js';
import { nastySamples } from '../../nasty.js';
import { flac } from './coder.js';

async function open(level: number) {
  const codec = await flac.open({ level });
  if (codec.asynchronous) throw new Error('flac became asynchronous');
  return codec;
}

const inputNamed = (wanted: string) => nastySamples().find(({ name }) => name === wanted)!.value;

test('flac: streams of 20,001 samples do not change', async () => {
  const sizes: unknown[] = [];
  for (const level of [0, 5, 8]) {
    const stream = (await open(level)).encode(inputNamed('10-bit codes scaled to 16 bits'));
    sizes.push([stream.length, createHash('sha256').update(stream).digest('hex').slice(0, 16)]);
  }
  assert.deepEqual(sizes, [
    [28122, 'fa32ae59140d0255'],
    [27812, '644f52b37b7ff74b'],
    [27813, 'bcbe5f207af5b745'],
  ]);
});

test('flac: no flipped bit gives other samples', async () => {
  const { encode, decode } = await open(5);
  const samples = { data: inputNamed('quiet noise').data.slice(0, 400), channels: 1 };
  const stream = encode(samples);
  for (let bit = 0; bit < 8 * stream.length; bit += 11) {
    const damaged = new Uint8Array(stream);
    damaged[bit >> 3] ^= 1 << (bit & 7);
    try {
      // bits that say nothing of the samples, such as the library's name
      assert.deepEqual(decode(damaged).data, samples.data, `bit ${bit}`);
    } catch (thrown) {
      assert.ok(!(thrown instanceof assert.AssertionError), `bit ${bit} gives other samples`);
    }
  }
});

test('flac: a forged shape is refused before memory is taken for it', async () => {
  const { decode } = await open(5);
  assert.throws(() => decode(Uint8Array.of(1, 255, 255, 255, 255, 3, 0)), /samples where 0 are possible/);
});

test('flac: loading leaves fetch where it was', async () => {
  const { fetch } = globalThis;
  await open(5);
  assert.equal(globalThis.fetch, fetch);
});

const noProgram = spawnSync('flac', ['--version'], { stdio: 'ignore' }).error !== undefined;

test('flac: the program decodes each channel', { skip: noProgram && 'no flac here' }, async () => {
  const { encode } = await open(8);
  for (const name of ['10-bit codes scaled to 16 bits', 'five channels, odd frames', 'one sample']) {
    const samples = inputNamed(name);
    const cursor = { bytes: encode(samples), at: 0 };
    const { channels, frames } = readShape(cursor);
    for (let channel = 0; channel < channels; channel++) {
      const options = ['-dsc', '--force-raw-format', '--endian=little', '--sign=signed', '-'];
      const { stdout, stderr } = spawnSync('flac', options, { input: takeWithLength(cursor) });
      const expected = bytesOf(samples.data.subarray(channel * frames, (channel + 1) * frames));
      assert.ok(stdout.equals(expected), `${name}, channel ${channel}: ${stderr}`);
    }
  }
});
