import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openChain } from '../../chain.js';
import { parseChain } from '../../chain-id.js';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { builtInStages, makeRegistry } from '../../registry.js';
import { neuralinkData } from '../../shared-data.test.kit.js';
import { withoutRecordings } from '../shared/block-coder.test.kit.js';
import { cut, makeNormal, noise, open, planar, takeApart, uneven, wander } from './samples.test.kit.js';
import * as twin from './twin/twin.js';

test('the twin writes the same streams of nasty samples, and reads them', async () => {
  for (const profile of [uneven, undefined]) {
    const codec = await open(profile);
    const plain = twin.makeTwin(profile);
    for (const { name, value } of nastySamples()) {
      const samples = cut(value, 1200);
      const stream = codec.encode(samples);
      assert.deepEqual(plain.encode(samples), stream, name);
      assert.deepEqual(plain.decode(stream), samples, name);
    }
  }
});

const anyChannels = fc
  .record({
    channels: fc.integer({ min: 1, max: 4 }),
    frames: fc.integer({ min: 1, max: 150 }),
    seed: fc.nat(),
    shift: fc.integer({ min: 0, max: 15 }),
    shared: fc.boolean(),
    outliers: fc.array(fc.tuple(fc.nat(), fc.integer({ min: -32768, max: 32767 })), { maxLength: 4 }),
  })
  .map(({ channels, frames, seed, shift, shared, outliers }): Samples => {
    const random = makeRandom(seed);
    const common = noise(frames, seed + 1);
    const data = Int16Array.from(
      { length: channels * frames },
      (_, i) => ((shared ? common[i % frames] : 0) >> shift) + (((random() << 16) >> 16) >> shift),
    );
    for (const [at, value] of outliers) data[at % data.length] = value;
    return { data, channels };
  });

test('the twin writes the same streams of random samples, and reads them', async () => {
  const pairs = await Promise.all(
    [undefined, uneven].map(async profile => [await open(profile), twin.makeTwin(profile)] as const),
  );
  const property = fc.property(anyChannels, fc.nat(1), (samples, which) => {
    const [codec, plain] = pairs[which];
    const stream = codec.encode(samples);
    assert.deepEqual(plain.encode(samples), stream);
    assert.deepEqual(plain.decode(stream), samples);
    assert.deepEqual(codec.decode(stream), samples);
  });
  fc.assert(property, { numRuns: 60 });
});

/** What the released version wrote of `referring`, with the profile and two references. */
const REFERRING_STREAM =
  '03c80101750be2264666bc2a16a1c9156ebf60c418edf2c344e8c2f75d5e44cac57b658c02113c6b3e1f6ce100ce494427668eed5291f979175b6277e638ecd742a89a1cb79053d34c1a85134533849dd1d7494b77c955baf96e09e7fa00b7a3e30f6794c4e7578e5b9d868a1ab23a84faa3262f74f99d84907051fb5d9093fc671d7178d41f0033e9d62d520b4621b583de9bec0dac1d817c6e6973f579152cf4f2c1cf0449252354279780717d177fefa224e039371bf2a6009e05e4e7dc3ae4b47f948162aafb4be12df6e84b16e5b4f4b78f5cdca8d7bdca7e8fdc95595d0a681a033f2729790d37d4d4eedbb99e43d01d07ce5298f1e669fd9fc6e4b8cb560686054ef5698767c83b7b97cc4c330882cba778bac7550dcb5ebf5ef26ff1eb5fe9767e60c2455529f8ce7ebafbbda1';

test('streams whose channels refer to others as they did before they had another format', async () => {
  const first = wander(200, 4, 1);
  const referring = planar(
    first,
    first.map((_, i) => (first[i + 2] ?? 0) >> 1),
    wander(200, 3, 2),
  );
  const stream = Buffer.from(REFERRING_STREAM, 'hex');
  const [, second] = takeApart(stream, uneven).heads;
  assert.ok(second.kind === 'coded' && second.references.length === 1);
  assert.deepEqual((await open(uneven)).decode(stream), referring);
  assert.deepEqual(twin.makeTwin(uneven).decode(stream), referring);
});

const SHORT_STREAM =
  '013c01750be2264666bc2a08a13211f7976e91801cb8917c00681c000022025d87361e785d708737c9d489d33929bbe462';

test('golden streams', async () => {
  const codec = await open(uneven);
  const short = { data: wander(60, 2, 3), channels: 1 };
  assert.equal(Buffer.from(codec.encode(short)).toString('hex'), SHORT_STREAM);
  assert.deepEqual(codec.decode(Buffer.from(SHORT_STREAM, 'hex')), short);
  assert.equal(takeApart(codec.encode(short), uneven).heads[0].kind, 'coded');
});

function digestOf(streams: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const stream of streams) hash.update(stream);
  return hash.digest('hex');
}

