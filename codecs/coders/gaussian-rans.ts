/**
 * A prediction with normal residuals, coded by rANS in four lanes at once: near the limit, and fast. The model is that
 * of normal-counts.ts, with voltages by converter/profile.ts.
 *
 *   stream     shape | mark of the profile | varint block | spans of 2^18 frames, the last one shorter
 *   span       varint n | n bytes of head | varint words | varint escapes | 4 states, 7 bytes each
 *              | words, u32 | escapes, int16 | low digits of each channel | channels that are not coded, int16
 *   head       for each channel a byte, kind + 4 * low digits, then
 *   0 raw        nothing
 *   1 constant   the code, int16
 *   2 coded      by an even converter: first code of each segment, int16; six weights and a bias, signed varints;
 *                sigmas, a byte for each block of each segment, up to one + 128, which holds for all from there on
 *   3 profiled   the same by the profile, without low digits
 *
 * A span of fewer than 4 channels and 8192 frames or more has 4 segments a channel, else one. All are equally long:
 * the last one may begin inside the one before it. Channels coded by the profile come first, then the other coded
 * ones; of all their segments four at a time go through the lanes, in as many steps as they have samples.
 *
 * A lane expects, in 1/16 of a step of the converter (units), with x the voltages of the samples before,
 *
 *   mu = (w1 x[-1] + w2 x[-2] + w3 m2 + w4 m4 + w5 m6 + w6 m8 + bias) >> 11
 *
 * and keeps four running means of what lies before x[-2]: s += x[-2] - m, m = s >> digits (2, 4, 6, 8). Before its first
 * sample it heard the voltage of its first code for ever. A code has the slots of normal-counts.ts among 2^17, the
 * last 8 of which are an escape's. A state x codes a code of f slots from s on as
 *
 *   encode   x >= f << 33: shed the low 32 bits as a word; then x = (x / f << 17) + x % f + s
 *   decode   x mod 2^17 tells the code; x = f * (x >> 17) + x % 2^17 - s; x < 2^18: take in a word
 *
 * Encode runs backwards, so that decode runs forwards, from the states in the stream to 2^18 in each of them; the four
 * share the words. Codes as loud as no table of deviations is have low digits as they are beside the stream.
 */
import { type Coder, defineCoder, type Samples } from '../codec.js';
import { decodeMark, encodeMark, profileNamed, profileParameter } from '../converter/mark.js';
import type { ConverterProfile } from '../converter/profile.js';
import { packNumbers } from '../numbers.js';
import { readShape, shapeOf } from '../shape.js';
import { loadKernel } from '../wasm.js';
import { readBlockLength } from './block-length.js';
import { type Bench, type Kernel, makeBench } from './gaussian-lanes.js';
import { decodeSpan } from './gaussian-span-decode.js';
import { encodeSpan } from './gaussian-span-encode.js';
import { isUsable } from './gaussian-tables.js';
import { concatenate } from './stream.js';

const SPAN = 2 ** 18;
const BLOCK = { minimum: 256, maximum: SPAN };

/** Coder and decoder over a kernel. */
export function gaussianCodec(kernel: Kernel, profile: ConverterProfile | undefined, block: number) {
  const usable = profile !== undefined && isUsable(profile) ? profile : undefined;
  const bench = { ...makeBench(kernel, usable), mark: encodeMark(usable) };
  return {
    encode: (samples: Samples) => encode(bench, usable, block, samples),
    decode: (bytes: Uint8Array) => decode(bench, usable, bytes),
  };
}

function encode(
  bench: Bench & { readonly mark: Uint8Array },
  profile: ConverterProfile | undefined,
  block: number,
  samples: Samples,
): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const parts: Uint8Array[] = [];
  let usesProfile = false;
  for (let from = 0; from < frames; from += SPAN) {
    const span = encodeSpan(bench, profile, block, cut(samples, from, Math.min(frames, from + SPAN)));
    usesProfile ||= span.usesProfile;
    parts.push(...span.parts);
  }
  const mark = usesProfile ? bench.mark : encodeMark(undefined);
  return concatenate([packNumbers([channels, frames]), mark, packNumbers([block]), ...parts]);
}

function cut({ data, channels }: Samples, from: number, to: number): Int16Array[] {
  const frames = data.length / channels;
  return Array.from({ length: channels }, (_, c) => data.subarray(c * frames + from, c * frames + to));
}

function decode(bench: Bench, profile: ConverterProfile | undefined, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const usesProfile = decodeMark(cursor, profile);
  const block = readBlockLength(cursor, BLOCK);
  const left = bytes.length - cursor.at;
  // a channel has a byte at least in each span
  if (channels * Math.ceil(frames / SPAN) > left) {
    throw new Error(`${left} bytes cannot hold ${channels} channels of ${frames} frames`);
  }
  const samples = { data: new Int16Array(channels * frames), channels };
  for (let from = 0; from < frames; from += SPAN) {
    decodeSpan(bench, usesProfile, block, cursor, cut(samples, from, Math.min(frames, from + SPAN)));
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last span`);
  return samples;
}

/** @param profiles the converters that the chain may name */
export function defineGaussianRans(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'gaussian-rans',
    family: 'prediction',
    summary: 'fixed prediction by six features, normal residuals in rANS, four lanes',
    parameters: {
      profile: profileParameter(profiles),
      block: {
        type: 'integer',
        ...BLOCK,
        default: 1024,
        sweep: [1024, 4096],
        meaning: 'samples of a segment that share a deviation',
      },
    },
    open: async ({ profile, block }) =>
      gaussianCodec(await loadKernel<Kernel>('gaussian-rans'), profileNamed(profiles, profile), block),
  });
}
