import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openChain } from '../../chain.js';
import { configure, makeChain } from '../../chain-id.js';
import type { ParameterValues, Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { neuralinkData } from '../../shared-data.test.kit.js';
import { rice } from './coder.js';

const LIMIT = 24;
const LARGEST_K = 13;
const FLAT = 14;
const CONSTANT = 15;

async function open(values: ParameterValues = {}) {
  const codec = await openChain(makeChain([], configure(rice, values)));
  if (codec.asynchronous) throw new Error('rice became asynchronous');
  return codec;
}

// ---- the format written down once more: slow, a bit at a time, every mode tried

type Bits = number[];

function pushNumber(bits: Bits, value: number, width: number): void {
  for (let bit = 0; bit < width; bit++) bits.push((value >> bit) & 1);
}

function toBytes(bits: Bits): number[] {
  const bytes: number[] = new Array(Math.ceil(bits.length / 8)).fill(0);
  for (const [k, bit] of bits.entries()) bytes[k >> 3] |= bit << (k & 7);
  return bytes;
}

function toVarint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...toVarint(value >> 7)];
}

const zigzag = (sample: number) => (sample >= 0 ? 2 * sample : -2 * sample - 1);

interface Coded {
  readonly unary: Bits;
  /** Padded to whole bytes. */
  readonly packed: Bits;
  /** What the choice of a mode weighs: padding left out. */
  readonly bits: number;
}

function codeWithRice(numbers: readonly number[], k: number): Coded {
  const unary: Bits = [];
  const packed: Bits = [];
  const escaped: Bits = [];
  for (const number of numbers) {
    const quotient = number >> k;
    for (let zero = 0; zero < Math.min(quotient, LIMIT); zero++) unary.push(0);
    unary.push(1);
    pushNumber(packed, number, k);
    if (quotient >= LIMIT) pushNumber(escaped, number, 16);
  }
  const bits = unary.length + packed.length + escaped.length;
  while (packed.length % 8 !== 0) packed.push(0);
  return { unary, packed: [...packed, ...escaped], bits };
}

function codeFixed(numbers: readonly number[], width: number): Coded {
  const packed: Bits = [];
  for (const number of numbers) pushNumber(packed, number, width);
  const bits = packed.length;
  while (packed.length % 8 !== 0) packed.push(0);
  return { unary: [], packed, bits };
}

function codeInMode(block: readonly number[], level: number, mode: number): Coded | undefined {
  const constant = block.every(sample => sample === block[0]);
  if (constant !== (mode === FLAT || mode === CONSTANT)) return undefined;
  if (mode === FLAT) return block[0] === level ? { unary: [], packed: [], bits: 0 } : undefined;
  if (mode === CONSTANT) return codeFixed([block[0]], 16);
  const numbers = block.map(zigzag);
  if (mode <= LARGEST_K) return codeWithRice(numbers, mode);
  const width = 32 - Math.clz32(Math.max(...numbers));
  return mode - CONSTANT === width ? codeFixed(numbers, width) : undefined;
}

function encodeSlowly({ data, channels }: Samples, blockLength: number): Uint8Array {
  const frames = data.length / channels;
  const headers: Bits = [];
  const unary: Bits = [];
  const packed: Bits = [];
  let mode = 0;
  for (let start = 0; start < data.length; ) {
    const frame = start % frames;
    const end = Math.min(start + blockLength, start - frame + frames);
    const block = [...data.subarray(start, end)];
    const level = frame === 0 ? 0 : data[start - 1];
    let best: (Coded & { readonly mode: number; readonly cost: number }) | undefined;
    for (let candidate = 0; candidate < 32; candidate++) {
      const coded = codeInMode(block, level, candidate);
      if (coded === undefined) continue;
      const cost = coded.bits + (candidate === mode ? 1 : 6);
      if (best === undefined || cost < best.cost) best = { ...coded, mode: candidate, cost };
      if (candidate === FLAT) break;
    }
    if (best === undefined) throw new Error('no mode fits');
    pushNumber(headers, best.mode === mode ? 1 : best.mode << 1, best.mode === mode ? 1 : 6);
    unary.push(...best.unary);
    for (const bit of best.packed) packed.push(bit);
    mode = best.mode;
    start = end;
  }
  const sections = [headers, unary, packed].map(toBytes);
  const head = [channels, frames, blockLength, sections[0].length, sections[1].length];
  return Uint8Array.from([...head.flatMap(toVarint), ...sections.flat()]);
}

