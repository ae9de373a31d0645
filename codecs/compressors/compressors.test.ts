/** What the conformance table does not ask of compressors: damage that is found, and streams that never change. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { configure, printStage } from '../chain-id.js';
import { type Codec, type Compressor, type ParameterValues, UnsupportedError } from '../codec.js';
import { nastySamples } from '../nasty.js';
import { makeRandom } from '../random.js';
import { builtInStages } from '../registry.js';
import { adler32 } from './fflate/deflate.js';

type Bytes = Codec<Uint8Array, Uint8Array>;

const compressors = builtInStages
  .filter((stage): stage is Compressor => stage.kind === 'compressor')
  .filter(stage => stage.name !== 'none');

/** Formats with a checksum of the content. */
const CHECKED = [
  'gzip',
  'gzip-native',
  'zip',
  'deflate',
  'deflate-native',
  'zstd',
  'zstd-native',
  'zstd-numcodecs',
  'lz4',
  'bzip2',
  'xz',
];

/** 10-bit codes scaled to 16 bits, little-endian. */
function recordedBytes(): Uint8Array {
  const wanted = '10-bit codes scaled to 16 bits';
  const { data } = nastySamples().find(({ name }) => name === wanted)!.value;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function compressorNamed(name: string): Compressor {
  return compressors.find(stage => stage.name === name)!;
}

/** Runs a test on an opened stage; where its package is missing the test is skipped. */
function testOpened(
  title: string,
  stage: Compressor,
  values: ParameterValues,
  run: (codec: Bytes) => unknown,
) {
  test(title, async t => {
    try {
      await run(await stage.open(values));
    } catch (thrown) {
      if (!(thrown instanceof UnsupportedError)) throw thrown;
      t.skip(thrown.message);
    }
  });
}

const rejected = async (codec: Bytes, bytes: Uint8Array, most?: number) => {
  try {
    await codec.decode(bytes, most);
    return false;
  } catch {
    return true;
  }
};

describe('compressors: damage', () => {
  for (const stage of compressors) {
    testOpened(
      `${stage.name}: every truncation throws, and so does a byte too many`,
      stage,
      {},
      async codec => {
        const stream = await codec.encode(recordedBytes().subarray(0, 1500));
        for (let length = 0; length < stream.length; length++) {
          assert.ok(await rejected(codec, stream.slice(0, length)), `${length} of ${stream.length} bytes`);
        }
        for (const extra of [0, 1, 0x5a, 255]) {
          assert.ok(
            await rejected(codec, Uint8Array.of(...stream, extra)),
            `byte ${extra} behind the stream`,
          );
        }
      },
    );
  }

  for (const name of CHECKED) {
    testOpened(`${name}: no flipped bit gives other bytes`, compressorNamed(name), {}, async codec => {
      const bytes = recordedBytes().subarray(0, 1500);
      const stream = await codec.encode(bytes);
      const random = makeRandom(2);
      for (let k = 0; k < 400; k++) {
        const damaged = new Uint8Array(stream);
        const at = k < 60 ? k % stream.length : random() % stream.length;
        damaged[at] ^= 1 << (random() & 7);
        if (!(await rejected(codec, damaged))) {
          // bits that say nothing of the content, such as gzip's time
          assert.deepEqual(await codec.decode(damaged), bytes, `byte ${at}`);
        }
      }
    });
  }
});

describe('compressors: a forged length is refused before memory is taken for it', () => {
  const forgeries: readonly [string, (stream: Uint8Array) => Uint8Array, RegExp][] = [
    ['gzip', stream => stream.fill(0x7f, -4), /stream says 2139062143 bytes/],
    ['zstd', () => Buffer.from('28b52ffda40000007001000099e9d851', 'hex'), /stream says 1879048192 bytes/],
    ['snappy', () => Uint8Array.of(255, 255, 255, 127, 0, 0), /stream says 268435455 bytes/],
    [
      'lz4',
      () => Buffer.from('04224d186c40ffffff7f00000000a700000000', 'hex'),
      /stream says 2147483647 bytes/,
    ],
    ['lzma', stream => stream.fill(0xff, 1, 5), /[Mm]emory usage limit/],
    ['zip', stream => stream.fill(0x7f, -22 - 31, -22 - 27), /stream says \d+ bytes/],
    ['lz4-block', stream => stream.fill(0x7f, 0, 4), /stream says 2139062143 bytes/],
    ['blosc', stream => stream.fill(0x7f, 4, 8), /stream says 2139062143 bytes/],
  ];
  for (const [name, forge, message] of forgeries) {
    testOpened(name, compressorNamed(name), {}, async codec => {
      const forged = forge(await codec.encode(recordedBytes()));
      await assert.rejects(async () => codec.decode(forged), message);
    });
  }
});

/** Bytes of nothing, of which every format makes few. */
const NOTHING = 2 ** 17;

describe('compressors: where it is known how much there can be, no more is decoded', () => {
  for (const stage of compressors) {
    testOpened(stage.name, stage, {}, async codec => {
      const bomb = await codec.encode(new Uint8Array(NOTHING));
      const over = /over \d+ bytes|stream says \d+ bytes where it can hold/;
      for (const most of [0, 1000, NOTHING - 1]) {
        await assert.rejects(async () => codec.decode(bomb, most), over, `${most}`);
      }
      assert.equal((await codec.decode(bomb, NOTHING)).length, NOTHING);
      const bytes = recordedBytes();
      const stream = await codec.encode(bytes);
      assert.deepEqual(await codec.decode(stream, bytes.length), bytes);
      assert.ok(await rejected(codec, stream.slice(0, -1), bytes.length));
    });
  }

  test('bzip2: 46 bytes that become 46 MB, of which the first 1000 are enough', async () => {
    const { decode } = await compressorNamed('bzip2').open({});
    // bzip2 -9 of them: what its run-length code leaves is one block
    const bomb =
      '425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80971772453850900e09e2df';
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(async () => decode(Buffer.from(bomb, 'hex'), 1000), /content over 1000 bytes/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 24);
  });
});

describe('compressors: what is wrong is said in words', () => {
  testOpened('gzip: bytes behind the end', compressorNamed('gzip'), {}, async codec => {
    const stream = await codec.encode(Uint8Array.from({ length: 5000 }, (_, i) => (i * i) >>> 3));
    for (const extra of [Uint8Array.of(0), new Uint8Array(8), Uint8Array.of(0, 1, 0, 0)]) {
      const longer = Uint8Array.of(...stream, ...extra);
      await assert.rejects(
        async () => codec.decode(longer),
        (error: Error) => !/out of bounds/.test(error.message),
      );
    }
    const stored = await (await compressorNamed('gzip').open({ level: 0 })).encode(new Uint8Array(5000));
    new DataView(stored.buffer).setUint32(stored.length - 4, 100, true);
    await assert.rejects(async () => codec.decode(stored), /content over 100 bytes/);
  });

  testOpened('zstd: damage is no failure to compress', compressorNamed('zstd'), {}, async codec => {
    const stream = await codec.encode(recordedBytes());
    stream[stream.length >> 1] ^= 1;
    await assert.rejects(async () => codec.decode(stream), /^Error: the stream is damaged$/);
  });
});

// zlib and Brotli come with Node and change with it; the others' versions are pinned.
describe('compressors: golden streams of 20,001 samples', () => {
  const golden: readonly [string, ParameterValues, number, string][] = [
    ['gzip', {}, 19339, '8e0a771a4da5f4c8'],
    ['gzip', { level: 9 }, 19284, 'e507a1d201d9a919'],
    ['deflate', {}, 19327, 'fa08794c6d37a8ca'],
    ['zstd', {}, 21009, '19d6550cc9cfa131'],
    ['zstd', { level: 19 }, 18190, '93bba60edd436ed8'],
    ['lz4', {}, 33554, '0063a1d9fdd9ff6e'],
    ['snappy', {}, 30190, 'e0c4477f69802b3c'],
    ['zstd-numcodecs', { level: 22 }, 18196, '8191989146bdd018'],
    ['zip', { level: 0 }, 40118, '11e400128ce43b42'],
    ['zip', {}, 19437, 'b3724ead849ae998'],
    ['lz4-block', {}, 30144, '2bcc9e1a4773c71c'],
    ['lz4-block', { acceleration: 9 }, 34075, '4a6ccd504c93b198'],
    ['blosc', {}, 39355, '1e2cce3382e7fa4a'],
    ['blosc', { shuffle: 'none' }, 32285, '70c58cbb0d87dbf5'],
    ['blosc', { cname: 'lz4hc', clevel: 9, shuffle: 'none' }, 25963, 'f56578d4d06f2f44'],
    ['blosc', { cname: 'zlib', clevel: 9, shuffle: 'none' }, 19312, '92046860da7dd1c5'],
    ['blosc', { cname: 'zstd', clevel: 9, shuffle: 'bit' }, 23146, '422fd69f87e6ba80'],
    ['bzip2', { level: 1 }, 14063, '36ad674211904b6e'],
    ['bzip2', {}, 14063, '398f909e469aed8a'],
    ['xz', {}, 16600, 'a0a1afba181fbb8d'],
    ['lzma', { preset: 0 }, 18784, 'c5e4361a0f7a2070'],
    ['lzma', {}, 16553, '47f19f841dc9d677'],
  ];
  for (const [name, values, size, digest] of golden) {
    const stage = compressorNamed(name);
    testOpened(printStage(configure(stage, values)), stage, values, async codec => {
      const stream = await codec.encode(recordedBytes());
      const sha256 = createHash('sha256').update(stream).digest('hex').slice(0, 16);
      assert.deepEqual([stream.length, sha256], [size, digest]);
    });
  }
});

describe('compressors: what packages did wrong', () => {
  testOpened('bzip2 takes an input over 16 MB', compressorNamed('bzip2'), {}, async codec => {
    const bytes = new Uint8Array(17_000_000);
    bytes[16_999_999] = 7;
    const decoded = await codec.decode(await codec.encode(bytes));
    assert.ok(Buffer.from(decoded.buffer).equals(bytes));
  });

  test('opening every compressor leaves the process as it was', async () => {
    const events = ['uncaughtException', 'unhandledRejection', 'exit'];
    const state = () => [
      Object.getOwnPropertyNames(globalThis),
      events.map(name => process.listenerCount(name)),
    ];
    const before = state();
    for (const stage of compressors) {
      await stage.open({}).catch((thrown: unknown) => assert.ok(thrown instanceof UnsupportedError));
    }
    assert.deepEqual(state(), before);
  });

  test('Adler-32 of a known text and of bytes that overflow its sums', () => {
    assert.equal(adler32(Buffer.from('Wikipedia')), 0x11e60398);
    assert.equal(adler32(new Uint8Array(100_000).fill(255)), adlerOf(new Uint8Array(100_000).fill(255)));
  });
});

/** Adler-32, reduced after each byte. */
function adlerOf(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}
