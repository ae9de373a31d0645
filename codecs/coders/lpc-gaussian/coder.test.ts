import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from '../../bytes/stream.js';
import type { Samples, SyncCodec } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { packKinds } from '../shared/prediction/kinds.js';
import { alike, mixedKinds, noise, open, planar, SMALL, triangular, voltages } from './samples.test.kit.js';
import { recode } from './twin/twin.js';

type Codec = SyncCodec<Samples, Uint8Array>;

function assertSame(found: Samples, wanted: Samples, name: string): void {
  const [a, b] = [found, wanted].map(({ data }) => bytesOf(new Int16Array(data)));
  assert(found.channels === wanted.channels && Buffer.compare(a, b) === 0, `${name}: other samples`);
}

/** Encodes samples, and holds the kernel and the twin to each other. */
function encodeAsTwin(codec: Codec, samples: Samples, name = ''): Uint8Array {
  const bytes = codec.encode(samples);
  const recoded = recode(bytes, SMALL);
  assertSame(recoded.samples, samples, `${name}, twin`);
  assert(Buffer.compare(recoded.again, recoded.coded) === 0, `${name}: the twin writes other bytes`);
  assertSame(codec.decode(bytes), samples, name);
  return bytes;
}

test('the twin reads every stream and writes its bytes', async () => {
  for (const values of [{ profile: 'small' }, { references: 2 }, { references: 6, profile: 'small' }]) {
    const codec = await open(values);
    for (const { name, value } of nastySamples()) {
      if (value.channels > 1 || !('references' in values)) encodeAsTwin(codec, value, name);
    }
  }
});

test('the twin agrees on any samples', async () => {
  const sample = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -32768, max: 32767 }));
  const mono = fc.tuple(fc.constant(1), fc.array(sample, { maxLength: 300 }));
  const few = fc.tuple(fc.integer({ min: 2, max: 20 }), fc.array(sample, { maxLength: 800 }));
  for (const [values, shapes] of [
    [{ profile: 'small' }, mono],
    [{ profile: 'small', references: 3 }, few],
    [{ references: 0 }, few],
  ] as const) {
    const codec = await open(values);
    fc.assert(
      fc.property(shapes, fc.boolean(), ([channels, steps], isWalk) => {
        const data = Int16Array.from(steps.slice(0, steps.length - (steps.length % channels)));
        if (isWalk) for (let i = 1; i < data.length; i++) data[i] += data[i - 1];
        encodeAsTwin(codec, { data, channels });
      }),
      { numRuns: 200 },
    );
  }
});

test('channels that are alike predict each other', async () => {
  const alone = await open({ profile: 'small' });
  for (const references of [1, 2, 6]) {
    const codec = await open({ profile: 'small', references });
    for (const [frames, channels] of [
      [40, 5],
      [3000, 5],
      [4097, 3],
      [700, 20],
    ]) {
      const samples = alike(frames, channels);
      const bytes = encodeAsTwin(codec, samples);
      assertSame(alone.decode(bytes), samples, 'a codec without references');
      if (frames > 40) assert(bytes.length < 0.93 * alone.encode(samples).length, `${frames} frames`);
    }
  }
});

test('adapted weights do not run away where codes stand still', async () => {
  const random = makeRandom(7);
  // four stretches, in each a third at the rail, then a resonance that is another one in every second stretch: weights
  // that adapt would pay there
  let near = 0;
  let far = 0;
  const moving = Int16Array.from({ length: 24000 }, (_, i) => {
    const next = (i % 12000 < 6000 ? 1.6 : -1.6) * near - 0.8 * far + (random() & 15) + (random() & 15) - 15;
    far = near;
    near = next;
    return Math.max(-500, Math.min(500, Math.round(next)));
  });
  const railed = Int16Array.from({ length: 40000 }, (_, i) =>
    i % 10000 < 4000 ? 511 : moving[6000 * Math.floor(i / 10000) + (i % 10000) - 4000],
  );
  const codec = await open();
  const [all, without] = [railed, moving].map(data => codec.encode({ data, channels: 1 }).length);
  assert(all < 1.25 * without, `${all} bytes, without the rail ${without}`);
  assertSame(
    codec.decode(codec.encode({ data: railed, channels: 1 })),
    { data: railed, channels: 1 },
    'rail',
  );
});

