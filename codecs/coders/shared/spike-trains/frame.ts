/**
 * The frame of streams that hold what is left of samples. It may say much with few bytes, so that a length is held
 * against the bytes:
 *
 *   shape | rate, Hz, rounded (varint) | further numbers (varints) | 0, or 1 and for each channel its least sample, the
 *   sign folded in, and what the greatest is more (varints) | varint n | n bytes of code | zero bytes until there is one
 *   byte of the stream for each 2^22 samples
 *
 * A transform before may not take samples that it never left: where what decode draws would leave the range of a channel,
 * the range is sent, and decode keeps to it.
 */
import { foldSign, unfoldSign } from '../../../bytes/numbers.js';
import { type Cursor, readShape, readVarint, type Shape, shapeOf } from '../../../bytes/shape.js';
import { joinStream, take, takeWithLength, withLength } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { type BitDecoder, makeBitDecoder } from '../../../models/adaptive-bits.js';
import type { Range } from '../../../models/range.js';
import { rateOf } from '../../../models/rate.js';

const SAMPLES_A_BYTE = 2 ** 22;
const FREE = 0;
const KEPT = 1;

export interface Frame extends Shape {
  readonly rateHz: number;
}

export function frameOf(samples: Samples): Frame {
  return { ...shapeOf(samples), rateHz: Math.max(1, Math.round(rateOf(samples))) };
}

/** Of each channel the least and the greatest sample; nothing is known of channels of no frames. */
export function rangesOf({ data, channels }: Samples): Int16Array {
  const ranges = new Int16Array(2 * channels);
  const frames = data.length / channels;
  if (frames === 0) return ranges;
  for (let c = 0, i = 0; c < channels; c++) {
    let [least, most] = [data[i], data[i]];
    for (const end = i + frames; i < end; i++) {
      least = Math.min(least, data[i]);
      most = Math.max(most, data[i]);
    }
    ranges[2 * c] = least;
    ranges[2 * c + 1] = most;
  }
  return ranges;
}

/** Whether the ranges of what is drawn lie within those of samples. */
export function stayWithin(drawn: Int16Array, ranges: Int16Array): boolean {
  for (let k = 0; k < ranges.length; k += 2) {
    if (drawn[k] < ranges[k] || drawn[k + 1] > ranges[k + 1]) return false;
  }
  return true;
}

/**
 * @param code what stands behind the head
 * @param decode of the stream
 */
export function joinCoded(
  samples: Samples,
  numbers: readonly number[],
  code: Uint8Array,
  decode: (bytes: Uint8Array) => Samples,
): Uint8Array {
  const free = joinWithin(frameOf(samples), numbers, code, undefined);
  const ranges = rangesOf(samples);
  if (stayWithin(rangesOf(decode(free)), ranges)) return free;
  return joinWithin(frameOf(samples), numbers, code, ranges);
}

/** @param ranges of samples, which decode is to keep to; none if what it draws does so by itself */
export function joinWithin(
  frame: Frame,
  numbers: readonly number[],
  code: Uint8Array,
  ranges: Int16Array | undefined,
): Uint8Array {
  const sections = [withLength(code)];
  if (ranges === undefined) return joinPadded(frame, [frame.rateHz, ...numbers, FREE], sections);
  const head = [frame.rateHz, ...numbers, KEPT];
  for (let k = 0; k < ranges.length; k += 2) head.push(foldSign(ranges[k]), ranges[k + 1] - ranges[k]);
  return joinPadded(frame, head, sections);
}

function joinPadded(frame: Frame, head: readonly number[], sections: readonly Uint8Array[]): Uint8Array {
  const stream = joinStream(frame, head, sections);
  const missing = leastBytes(frame) - stream.length;
  return missing <= 0 ? stream : joinStream(frame, head, [...sections, new Uint8Array(missing)]);
}

function leastBytes({ channels, frames }: Shape): number {
  return Math.ceil((channels * frames) / SAMPLES_A_BYTE);
}

export interface Opened {
  readonly frame: Frame;
  readonly numbers: readonly number[];
  readonly decoder: BitDecoder;
  /** To be called when all is read: samples for what is drawn, channel by channel, each then kept within its range. */
  readonly draw: (channel: (to: Int16Array, c: number) => void) => Samples;
}

/** @throws Error if torn, or of more samples than its bytes can have */
export function openCoded(bytes: Uint8Array, numbers: number): Opened {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const frame = { ...shape, rateHz: readVarint(cursor) };
  const read = Array.from({ length: numbers }, () => readVarint(cursor));
  const ranges = readRanges(cursor, shape);
  const code = takeWithLength(cursor);
  const missing = leastBytes(shape) - cursor.at;
  const rest = take(cursor, Math.max(0, missing));
  if (rest.some(byte => byte !== 0)) throw new Error('bytes that are not 0 behind the code');
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  if (frame.rateHz === 0) throw new Error('a rate of 0 Hz');
  const decoder = makeBitDecoder(code);
  return {
    ...{ frame, numbers: read, decoder },
    draw: drawChannel => {
      decoder.finish();
      const data = new Int16Array(shape.channels * shape.frames);
      for (let c = 0; c < shape.channels; c++) {
        const channel = data.subarray(c * shape.frames, (c + 1) * shape.frames);
        drawChannel(channel, c);
        if (ranges !== undefined) keepWithin(channel, ranges[c]);
      }
      return { data, channels: shape.channels };
    },
  };
}

function readRanges(cursor: Cursor, { channels }: Shape): Range[] | undefined {
  const kind = readVarint(cursor);
  if (kind === FREE) return undefined;
  if (kind !== KEPT) throw new Error(`ranges of kind ${kind}`);
  if (2 * channels > cursor.bytes.length - cursor.at)
    throw new Error(`ranges of ${channels} channels are missing`);
  return Array.from({ length: channels }, () => {
    const least = unfoldSign(readVarint(cursor));
    const most = least + readVarint(cursor);
    if (least < -32768 || most > 32767) throw new Error(`samples from ${least} to ${most}`);
    return { least, most };
  });
}

function keepWithin(channel: Int16Array, { least, most }: Range): void {
  for (let i = 0; i < channel.length; i++) {
    if (channel[i] < least) channel[i] = least;
    else if (channel[i] > most) channel[i] = most;
  }
}
