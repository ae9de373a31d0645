import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import wavefile from 'wavefile';
import { UnsupportedError } from '../../../codecs/codec.js';
import { encodeWav } from '../write.js';
import { wav } from './wav.js';

/** The facts of its stream, and where its samples begin. */
async function locate(bytes: Uint8Array) {
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const place = { path: '/a.wav', named: false, file: { length: bytes.length, read } };
  const { streams } = await wav.locate(place, {});
  const { channels, frames, sampleRateHz, layout } = streams[0];
  assert.ok(layout.type === 'lattice');
  return { channels, frames, sampleRateHz, offset: layout.runs[0].offset };
}

interface Format {
  tag?: number;
  channels?: number;
  rate?: number;
  frameBytes?: number;
  bits?: number;
  tail?: Uint8Array;
}

function formatBytes({
  tag = 1,
  channels = 2,
  rate = 8000,
  frameBytes,
  bits = 16,
  tail,
}: Format = {}): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(channels, 2);
  bytes.writeUInt32LE(rate, 4);
  bytes.writeUInt16LE(frameBytes ?? (channels * bits) / 8, 12);
  bytes.writeUInt16LE(bits, 14);
  return Buffer.concat([bytes, tail ?? Buffer.alloc(0)]);
}

function chunk(id: string, contents: Uint8Array, size = contents.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, contents, Buffer.alloc(contents.length & 1)]);
}

function riff(chunks: readonly Uint8Array[], size?: number, id = 'RIFF'): Buffer {
  const body = Buffer.concat(chunks);
  return chunk(id, Buffer.concat([Buffer.from('WAVE'), body]), size);
}

const DATA = Buffer.alloc(12, 7);
const GUID_OF_PCM = Buffer.from('0100000000001000800000aa00389b71', 'hex');

function extensible(guid: Uint8Array): Buffer {
  return formatBytes({ tag: 0xfffe, tail: Buffer.concat([Buffer.alloc(8), guid]) });
}

describe('the walk finds the data', () => {
  const sound: Record<string, [bytes: Buffer, offset: number]> = {
    canonical: [riff([chunk('fmt ', formatBytes()), chunk('data', DATA)]), 44],
    'an odd chunk with its padding': [
      riff([chunk('junk', Buffer.alloc(5, 1)), chunk('fmt ', formatBytes()), chunk('data', DATA)]),
      58,
    ],
    'chunks behind the data': [
      riff([chunk('fmt ', formatBytes()), chunk('data', DATA), chunk('LIST', Buffer.alloc(9))]),
      44,
    ],
    'extensible with PCM inside': [riff([chunk('fmt ', extensible(GUID_OF_PCM)), chunk('data', DATA)]), 68],
    'streamed by ffmpeg': [
      riff([chunk('fmt ', formatBytes()), chunk('data', DATA, 0xffffffff)], 0xffffffff),
      44,
    ],
    'streamed by sox': [
      riff([chunk('fmt ', formatBytes()), chunk('data', DATA, 0x7ffff000)], 0x7ffff024),
      44,
    ],
    'streamed with zeros for sizes': [riff([chunk('fmt ', formatBytes()), chunk('data', DATA, 0)], 0), 44],
  };
  for (const [name, [bytes, offset]] of Object.entries(sound)) {
    test(name, async () => {
      assert.deepEqual(await locate(bytes), {
        channels: 2,
        sampleRateHz: 8000,
        frames: 3,
        offset,
      });
    });
  }
});

