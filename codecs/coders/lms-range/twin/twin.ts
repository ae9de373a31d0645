/**
 * The formulas of ../coder.ts in plain TypeScript: what its kernel is held to, and what shows when each byte is out
 * and when each sample is known. Numbers stay below 2^53, so none needs more than a double holds exactly.
 */

import { packNumbers } from '../../../bytes/numbers.js';
import { readShape, type Shape, shapeOf } from '../../../bytes/shape.js';
import { joinStream, takeWithLength, withLength } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { decodeMark, encodeMark } from '../../../converter/mark.js';
import {
  decodeSamples,
  encodeSamples,
  type Timed,
  type TimedSamples,
} from '../../shared/live/twin/coding.js';
import { readSettings } from '../coder.js';
import { predictorOf, type Settings } from './model.js';

export function encodeTwin(data: Int16Array, shape: Shape, settings: Settings): Timed {
  return encodeSamples(data, shape, predictorOf(settings, shape.channels));
}

/** @throws Error if the code ends before all samples are known */
export function decodeTwin(code: Uint8Array, shape: Shape, settings: Settings): TimedSamples {
  return decodeSamples(code, shape, predictorOf(settings, shape.channels));
}

/** A whole stream, of the whole recording in one block, without references and without a profile. */
export function encode(samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const { code } = encodeTwin(samples.data, shape, { block: 0, references: 0, profile: undefined });
  return joinStream(shape, [], [encodeMark(undefined), packNumbers([0]), withLength(code)]);
}

export function decode(bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  decodeMark(cursor, undefined);
  const settings = { ...readSettings(cursor, shape.channels), profile: undefined };
  const { data } = decodeTwin(takeWithLength(cursor), shape, settings);
  return { data, channels: shape.channels };
}
