/**
 * The smallest that is known here: a fitted predictor, an adaptive one behind it, and a mixture of normal distributions
 * over the converter's thresholds. Integers in all that a decoder repeats.
 *
 * Channels that predict each other have a format of their own: see joint/coder.ts. Otherwise:
 *
 *   shape | mark of the profile | pieces, each of at most 2^24 samples of all channels and 2^20 frames, one at least,
 *   until all frames are there
 *   piece     varint n | n bytes of heads (head.ts) | varint n | n bytes of segments
 *   segment   state, u64 | words, u32; little-endian; as many as its codes take
 *
 * Channels follow one another. Of each, for frame i, in 1/16 of a step of the converter (profile.ts, normal-counts.ts):
 *
 *   h[i]   = (v[i] - mean) >> historyShift              v: voltage of a code; before the first, that of `start`
 *   f      = h[i-1], h[i-2], means of h at rates 1/4 1/16 1/64 1/256, h[i], h[i-1] … h[i-11], h[i+1] … h[i+4] of
 *            each reference, an earlier channel, h[i-3] … h[i-32]; the first ones as many as there are coefficients
 *   fitted = mean + ((sum of coefficient * f + half) >> (shift - historyShift)), at most 2^20 from the mean
 *   mu     = fitted + sum of tap[k] * (v - fitted)[i-1-k] >> 20, eight taps, normalised LMS with a cut-off error
 *   P(u)   = sum over k of weight[k] * P(u | mu, sigma[k]): sigma[k] follows |v - mu| at the rates 1/8, 1/16, 1/32,
 *            1/128, 1/512 and 1/4096, weights follow how probable each made the last codes
 *
 * References are of streams that were written before channels had the other format.
 *
 * Codes outside a window of 4096 around mu escape and follow as they are, as do low bits where all sigmas are large.
 * All is coded by rANS with a 64-bit state in [2^31, 2^63), frequencies of 2^24 in all, words of 32 bits. Encode runs backwards:
 * a segment ends after the 65536 frames of a channel in which its codes have become 131072 or more, and with the piece.
 */

import { type Cursor, readShape, type Shape, shapeOf } from '../../bytes/shape.js';
import { joinStream, takeWithLength, withLength } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';
import { type Coder, defineCoder, type Samples, type SyncCodec } from '../../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { makeBitDecoder, makeBitEncoder } from '../../models/adaptive-bits.js';
import { MOST_REFERENCES } from '../shared/prediction/head.js';
import { decodePiece } from './decode.js';
import { encodePiece } from './encode.js';
import { JOINT_FORMAT } from './format.js';
import { type Channel, codeChannel, LAGS, makeHeadCoder } from './head.js';
import { decodeJoint, encodeJoint } from './joint/coder.js';
import { type JointOpened, openJoint } from './joint/memory.js';
import { fillTables, type Kernel, type Layout, layOut } from './memory.js';

/** How much a piece holds at most: what the kernel has memory for. */
export interface PieceLimits {
  /** Of all channels together. */
  readonly samples: number;
  readonly frames: number;
}

/** A constant of the format. */
export const PIECE: PieceLimits = { samples: 2 ** 24, frames: 2 ** 20 };

function framesOfPiece({ channels, frames }: Shape, piece: PieceLimits): number {
  return Math.max(1, Math.min(frames, piece.frames, Math.floor(piece.samples / channels)));
}

interface Opened {
  readonly kernel: Kernel;
  readonly layout: Layout;
  readonly profile: ConverterProfile | undefined;
  readonly references: number;
  readonly piece: PieceLimits;
  /** What codes channels that predict each other, opened when it is first needed. */
  readonly joint: () => JointOpened;
}

function encode(opened: Opened, samples: Samples): Uint8Array {
  const { kernel, layout, profile, references, piece } = opened;
  const shape = shapeOf(samples);
  if (references > 0 && shape.channels > 1) {
    return encodeJoint(opened.joint(), samples, { order: LAGS, references });
  }
  const pieceFrames = framesOfPiece(shape, piece);
  const sections: Uint8Array[] = [];
  let usesProfile = false;
  for (let from = 0; from < shape.frames; from += pieceFrames) {
    const frames = Math.min(pieceFrames, shape.frames - from);
    const codes = partsOf(samples.data, shape, from, frames);
    const { channels, segments } = encodePiece(kernel, layout, codes, profile !== undefined);
    usesProfile ||= channels.some(channel => channel.kind === 'coded' && channel.profile);
    sections.push(withLength(encodeHeads(channels, frames)), withLength(segments));
  }
  return joinStream(shape, [], [encodeMark(usesProfile ? profile : undefined), ...sections]);
}