describe('a file is refused with its reason', () => {
  const format = chunk('fmt ', formatBytes());
  const with_ = (facts: Format) => riff([chunk('fmt ', formatBytes(facts)), chunk('data', DATA)]);
  const unsupported: Record<string, [Uint8Array, RegExp]> = {
    '8 bits': [with_({ bits: 8 }), /8-bit PCM/],
    '24 bits': [with_({ bits: 24 }), /24-bit PCM/],
    '32 bits': [with_({ bits: 32 }), /32-bit PCM/],
    float: [with_({ tag: 3, bits: 32 }), /floating point/],
    'A-law': [with_({ tag: 6, bits: 8 }), /A-law/],
    'an unknown tag': [with_({ tag: 0x1234 }), /format 0x1234/],
    'extensible float': [
      riff([
        chunk('fmt ', extensible(Buffer.from('0300000000001000800000aa00389b71', 'hex'))),
        chunk('data', DATA),
      ]),
      /floating point/,
    ],
    'an unknown GUID': [
      riff([chunk('fmt ', extensible(Buffer.alloc(16, 9))), chunk('data', DATA)]),
      /format 0909/,
    ],
    RF64: [riff([format, chunk('data', DATA)], 0xffffffff, 'RF64'), /RF64/],
    FLAC: [Buffer.from('fLaC....'), /FLAC/],
  };
  for (const [name, [bytes, reason]] of Object.entries(unsupported)) {
    test(`unsupported: ${name}`, async () => {
      await assert.rejects(locate(bytes), { name: 'UnsupportedError', message: reason });
    });
  }
  const wrong: Record<string, [Uint8Array, RegExp]> = {
    empty: [Buffer.alloc(0), /empty file/],
    'three bytes': [Buffer.from('RIF'), /no WAV: begins with "RIF"/],
    text: [Buffer.from('time,volts\n0,1\n'), /no WAV: begins with "time,volts/],
    'another RIFF': [Buffer.from('RIFF\0\0\0\0AVI LIST'), /no WAV/],
    'no chunks': [riff([]), /no data chunk/],
    'no data': [riff([format]), /no data chunk/],
    'no format': [riff([chunk('data', DATA)]), /data chunk before any format/],
    'a torn head': [
      riff([format, Buffer.from('dat')]).subarray(0, 39),
      /torn inside a chunk's head at byte 36/,
    ],
    'torn data': [riff([format, chunk('data', DATA)]).subarray(0, 50), /torn: 6 of 12 bytes/],
    'no samples': [riff([format, chunk('data', Buffer.alloc(0))]), /holds no samples/],
    'part of a frame': [riff([format, chunk('data', DATA.subarray(0, 10))]), /10 bytes of data/],
    'no channels': [with_({ channels: 0 }), /0 channels/],
    '0 Hz': [with_({ rate: 0 }), /0 Hz/],
    'a lying frame size': [with_({ frameBytes: 2 }), /2 bytes a frame for 2 channels/],
    'a short format': [riff([chunk('fmt ', Buffer.alloc(10))]), /format chunk of 10 bytes/],
    'a short extensible format': [
      riff([chunk('fmt ', formatBytes({ tag: 0xfffe }))]),
      /of 16 bytes, want 40/,
    ],
    'endless empty chunks': [
      riff(Array.from({ length: 5000 }, () => chunk('junk', DATA.subarray(0, 0)))),
      /no data chunk among/,
    ],
  };
  for (const [name, [bytes, reason]] of Object.entries(wrong)) {
    test(`error: ${name}`, async () => {
      await assert.rejects(locate(bytes), { name: 'Error', message: reason });
    });
  }
});

/** What is returned fits the file; what is thrown is meant. */
async function staysInside(bytes: Uint8Array): Promise<boolean> {
  try {
    const { channels, frames, offset } = await locate(bytes);
    return frames > 0 && offset + frames * channels * 2 <= bytes.length;
  } catch (thrown) {
    return thrown instanceof UnsupportedError || (thrown instanceof Error && thrown.constructor === Error);
  }
}

test('random bytes and mutated files never crash, hang or lead out of the file', async () => {
  const base = riff([chunk('junk', Buffer.alloc(5)), chunk('fmt ', formatBytes()), chunk('data', DATA)]);
  const mutated = fc
    .tuple(fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(base.length))
    .map(([changes, length]) => {
      const bytes = Buffer.from(base);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes.subarray(0, length);
    });
  const behindHead = fc
    .uint8Array({ maxLength: 200 })
    .map(tail => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), tail]));
  const anything = fc.oneof(fc.uint8Array(), mutated, behindHead);
  await fc.assert(fc.asyncProperty(anything, staysInside), { numRuns: 3000 });
});

describe('files of other programs', () => {
  const samples = Int16Array.from({ length: 600 }, (_, i) => ((i * 7919) << 16) >> 16);
  const pcm = new Uint8Array(samples.buffer);
  const programs: Record<string, [program: string, args: string[]]> = {
    'sox, mono': ['sox', ['-t', 's16', '-r', '8000', '-c', '1', '-', '-t', 'wav', '-']],
    'sox, four channels': ['sox', ['-t', 's16', '-r', '8000', '-c', '4', '-', '-t', 'wav', '-']],
    'ffmpeg, stereo': [
      'ffmpeg',
      '-loglevel error -f s16le -ar 8000 -ac 2 -i - -c:a pcm_s16le -f wav -'.split(' '),
    ],
  };
  for (const [name, [program, args]] of Object.entries(programs)) {
    test(name, async t => {
      let bytes: Buffer;
      try {
        bytes = execFileSync(program, args, { input: pcm, stdio: ['pipe', 'pipe', 'ignore'] });
      } catch (thrown) {
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
        return t.skip(`${program} is not installed`);
      }
      const { channels, frames, sampleRateHz, offset } = await locate(bytes);
      assert.equal(sampleRateHz, 8000);
      assert.equal(channels * frames, samples.length);
      assert.deepEqual(new Uint8Array(bytes.subarray(offset, offset + pcm.length)), pcm);
    });
  }

  test('wavefile, three channels', async () => {
    const bytes = encodeWav({ data: samples, channels: 3 }, 24414);
    const layout = await locate(bytes);
    assert.deepEqual({ ...layout, offset: 0 }, { channels: 3, sampleRateHz: 24414, frames: 200, offset: 0 });
    const again = new wavefile.WaveFile(bytes);
    assert.deepEqual(
      [3, 4, 5].map(index => again.getSample(index)),
      [samples[1], samples[201], samples[401]],
    );
  });
});
