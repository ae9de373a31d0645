/**
 * Lengths at the head of a stream.
 *
 *   varint   7 bits a byte, least significant first, high bit set on all but the last; at most 2^31 - 1
 *   shape    channels (varint, >= 1), frames (varint)
 */
import type { Samples } from '../codec.js';

/** A position in bytes that are being read. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const LARGEST = 2 ** 31 - 1;
export const MOST_SAMPLES = 2 ** 30;
/** More than any recording has: channels of no frames cost a decoder time, too. */
const MOST_CHANNELS = 2 ** 16;
/** Of the stream that is being decoded. */
let mostSamples = MOST_SAMPLES;

/** Number of bytes that `writeVarint` writes for `value`. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++;
  return size;
}

/**
 * Writes `value` (0 to 2^31 - 1) at `at`.
 * @returns the position behind it
 */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let position = at;
  while (rest > 0x7f) {
    bytes[position++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[position++] = rest;
  return position;
}

/**
 * Reads a varint and moves the cursor behind it.
 * @throws Error if the bytes end first or the value is over 2^31 - 1
 */
export function readVarint(cursor: Cursor): number {
  let value = 0;
  let scale = 1;
  for (let size = 0; size < 5; size++) {
    if (cursor.at >= cursor.bytes.length) throw new Error('stream ends inside a length');
    const byte = cursor.bytes[cursor.at++];
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      if (value > LARGEST) break;
      return value;
    }
    scale *= 128;
  }
  throw new Error(`length at byte ${cursor.at} over ${LARGEST}`);
}

/** @throws Error if torn, or the number is not within least..most; `what` names it */
export function readUpTo(cursor: Cursor, most: number, what: string, least = 0): number {
  const value = readVarint(cursor);
  if (value < least || value > most) throw new Error(`${what} ${value} out of range ${least}..${most}`);
  return value;
}

/** Channels and frames of a recording. */
export interface Shape {
  readonly channels: number;
  readonly frames: number;
}

/**
 * @throws Error if `channels` is not a whole number that divides the data, or over 2^16; or there are more than 2^30 samples
 */
export function shapeOf(samples: Samples): Shape {
  const { data, channels } = samples;
  if (!Number.isInteger(channels) || channels < 1 || data.length % channels !== 0) {
    throw new Error(`${channels} channels do not divide ${data.length} samples`);
  }
  return checkedShape(channels, data.length / channels);
}

function checkedShape(channels: number, frames: number): Shape {
  if (channels < 1 || channels > MOST_CHANNELS || channels * frames > mostSamples) {
    throw new Error(`shape of ${channels} channels of ${frames} frames`);
  }
  return { channels, frames };
}

/** A view of each channel. */
export function channelsOf({ data, channels }: Samples): Int16Array[] {
  const frames = data.length / channels;
  return Array.from({ length: channels }, (_, c) => data.subarray(c * frames, (c + 1) * frames));
}

/**
 * Decodes where the shape is known from elsewhere: a shape of more samples is refused as it is read, before anything is
 * allocated by it, whichever coder reads it.
 */
export function withMostSamples<T>(most: number, decode: () => T): T {
  mostSamples = Math.min(MOST_SAMPLES, most);
  try {
    return decode();
  } finally {
    mostSamples = MOST_SAMPLES;
  }
}

/**
 * Reads a shape. A caller still has to check it against the bytes that follow before it allocates.
 * @throws Error if torn, of no channels or more than 2^16, or of more than 2^30 samples, or more than there can be
 */
export function readShape(cursor: Cursor): Shape {
  const channels = readVarint(cursor);
  return checkedShape(channels, readVarint(cursor));
}
