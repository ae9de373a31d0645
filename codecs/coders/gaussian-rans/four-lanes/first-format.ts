/**
 * The first format of gaussian-rans, which is decoded as ever. Where it is not as in ../coder.ts:
 *
 *   stream     shape | mark of the profile | varint block, 256 or more | spans
 *   span       .. | 4 states, 7 bytes each, if any channel is coded | words, u32 | ..
 *
 * A span of fewer than 4 channels and 8192 frames or more has 4 segments a channel, else one. Four segments at a time
 * go through the lanes; a lane that has no segment codes zeros, which it expects. With x the voltages of the codes
 * before, in units, by the profile or of a uniform quantiser, a lane expects
 *
 *   mu = (w1 x[-1] + .. + w8 x[-8] + w9 near + w10 far + bias + 1/2) >> 11
 *
 * modulo 2^32, between the outermost thresholds of the profile (of a uniform quantiser: -2^19 and 2^19 - 1). Means of
 * what was before x[-1]: near = s4 >> 4, far = s8 >> 8, and then s += x[-1] - mean.
 *
 * Weights have min(11, 2 + (bits of frames + 1 >> 1)) binary digits after the point.
 *
 * A code has the slots of normal-counts.ts among 2^17, of which the last 8 are an escape's. The outermost codes reach
 * out by 4096 units. A state x codes f slots from s on as
 *
 *   decode   x mod 2^17 gives the code; x = f * (x >> 17) + x % 2^17 - s; x < 2^18: take in a word
 *
 * from the states in the stream to 2^18 in each of them.
 */
import type { Cursor } from '../../../bytes/shape.js';
import type { ConverterProfile } from '../../../converter/profile.js';
import { decodeSpan } from './decode.js';
import { type Kernel, makeMemory } from './memory.js';
import { isUsable } from './tables.js';

/** What decodes spans. @param profile that of the chain */
export function openFirstFormat(kernel: Kernel, profile: ConverterProfile | undefined) {
  const usable = profile !== undefined && isUsable(profile) ? profile : undefined;
  const memory = makeMemory(kernel, usable);
  return (usesProfile: boolean, block: number, cursor: Cursor, channels: readonly Int16Array[]): void => {
    if (usesProfile && usable === undefined) throw new Error('the profile is too uneven');
    decodeSpan(memory, usesProfile, block, cursor, channels);
  };
}
