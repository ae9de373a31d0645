import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples, SyncCodec } from '../../codec.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { defineLpcGaussian } from './coder.js';
import { recode } from './twin/twin.js';

/** A converter of 256 codes, every second of which is narrow. */
const SMALL: ConverterProfile = {
  name: 'small',
  firstCode: -128,
  thresholds: Int16Array.from({ length: 257 }, (_, k) => 16 * (k - 128) - 8 + (k % 2 === 0 ? 7 : 0)),
};

async function open(values = {}): Promise<SyncCodec<Samples, Uint8Array>> {
  const codec = await defineLpcGaussian([SMALL]).open(values);
  assert(codec.asynchronous !== true);
  return codec;
}

/** An autoregression of order two in the codes of `SMALL`. */
function voltages(frames: number, channels = 1): Samples {
  const random = makeRandom(11);
  const data = new Int16Array(frames * channels);
  let near = 0;
  let far = 0;
  for (let i = 0; i < data.length; i++) {
    const next = 1.6 * near - 0.7 * far + (random() & 255) + (random() & 255) - 255;
    far = near;
    near = next;
    const units = Math.max(-2000, Math.min(2000, Math.round(next)));
    data[i] = SMALL.thresholds.findLastIndex(threshold => threshold <= units) - 128;
  }
  return { data, channels };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

test('the twin reads every stream and writes its bytes', async () => {
  const codec = await open({ profile: 'small' });
  for (const { name, value } of nastySamples()) {
    const { samples, coded, again } = recode(codec.encode(value), SMALL);
    assert.deepEqual(samples.data, new Int16Array(value.data), name);
    assert.deepEqual(again, coded, name);
  }
});

/** Channels that share most of their noise, each a sample later than the one before. */
function alike(frames: number, channels: number): Samples {
  const random = makeRandom(5);
  const common = voltages(frames + channels).data;
  const data = new Int16Array(frames * channels);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / frames);
    const code = common[channels - channel + (i % frames)] + (random() & 7) - 4;
    data[i] = Math.max(-128, Math.min(127, code));
  }
  return { data, channels };
}

test('channels that are alike predict each other, as the twin has it', async () => {
  const alone = await open({ profile: 'small' });
  for (const references of [1, 2, 4]) {
    const codec = await open({ profile: 'small', references });
    for (const frames of [40, 3000]) {
      const samples = alike(frames, 5);
      const bytes = codec.encode(samples);
      const recoded = recode(bytes, SMALL);
      assert.deepEqual(recoded.samples, samples);
      assert.deepEqual(recoded.again, recoded.coded);
      assert.deepEqual(alone.decode(bytes), samples);
      if (frames > 40) assert(bytes.length < 0.85 * alone.encode(samples).length);
    }
  }
});

test('a raw channel and a constant one are no references', async () => {
  const codec = await open({ references: 2 });
  const random = makeRandom(1);
  const frames = 4096;
  const data = new Int16Array(4 * frames);
  for (let i = 0; i < 2 * frames; i++) data[i] = random();
  data.copyWithin(2 * frames, 0, frames);
  assert.deepEqual(recode(codec.encode({ data, channels: 4 })).samples.data, data);
  assert.deepEqual(codec.decode(codec.encode({ data, channels: 4 })).data, data);
});

test('the twin agrees on any samples', async () => {
  const codec = await open({ profile: 'small' });
  const sample = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -32768, max: 32767 }));
  const walk = fc.array(sample, { maxLength: 300 });
  fc.assert(
    fc.property(walk, fc.boolean(), (steps, isWalk) => {
      const data = Int16Array.from(steps);
      if (isWalk) for (let i = 1; i < data.length; i++) data[i] += data[i - 1];
      const { samples, coded, again } = recode(codec.encode({ data, channels: 1 }), SMALL);
      assert.deepEqual(samples.data, data);
      assert.deepEqual(again, coded);
    }),
    { numRuns: 100 },
  );
});

test('golden streams', async () => {
  const profiled = await open({ profile: 'small' });
  const uniform = await open();
  const tiny = voltages(40);
  assert.equal(
    Buffer.from(profiled.encode(tiny)).toString('hex'),
    '01280000020400080256118005fa052c11001b5a230573da4dbe1446a974be2c66c61919439abe309b92bf84abe9ff1a4f26',
  );
  const referring = await open({ references: 2 });
  const golden = [
    profiled.encode(voltages(20000)),
    uniform.encode(voltages(20000)),
    uniform.encode(voltages(3000, 4)),
    referring.encode(alike(2000, 4)),
  ];
  assert.deepEqual(
    golden.map(bytes => [bytes.length, digestOf(bytes)]),
    [
      [11591, '3c000d17c36841fa'],
      [11947, '3a56528ab7b6a47a'],
      [7245, '605d1a66e0f524be'],
      [4059, 'f9568a69610bbcc6'],
    ],
  );
  for (const codec of [profiled, uniform]) {
    for (const bytes of golden.slice(1)) assert.deepEqual(codec.decode(bytes), recode(bytes).samples);
  }
  assert.deepEqual(profiled.decode(golden[0]).data, voltages(20000).data);
});

test('a profile pays where it holds, and is not asked for where it does not', async () => {
  const profiled = await open({ profile: 'small' });
  const uniform = await open();
  const samples = voltages(20000);
  assert(profiled.encode(samples).length < 0.98 * uniform.encode(samples).length);
  const other = { data: samples.data.map(code => code * 3), channels: 1 };
  assert.deepEqual(profiled.encode(other), uniform.encode(other));
  assert.throws(() => uniform.decode(profiled.encode(samples)), /made with the converter profile/);
});

test('a run at a rail costs next to nothing', async () => {
  const codec = await open({ profile: 'small' });
  const samples = voltages(20000);
  const railed = new Int16Array(40000).fill(127);
  railed.set(samples.data);
  const alone = codec.encode(samples).length;
  assert(codec.encode({ data: railed, channels: 1 }).length < 1.1 * alone);
});

test('forged numbers are named', async () => {
  const codec = await open();
  const stream = codec.encode(voltages(500));
  const forge = (at: number, ...bytes: number[]) => {
    const forged = new Uint8Array(stream);
    forged.set(bytes, at);
    return () => codec.decode(forged);
  };
  // channels, frames (2 bytes), mark, most references, kind, then the model
  assert.throws(forge(4, 5), /most references 5 out of range 0\.\.4/);
  assert.throws(forge(5, 9), /kind of channel 9, want 0\.\.2/);
  assert.throws(forge(5, 3), /kind of channel 3, want 0\.\.2/);
  assert.throws(forge(6, 6), /history shift 6 out of range 0\.\.5/);
  assert.throws(forge(7, 15), /shift 15 out of range 0\.\.14/);
  assert.throws(forge(8, 11), /rate 11 out of range 0\.\.10/);
  assert.throws(forge(9, 1), /order 1 out of range 2\.\.32/);
  assert.throws(() => codec.decode(Uint8Array.of(0x80, 0x80, 0x04, 1, 0, 0)), /0 bytes for 65536 blocks/);
});
