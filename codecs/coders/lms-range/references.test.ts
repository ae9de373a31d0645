import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KernelExports, loadKernel } from '../../bytes/wasm.js';
import type { Samples } from '../../codec.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { anySamples, openSync } from '../shared/block-coder.test.kit.js';
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

/** The same samples as of so many channels, as far as these divide them. */
function dealt(data: Int16Array, channels: number): Samples {
  return { data: data.slice(0, data.length - (data.length % channels)), channels };
}

/** Inputs as they are, where they have channels, and as of three channels. */
function nastyChannels(all: readonly Samples[]): Samples[] {
  const inputs = all.filter(({ data }) => data.length <= 10007);
  return [...inputs.filter(({ channels }) => channels > 1), ...inputs.map(({ data }) => dealt(data, 3))];
}

async function checkTwin(profile: ConverterProfile | undefined, given: number, block: number) {
  const codec = await openSync(lmsRange, {
    profile: profile?.name ?? 'none',
    block,
    references: given,
  });
  return (samples: Samples): void => {
    const references = Math.min(given, samples.channels - 1);
    const settings = { block, references, profile };
    const { code } = encodeTwin(samples.data, shapeFor(samples), settings);
    const stream = codec.encode(samples);
    assert.deepEqual(stream, streamOf(samples, code, settings));
    assert.deepEqual(codec.decode(stream).data, samples.data);
    assert.deepEqual(decodeTwin(code, shapeFor(samples), settings).data, samples.data);
  };
}

for (const [references, block] of [
  [1, 0],
  [2, 1],
  [4, 16],
  [8, 0],
]) {
  test(`${references} references: the kernel writes what the formulas say, and both read it`, async () => {
    for (const profile of [undefined, uneven]) {
      const check = await checkTwin(profile, references, block);
      for (const samples of nastyChannels(nastyBeginnings())) check(samples);
      check(wanderingCodes(1100, 6, 3));
      fc.assert(
        fc.property(anySamples, fc.integer({ min: 2, max: 11 }), (data, channels) =>
          check(dealt(data, channels)),
        ),
        { numRuns: 5 },
      );
    }
  });
}

test('the format with references stays as it is', async () => {
  const hash = createHash('sha256');
  const sizes = [];
  for (const [references, block] of [
    [1, 0],
    [3, 0],
    [4, 16],
    [8, 0],
  ]) {
    const codec = await openSync(lmsRange, { references, block });
    for (const samples of nastyChannels(nastySamples().map(({ value }) => value)))
      hash.update(codec.encode(samples));
    const stream = codec.encode(wanderingCodes(3000, 12, 1));
    hash.update(stream);
    sizes.push(stream.length);
  }
  assert.deepEqual(sizes, [22432, 22330, 22402, 22278]);
  assert.equal(hash.digest('hex'), '3fcf0fd62e0df5516def48c70b236ec4e49f480fd90a13e78e9928c3cc558435');
});

test('streams with references are read whatever the codec was opened with', async () => {
  const data = Int16Array.of(3, 5, 4, 9, 7, 6, 2, 6, 5, 11, 8, 8, 1, 4, 4, 8, 8, 5);
  const samples = { data, channels: 3 };
  const writer = await openSync(lmsRange, { references: 2, block: 4 });
  const stream = '030600848008120003000200018509c3d65dccd4ad7b0a5e95';
  assert.equal(Buffer.from(writer.encode(samples)).toString('hex'), stream);
  for (const values of [{}, { references: 1 }, { references: 8, block: 200, profile: 'uneven' }]) {
    const reader = await openSync(lmsRange, values);
    assert.deepEqual(reader.decode(writer.encode(samples)), samples);
  }
  const without = await openSync(lmsRange);
  assert.deepEqual(writer.decode(without.encode(samples)), samples);
});

test('a channel has no more references than there are other channels', async () => {
  const encodeWith = async (references: number, samples: Samples) =>
    (await openSync(lmsRange, { references })).encode(samples);
  const mono = { data: wanderingCodes(500).data, channels: 1 };
  assert.deepEqual(await encodeWith(8, mono), await encodeWith(0, mono));
  const three = wanderingCodes(500, 3, 2);
  assert.deepEqual(await encodeWith(8, three), await encodeWith(2, three));
});

/** What stands behind the head. */
function codeOf(stream: Uint8Array): Uint8Array {
  return stream.subarray(stream.length - lengthOf(stream));
}

/** Of streams of 3 bytes of shape, a mark of 1 byte and settings of 3: a varint of at most two bytes follows. */
function lengthOf(stream: Uint8Array): number {
  const [low, high] = stream.subarray(7);
  return low < 128 ? low : (low & 127) + 128 * high;
}

