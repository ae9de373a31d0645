/**
 * The frame of streams that hold what is left of samples. It may say much with few bytes, so that a length is held
 * against the bytes:
 *
 *   shape | rate, Hz, rounded (varint) | further numbers (varints) | varint n | n bytes of code | zero bytes until
 *   there is one byte of the stream for each 2^22 samples
 */
import { readShape, readVarint, type Shape, shapeOf } from '../../../bytes/shape.js';
import { joinStream, take, takeWithLength, withLength } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import {
  type BitCoder,
  type BitDecoder,
  makeBitDecoder,
  makeBitEncoder,
} from '../../../models/adaptive-bits.js';
import { rateOf } from '../../../models/rate.js';

const SAMPLES_A_BYTE = 2 ** 22;

export interface Frame extends Shape {
  readonly rateHz: number;
}

export function frameOf(samples: Samples): Frame {
  return { ...shapeOf(samples), rateHz: Math.max(1, Math.round(rateOf(samples))) };
}

/** @param write what stands in the code */
export function joinCoded(
  frame: Frame,
  numbers: readonly number[],
  write: (coder: BitCoder) => void,
): Uint8Array {
  const encoder = makeBitEncoder();
  write(encoder);
  const sections = [withLength(encoder.finish())];
  const head = [frame.rateHz, ...numbers];
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
  /** To be finished when all is read. */
  readonly decoder: BitDecoder;
}

/** @throws Error if torn, or of more samples than its bytes can have */
export function openCoded(bytes: Uint8Array, numbers: number): Opened {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const frame = { ...shape, rateHz: readVarint(cursor) };
  const read = Array.from({ length: numbers }, () => readVarint(cursor));
  const code = takeWithLength(cursor);
  const missing = leastBytes(shape) - cursor.at;
  const rest = take(cursor, Math.max(0, missing));
  if (rest.some(byte => byte !== 0)) throw new Error('bytes that are not 0 behind the code');
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  if (frame.rateHz === 0) throw new Error('a rate of 0 Hz');
  return { frame, numbers: read, decoder: makeBitDecoder(code) };
}
