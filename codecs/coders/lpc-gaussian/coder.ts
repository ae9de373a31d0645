/**
 * Linear prediction, and what the prediction leaves of a code coded as a slice of a normal distribution.
 *
 *   shape | mark (converter/mark.ts) | 5 | 1 if channels may refer to others, else 0 | blocks
 *   where the 5 is, a stream of the first format has 0 to 4: see first-format/decode.ts
 *
 *   block of frames (2^18 at most, of many channels fewer; all equally long but for the last: see blockFramesOf)
 *     kinds of channels, two bits each | of raw ones the codes, int16 little-endian
 *     unless all are raw: length of the head (varint) | head (head.ts) | sections
 *   section   words (varint) | a u64 state of rANS for each lane | words, u32
 *
 * Up to 15 channels of 4096 frames or more are cut into four stretches each, and the four of a channel are coded at
 * once, in four lanes. Otherwise each four channels in the order of the head are, each lane beginning eight steps after
 * the one before. A section is as many groups of four as have 2^19 codes, or the rest of a block. In each step the lanes
 * that have a code take it off their own state and share the words.
 *
 *   voltage of a code    middle of its thresholds, in 1/16 steps of the converter
 *   history h[i]         (voltage - base) >> history shift, from -32767 to 32767; base = the mean, to a whole unit of
 *                        the history; before a lane's first, that of the code `first`
 *   average k = 1..4     A += ((h[i - 2] << 8) - A) >> 2 k for each i, begun at h[-1] << 8;  a = A >> 8
 *                        (of up to 15 channels)
 *   own prediction       ((sum of weights * (h[i - 1], h[i - 2] …, a[1] … a[4]) + bias) >> (own digits - history shift))
 *                        + mean; the bias is such that the mean predicts itself
 *   innovation u[i]      (voltage - own prediction) >> residual shift, cut to an int16; beyond a channel's ends 0
 *   prediction           own prediction + (sum >> 14 << residual shift), from -32767 to 32767 steps, the sum being
 *                          for each reference eight weights * its u[i - 3] … u[i + 4]
 *                          eight weights * the last eight residuals r[i - 8] … r[i - 1] of the lane, 0 before its first
 *   residual r[i]        (voltage - prediction) >> residual shift, cut to an int16; then each of the last eight weights,
 *                        which begin at 0 and stay int16, moves by `step`: up if its residual and this one are both
 *                        negative or neither is, down if not
 *   spreads              S = S - (S >> rate) + |voltage - prediction| for rates 3, 6 and 9, begun at the level's
 *                        magnitude, 8 and 64 times it
 *   deviation            spread = the sum of shares * (S of 3, S of 6 >> 3, S of 9 >> 6), 128 times a mean magnitude;
 *                        8 octave + step = its logarithm in eighths of an octave, to the nearest (kernel/step.ts)
 *   frequency of a code  normal-counts.ts, of 2^22 counts; what lies 512 codes or more beside the prediction escapes,
 *                        and its 16 bits follow, all equally frequent
 *
 * From octave 10 on, k = octave - 9 low bits of a code are coded as they are, and its rest as above. All sums are
 * modulo 2^32.
 */

import { packNumbers } from '../../bytes/numbers.js';
import { type Cursor, readShape, readUpTo, type Shape, shapeOf } from '../../bytes/shape.js';
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
import { decodeBlock, decodeSections } from './decode.js';
import { encodeBlock, laneEncoder } from './encode.js';
import { decodeFirstFormat } from './first-format/decode.js';
import { MOST_REFERENCES } from './head.js';
import { kindBytes, PROFILE, unpackKinds } from './kinds.js';
import { blockShapeOf } from './lanes.js';
import { type Kernel, type Opened, openKernel } from './memory.js';
import type { Limits } from './model.js';

/** Where streams of the first format have how many references a channel may have, up to 4. */
const SECOND_FORMAT = 5;
const BLOCK_FRAMES = 2 ** 18;
/** Codes of all channels in a block, at most, as long as a block has 4096 frames. */
const BLOCK_CODES = 2 ** 23;
const LEAST_ORDER = 2;
const LARGEST_ORDER = 32;

