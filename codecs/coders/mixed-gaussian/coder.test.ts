import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readShape, type Shape } from '../../bytes/shape.js';
import { takeWithLength } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';
import { openChain } from '../../chain.js';
import { parseChain } from '../../chain-id.js';
import type { Samples } from '../../codec.js';
import { decodeMark } from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { makeBitDecoder, makeBitEncoder } from '../../models/adaptive-bits.js';
import { codeNumber } from '../../models/value-table.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { builtInStages, makeRegistry } from '../../registry.js';
import { neuralinkData } from '../../shared-data.test.kit.js';
import { varintBytes, withLengthBytes, withoutRecordings } from '../shared/block-coder.test.kit.js';
import { makeCodec, PIECE } from './coder.js';
import { type Channel, codeChannel, makeHeadCoder } from './head.js';
import type { Kernel } from './memory.js';
import * as twin from './twin/twin.js';

/** A converter whose even codes are three times as wide as its odd ones. */
const uneven: ConverterProfile = {
  name: 'uneven',
  firstCode: -64,
  thresholds: Int16Array.from({ length: 129 }, (_, k) => 16 * (k - 64) - 8 + (k & 1 ? 4 : -4)),
};

async function open(profile?: ConverterProfile, references = 2, piece = PIECE) {
  return makeCodec(await loadKernel<Kernel>('mixed-gaussian'), profile, references, piece);
}

/** About normal, of a deviation of one; the same in every engine. */
function makeNormal(seed: number): () => number {
  const random = makeRandom(seed);
  return () => {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += (random() & 0xffff) / 65536;
    return sum - 6;
  };
}

/** Codes of voltages that wander, as the uneven converter gives them. */
function wander(frames: number, deviation: number, seed: number): Int16Array {
  const normal = makeNormal(seed);
  const { firstCode, thresholds } = uneven;
  let voltage = 0;
  return Int16Array.from({ length: frames }, () => {
    voltage = 0.9 * voltage + 16 * deviation * normal();
    const above = thresholds.findIndex(threshold => threshold > voltage);
    return firstCode + (above < 0 ? thresholds.length : above) - 1;
  });
}

function planar(...channels: Int16Array[]): Samples {
  return { data: Int16Array.from(channels.flatMap(channel => [...channel])), channels: channels.length };
}

/** What all channels have in common at first. */
function cut({ data, channels }: Samples, frames: number): Samples {
  const all = data.length / channels;
  return planar(
    ...Array.from({ length: channels }, (_, c) => data.slice(c * all, c * all + Math.min(all, frames))),
  );
}

function noise(frames: number, seed: number): Int16Array {
  const random = makeRandom(seed);
  return Int16Array.from({ length: frames }, () => random());
}

interface Parts {
  readonly shape: Shape;
  readonly usesProfile: boolean;
  readonly heads: readonly Channel[];
  readonly segments: Uint8Array;
  /** All of them. */
  readonly pieces: number;
}

/** The first piece of a stream, taken apart. */
function takeApart(bytes: Uint8Array, profile?: ConverterProfile): Parts {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const usesProfile = decodeMark(cursor, profile);
  const coder = makeHeadCoder(makeBitDecoder(takeWithLength(cursor)));
  const heads = Array.from({ length: shape.channels }, (_, c) => codeChannel(coder, c, shape.frames, true));
  const segments = takeWithLength(cursor);
  let pieces = 1;
  for (; cursor.at < bytes.length; pieces++) {
    takeWithLength(cursor);
    takeWithLength(cursor);
  }
  return { shape, usesProfile, heads, segments, pieces };
}

