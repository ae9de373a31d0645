import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { nastySamples } from '../../../nasty.js';
import { cut, makeNormal, noise, open, planar, uneven, wander } from '../samples.test.kit.js';
import { recode } from './twin/twin.js';

type Codec = Awaited<ReturnType<typeof open>>;

function assertSame(found: Samples, wanted: Samples, name: string): void {
  const [a, b] = [found, wanted].map(({ data }) => bytesOf(new Int16Array(data)));
  assert(found.channels === wanted.channels && Buffer.compare(a, b) === 0, `${name}: other samples`);
}

/** Encodes samples, and holds the kernel and the twin to each other. */
function encodeAsTwin(codec: Codec, samples: Samples, name = ''): Uint8Array {
  const bytes = codec.encode(samples);
  const recoded = recode(bytes, uneven);
  assertSame(recoded.samples, samples, `${name}, twin`);
  assert(Buffer.compare(recoded.again, recoded.coded) === 0, `${name}: the twin writes other bytes`);
  assertSame(codec.decode(bytes), samples, name);
  return bytes;
}

/** Channels that a source reaches a frame later each, with noise of their own. */
function alike(frames: number, channels: number, deviation = 20): Samples {
  const normal = makeNormal(frames + channels);
  const source = Float64Array.from({ length: frames + channels }, () => deviation * normal());
  return planar(
    ...Array.from({ length: channels }, (_, c) =>
      Int16Array.from({ length: frames }, (_, i) => Math.round(source[i + c] + 0.1 * deviation * normal())),
    ),
  );
}

const several = nastySamples().filter(({ value }) => value.channels > 1);

test('the twin reads every stream and writes its bytes', async () => {
  for (const profile of [uneven, undefined]) {
    const codec = await open(profile, 12);
    for (const { name, value } of several) encodeAsTwin(codec, cut(value, 1200), name);
  }
});

test('the twin agrees on any samples', async () => {
  const codec = await open(uneven, 3);
  const sample = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -32768, max: 32767 }));
  const shapes = fc.tuple(fc.integer({ min: 2, max: 20 }), fc.array(sample, { maxLength: 800 }));
  const property = fc.property(shapes, fc.boolean(), ([channels, steps], isWalk) => {
    const data = Int16Array.from(steps.slice(0, steps.length - (steps.length % channels)));
    if (isWalk) for (let i = 1; i < data.length; i++) data[i] += data[i - 1];
    encodeAsTwin(codec, { data, channels });
  });
  fc.assert(property, { numRuns: 80 });
});

test('channels that are alike predict each other', async () => {
  const alone = await open(uneven, 0);
  for (const [frames, channels] of [
    [40, 5],
    [3000, 5],
    [9000, 3],
    [700, 20],
  ]) {
    const samples = alike(frames, channels);
    const bytes = encodeAsTwin(await open(uneven, 6), samples, `${frames} frames`);
    assertSame(alone.decode(bytes), samples, 'a codec without references');
    if (frames > 40) assert(bytes.length < 0.8 * alone.encode(samples).length, `${frames} frames`);
  }
});

test('deviations follow how loud neighbours are', async () => {
  const normal = makeNormal(3);
  const frames = 6000;
  // bursts that begin at once in all channels, of noise that has nothing in common
  const isLoud = Uint8Array.from({ length: frames }, (_, i) => (i % 97 < 6 ? 1 : 0));
  const channel = (loud: ArrayLike<number>) =>
    Int16Array.from({ length: frames }, (_, i) => Math.round((loud[i] ? 90 : 6) * normal()));
  const common = Array.from({ length: frames }, (_, i) => 4 * normal() * (i % 2));
  const add = (codes: Int16Array) => codes.map((code, i) => code + common[i]);
  const together = planar(...Array.from({ length: 4 }, () => add(channel(isLoud))));
  const apart = planar(
    ...Array.from({ length: 4 }, (_, c) => add(channel(isLoud.map((_, i) => isLoud[(i + 24 * c) % frames])))),
  );
  const codec = await open(undefined, 3);
  const [bytes, others] = [together, apart].map(samples => encodeAsTwin(codec, samples).length);
  assert(bytes < 0.97 * others, `${bytes} and ${others} bytes`);
});

test('a profile is chosen channel by channel', async () => {
  const normal = makeNormal(8);
  const plain = Int16Array.from({ length: 9000 }, () => Math.round(5 * normal()));
  const samples = planar(plain, wander(9000, 2, 9), wander(9000, 2, 10));
  const [uniform, profiled] = [await open(undefined, 2), await open(uneven, 2)];
  const bytes = encodeAsTwin(profiled, samples);
  assert(bytes.length < 0.97 * uniform.encode(samples).length);
  assert.throws(
    () => uniform.decode(bytes),
    /made with the converter profile [0-9a-f]{16}, the chain has none/,
  );
});