test('many short channels share their weights', async () => {
  const pooled = await open();
  const samples = voltages(200, 64);
  const bytes = encodeAsTwin(pooled, samples);
  const { length } = pooled.encode({ data: samples.data, channels: 1 });
  assert(bytes.length < 1.1 * length, `${bytes.length} bytes, of one channel ${length}`);
});

test('few channels are cut into stretches', async () => {
  for (const values of [{}, { references: 4 }]) {
    const codec = await open(values);
    for (const frames of [4095, 4096, 4099, 9001]) {
      encodeAsTwin(codec, voltages(frames));
      encodeAsTwin(codec, alike(frames, 3));
    }
  }
});

test('several sections and blocks', async () => {
  const codec = await open({ references: 1 });
  const frames = 2 ** 18 + 5000;
  const wave = Int16Array.from({ length: frames }, (_, i) => (i & 7) ^ ((i * i) & 3));
  encodeAsTwin(
    codec,
    planar(
      wave,
      wave.toReversed(),
      wave.map(code => 3 * code),
    ),
  );
});

test('wide signals lose low bits and escape', async () => {
  for (const values of [{}, { profile: 'small', references: 2 }]) {
    const codec = await open(values);
    for (const frames of [600, 5000]) {
      encodeAsTwin(codec, { data: triangular(frames, 30000, 1), channels: 1 });
      const jumps = voltages(frames).data.map((code, i) => (i % 50 === 0 ? 30000 : code));
      encodeAsTwin(codec, planar(jumps, triangular(frames, 20000, 2), triangular(frames, 5000, 3)));
    }
  }
});

/** Codes of a converter of 256 codes, of a wave that both rails cut, of noise, a constant, and codes with jumps. */
function allKinds(frames: number): Samples {
  const wave = Int16Array.from({ length: frames }, (_, i) => {
    const slope = Math.abs((i % 200) - 100) - 50;
    return Math.max(-32768, Math.min(32767, 900 * slope));
  });
  const { data } = voltages(frames);
  const jumps = data.map((code, i) => (i % 50 === 0 ? 30000 : code));
  const constant = new Int16Array(frames).fill(-7);
  return planar(data, wave, noise(frames, 4), constant, jumps, triangular(frames, 30000, 1));
}

test('raw and constant channels, a profile and both rails among other channels', async () => {
  for (const values of [{ profile: 'small' }, { profile: 'small', references: 3 }, { references: 16 }]) {
    const codec = await open(values);
    for (const frames of [600, 5000]) encodeAsTwin(codec, allKinds(frames));
    encodeAsTwin(codec, mixedKinds());
  }
});

test('a channel that is quiet beside loud ones ends', async () => {
  const codec = await open({ references: 3 });
  const quiet = Int16Array.from({ length: 600 }, (_, i) => i & 1);
  const loud = [1, 2, 3, 4].map(seed => triangular(600, 30000, seed));
  encodeAsTwin(codec, planar(quiet, ...loud, quiet.toReversed()));
});

test('one instance writes the same bytes whatever it wrote before', async () => {
  for (const values of [{ profile: 'small' }, { references: 3, profile: 'small' }]) {
    const inputs = [
      alike(900, 5),
      allKinds(5000),
      voltages(4096),
      alike(300, 18),
      mixedKinds(),
      voltages(40),
    ];
    const codec = await open(values);
    const once = inputs.map(samples => codec.encode(samples));
    const orders = [inputs.map((_, k) => inputs.length - 1 - k), [3, 0, 5, 1, 4, 2]];
    for (const k of orders.flat()) {
      codec.decode(once[(k + 2) % inputs.length]);
      assert.deepEqual(codec.encode(inputs[k]), once[k], `input ${k}`);
      const fresh = await open(values);
      assert.deepEqual(fresh.encode(inputs[k]), once[k], `input ${k}, another instance`);
    }
  }
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
  const { length } = codec.encode({ data: railed, channels: 1 });
  assert(length < 1.1 * alone, `${length} bytes, without the run ${alone}`);
});

