import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KernelExports, loadKernel } from '../../bytes/wasm.js';
import { configure } from '../../chain-id.js';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { neuralinkData } from '../../shared-data.test.kit.js';
import { anySamples, openSync, withoutRecordings } from '../shared/block-coder.test.kit.js';
import { MOST_REFERENCES } from './coder.js';
import {
  firstFrames,
  lmsRange,
  nastyBeginnings,
  shapeFor,
  streamOf,
  uneven,
  wanderingCodes,
} from './samples.test.kit.js';
import { decodeTwin, encodeTwin } from './twin/twin.js';

interface StateKernel extends KernelExports {
  readonly stateBytes: (references: number) => number;
}

const BLOCKS = [0, 1, 20, 200];

for (const profile of [undefined, uneven]) {
  const name = profile?.name ?? 'none';
  test(`profile ${name}: the kernel writes what the formulas say, and both read it`, async () => {
    for (const block of BLOCKS) {
      const codec = await openSync(lmsRange, { profile: name, block });
      const settings = { block, references: 0, profile };
      const check = (samples: Samples) => {
        const { code } = encodeTwin(samples.data, shapeFor(samples), settings);
        const stream = codec.encode(samples);
        assert.deepEqual(stream, streamOf(samples, code, settings));
        assert.deepEqual(codec.decode(stream).data, samples.data);
        assert.deepEqual(decodeTwin(code, shapeFor(samples), settings).data, samples.data);
      };
      for (const samples of nastyBeginnings()) check(samples);
      fc.assert(
        fc.property(anySamples, fc.integer({ min: 1, max: 3 }), (data, channels) =>
          check({ data: data.slice(0, data.length - (data.length % channels)), channels }),
        ),
        { numRuns: 15 },
      );
    }
  });
}

test('the format stays as it is', async () => {
  const sizes: Record<string, readonly number[]> = {
    zeros: [91, 330],
    'white noise at full scale': [8215, 8219],
    'quiet noise': [9258, 9554],
    '10-bit codes': [5120, 5348],
    'clipped at both rails': [2442, 2568],
    'five channels, odd frames': [1599, 1608],
  };
  const hash = createHash('sha256');
  for (const profile of ['none', 'uneven']) {
    for (const [k, block] of [0, 20].entries()) {
      const codec = await openSync(lmsRange, { profile, block });
      for (const { name, value } of nastySamples()) {
        const stream = codec.encode(value);
        hash.update(stream);
        const size = profile === 'none' ? sizes[name]?.[k] : undefined;
        assert.equal(size ?? stream.length, stream.length, `${name}, blocks of ${block}`);
      }
    }
  }
  assert.equal(hash.digest('hex'), '74889d748172b9c7199eeabd9017a201036ae02dad1219e8f18c7b78a9fab474');
});

test('streams of old are read', async () => {
  const codec = await openSync(lmsRange, { profile: 'uneven', block: 4 });
  const data = Int16Array.of(3, 5, 4, 9, 7, -2, -511, 511, 0, 1, 32767, 32766);
  const stream = '020601d1b2912eaba1c78004160003fe018279d03aefecf7236677f9a029d479b325f4';
  assert.equal(Buffer.from(codec.encode({ data, channels: 2 })).toString('hex'), stream);
  assert.deepEqual(codec.decode(Buffer.from(stream, 'hex')), { data, channels: 2 });
});

for (const block of [1, 20, 200]) {
  test(`all that blocks of ${block} frames hold is known from their own bytes`, async () => {
    const samples = wanderingCodes(1000);
    const settings = { block, references: 0, profile: uneven };
    const { code, samplesBefore } = encodeTwin(samples.data, shapeFor(samples), settings);
    const { bytesNeeded } = decodeTwin(code, shapeFor(samples), settings);
    const codec = await openSync(lmsRange, { profile: 'uneven', block });
    for (let frames = block; frames <= 1000; frames += block) {
      const out = samplesBefore.filter(before => before <= 2 * frames).length;
      assert.ok(bytesNeeded[2 * frames - 1] <= out);
      const data = firstFrames(samples, frames);
      const prefix = streamOf({ data, channels: 2 }, code.subarray(0, out), settings);
      assert.deepEqual(codec.decode(prefix).data, data);
    }
  });
}