test('the twin writes the same streams of nasty samples, and reads them', async () => {
  for (const [profile, references] of [
    [uneven, 2],
    [undefined, 0],
  ] as const) {
    const codec = await open(profile, references);
    const plain = twin.makeTwin(profile, references);
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
    [undefined, uneven].flatMap(profile =>
      [0, 2].map(
        async references => [await open(profile, references), twin.makeTwin(profile, references)] as const,
      ),
    ),
  );
  const property = fc.property(anyChannels, fc.nat(3), (samples, which) => {
    const [codec, plain] = pairs[which];
    const stream = codec.encode(samples);
    assert.deepEqual(plain.encode(samples), stream);
    assert.deepEqual(plain.decode(stream), samples);
    assert.deepEqual(codec.decode(stream), samples);
  });
  fc.assert(property, { numRuns: 60 });
});

test('the twin stands at default parameters, and knows references', async () => {
  const first = wander(600, 4, 1);
  const samples = planar(
    first,
    first.map((_, i) => (first[i + 2] ?? 0) >> 1),
    wander(600, 3, 2),
  );
  const stream = (await open()).encode(samples);
  const [, second] = takeApart(stream).heads;
  assert.ok(second.kind === 'coded' && second.references.length === 1);
  assert.deepEqual(twin.encode(samples), stream);
  assert.deepEqual(twin.decode(stream), samples);
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
  const references = takeApart(stream, uneven).heads.map(head => head.kind === 'coded' && head.references);
  assert.deepEqual(references, [[], [0], []]);
  assert.equal(digestOf([stream]), 'b8889cbfbfb353471ecc419a8085f0e07042871dae785a9926cd7af20165d04e');
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

/** One channel of one frame: numbers of a head, each with its set of contexts. */
const HEAD: readonly (readonly [name: string, set: number, value: number])[] = [
  ['step', 0, 0],
  ['pace', 0, 6],
  ['history', 0, 0],
  ['mean', 1, 0],
  ['mean, low', 0, 0],
  ['start', 1, 0],
  ['start, low', 0, 0],
  ['magnitude', 2, 0],
  ['magnitude, low', 0, 20],
  ['references', 0, 0],
  ['block', 4, 0],
  ['order', 5, 0],
  ['shift', 0, 1],
];
const COEFFICIENTS = 6;

function forgedHead(
  changed: Readonly<Record<string, number>>,
  coefficients: readonly number[] = [],
  profile = 0,
): Uint8Array {
  const bits = makeBitEncoder();
  const { flags, numbers } = makeHeadCoder(bits);
  bits.code(flags, 0, 0);
  bits.code(flags, 1, profile);
  const given: Readonly<Record<string, number>> = { order: coefficients.length, ...changed };
  for (const [name, set, value] of HEAD) codeNumber(bits, numbers, set, given[name] ?? value);
  for (const [a, folded] of coefficients.entries()) codeNumber(bits, numbers, COEFFICIENTS + a, folded);
  return bits.finish();
}

function forged(head: Uint8Array, segments: Uint8Array, shape = [1, 1]): Uint8Array {
  return Uint8Array.from([
    ...shape.flatMap(varintBytes),
    0,
    ...withLengthBytes(head),
    ...withLengthBytes(segments),
  ]);
}

test('forged heads are refused by name', async () => {
  const codec = await open();
  const segment = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0);
  const refuses = (message: RegExp, ...given: Parameters<typeof forgedHead>) =>
    assert.throws(() => codec.decode(forged(forgedHead(...given), segment)), message);
  // this one is in order, and its segment is not
  refuses(/segments? (end|does)/, {});
  refuses(/needs a profile where the stream has none/, {}, [], 1);
  refuses(/holds 13 where at most 12/, { step: 13 });
  refuses(/holds 16 where at most 15/, { pace: 16 });
  refuses(/holds 6 where at most 5/, { history: 6 });
  refuses(/holds 2097280 where 2097152 is the largest/, { mean: 16385 });
  refuses(/holds 256 where at most 255/, { 'mean, low': 256 });
  refuses(/holds 8388608 where 4194304 is the largest/, { start: 65536 });
  refuses(/holds 131210 where 131072 is the largest/, { magnitude: 1025 });
  refuses(/magnitude -1/, { 'magnitude, low': 1 });
  refuses(/holds 1 where at most 0/, { references: 1 });
  refuses(/holds 37 where at most 36/, { order: 37 });
  refuses(/holds 10 where at most 9/, { shift: 10 });
  refuses(/coefficient -32768/, {}, [65535]);
  refuses(/coefficients of magnitude 65536/, {}, [65534, 65533, 3]);
  assert.throws(
    () => codec.decode(forged(Uint8Array.of(...forgedHead({}), 0), segment)),
    /table of \d+ bytes where \d+ are used/,
  );
  assert.throws(() => codec.decode(forged(forgedHead({}).subarray(1), segment)), Error);
});

test('forged shapes and lengths are refused by name', async () => {
  const codec = await open();
  const samples = { data: noise(3, 17), channels: 1 };
  const { segments } = takeApart(codec.encode(samples));
  const head = codec.encode(samples).subarray(4, -1 - segments.length);
  const refuses = (bytes: Uint8Array, message: RegExp) => assert.throws(() => codec.decode(bytes), message);
  assert.deepEqual(codec.decode(forged(head, segments, [1, 3])), samples);
  refuses(forged(head, segments, [0, 3]), /shape of 0 channels/);
  refuses(forged(head, segments, [2 ** 20, 2 ** 11]), /shape of 1048576 channels of 2048 frames/);
  refuses(forged(head, segments, [1, 2 ** 30]), /bytes cannot hold 1 channels of 1073741824 frames/);
  refuses(forged(head, segments, [2 ** 20, 1]), /bytes cannot hold 1048576 channels of 1 frames/);
  refuses(forged(head, segments, [1, 4]), /segments? (end|does)/);
  refuses(forged(head, segments, [1, 2]), /segment does not end where it should|behind the last segment/);
  refuses(forged(head, segments, [2, 3]), /segments end or go astray in channel 1|table ends early/);
  refuses(forged(head, segments, [1, 0]), /bytes behind the last piece/);
  refuses(forged(head, new Uint8Array(0), [1, 3]), /no segment where one should begin/);
  refuses(forged(head, segments.subarray(0, 8), [1, 3]), /segments end or go astray in channel 0/);
  refuses(forged(head, Uint8Array.of(...segments, 1), [1, 3]), /1 bytes behind the last segment/);
  refuses(
    forged(
      head,
      segments.map((byte, k) => (k === 7 ? 128 : byte)),
      [1, 3],
    ),
    /no segment where one should begin/,
  );
  refuses(Uint8Array.of(...forged(head, segments, [1, 3]), 9), /1 bytes behind the last piece/);
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
  const codec = await open(uneven, 2, piece);
  const stream = codec.encode(samples);
  assert.deepEqual(codec.decode(stream), samples);
  assert.throws(() => codec.decode(stream.subarray(0, -1)), /stream ends early/);
  const { pieces } = takeApart(stream, uneven);
  assert.equal(pieces, 5);
  assert.deepEqual(twin.makeTwin(uneven, 2, piece).decode(stream), samples);
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

test('references are the channels that predict another, with a gain', async () => {
  const normal = makeNormal(27);
  const frames = 20000;
  const source = Float64Array.from({ length: frames }, () => 60 * normal());
  const other = Int16Array.from(source, () => Math.round(50 * normal()));
  const first = Int16Array.from(source, value => Math.round(value));
  const scaled = Int16Array.from(source, (_, i) => Math.round(0.7 * (source[i - 2] ?? 0) + 6 * normal()));
  const samples = planar(other, first, scaled);
  const [alone, related] = [await open(undefined, 0), await open(undefined, 2)];
  const stream = related.encode(samples);
  const [, , head] = takeApart(stream).heads;
  assert.ok(head.kind === 'coded');
  assert.deepEqual(head.references, [1]);
  // log2(42.4 / 6) = 2.8 bits a frame
  const gain = (8 * (alone.encode(samples).length - stream.length)) / frames;
  assert.ok(gain > 2.7 && gain < 2.9, `${gain} bits`);
  assert.deepEqual(related.decode(stream), samples);
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