/** What a piece holds of each channel. */
function partsOf(data: Int16Array, { channels, frames }: Shape, from: number, count: number): Int16Array[] {
  return Array.from({ length: channels }, (_, c) =>
    data.subarray(c * frames + from, c * frames + from + count),
  );
}

function encodeHeads(channels: readonly Channel[], frames: number): Uint8Array {
  const bits = makeBitEncoder();
  const coder = makeHeadCoder(bits);
  for (const [index, channel] of channels.entries()) codeChannel(coder, index, frames, true, channel);
  return bits.finish();
}

function decodeHeads(bytes: Uint8Array, count: number, frames: number, mayUseProfile: boolean): Channel[] {
  const bits = makeBitDecoder(bytes);
  const coder = makeHeadCoder(bits);
  const channels: Channel[] = [];
  for (let index = 0; index < count; index++) {
    channels.push(codeChannel(coder, index, frames, mayUseProfile));
  }
  bits.finish();
  return channels;
}

/** A code takes 2^-12 bits at least: the frequency of a code is never above 2^24 - 4351. */
const MOST_SAMPLES_PER_BYTE = 2 ** 15;
/** A channel takes 2^-6 bits at least: a head that is coded has 16 binary decisions or more, each of 2^-9.5 bits. */
const MOST_CHANNELS_PER_BYTE = 2 ** 9;

function checkSize({ channels, frames }: Shape, bytes: number): void {
  const tooMany = frames > 0 && channels > bytes * MOST_CHANNELS_PER_BYTE;
  if (tooMany || channels * frames > bytes * MOST_SAMPLES_PER_BYTE) {
    throw new Error(`${bytes} bytes cannot hold ${channels} channels of ${frames} frames`);
  }
}

function decode(opened: Opened, bytes: Uint8Array): Samples {
  const { kernel, layout, profile, piece } = opened;
  const cursor: Cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  if (cursor.at < bytes.length && bytes[cursor.at] === JOINT_FORMAT) {
    return decodeJoint(opened.joint(), shape, cursor);
  }
  const { channels, frames } = shape;
  const usesProfile = decodeMark(cursor, profile);
  checkSize(shape, bytes.length - cursor.at);
  const data = new Int16Array(channels * frames);
  const pieceFrames = framesOfPiece(shape, piece);
  for (let from = 0; from < frames; from += pieceFrames) {
    const count = Math.min(pieceFrames, frames - from);
    const heads = decodeHeads(takeWithLength(cursor), channels, count, usesProfile);
    decodePiece(kernel, layout, heads, takeWithLength(cursor), partsOf(data, shape, from, count));
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last piece`);
  return { data, channels };
}

/**
 * The coder by a kernel that is its alone.
 * @param piece both ways the same; another one than PIECE is for tests
 */
export function makeCodec(
  kernel: Kernel,
  profile: ConverterProfile | undefined,
  references: number,
  piece = PIECE,
): SyncCodec<Samples, Uint8Array> {
  const layout = layOut(kernel);
  fillTables(kernel, layout, profile);
  let jointOpened: JointOpened | undefined;
  const joint = () => {
    jointOpened ??= openJoint(profile);
    return jointOpened;
  };
  const opened = { kernel, layout, profile, references, piece, joint };
  return {
    encode: samples => encode(opened, samples),
    decode: bytes => decode(opened, bytes),
  };
}

/** @param profiles those that a chain can name */
export function defineMixedGaussian(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'mixed-gaussian',
    family: 'entropy',
    summary: 'fitted and adaptive prediction, also from other channels; mixed normal densities; rANS',
    parts: {
      predictor: 'weighted least squares of up to 32 samples, 4 means, channels; LMS',
      distribution: 'mixture of 6 adaptive normals',
      entropyCoder: 'rANS, 1 state',
    },
    parameters: {
      profile: profileParameter(profiles),
      references: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_REFERENCES,
        default: MOST_REFERENCES,
        sweep: [0, MOST_REFERENCES],
        meaning: 'earlier channels that a channel may be predicted from, at most',
      },
    },
    modelBytes: profileModelBytes(profiles),
    open: async ({ profile, references }) =>
      makeCodec(await loadKernel<Kernel>('mixed-gaussian'), profileNamed(profiles, profile), references),
  });
}