test('digests of streams', async () => {
  const uniform = await open();
  const profiled = await open(uneven);
  const nasty = nastySamples().map(({ value }) => uniform.encode(value));
  assert.equal(digestOf(nasty), 'fe7d281eb4bd2ad2272684bfaaf5963d78923c44bebc7fd1e6cf3335a23bfade');
  const first = wander(30000, 4, 4);
  const related = first.map((_, i) => (first[i - 1] ?? 0) >> 1);
  const known = planar(first, related, wander(30000, 2, 5));
  const stream = profiled.encode(known);
  assert.equal(digestOf([stream]), 'b9caa62ad4ff436261993704f76a31f065aa7415ab5b7e054dbb2cb1dcc2e570');
});

const SIZES: Readonly<Record<string, number>> = {
  empty: 3,
  'one sample': 14,
  zeros: 17,
  'every value once': 121,
  'white noise at full scale': 8208,
  'quiet noise': 9236,
  'one outlier in silence': 139,
  'bursts in quiet noise': 9038,
  '10-bit codes': 5129,
  '10-bit codes scaled to 16 bits': 33022,
  'clipped at both rails': 906,
  'five channels, odd frames': 1594,
  '64 channels of three frames': 399,
};

test('exact sizes on known samples', async () => {
  const codec = await open();
  const sizes = Object.fromEntries(
    nastySamples().map(({ name, value }) => [name, codec.encode(value).length]),
  );
  assert.deepEqual({ ...sizes, ...SIZES }, sizes);
});

test('a profile pays where codes are uneven, and is not asked for where it does not', async () => {
  const codes = { data: wander(20000, 2, 6), channels: 1 };
  const [uniform, profiled] = [await open(), await open(uneven)];
  const stream = profiled.encode(codes);
  assert.ok(takeApart(stream, uneven).usesProfile);
  assert.ok(stream.length < 0.95 * uniform.encode(codes).length);
  assert.throws(
    () => uniform.decode(stream),
    /made with the converter profile [0-9a-f]{16}, the chain has none/,
  );
  const other = await open({ ...uneven, name: 'other', firstCode: -63 });
  assert.throws(() => other.decode(stream), /the chain has other \([0-9a-f]{16}\)/);

  const normal = makeNormal(7);
  const plain = { data: Int16Array.from({ length: 20000 }, () => Math.round(5 * normal())), channels: 1 };
  assert.deepEqual(profiled.encode(plain), uniform.encode(plain));
  assert.deepEqual(uniform.decode(profiled.encode(plain)), plain);
});

test('a profile is chosen channel by channel', async () => {
  const normal = makeNormal(8);
  const plain = Int16Array.from({ length: 9000 }, () => Math.round(5 * normal()));
  const samples = planar(plain, wander(9000, 2, 9));
  const codec = await open(uneven);
  const stream = codec.encode(samples);
  const chosen = takeApart(stream, uneven).heads.map(head => head.kind === 'coded' && head.profile);
  assert.deepEqual(chosen, [false, true]);
  assert.deepEqual(codec.decode(stream), samples);
});

test('a profile that lies far from a uniform quantiser', async () => {
  const codec = await open({ ...uneven, thresholds: uneven.thresholds.map(threshold => threshold + 30000) });
  const rough = noise(3000, 10).map((code, i) => (i % 3 === 0 ? code : code >> 11));
  for (const data of [wander(3000, 2, 11), rough]) {
    const samples = { data, channels: 1 };
    assert.deepEqual(codec.decode(codec.encode(samples)), samples);
  }
});

test('every truncation of a short stream throws', async () => {
  const codec = await open(uneven);
  const stream = codec.encode(planar(wander(80, 2, 12), wander(80, 2, 13), noise(80, 14)));
  for (let length = 0; length < stream.length; length++) {
    assert.throws(() => codec.decode(stream.subarray(0, length)), Error, `${length} bytes`);
  }
});