/** Frames of a block. */
export function blockFramesOf({ channels, frames }: Shape): number {
  const most = Math.max(4096, Math.min(BLOCK_FRAMES, Math.floor(BLOCK_CODES / channels)));
  return Math.max(1, Math.ceil(frames / Math.max(1, Math.ceil(frames / most))));
}

/** Frames `from` to `from + count` - 1 of each channel. */
export function cut({ data, channels }: Samples, from: number, count: number): Int16Array[] {
  const frames = data.length / channels;
  return Array.from({ length: channels }, (_, k) =>
    data.subarray(k * frames + from, k * frames + from + count),
  );
}

function encode(opened: Opened, samples: Samples, limits: Limits): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const references = channels === 1 ? 0 : limits.references;
  const blockFrames = blockFramesOf({ channels, frames });
  const parts: Uint8Array[] = [];
  let isMarked = false;
  for (let from = 0; from < frames; from += blockFrames) {
    const channelsOfBlock = cut(samples, from, Math.min(blockFrames, frames - from));
    const shape = blockShapeOf(channels, channelsOfBlock[0].length, references > 0);
    const part = encodeBlock(opened, channelsOfBlock, shape, { ...limits, references }, laneEncoder);
    isMarked ||= unpackKinds(part, channels, true).includes(PROFILE);
    parts.push(part);
  }
  const mark = encodeMark(isMarked ? opened.profile : undefined);
  const settings = packNumbers([SECOND_FORMAT, references > 0 ? 1 : 0]);
  return concatenate([packNumbers([channels, frames]), mark, settings, ...parts]);
}

/** @throws Error if there are not even the kinds of all channels */
export function checkShape({ channels, frames }: Shape, cursor: Cursor): void {
  const blocks = Math.ceil(frames / blockFramesOf({ channels, frames }));
  const left = cursor.bytes.length - cursor.at;
  if (blocks * kindBytes(channels) > left) {
    throw new Error(`${left} bytes for ${blocks} blocks of ${channels} channels`);
  }
}

function decode(opened: Opened, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const isMarked = decodeMark(cursor, opened.profile);
  const format = readUpTo(cursor, SECOND_FORMAT, 'format');
  if (format < SECOND_FORMAT) return decodeFirstFormat(opened.profile, isMarked, shape, format, cursor);
  const isReferring = readUpTo(cursor, 1, 'whether channels refer to others') === 1;
  checkShape(shape, cursor);
  const { channels, frames } = shape;
  const samples = { data: new Int16Array(channels * frames), channels };
  const blockFrames = blockFramesOf(shape);
  for (let from = 0; from < frames; from += blockFrames) {
    const count = Math.min(blockFrames, frames - from);
    decodeBlock(
      opened,
      cursor,
      cut(samples, from, count),
      blockShapeOf(channels, count, isReferring),
      isMarked,
      decodeSections,
    );
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes left over`);
  return samples;
}

/** @param profiles the converters that a chain may name */
export function defineLpcGaussian(profiles: readonly ConverterProfile[]): Coder {
  return defineCoder({
    name: 'lpc-gaussian',
    family: 'entropy',
    summary: 'linear prediction and averages; the rest as slices of a normal distribution, rANS',
    parts: {
      predictor: 'least squares of up to 32 samples, 4 means, other channels',
      distribution: 'normal, adaptive deviation',
      entropyCoder: 'rANS, 4 states',
    },
    parameters: {
      profile: profileParameter(profiles),
      order: {
        type: 'integer',
        minimum: LEAST_ORDER,
        maximum: LARGEST_ORDER,
        default: LARGEST_ORDER,
        sweep: [LARGEST_ORDER],
        meaning: 'how many samples back the predictor looks, at most',
      },
      references: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_REFERENCES,
        default: 0,
        sweep: [0, 6],
        meaning: 'how many earlier channels predict a channel too, at most',
      },
    },
    modelBytes: profileModelBytes(profiles),
    open: async ({ profile, ...settings }) => {
      const kernel = await loadKernel<Kernel>('lpc-gaussian');
      const opened = openKernel(kernel, profileNamed(profiles, profile));
      return {
        encode: samples => encode(opened, samples, settings),
        decode: bytes => decode(opened, bytes),
      };
    },
  });
}