test('forged numbers are named', async () => {
  const codec = await open();
  const stream = codec.encode(voltages(500));
  const forge = (at: number, ...bytes: number[]) => {
    const forged = new Uint8Array(stream);
    forged.set(bytes, at);
    return () => codec.decode(forged);
  };
  // channels, frames (2 bytes), mark, format, flag, kinds, length of the head
  assert.throws(forge(4, 6), /format 6 out of range 0\.\.5/);
  assert.throws(forge(5, 2), /whether channels refer to others 2 out of range 0\.\.1/);
  assert.throws(forge(6, 3), /kind of channel 3, want 0\.\.2/);
  assert.throws(forge(7, stream[7] - 1), Error);
  assert.throws(forge(7, stream[7] + 1), /table of \d+ bytes where \d+ are used/);
  const words = 8 + stream[7];
  assert.throws(forge(words, 0xff, 0xff, 0x7f), /words 2097151 out of range 0\.\.4000/);
  assert.throws(forge(stream.length - 1, stream[stream.length - 1] ^ 1), /words do not hold the codes/);
  for (let length = 0; length < stream.length; length++) {
    assert.throws(() => codec.decode(stream.subarray(0, length)), Error, `${length} bytes`);
  }
  assert.throws(() => codec.decode(new Uint8Array([...stream, 0])), /1 bytes left over/);
  const shape = [0x80, 0x80, 0x04, 1, 0, 5, 0];
  assert.throws(() => codec.decode(Uint8Array.of(...shape)), /0 bytes for 1 blocks of 65536 channels/);
  const raw = [1, 100, 0, 5, 0, ...packKinds([0])];
  assert.throws(() => codec.decode(Uint8Array.of(...raw)), /stream ends early/);
});

test('damaged streams are errors, or other samples of the same shape, as the twin has them', async () => {
  for (const [values, samples] of [
    [{ profile: 'small', references: 3 }, alike(150, 5)],
    [{ references: 2 }, alike(40, 18)],
    [{}, voltages(4096, 2)],
  ] as const) {
    const codec = await open(values);
    const stream = codec.encode(samples);
    const most = Math.min(stream.length, 400) - 1;
    for (let at = 6; at <= most; at++) {
      const forged = new Uint8Array(stream);
      forged[at] ^= 1 << (at & 7);
      let decoded: Samples | undefined;
      try {
        decoded = codec.decode(forged);
      } catch (error) {
        assert(
          error instanceof Error && !(error instanceof WebAssembly.RuntimeError),
          `byte ${at}: ${error}`,
        );
      }
      if (decoded !== undefined) assertSame(decoded, recode(forged, SMALL).samples, `byte ${at}`);
    }
    assertSame(codec.decode(stream), samples, 'afterwards');
  }
});

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** To be made anew whenever the encoder is tuned; decoders must read all that were released. */
const GOLDEN = [
  { values: { profile: 'small' }, samples: voltages(40), length: 58, digest: '49049ba8cc481737' },
  { values: { profile: 'small' }, samples: voltages(20000), length: 11617, digest: '23e8c8e71be381ca' },
  { values: {}, samples: voltages(20000), length: 11973, digest: 'dc90b76c31c8f621' },
  { values: {}, samples: voltages(3000, 4), length: 7211, digest: 'f4b3920600526383' },
  { values: {}, samples: voltages(200, 64), length: 7819, digest: '16bb1ada93712b13' },
  { values: { references: 2 }, samples: alike(2000, 4), length: 4227, digest: '6aba7f791fcd49d1' },
  { values: { references: 6 }, samples: alike(5000, 8), length: 20924, digest: 'c4ca5096fba3e7a8' },
  { values: { references: 6 }, samples: alike(500, 30), length: 7903, digest: '821423d180273dab' },
  {
    values: { references: 3, profile: 'small' },
    samples: allKinds(5000),
    length: 35706,
    digest: '64a4160590a0a349',
  },
];

test('golden streams', async () => {
  const found = [];
  for (const { values, samples } of GOLDEN) {
    const bytes = (await open(values)).encode(samples);
    found.push({ length: bytes.length, digest: digestOf(bytes) });
  }
  const wanted = GOLDEN.map(({ length, digest }) => ({ length, digest }));
  assert.deepEqual(found, wanted);
});
