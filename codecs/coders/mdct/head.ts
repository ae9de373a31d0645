/** All of a stream but its code: see coder.ts. */
import { foldSign, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readShape, readUpTo, readVarint, type Shape, shapeOf } from '../../bytes/shape.js';
import { bytesOf, joinStream, takeSamples, takeWithLength, withLength } from '../../bytes/stream.js';
import type { Samples } from '../../codec.js';
import type { Range } from '../../models/range.js';
import { rateOf } from '../../models/rate.js';
import { BINS, lappedFrames } from './frames.js';
import { halfSteps, type NoiseShape } from './steps.js';

const RAW = 0;
export const LARGEST_STEP = 1024;
const LARGEST_RATE = 2 ** 31 - 1;
/** A coefficient takes a decision or more, and each narrows the interval to 1023/1024 of itself or less. */
const COEFFICIENTS_A_BYTE = 5700;
const BYTES_OF_INTERVAL = 4;

export interface Settings {
  readonly step: number;
  readonly shape: NoiseShape;
}

/** Between which samples of a channel lie, and their mean, rounded. */
export interface Level extends Range {
  readonly mean: number;
}

/** Of a stream that is not raw. */
export interface Coded {
  readonly whole: Shape;
  /** Half steps of the bins, in sixteenths of a code. */
  readonly units: Float64Array;
  readonly levels: readonly Level[];
  readonly code: Uint8Array;
}

/** In hertz, as the head has it. */
function wholeRateOf(samples: Samples): number {
  return Math.max(1, Math.round(rateOf(samples)));
}

/** Half steps of the bins that an encoder takes, in sixteenths of a code. */
export function unitsFor({ step, shape }: Settings, samples: Samples): Float64Array {
  return halfSteps(step, shape, wholeRateOf(samples));
}

export function rawStream(samples: Samples): Uint8Array {
  return joinStream(shapeOf(samples), [RAW], [bytesOf(samples.data)]);
}

/** Of no samples: of no channel a level, and no code. */
export function emptyStream(settings: Settings, samples: Samples): Uint8Array {
  return joinStream(shapeOf(samples), packSettings(settings, samples), []);
}

/** @returns a raw stream, if it is as short */
export function codedStream(
  settings: Settings,
  samples: Samples,
  levels: readonly Level[],
  code: Uint8Array,
): Uint8Array {
  const ranges = levels.flatMap(({ least, most, mean }) => [foldSign(least), most - least, mean - least]);
  const numbers = [...packSettings(settings, samples), ...ranges];
  const stream = joinStream(shapeOf(samples), numbers, [withLength(code)]);
  const raw = rawStream(samples);
  return stream.length < raw.length ? stream : raw;
}

function packSettings({ step, shape }: Settings, samples: Samples): number[] {
  return shape === 'flat' ? [2 * step] : [2 * step + 1, wholeRateOf(samples)];
}

/** @throws Error if the bytes are no stream, or cannot hold as many samples as they say */
export function readStream(bytes: Uint8Array): Samples | Coded {
  const cursor = { bytes, at: 0 };
  const whole = readShape(cursor);
  const settings = readUpTo(cursor, 2 * LARGEST_STEP + 1, 'settings');
  if (settings === RAW) return readRaw(cursor, whole);
  const units = readUnits(cursor, settings);
  const coded = whole.frames === 0 ? { levels: [], code: new Uint8Array(0) } : readChannels(cursor, whole);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  return { whole, units, ...coded };
}

function readRaw(cursor: Cursor, shape: Shape): Samples {
  const given = takeSamples(cursor, shape);
  const data = new Int16Array(shape.channels * shape.frames);
  bytesOf(data).set(given);
  return { data, channels: shape.channels };
}

function readUnits(cursor: Cursor, settings: number): Float64Array {
  if (settings === 1) throw new Error('step 0');
  const step = settings >> 1;
  return settings % 2 === 0
    ? halfSteps(step, 'flat', 1)
    : halfSteps(step, 'spikes', readUpTo(cursor, LARGEST_RATE, 'rate', 1));
}

function readChannels(cursor: Cursor, { channels, frames }: Shape) {
  // three bytes or more, each of its own
  if (3 * channels > cursor.bytes.length) throw new Error(`stream ends before ${channels} channels`);
  const levels = Array.from({ length: channels }, () => readLevel(cursor));
  const code = takeWithLength(cursor);
  const coefficients = channels * lappedFrames(frames) * BINS;
  if (coefficients > COEFFICIENTS_A_BYTE * (code.length + BYTES_OF_INTERVAL)) {
    throw new Error(`${code.length} bytes cannot hold ${channels} × ${frames} samples`);
  }
  return { levels, code };
}

function readLevel(cursor: Cursor): Level {
  const least = unfoldSign(readVarint(cursor));
  const most = least + readUpTo(cursor, 65535, 'range of samples');
  if (least < -32768 || most > 32767) throw new Error(`samples ${least}..${most} beyond 16 bits`);
  return { least, most, mean: least + readUpTo(cursor, most - least, 'mean') };
}
