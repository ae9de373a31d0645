/**
 * Inputs that break codecs, by name. Deterministic: the same samples on every call and machine. They are made once, and
 * each call gives copies of its own, since a codec may write to its input.
 */
import type { Samples } from './codec.js';
import { makeRandom } from './random.js';

/** A named input of the conformance kit. */
export interface NastyInput<T> {
  readonly name: string;
  readonly value: T;
}

type Fill = (index: number) => number;

function samplesOf(length: number, channels: number, fill: Fill): Samples {
  const data = new Int16Array(length);
  for (let i = 0; i < length; i++) data[i] = fill(i);
  return { data, channels };
}

/** A sum of twelve uniforms: near enough to Gaussian, and exact in every engine. */
function gaussian(random: () => number, sigma: number): number {
  let sum = 0;
  for (let k = 0; k < 12; k++) sum += random() & 0xffff;
  return Math.trunc(((sum - 6 * 65535) / 65536) * sigma);
}

/** An autoregressive wander of 10-bit codes, as a converter gives them. */
function converterCodes(seed: number): () => number {
  const random = makeRandom(seed);
  let level = 512;
  return () => {
    level = 512 + (level - 512) * 0.9 + gaussian(random, 8);
    return Math.max(0, Math.min(1023, Math.round(level)));
  };
}

const toSixteenBits = (code: number) => Math.trunc((code * 65535) / 1023 - 32768);

function scaledCodes(length: number): Samples {
  const code = converterCodes(11);
  return samplesOf(length, 1, () => toSixteenBits(code()));
}

/** A copy that lies in its buffer where the original lies in its; of a Buffer another Buffer. */
function copyInPlace<A extends Int16Array | Uint8Array>(array: A): A;
function copyInPlace(array: Int16Array | Uint8Array): Int16Array | Uint8Array {
  if (array instanceof Buffer) return Buffer.from(array);
  const { buffer, byteOffset, length } = array;
  const View = array instanceof Int16Array ? Int16Array : Uint8Array;
  return new View(new Uint8Array(buffer).slice().buffer, byteOffset, length);
}

function viewIntoLarger(): Samples {
  const random = makeRandom(5);
  const larger = Int16Array.from({ length: 3000 }, () => random());
  return { data: larger.subarray(1001, 2002), channels: 1 };
}

let samplesMade: readonly NastyInput<Samples>[] | undefined;
let bytesMade: readonly NastyInput<Uint8Array>[] | undefined;

/** Samples for transforms and coders. */
export function nastySamples(): NastyInput<Samples>[] {
  samplesMade ??= makeSamples();
  return samplesMade.map(({ name, value }) => ({
    name,
    value: { ...value, data: copyInPlace(value.data) },
  }));
}

/** Bytes for compressors. */
export function nastyBytes(): NastyInput<Uint8Array>[] {
  bytesMade ??= makeBytes();
  return bytesMade.map(({ name, value }) => ({ name, value: copyInPlace(value) }));
}

function makeSamples(): NastyInput<Samples>[] {
  const random = makeRandom(1);
  const code = converterCodes(7);
  const small = () => gaussian(random, 40);
  const inputs: Record<string, Samples> = {
    empty: samplesOf(0, 1, () => 0),
    'three channels of no frames': samplesOf(0, 3, () => 0),
    'one sample': samplesOf(1, 1, () => -12345),
    'one zero': samplesOf(1, 1, () => 0),
    'two channels of one frame': samplesOf(2, 2, i => (i === 0 ? 32767 : -32768)),
    'two samples': samplesOf(2, 1, i => 1 - i),
    'seven samples': samplesOf(7, 1, i => i * i - 20),
    zeros: samplesOf(5000, 1, () => 0),
    constant: samplesOf(4097, 1, () => -257),
    'alternating extremes': samplesOf(1001, 1, i => (i & 1 ? 32767 : -32768)),
    'steps that overflow': samplesOf(1000, 1, i => (i % 3) * 30000 - 30000),
    'every value once': samplesOf(65536, 1, i => i - 32768),
    'white noise at full scale': samplesOf(4096, 1, () => random()),
    'white noise, odd length': samplesOf(4999, 1, () => random()),
    'quiet noise': samplesOf(10007, 1, small),
    'one outlier in silence': samplesOf(3000, 1, i => (i === 1234 ? 32767 : 0)),
    'bursts in quiet noise': samplesOf(9000, 1, i => (i % 1000 < 20 ? (random() << 16) >> 16 : small())),
    '10-bit codes': samplesOf(8192, 1, code),
    '10-bit codes scaled to 16 bits': scaledCodes(20001),
    'clipped at both rails': samplesOf(4000, 1, i =>
      Math.max(-32768, Math.min(32767, ((i % 400) - 200) * 1000)),
    ),
    'grid of 24 with an offset': samplesOf(3001, 1, () => 24 * (code() - 512) + 5),
    'grid of 12 but one sample': samplesOf(2000, 1, i => (i === 1999 ? 7 : 12 * (code() - 512))),
    'five channels, odd frames': samplesOf(5 * 333, 5, i => small() + ((i / 333) | 0) * 1000),
    'two channels, one silent': samplesOf(2 * 2500, 2, i => (i < 2500 ? 0 : small())),
    '64 channels of three frames': samplesOf(64 * 3, 64, i => i * 7),
    'view into a larger buffer': viewIntoLarger(),
  };
  return Object.entries(inputs).map(([name, value]) => ({ name, value }));
}

function makeBytes(): NastyInput<Uint8Array>[] {
  const random = makeRandom(3);
  const text = 'the quick brown fox jumps over the lazy dog. ';
  const inputs: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    'one byte': Uint8Array.of(255),
    'two bytes': Uint8Array.of(0, 1),
    zeros: new Uint8Array(70000),
    'random, odd length': Uint8Array.from({ length: 5001 }, () => random()),
    'every byte in order': Uint8Array.from({ length: 1024 }, (_, i) => i),
    'repeating text': Uint8Array.from({ length: 9000 }, (_, i) => text.charCodeAt(i % text.length)),
    'a long match far back': Uint8Array.from({ length: 140000 }, (_, i) => ((i % 69997) * 2654435761) >>> 24),
    'samples, little-endian': new Uint8Array(scaledCodes(20001).data.buffer),
    'view into a larger buffer': Uint8Array.from({ length: 4000 }, () => random() & 15).subarray(1001, 3002),
    'view into the Buffer pool': Buffer.from('a short Buffer lives in a pool that others share'),
  };
  return Object.entries(inputs).map(([name, value]) => ({ name, value }));
}
