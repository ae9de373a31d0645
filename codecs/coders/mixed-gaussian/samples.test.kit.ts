/** Samples and codecs for the tests of mixed-gaussian, and its streams taken apart. */
import { readShape, type Shape } from '../../bytes/shape.js';
import { takeWithLength } from '../../bytes/stream.js';
import { loadKernel } from '../../bytes/wasm.js';
import type { Samples } from '../../codec.js';
import { decodeMark } from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { makeBitDecoder } from '../../models/adaptive-bits.js';
import { makeRandom } from '../../random.js';
import { makeCodec, PIECE } from './coder.js';
import { type Channel, codeChannel, makeHeadCoder } from './head.js';
import type { Kernel } from './memory.js';

/** A converter whose even codes are three times as wide as its odd ones. */
export const uneven: ConverterProfile = {
  name: 'uneven',
  firstCode: -64,
  thresholds: Int16Array.from({ length: 129 }, (_, k) => 16 * (k - 64) - 8 + (k & 1 ? 4 : -4)),
};

export async function open(profile?: ConverterProfile, references = 0, piece = PIECE) {
  return makeCodec(await loadKernel<Kernel>('mixed-gaussian'), profile, references, piece);
}

/** About normal, of a deviation of one; the same in every engine. */
export function makeNormal(seed: number): () => number {
  const random = makeRandom(seed);
  return () => {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += (random() & 0xffff) / 65536;
    return sum - 6;
  };
}

/** Codes of voltages that wander, as the uneven converter gives them. */
export function wander(frames: number, deviation: number, seed: number): Int16Array {
  const normal = makeNormal(seed);
  const { firstCode, thresholds } = uneven;
  let voltage = 0;
  return Int16Array.from({ length: frames }, () => {
    voltage = 0.9 * voltage + 16 * deviation * normal();
    const above = thresholds.findIndex(threshold => threshold > voltage);
    return firstCode + (above < 0 ? thresholds.length : above) - 1;
  });
}

export function planar(...channels: Int16Array[]): Samples {
  return { data: Int16Array.from(channels.flatMap(channel => [...channel])), channels: channels.length };
}

/** What all channels have in common at first. */
export function cut({ data, channels }: Samples, frames: number): Samples {
  const all = data.length / channels;
  return planar(
    ...Array.from({ length: channels }, (_, c) => data.slice(c * all, c * all + Math.min(all, frames))),
  );
}

export function noise(frames: number, seed: number): Int16Array {
  const random = makeRandom(seed);
  return Int16Array.from({ length: frames }, () => random());
}

interface Parts {
  readonly shape: Shape;
  readonly usesProfile: boolean;
  readonly heads: readonly Channel[];
  readonly segments: Uint8Array;
  /** All of them. */
  readonly pieces: number;
}

/** The first piece of a stream, taken apart. */
export function takeApart(bytes: Uint8Array, profile?: ConverterProfile): Parts {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const usesProfile = decodeMark(cursor, profile);
  const coder = makeHeadCoder(makeBitDecoder(takeWithLength(cursor)));
  const heads = Array.from({ length: shape.channels }, (_, c) => codeChannel(coder, c, shape.frames, true));
  const segments = takeWithLength(cursor);
  let pieces = 1;
  for (; cursor.at < bytes.length; pieces++) {
    takeWithLength(cursor);
    takeWithLength(cursor);
  }
  return { shape, usesProfile, heads, segments, pieces };
}
