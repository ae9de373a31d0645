/**
 * A prediction with normal residuals, coded by rANS in four lanes at once: near the limit, and fast. The model is that
 * of normal-counts.ts, with voltages by converter/profile.ts.
 *
 *   stream     shape | mark of the profile | varint block | spans of 2^18 frames, the last one shorter
 *   span       varint n | varint words | varint escapes | n bytes of heads, none if all channels are raw
 *              | 4 states, 7 bytes each, if any channel is coded | words, u32 | escapes, int16
 *              | of each channel: low bits, or if it is raw the samples, int16; all little-endian
 *   head       a byte, kind + 4 * low bits, then
 *   0 raw        nothing
 *   1 constant   the sample, int16
 *   2 coded      by a uniform quantiser: the first code of each segment, int16; ten weights and a bias, varints with
 *                their signs folded in; sigmas
 *   3 profiled   the same by the profile, never with low bits
 *   sigmas     for a run of blocks, segment after segment: a byte and their number less 1, or for all that are left
 *              the byte + 128 alone
 *
 * A span of fewer than 4 channels and 8192 frames or more has 4 segments a channel, else one. All are equally long:
 * the last one may begin inside the one before it. Channels coded by the profile come first, then the other coded
 * ones; of all their segments four at a time go through the lanes, in as many steps as they have samples. A lane that
 * has no segment codes zeros, which it expects.
 *
 * Codes are the samples >> low bits; these stand beside the lanes, least significant first. With x the voltages
 * of the codes before, in 1/16 of a step of the converter, a lane expects
 *
 *   mu = (w1 x[-1] + .. + w8 x[-8] + w9 near + w10 far + bias + 1/2) >> 11
 *
 * modulo 2^32, between the outermost thresholds of the profile (of a uniform quantiser: -2^19 and 2^19 - 1). Means of
 * what was before x[-1]: near = s4 >> 4, far = s8 >> 8, and then s += x[-1] - mean. All codes before a lane's first
 * count as equal to it. Weights stand in the stream with fractionBitsOf(frames) binary digits after the point, biases
 * with two.
 *
 * A code has the slots of normal-counts.ts among 2^17, of which the last 8 are an escape's. The outermost codes reach
 * out by 4096 units. A state x codes f slots from s on as
 *
 *   encode   x >= f << 33: shed the low 32 bits as a word; then x = (x / f << 17) + x % f + s
 *   decode   x mod 2^17 gives the code; x = f * (x >> 17) + x % 2^17 - s; x < 2^18: take in a word
 *
 * Encode runs backwards, so that decode runs forwards, from the states in the stream to 2^18 in each of them; the four
 * share the words. A channel takes a byte at least in each span, which bounds what a decoder allocates.
 */

import { readBlockLength } from '../../bytes/block-length.js';
import { packNumbers } from '../../bytes/numbers.js';
import { readShape, shapeOf } from '../../bytes/shape.js';
import { concatenate } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';
import { type Coder, defineCoder, type Samples } from '../../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { decodeSpan } from './decode.js';
import { encodeSpan } from './encode.js';
import { type Kernel, type KernelMemory, makeMemory } from './memory.js';
import { isUsable } from './tables.js';

/** Stands where the first format has its block, which is never so short. */
const EIGHT_LANES = 8;
const SPAN = 2 ** 18;
const BLOCK = { minimum: 256, maximum: SPAN };
export const DEFAULT_BLOCK = 1024;

/** Coder and decoder over a kernel. */
export function gaussianCodec(kernel: Kernel, profile: ConverterProfile | undefined, block: number) {
  const usable = profile !== undefined && isUsable(profile) ? profile : undefined;
  const memory = { ...makeMemory(kernel, usable), mark: encodeMark(usable) };
  return {
    encode: (samples: Samples) => encode(memory, usable, block, samples),
    decode: (bytes: Uint8Array) => decode(memory, usable, bytes),
  };
}

function encode(
  memory: KernelMemory & { readonly mark: Uint8Array },
  profile: ConverterProfile | undefined,
  block: number,
  samples: Samples,
): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const parts: Uint8Array[] = [];
  let usesProfile = false;
  for (let from = 0; from < frames; from += SPAN) {
    const span = encodeSpan(memory, profile, block, cut(samples, from, Math.min(frames, from + SPAN)));
    usesProfile ||= span.usesProfile;
    parts.push(...span.parts);
  }
  const mark = usesProfile ? memory.mark : encodeMark(undefined);
  return concatenate([packNumbers([channels, frames]), mark, packNumbers([EIGHT_LANES, block]), ...parts]);
}

function cut({ data, channels }: Samples, from: number, to: number): Int16Array[] {
  const frames = data.length / channels;
  return Array.from({ length: channels }, (_, c) => data.subarray(c * frames + from, c * frames + to));
}

function decode(memory: KernelMemory, profile: ConverterProfile | undefined, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const usesProfile = decodeMark(cursor, profile);
  if (cursor.bytes[cursor.at] !== EIGHT_LANES) throw new Error('TODO');
  cursor.at++;
  const block = readBlockLength(cursor, BLOCK);
  const left = bytes.length - cursor.at;
  // a channel has a byte at least in each span
  if (channels * Math.ceil(frames / SPAN) > left) {
    throw new Error(`${left} bytes cannot hold ${channels} channels of ${frames} frames`);
  }
  const samples = { data: new Int16Array(channels * frames), channels };
  for (let from = 0; from < frames; from += SPAN) {
    decodeSpan(memory, usesProfile, block, cursor, cut(samples, from, Math.min(frames, from + SPAN)));
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last span`);
  return samples;
}

/** @param profiles the converters that the chain may name */
export function defineGaussianRans(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'gaussian-rans',
    family: 'entropy',
    summary: 'rANS of normal residuals of a fixed prediction, by thresholds of the converter, four lanes',
    parts: {
      predictor: 'least squares of 8 samples and 2 means',
      distribution: 'normal, a deviation for runs of blocks',
      entropyCoder: 'rANS, 4 states',
    },
    parameters: {
      profile: profileParameter(profiles),
      block: {
        type: 'integer',
        ...BLOCK,
        default: DEFAULT_BLOCK,
        sweep: [DEFAULT_BLOCK, 4096],
        meaning: 'samples of a segment that share a deviation',
      },
    },
    modelBytes: profileModelBytes(profiles),
    open: async ({ profile, block }) =>
      gaussianCodec(await loadKernel<Kernel>('gaussian-rans'), profileNamed(profiles, profile), block),
  });
}
