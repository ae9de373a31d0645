/**
 * A prediction with normal residuals, coded by rANS in eight lanes at once: near the limit, and fast. Voltages are by
 * converter/profile.ts.
 *
 *   stream     shape | mark of the profile | the byte 8 | varint block | spans of 2^18 frames, the last one shorter
 *   span       varint n | varint words | varint escapes | n bytes of heads, none if all channels are raw
 *              | states, u32, of the lanes that any group uses | words, u16 | escapes, int16
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
 * A span of fewer than 32 channels, and no multiple of 8, has 2, 4 or 8 segments a channel if it has 4096, 8192 or
 * 16384 frames, else one. All are equally long: the last one may begin inside the one before it. Channels coded by
 * the profile come first, then the other coded ones; of all their segments eight at a time, a group, go through the
 * lanes, in as many steps as they have samples. A lane that has no segment keeps its state.
 *
 * Codes are the samples >> low bits; these stand beside the lanes, least significant first. With a profile, let x be
 * the voltages of the codes before, in units of 1/16 of a step of the converter, and d = 0; without, let x be the codes
 * themselves, and d = 4. A lane expects, in units,
 *
 *   mu = ((w1 x[-1] + .. + w8 x[-8]) * 2^d + w9 near + w10 far + bias + 1/2) >> 11
 *
 * modulo 2^32; with a profile, between its outermost thresholds. near and far are running means of what was before
 * x[-1], less it, in units, cut off at int16: with sums s of x, near = (s4 >> 4 - d) - x[-1] * 2^d,
 * far = (s8 >> 8 - d) - x[-1] * 2^d, and then s4 += x[-1] - (s4 >> 4), s8 += x[-1] - (s8 >> 8). All codes before a
 * lane's first count as equal to it; a code that a profile lacks has the voltage of the nearest it has. Weights, int16
 * in the formula, stand in the stream with fractionBitsOf(frames) binary digits after the point, biases with two.
 *
 * A code has the slots of tables.ts among 2^15, of which the last 8 are an escape's. The outermost codes of a profile
 * reach out by 2048 units; codes that it lacks, and those without slots, escape. A state x codes f slots from s on as
 *
 *   encode   x >= f << 17: shed the low 16 bits as a word; then x = (x / f << 15) + x % f + s
 *   decode   x mod 2^15 gives the code; x = f * (x >> 15) + x % 2^15 - s; x < 2^16: take in a word
 *
 * Encode runs backwards, so that decode runs forwards, from the states in the stream to 2^16 in each of them; the
 * lanes share the words, the first lane's first. A channel takes a byte at least in each span, which bounds what a
 * decoder allocates.
 *
 * Streams of the first format have their block where this one has its 8: see four-lanes/first-format.ts.
 */

import { readBlockLength } from '../../bytes/block-length.js';
import { packNumbers } from '../../bytes/numbers.js';
import { type Cursor, readShape, shapeOf } from '../../bytes/shape.js';
import { concatenate } from '../../bytes/stream.js';
import { instantiateKernel, loadKernel } from '../../bytes/wasm.js';
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
import { openFirstFormat } from './four-lanes/first-format.js';
import type { Kernel as FirstKernel } from './four-lanes/memory.js';
import { LANES, skipFormat } from './head.js';
import { type Kernel, type KernelMemory, makeMemory } from './memory.js';
import { isUsable } from './tables.js';

const SPAN = 2 ** 18;
const BLOCK = { minimum: 256, maximum: SPAN };
export const DEFAULT_BLOCK = 1024;

/** Fills the channels of a span, and moves the cursor behind it. */
type DecodeSpan = (
  usesProfile: boolean,
  block: number,
  cursor: Cursor,
  channels: readonly Int16Array[],
) => void;

/**
 * Coder and decoder over a kernel.
 * @param openFirst the kernel of the first format, when a stream of it is met
 */
export function gaussianCodec(
  kernel: Kernel,
  profile: ConverterProfile | undefined,
  block: number,
  openFirst = () => instantiateKernel<FirstKernel>('four-lanes'),
) {
  const usable = profile !== undefined && isUsable(profile) ? profile : undefined;
  const memory = { ...makeMemory(kernel, usable), mark: encodeMark(usable) };
  const decodeNow: DecodeSpan = (usesProfile, ...rest) => {
    if (usesProfile && usable === undefined) throw new Error('the profile is too uneven');
    decodeSpan(memory, usesProfile, ...rest);
  };
  let decodeFirst: DecodeSpan | undefined;
  const decodeSpanOf = (isFirst: boolean) => {
    if (!isFirst) return decodeNow;
    decodeFirst ??= openFirstFormat(openFirst(), profile);
    return decodeFirst;
  };
  return {
    encode: (samples: Samples) => encode(memory, usable, block, samples),
    decode: (bytes: Uint8Array) => decode(decodeSpanOf, profile, bytes),
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
  return concatenate([packNumbers([channels, frames]), mark, packNumbers([LANES, block]), ...parts]);
}

function cut({ data, channels }: Samples, from: number, to: number): Int16Array[] {
  const frames = data.length / channels;
  return Array.from({ length: channels }, (_, c) => data.subarray(c * frames + from, c * frames + to));
}

function decode(
  decodeSpanOf: (isFirst: boolean) => DecodeSpan,
  profile: ConverterProfile | undefined,
  bytes: Uint8Array,
): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const usesProfile = decodeMark(cursor, profile);
  const isFirst = skipFormat(cursor);
  const block = readBlockLength(cursor, BLOCK);
  const left = bytes.length - cursor.at;
  // a channel has a byte at least in each span
  if (channels * Math.ceil(frames / SPAN) > left) {
    throw new Error(`${left} bytes cannot hold ${channels} channels of ${frames} frames`);
  }
  const samples = { data: new Int16Array(channels * frames), channels };
  for (let from = 0; from < frames; from += SPAN) {
    const span = cut(samples, from, Math.min(frames, from + SPAN));
    decodeSpanOf(isFirst)(usesProfile, block, cursor, span);
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last span`);
  return samples;
}

/** @param profiles the converters that the chain may name */
export function defineGaussianRans(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'gaussian-rans',
    family: 'entropy',
    summary: 'rANS of normal residuals of a fixed prediction, by thresholds of the converter, eight lanes',
    parts: {
      predictor: 'least squares of 8 samples and 2 means',
      distribution: 'normal, a deviation for runs of blocks',
      entropyCoder: 'rANS, 8 states',
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