test('constant channels, noise at full scale, and channels between them', async () => {
  const codec = await open(uneven, 4);
  const frames = 5000;
  const [one, two] = [wander(frames, 3, 20), wander(frames, 4, 21)];
  const samples = planar(new Int16Array(frames).fill(-700), one, noise(frames, 22), two, one);
  const bytes = encodeAsTwin(codec, samples);
  assert(bytes.length < 2 * frames * 2.3);
  const loud = planar(noise(frames, 23), noise(frames, 24));
  assert(encodeAsTwin(codec, loud).length < 1.001 * loud.data.byteLength + 30);
});

test('deviations of thousands of codes', async () => {
  const codec = await open(undefined, 2);
  for (const deviation of [100, 1000, 6000]) {
    const bytes = encodeAsTwin(codec, alike(3000, 3, deviation));
    // all of the first channel, and 1 % of the energy of others
    const ideal = ((Math.log2(deviation * 4.13) + 2 * Math.log2(deviation * 0.142 * 4.13)) * 3000) / 8;
    assert(bytes.length < 1.04 * ideal + 200, `${bytes.length} bytes, ideally ${ideal}`);
  }
});

test('the state of an instance does not show', async () => {
  const [used, fresh] = [await open(uneven, 6), await open(uneven, 6)];
  used.encode(alike(20000, 8));
  used.decode(used.encode(alike(300, 30)));
  for (const samples of [alike(700, 20), alike(9000, 3)]) {
    assert.deepEqual(used.encode(samples), fresh.encode(samples));
  }
});

test('several sections and blocks', async () => {
  const codec = await open(undefined, 2);
  const samples = alike(270000, 2);
  assertSame(codec.decode(codec.encode(samples)), samples, '270,000 frames');
});

test('every truncation of a short stream throws', async () => {
  const codec = await open(uneven, 2);
  const stream = codec.encode(planar(wander(80, 2, 12), wander(80, 2, 13), noise(80, 14)));
  for (let length = 0; length < stream.length; length++) {
    assert.throws(() => codec.decode(stream.subarray(0, length)), Error, `${length} bytes`);
  }
});

test('flipped bits throw or change samples, and leave the codec as it was', async () => {
  const codec = await open(uneven, 2);
  const samples = alike(120, 3);
  const stream = codec.encode(samples);
  let silent = 0;
  for (let bit = 0; bit < 8 * stream.length; bit++) {
    const bad = Uint8Array.from(stream);
    bad[bit >> 3] ^= 1 << (bit & 7);
    try {
      const decoded = codec.decode(bad);
      if (Buffer.compare(bytesOf(decoded.data), bytesOf(samples.data)) === 0) silent++;
    } catch (error) {
      assert(error instanceof Error);
    }
  }
  // some numbers of a head make no difference to so few samples
  assert(silent < 0.02 * 8 * stream.length, `${silent} of ${8 * stream.length}`);
  assert.deepEqual(codec.decode(stream), samples);
});

function digestOf(streams: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const stream of streams) hash.update(stream);
  return hash.digest('hex');
}

const DIGESTS: Readonly<Record<string, string>> = {
  nasty: '7f3cfbe8ebb10897107f8891277b4303622e7eb0ac4d9d156cd164ae24851146',
  'alike, many and short': 'ee7091210ffe7b09e80323caf38cc4fbc568df48df10eb619a8a3de107190c94',
  'alike, few and long': '0343466baf8d2ba1378bb6d6e619c11c26dc408242bc96eba4143cfd515ec67a',
  profile: '760c24172fedf29abb49d5d4f3670a33b1d9c24dd90e42f72424b0cb89c74f91',
};

test('golden streams', async () => {
  const uniform = await open(undefined, 12);
  const profiled = await open(uneven, 6);
  const nasty = several.map(({ value }) => uniform.encode(value));
  const found = {
    nasty: digestOf(nasty),
    'alike, many and short': digestOf([uniform.encode(alike(700, 20))]),
    'alike, few and long': digestOf([uniform.encode(alike(20000, 3))]),
    profile: digestOf([profiled.encode(planar(wander(3000, 4, 4), wander(3000, 4, 5), wander(3000, 4, 4)))]),
  };
  assert.deepEqual(found, DIGESTS);
});