test('a sample waits for 66 bits at most', () => {
  const samples = wanderingCodes(2000);
  const settings = { block: 0, references: 0, profile: undefined };
  const { code, samplesBefore } = encodeTwin(samples.data, shapeFor(samples), settings);
  const { bytesNeeded } = decodeTwin(code, shapeFor(samples), settings);
  // these samples take four bits or more each
  const waits = bytesNeeded.map((bytes, k) => samplesBefore[bytes - 1] - k - 1);
  assert.ok(Math.max(...waits) <= 66 / 4, `${Math.max(...waits)} samples`);
});

test('a stream made without a profile needs none, one made with a profile just that one', async () => {
  const samples = wanderingCodes(300);
  const [without, profiled] = [await openSync(lmsRange), await openSync(lmsRange, { profile: 'uneven' })];
  assert.deepEqual(profiled.decode(without.encode(samples)), samples);
  assert.deepEqual(profiled.decode(profiled.encode(samples)), samples);
  assert.throws(() => without.decode(profiled.encode(samples)), /made with the converter profile/);
});

test('nothing gets more than 0.6 % larger, but for some bytes', async () => {
  const random = makeRandom(4);
  const noise = Int16Array.from({ length: 60000 }, () => random());
  const loudAndQuiet = noise.map((value, k) => (k % 2000 < 1000 ? value : value >> 9));
  const rare = noise.map((value, k) => (k % 7 === 0 ? value : 0));
  const almost = noise.map(value => value >> 1);
  for (const block of BLOCKS) {
    const codec = await openSync(lmsRange, { block });
    for (const channels of [1, 3, 1000]) {
      for (const data of [noise, loudAndQuiet, rare, almost]) {
        const { length } = codec.encode({ data, channels });
        assert.ok(length <= 1.006 * data.byteLength + 40, `${length} bytes, ${channels} channels, ${block}`);
      }
    }
  }
});

test('a run at the rail costs next to nothing', async () => {
  const codec = await openSync(lmsRange, { profile: 'uneven' });
  const { data } = wanderingCodes(4000);
  const clipped = data.map((code, k) => (k >= 1000 && k < 7000 ? 511 : code));
  const whole = codec.encode({ data: clipped, channels: 1 }).length;
  const outside = codec.encode({
    data: Int16Array.of(...data.slice(0, 1000), ...data.slice(7000)),
    channels: 1,
  });
  assert.ok(whole - outside.length < 300, `${whole - outside.length} bytes`);
});

test('forged streams are refused by name', async () => {
  const { decode, encode } = await openSync(lmsRange);
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  const good = encode({ data: Int16Array.from({ length: 100 }, (_, k) => k % 5), channels: 1 });
  refuses([...good, 0], /1 bytes behind the code/);
  refuses([...good.slice(0, -1)], /stream ends early/);
  refuses([1, 50, ...good.slice(2)], /does not hold 50 samples/);
  refuses([1, 0xff, 0x3f, ...good.slice(2)], /does not hold 8191 samples/);
  refuses([1, 0x80, 0x80, 0x80, 0x80, 4, 0, 0, 1, 0], /1 bytes cannot hold 1073741824 samples/);
  refuses([1, 4, 0, 0x80, 0x80, 4, 1, 0], /1 references of 1 channels, want at most 0/);
  refuses([1, 4, 2, 0, 1, 0], /mark of a profile 2/);
});

test('held-out recordings', { skip: withoutRecordings }, async () => {
  const files = readdirSync(neuralinkData)
    .filter(file => file.endsWith('.wav'))
    .sort();
  const heldOut = files.filter((_, k) => k % 3 === 2).filter((_, k) => k % 25 === 0);
  const codec = await openSync(lmsRange, { profile: 'neuralink' });
  let bytes = 0;
  let rawBytes = 0;
  for (const file of heldOut) {
    const { buffer, byteOffset, length } = readFileSync(join(neuralinkData, file)).subarray(44);
    const data = new Int16Array(buffer.slice(byteOffset, byteOffset + (length & ~1))).map(
      value => value >> 6,
    );
    bytes += codec.encode({ data, channels: 1 }).length;
    rawBytes += data.byteLength;
  }
  assert.ok(rawBytes / bytes > 3.5, `ratio ${rawBytes / bytes}`);
});

test('what it takes of an implant is what the kernel holds', async () => {
  const kernel = await loadKernel<StateKernel>('lms-range');
  for (let references = 0; references <= MOST_REFERENCES; references++) {
    const { stage, values } = configure(lmsRange, { references, block: 16 });
    const live = stage.live?.(values);
    assert.equal(live?.stateBytes, kernel.stateBytes(references));
    assert.deepEqual([live.blockFrames, live.waitBits], [16, 0]);
  }
});
