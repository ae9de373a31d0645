/**
 * The smallest that is known here: a fitted predictor, an adaptive one behind it, and a mixture of normal distributions
 * over the converter's thresholds. Integers in all that a decoder repeats.
 *
 *   shape | mark of the profile | pieces, each of at most `PIECE` samples of all channels, until all frames are told
 *   piece     varint n | n bytes of heads (mixed-gaussian-head.ts) | varint n | n bytes of segments
 *   segment   state, u64 | words, u32; little-endian; as many as its codes take
 *
 * Channels follow one another. Of each, for frame i, in 1/16 of a step of the converter (profile.ts, normal-counts.ts):
 *
 *   h[i]   = (v[i] - mean) >> historyShift              v: voltage of a code; before the first, that of `start`
 *   f      = h[i-1], h[i-2], means of h at rates 1/4 1/16 1/64 1/256, innovations of each reference at lags
 *            -2 .. 2, h[i-3] … h[i-32]; the first ones as many as there are coefficients
 *   fitted = mean + ((sum of coefficient * f + half) >> (shift - historyShift))
 *   mu     = fitted + sum of tap[k] * (v - fitted)[i-1-k] >> 20, eight taps, normalised LMS with a cut-off error
 *   P(u)   = sum over k of share[k] * P(u | mu, sigma[k]): sigma[k] follows |v - mu| at the rates 1/8, 1/16, 1/32,
 *            1/128, 1/512 and 1/4096, shares follow what each has said of the last codes
 *
 * Codes outside a window of 4096 around mu escape and follow as they are, as do low bits where all sigmas are large.
 * All is coded by rANS with a 64-bit state in [2^31, 2^63), shares of 2^24, words of 32 bits. Encode runs backwards:
 * a segment ends after the 65536 frames of a channel in which its codes have become 131072 or more, and with the piece.
 */
import { type Coder, defineCoder, type Samples } from '../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../converter/mark.js';
import type { ConverterProfile } from '../converter/profile.js';
import { type Cursor, readShape, type Shape, shapeOf } from '../shape.js';
import { loadKernel } from '../wasm.js';
import { makeBitDecoder, makeBitEncoder } from './adaptive-bits.js';
import { decodePiece } from './mixed-gaussian-decode.js';
import { encodePiece } from './mixed-gaussian-encode.js';
import { type Channel, codeChannel, MOST_REFERENCES, makeHeadCoder } from './mixed-gaussian-head.js';
import { fillTables, type Kernel, type Layout, layOut } from './mixed-gaussian-kernel.js';
import { joinStream, takeWithLength, withLength } from './stream.js';

/** Samples of all channels, and frames, that a piece holds at most: what the kernel has memory for. */
const PIECE = 2 ** 24;
const LONGEST_PIECE = 2 ** 20;

function framesOfPiece({ channels, frames }: Shape): number {
  return Math.max(1, Math.min(frames, LONGEST_PIECE, Math.floor(PIECE / channels)));
}

interface Opened {
  readonly kernel: Kernel;
  readonly layout: Layout;
  readonly profile: ConverterProfile | undefined;
  readonly references: number;
}

function encode({ kernel, layout, profile, references }: Opened, samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const pieceFrames = framesOfPiece(shape);
  const sections: Uint8Array[] = [];
  let usesProfile = false;
  for (let from = 0; from < shape.frames; from += pieceFrames) {
    const frames = Math.min(pieceFrames, shape.frames - from);
    const codes = Array.from({ length: shape.channels }, (_, c) =>
      samples.data.subarray(c * shape.frames + from, c * shape.frames + from + frames),
    );
    const { channels, segments } = encodePiece(kernel, layout, codes, profile !== undefined, references);
    usesProfile ||= channels.some(channel => channel.kind === 'coded' && channel.profile);
    sections.push(withLength(encodeHeads(channels, frames)), withLength(segments));
  }
  return joinStream(shape, [], [encodeMark(usesProfile ? profile : undefined), ...sections]);
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

/** A code takes 2^-12 bits at least: the share of a code is never above 2^24 - 4351. */
const MOST_SAMPLES_PER_BYTE = 2 ** 15;

function decode({ kernel, layout, profile }: Opened, bytes: Uint8Array): Samples {
  const cursor: Cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const { channels, frames } = shape;
  const usesProfile = decodeMark(cursor, profile);
  if (channels * frames > (bytes.length - cursor.at) * MOST_SAMPLES_PER_BYTE) {
    throw new Error(`${bytes.length} bytes cannot hold ${channels} channels of ${frames} frames`);
  }
  const data = new Int16Array(channels * frames);
  const pieceFrames = framesOfPiece(shape);
  for (let from = 0; from < frames; from += pieceFrames) {
    const count = Math.min(pieceFrames, frames - from);
    const heads = decodeHeads(takeWithLength(cursor), channels, count, usesProfile);
    const parts = Array.from({ length: channels }, (_, c) =>
      data.subarray(c * frames + from, c * frames + from + count),
    );
    decodePiece(kernel, layout, heads, takeWithLength(cursor), parts);
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last piece`);
  return { data, channels };
}

/** @param profiles those that a chain can name */
export function defineMixedGaussian(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'mixed-gaussian',
    family: 'entropy',
    summary: 'fitted and adaptive prediction, also from other channels; mixed normal densities; rANS',
    parameters: {
      profile: profileParameter(profiles),
      references: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_REFERENCES,
        default: 2,
        sweep: [0, 2],
        meaning: 'earlier channels that a channel may be predicted from, at most',
      },
    },
    modelBytes: profileModelBytes(profiles),
    open: async values => {
      const kernel = await loadKernel<Kernel>('mixed-gaussian');
      const profile = profileNamed(profiles, values.profile);
      const layout = layOut(kernel);
      fillTables(kernel, layout, profile);
      const opened = { kernel, layout, profile, references: values.references };
      return {
        encode: samples => encode(opened, samples),
        decode: bytes => decode(opened, bytes),
      };
    },
  });
}