describe('rice: the kernel writes what the slow version writes', () => {
  // bit by bit, 65536 samples would take seconds
  const inputs = nastySamples().filter(({ value }) => value.data.length <= 10007);
  for (const block of [16, 100, 4096]) {
    test(`nasty samples, block ${block}`, async () => {
      const { encode } = await open({ block });
      for (const { name, value } of inputs) {
        assert.deepEqual(encode(value), encodeSlowly(value, block), name);
      }
    });
  }

  test('random samples of any scale, with outliers and flat stretches', async () => {
    const stretch = fc.tuple(
      fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 0, max: 16 }),
      fc.integer({ min: 1, max: 5 }),
    );
    const samples = fc
      .array(stretch, { maxLength: 12 })
      .map(stretches =>
        stretches.flatMap(([values, shift, repeats]) =>
          Array.from({ length: repeats }, () => values.map(v => v >> shift)).flat(),
        ),
      );
    const opened = await Promise.all(
      [16, 23, 64].map(async block => ({ block, codec: await open({ block }) })),
    );
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 3 }), (values, channels) => {
        const data = Int16Array.from(values.slice(0, values.length - (values.length % channels)));
        for (const { block, codec } of opened) {
          const stream = codec.encode({ data, channels });
          assert.deepEqual(stream, encodeSlowly({ data, channels }, block));
          assert.deepEqual(codec.decode(stream), { data, channels });
        }
      }),
      { numRuns: 150, seed: 17 },
    );
  });
});

test('rice: exact sizes', async () => {
  const { encode } = await open();
  const sizes = Object.fromEntries(nastySamples().map(({ name, value }) => [name, encode(value).length]));
  assert.deepEqual(sizes, {
    empty: 6,
    'three channels of no frames': 6,
    'one sample': 9,
    'one zero': 7,
    'two channels of one frame': 11,
    'two samples': 8,
    'seven samples': 13,
    zeros: 11,
    constant: 13,
    'alternating extremes': 2011,
    'steps that overflow': 2009,
    'every value once': 122994,
    'white noise at full scale': 8202,
    'white noise, odd length': 10009,
    'quiet noise': 9403,
    'one outlier in silence': 48,
    'bursts in quiet noise': 9319,
    '10-bit codes': 11276,
    '10-bit codes scaled to 16 bits': 30683,
    'clipped at both rails': 7691,
    'grid of 24 with an offset': 4054,
    'grid of 12 but one sample': 2493,
    'five channels, odd frames': 2488,
    'two channels, one silent': 2351,
    '64 channels of three frames': 308,
    'view into a larger buffer': 2011,
  });
});

test('rice: a stream by its bytes', async () => {
  const { encode } = await open({ block: 16 });
  const data = Int16Array.from([0, -1, 1, 2, -3, 0, 5, 0, 7, 7, 7]);
  assert.equal(Buffer.from(encode({ data, channels: 1 })).toString('hex'), '010b100100261042050aee0e');
});

test('rice: streams do not change by accident', async () => {
  const { encode } = await open();
  const hash = createHash('sha256');
  for (const { value } of nastySamples()) hash.update(encode(value));
  assert.equal(hash.digest('hex'), '0a1cbdd753a6a8ac9b46890221e06ca578e9c64aa470f1241f03f05277d1424f');
});

test('rice: silence and rails cost a bit a block', async () => {
  const { encode } = await open();
  const silence = encode({ data: new Int16Array(256 * 800), channels: 1 });
  assert.equal(silence.length, 1 + 3 + 2 + 1 + 1 + Math.ceil((6 + 799) / 8));
  const rail = encode({ data: new Int16Array(256 * 800).fill(32767), channels: 1 });
  assert.equal(rail.length, 1 + 3 + 2 + 1 + 1 + Math.ceil((6 + 6 + 798) / 8) + 2);
});

test('rice: white noise at full scale grows by less than 0.1 %', async () => {
  const noise = nastySamples().find(({ name }) => name === 'white noise at full scale');
  assert.ok(noise !== undefined);
  const { encode } = await open();
  assert.ok(encode(noise.value).length <= 1.001 * noise.value.data.byteLength + 8);
});

