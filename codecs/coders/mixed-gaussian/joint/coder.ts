/**
 * Channels that predict each other: predictors fitted as those of `lpc-gaussian` are, a second one behind that adapts,
 * and a mixture of normal distributions whose deviations follow the channel and its neighbours.
 *
 *   shape | 2 | mark (converter/mark.ts) | blocks, as long as those of lpc-gaussian
 *   block     kinds, raw channels and head as of lpc-gaussian, but that no channel is cut into stretches, and with four
 *             settings: windows, pace of own rests, pace of neighbours, what is inherited (channel.ts) | sections
 *   section   words (varint) | state, u64 | words, u32; of as many channels as have 2^18 codes, or the rest of them
 *
 * Channels are coded one behind the other, in the order of the head. In a channel, with v[i] the voltage of frame i, in
 * 1/16 of a step of the converter, and everything before its first frame and behind its last one 0:
 *
 *   own[i]      own prediction of lpc-gaussian, and u[i] its innovation
 *   fitted[i]   own[i] + (sum over references of eight weights * their u[i - 3] … u[i + 4] >> 14 << residual shift)
 *   rest[i]     ((v - fitted)[i] * unit) >> 16, cut to 4095; unit = 2^16 * 800 / magnitude of the level, rounded down
 *   mu[i]       fitted[i] + ((sum of weights * x) * back >> 31), at most 32767 steps; back = 2^16 * magnitude / 800
 *               x: the last 16 or 32 of its own rests, and rest[i - 3] … rest[i + 4] of up to eight neighbours, which
 *               are its first references
 *   weights     int16, of 15 binary digits; begin at 0 or, as the head says, as the channel before left them, and move
 *               by x * gain >> 13, to the nearest; gain = step >> (pace + 3), to the nearest, at most 32767
 *               step = (error * unit >> 16, cut to 4095) * (2^31 / (2^14 + sum of x^2)); error = v - mu, cut to twice
 *               its mean magnitude at rate 1/32, and one
 *   spreads     S = S - (S >> rate) + |v - mu| for rates 3, 5, 7 and 10, begun at 2^rate times the level's magnitude
 *   loudness    2^16 * |v - mu| / (S of rate 10 + 512), at most 2047; both shifted so that |v - mu| has 16 digits
 *   components  four of the deviations that belong to the spreads; two of that of rate 10 times an eighth and seven
 *               eighths of the mean loudness of the neighbours in frames i - 1 … i + 1, and in i - 3 … i + 3
 *   P(u)        sum over components of weight * P(u | mu, deviation), a deviation being 2^(octave + step / 8) and P a
 *               slice of a normal distribution (normal-counts.ts) of 2^16 counts; weights follow how probable each made
 *               the last codes, at a rate of 1/16 at first and of 1/128 in the end, and are those with which the
 *               channel before ended
 *
 * Codes outside a window of 4096 around mu escape and follow as they are, as do low bits where all deviations are large
 * (mixture.ts). All is coded by rANS with a 64-bit state in [2^31, 2^63), frequencies of 2^24 in all, words of 32 bits.
 */
import { packNumbers } from '../../../bytes/numbers.js';
import { type Cursor, type Shape, shapeOf } from '../../../bytes/shape.js';
import { concatenate } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { decodeMark } from '../../../converter/mark.js';
import { decodeBlocks } from '../../shared/prediction/decode.js';
import { encodeBlocks } from '../../shared/prediction/encode.js';
import type { Limits } from '../../shared/prediction/model.js';
import { JOINT_FORMAT } from '../format.js';
import { jointShapeOf } from './channel.js';
import { decodeSections } from './decode.js';
import { jointEncoder } from './encode.js';
import type { JointOpened } from './memory.js';

/** @param samples of two channels or more */
export function encodeJoint(opened: JointOpened, samples: Samples, limits: Limits): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  const shapeOfBlock = () => jointShapeOf(channels);
  const { mark, parts } = encodeBlocks(opened, samples, shapeOfBlock, limits, jointEncoder);
  return concatenate([packNumbers([channels, frames, JOINT_FORMAT]), mark, ...parts]);
}

/**
 * @param shape of the stream, behind which the cursor stands
 * @throws Error if the bytes are not what an encoder wrote
 */
export function decodeJoint(opened: JointOpened, shape: Shape, cursor: Cursor): Samples {
  cursor.at++;
  const isMarked = decodeMark(cursor, opened.profile);
  const shapeOfBlock = () => jointShapeOf(shape.channels);
  return decodeBlocks(opened, shape, cursor, shapeOfBlock, isMarked, decodeSections);
}
