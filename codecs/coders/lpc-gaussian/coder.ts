/**
 * Linear prediction, and what the prediction leaves of a code coded as a slice of a normal distribution.
 *
 *   shape | mark (converter/mark.ts) | 5 | 1 if channels may refer to others, else 0 | blocks
 *   where the 5 is, a stream of the first format has 0 to 4: see first-format/decode.ts
 *
 *   block of frames (2^18 at most, of many channels fewer; all equally long but for the last: see blockFramesOf)
 *     kinds of channels, two bits each | of raw ones the codes, int16 little-endian
 *     unless all are raw: length of the head (varint) | head (shared/prediction/head.ts) | sections
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

import { readShape, readUpTo } from '../../bytes/shape.js';
import { type Coder, defineCoder, type Samples } from '../../codec.js';
import { decodeMark, profileModelBytes, profileNamed, profileParameter } from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { decodeBlocks } from '../shared/prediction/decode.js';
import { MOST_REFERENCES } from '../shared/prediction/head.js';
import { decodeSections, type OpenedDecoder, openDecoder } from './decode.js';
import { encodeSamples, type OpenedEncoder, openEncoder } from './encode.js';
import { decodeFirstFormat } from './first-format/decode.js';
import { blockShapeOf, SECOND_FORMAT } from './lanes.js';

const LEAST_ORDER = 2;
const LARGEST_ORDER = 32;

function decode(opened: OpenedDecoder, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const isMarked = decodeMark(cursor, opened.profile);
  const format = readUpTo(cursor, SECOND_FORMAT, 'format');
  if (format < SECOND_FORMAT) return decodeFirstFormat(opened.profile, isMarked, shape, format, cursor);
  const isReferring = readUpTo(cursor, 1, 'whether channels refer to others') === 1;
  const shapeOfBlock = (count: number) => blockShapeOf(shape.channels, count, isReferring);
  return decodeBlocks(opened, shape, cursor, shapeOfBlock, isMarked, decodeSections);
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
    open: async ({ profile: name, ...settings }) => {
      const profile = profileNamed(profiles, name);
      // opened when they are first needed: most have one direction alone
      let encoder: OpenedEncoder | undefined;
      let decoder: OpenedDecoder | undefined;
      return {
        encode: samples => {
          encoder ??= openEncoder(profile);
          return encodeSamples(encoder, samples, settings);
        },
        decode: bytes => {
          decoder ??= openDecoder(profile);
          return decode(decoder, bytes);
        },
      };
    },
  });
}