test('the encoder does not read ahead: what comes later changes no byte of a block that ended', async () => {
  const samples = wanderingCodes(320, 5, 2);
  const codec = await openSync(lmsRange, { references: 4, block: 16 });
  const whole = codeOf(codec.encode(samples));
  for (const frames of [144, 160, 304]) {
    const first = codeOf(codec.encode({ data: firstFrames(samples, frames), channels: 5 }));
    assert.deepEqual(first, whole.subarray(0, first.length));
    const changed = samples.data.map((code, k) => (k % 320 >= frames ? -code : code));
    const other = codeOf(codec.encode({ data: changed, channels: 5 }));
    assert.deepEqual(first, other.subarray(0, first.length));
    assert.notDeepEqual(other, whole);
  }
});

test('a sample changes no byte that was out before it, also within its frame', () => {
  const samples = wanderingCodes(60, 5, 2);
  const settings = { block: 0, references: 4, profile: undefined };
  const { code, samplesBefore } = encodeTwin(samples.data, shapeFor(samples), settings);
  const changedAt = 40 * 5 + 3;
  const changed = samples.data.map((value, k) => (k === 3 * 60 + 40 ? -value - 300 : value));
  const other = encodeTwin(changed, shapeFor(samples), settings).code;
  const out = samplesBefore.filter(before => before <= changedAt).length;
  assert.ok(out > 100);
  assert.deepEqual(other.subarray(0, out), code.subarray(0, out));
  assert.notDeepEqual(other, code);
});

test('a channel has 56 bytes of state, and with four references 152', async () => {
  interface StateKernel extends KernelExports {
    readonly stateBytes: (references: number) => number;
  }
  const { stateBytes } = await loadKernel<StateKernel>('lms-range');
  const counts = [0, 1, 2, 3, 4, 8];
  assert.deepEqual(counts.map(stateBytes), [56, 136, 136, 152, 152, 184]);
});

test('what channels share is coded once, and unrelated channels cost next to nothing', async () => {
  const sizeWith = async (references: number, samples: Samples) =>
    (await openSync(lmsRange, { references })).encode(samples).length;
  const related = wanderingCodes(4000, 8, 2);
  assert.ok((await sizeWith(4, related)) < 0.9 * (await sizeWith(0, related)));
  for (const channels of [2, 8]) {
    const unrelated = wanderingCodes(4000, channels);
    assert.ok((await sizeWith(4, unrelated)) < 1.01 * (await sizeWith(0, unrelated)));
  }
});

test('nothing gets more than 0.6 % larger with references, but for some bytes', async () => {
  const random = makeRandom(4);
  const noise = Int16Array.from({ length: 60000 }, () => random());
  const loudAndQuiet = noise.map((value, k) => (k % 2000 < 1000 ? value : value >> 9));
  const alike = noise.map((_, k) => noise[k % 100]);
  const codec = await openSync(lmsRange, { references: 8, block: 16 });
  for (const channels of [2, 3, 1000]) {
    for (const data of [noise, loudAndQuiet, alike]) {
      const { length } = codec.encode({ data, channels });
      assert.ok(length <= 1.006 * data.byteLength + 40, `${length} bytes, ${channels} channels`);
    }
  }
});

test('heads that tell of too many references are refused by name', async () => {
  const { decode, encode } = await openSync(lmsRange, { references: 2 });
  const good = encode({ data: Int16Array.from({ length: 99 }, (_, k) => k % 5), channels: 3 });
  const forged = (...settings: number[]) =>
    Uint8Array.from([...good.slice(0, 3), ...settings, ...good.slice(6)]);
  assert.deepEqual(forged(0x80, 0x80, 8), good);
  assert.throws(() => decode(forged(0x80, 0x80, 12)), /3 references of 3 channels, want at most 2/);
  assert.throws(() => decode(forged(0xff, 0xff, 0xff, 0xff, 7)), /15 references of 3 channels/);
  assert.throws(() => decode(forged(0xff, 0xff, 0xff, 0xff, 8)), /over 2147483647/);
  const ten = encode({ data: new Int16Array(100), channels: 10 });
  ten.set([0x80, 0x80, 0x24], 3);
  assert.throws(() => decode(ten), /9 references of 10 channels, want at most 8/);
});

test('streams with references that were cut short or bent throw or differ, and never hang', async () => {
  const codec = await openSync(lmsRange, { references: 4, block: 16 });
  const samples = wanderingCodes(100, 5, 2);
  const stream = codec.encode(samples);
  for (let length = 0; length < stream.length; length++) {
    assert.throws(() => codec.decode(stream.subarray(0, length)));
  }
  let refused = 0;
  for (let at = 7; at < stream.length; at++) {
    const bent = stream.map((byte, k) => (k === at ? byte ^ (1 << (at % 8)) : byte));
    try {
      assert.notDeepEqual(codec.decode(bent), samples);
    } catch {
      refused++;
    }
  }
  assert.ok(refused > 0);
});