describe('rice: forged streams', () => {
  // one channel of 16 frames in blocks of 16: headers of one byte, no unary section
  const fixed16 = [1, 16, 16, 1, 0, 31 << 1];
  const forged: Record<string, readonly [number[], RegExp]> = {
    'block of 15': [[1, 16, 15, 1, 0, 1], /^Error: rice: block 15 out of range 16..4096$/],
    'block of 4097': [[1, 16, 0x81, 32, 1, 0, 1], /^Error: rice: block 4097 out of range 16..4096$/],
    'headers longer than the stream': [[1, 16, 16, 9, 0, 1], /sections of 9 and 0 bytes where 1 are left/],
    'unary longer than the stream': [[1, 16, 16, 1, 9, 1], /sections of 1 and 9 bytes where 1 are left/],
    'more blocks than header bits': [[1, 0x90, 1, 16, 1, 0, 1], /1 bytes of headers for 9 blocks/],
    'a billion samples': [
      [1, 0x80, 0x80, 0x80, 0x80, 4, 16, 1, 0, 1],
      /1 bytes of headers for 67108864 blocks/,
    ],
    'many channels of no frames': [[0x80, 0x80, 4, 0, 16, 0, 0, 1], /left over/],
    'a mode cut by the end of the headers': [[1, 32, 16, 1, 0, 14 << 1], /stream ends inside a block header/],
    'no unary bits': [[1, 16, 16, 1, 0, 1], /stream ends inside the unary section/],
    'too few unary bits': [[1, 16, 16, 1, 1, 1, 255], /stream ends inside the unary section/],
    'too many unary bits': [[1, 16, 16, 1, 3, 1, 255, 255, 1], /left over/],
    'an endless run': [[1, 16, 16, 1, 6, 1, 255, 127, 0, 0, 0, 1], /a run of more than 24 zeros/],
    'an escape without its number': [
      [1, 16, 16, 1, 6, 1, 255, 127, 0, 0, 128, 0],
      /stream ends inside the packed/,
    ],
    'too few packed bytes': [[...fixed16, ...new Array(31).fill(1)], /stream ends inside the packed section/],
    'too many packed bytes': [[...fixed16, ...new Array(33).fill(1)], /left over/],
    'a constant cut short': [[1, 16, 16, 1, 0, 15 << 1, 7], /stream ends inside the packed section/],
  };
  for (const [name, [bytes, message]] of Object.entries(forged)) {
    test(name, async () => {
      const { decode } = await open();
      assert.throws(() => decode(Uint8Array.from(bytes)), message);
    });
  }

  test('decode takes the block from the stream', async () => {
    const value = { data: Int16Array.from({ length: 999 }, (_, i) => (i * i) % 501), channels: 1 };
    const stream = (await open({ block: 64 })).encode(value);
    assert.deepEqual((await open()).decode(stream), value);
  });
});

// ---- real recordings, where there are any

const skip = existsSync(neuralinkData) ? false : `no recordings in ${neuralinkData}`;

/** Differences of the samples, or of the 10-bit codes behind them. */
function readDifferences(file: string, shift: number): Int16Array {
  const bytes = readFileSync(join(neuralinkData, file));
  const header = 44;
  const samples = new Int16Array(
    bytes.buffer.slice(bytes.byteOffset + header, bytes.byteOffset + bytes.length),
  );
  return samples.map((v, i) => ((v + 32768) >> shift) - (((samples[i - 1] ?? -32768) + 32768) >> shift));
}

/** Bits of plain Rice codes, each block with its best k, and nothing else. */
function idealBits(data: Int16Array, block: number): number {
  let total = 0;
  for (let start = 0; start < data.length; start += block) {
    const numbers = [...data.subarray(start, start + block)].map(zigzag);
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < 16; k++) {
      let bits = numbers.length * (k + 1);
      for (const number of numbers) bits += number >> k;
      least = Math.min(least, bits);
    }
    total += least;
  }
  return total;
}

for (const { what, shift } of [
  { what: '10-bit codes', shift: 6 },
  { what: 'raw samples', shift: 0 },
]) {
  test(`rice: real recordings, differences of ${what}, within 0.5 % of ideal Rice codes`, {
    skip,
  }, async () => {
    const files = readdirSync(neuralinkData).filter(name => name.endsWith('.wav'));
    const { encode, decode } = await open();
    for (const file of files.sort().filter((_, k) => k % 94 === 0)) {
      const data = readDifferences(file, shift);
      const stream = encode({ data, channels: 1 });
      assert.ok(8 * stream.length <= 1.005 * idealBits(data, 256), file);
      assert.deepEqual(decode(stream), { data, channels: 1 });
    }
  });
}