test('flipped bits throw or change samples', async () => {
  const codec = await open(uneven);
  const samples = planar(wander(80, 2, 15), wander(80, 2, 16));
  const stream = codec.encode(samples);
  const segmentsAt = 8 * (stream.length - takeApart(stream, uneven).segments.length);
  let thrown = 0;
  for (let bit = 0; bit < 8 * stream.length; bit++) {
    const bad = Uint8Array.from(stream);
    bad[bit >> 3] ^= 1 << (bit & 7);
    try {
      const decoded = codec.decode(bad);
      // some numbers of a head make no difference to so few samples
      if (bit >= segmentsAt) assert.notDeepEqual(decoded, samples, `bit ${bit}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      thrown++;
    }
  }
  assert.ok(thrown > 0.9 * 8 * stream.length);
  assert.deepEqual(codec.decode(stream), samples);
});

test('a run at the rail takes next to nothing', async () => {
  const codec = await open();
  const quiet = wander(20000, 4, 18);
  const clipped = quiet.map((code, i) => (i >= 8000 && i < 16000 ? 511 : code));
  const without = quiet.filter((_, i) => i < 8000 || i >= 16000);
  const bits = (data: Int16Array) => 8 * codec.encode({ data, channels: 1 }).length;
  // a step to the rail, one back, and what the model forgets of the noise around
  assert.ok((bits(clipped) - bits(without)) / 8000 < 0.15);
});

test('noise at full scale grows by less than 1 %, behind silence too', async () => {
  const codec = await open(uneven);
  const loud = { data: noise(200000, 19), channels: 1 };
  assert.ok(codec.encode(loud).length < 1.0001 * loud.data.byteLength + 30);
  // silent wherever settings are compared
  const stretch = (i: number) => i % 25000 < 8192;
  const hidden = { data: loud.data.map((code, i) => (stretch(i) ? 0 : code)), channels: 1 };
  assert.ok(codec.encode(hidden).length < 1.01 * hidden.data.byteLength);
  assert.deepEqual(codec.decode(codec.encode(hidden)), hidden);
});

test('many short channels grow by a few bytes', async () => {
  const codec = await open(uneven);
  const shapes = [
    [1000, 1],
    [300, 7],
    [64, 40],
    [64, 3],
  ];
  for (const [channels, frames] of shapes) {
    // a ramp is predicted, but a predictor takes more bits than it saves
    const ramp = Int16Array.from({ length: channels * frames }, (_, i) => 7 * i);
    for (const data of [noise(channels * frames, 20), ramp]) {
      const samples = { data, channels };
      const stream = codec.encode(samples);
      assert.ok(stream.length < 1.01 * data.byteLength + 20, `${stream.length} bytes`);
      assert.deepEqual(codec.decode(stream), samples);
    }
  }
});

test('several pieces', async () => {
  const samples = planar(wander(9000, 2, 21), noise(9000, 22), wander(9000, 3, 23));
  const piece = { samples: 12000, frames: 2000 };
  const codec = await open(uneven, 0, piece);
  const stream = codec.encode(samples);
  assert.deepEqual(codec.decode(stream), samples);
  assert.throws(() => codec.decode(stream.subarray(0, -1)), /stream ends early/);
  const { pieces } = takeApart(stream, uneven);
  assert.equal(pieces, 5);
  assert.deepEqual(twin.makeTwin(uneven, piece).decode(stream), samples);
});

test('a segment ends with the chunk in which it has 131072 codes', async () => {
  const codec = await open();
  const loud = { data: noise(131073, 24), channels: 1 };
  const sizeOf = (samples: Samples) => takeApart(codec.encode(samples)).segments.length;
  // a state of its own for one code
  assert.equal(sizeOf(loud) - sizeOf(cut(loud, 131072)), 8);
  for (const samples of [loud, planar(wander(131073, 1, 25), loud.data)]) {
    assert.deepEqual(codec.decode(codec.encode(samples)), samples);
  }
});

test('blocks where a recording changes its character', async () => {
  const normal = makeNormal(26);
  let before = 0;
  let last = 0;
  const resonant = Int16Array.from({ length: 65536 }, (_, i) => {
    const next = (i < 32768 ? 1.6 : -1.6) * last - 0.8 * before + 40 * normal();
    before = last;
    last = next;
    return Math.round(next);
  });
  const codec = await open();
  const stream = codec.encode({ data: resonant, channels: 1 });
  const [head] = takeApart(stream).heads;
  assert.ok(head.kind === 'coded' && head.blockFrames === 32768 && head.blocks.length === 2);
  assert.deepEqual(codec.decode(stream).data, resonant);

  const steady = codec.encode({ data: resonant.subarray(0, 32768), channels: 1 });
  const [alone] = takeApart(steady).heads;
  assert.ok(alone.kind === 'coded' && alone.blockFrames === 0 && alone.blocks.length === 1);
});

test('held-out recordings', { skip: withoutRecordings }, async () => {
  const files = readdirSync(neuralinkData)
    .filter(file => file.endsWith('.wav'))
    .toSorted();
  const heldOut = files.filter((_, k) => k % 3 === 2);
  const codec = await openChain(
    parseChain('levels+mixed-gaussian:profile=neuralink', makeRegistry(builtInStages)),
  );
  let rawBytes = 0;
  let encodedBytes = 0;
  for (const file of heldOut.filter((_, k) => k % 25 === 0)) {
    const bytes = readFileSync(join(neuralinkData, file));
    const data = new Int16Array(Uint8Array.from(bytes.subarray(44)).buffer);
    const stream = await codec.encode({ data, channels: 1 });
    assert.deepEqual((await codec.decode(stream)).data, data);
    rawBytes += data.byteLength;
    encodedBytes += stream.length;
  }
  assert.ok(rawBytes / encodedBytes > 3.74, `ratio ${rawBytes / encodedBytes}`);
});
