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
  type Interval,
  narrow,
  type Part,
  pieceOf,
  plain,
  settle,
  shift,
  TOP,
  WHOLE,
} from '../../shared/live/twin/interval.js';
import { readSettings } from '../coder.js';
import {
  charge,
  codeOf,
  ESCAPE,
  type Expectation,
  escapePart,
  expectationOf,
  findCode,
  learn,
  type Model,
  makeModel,
  partOfCode,
  partsOf,
  type Settings,
  settleDebt,
  TOTAL_BITS,
} from './model.js';

function endsBlock(frame: number, frames: number, block: number): boolean {
  return frame === frames - 1 || (block > 0 && (frame + 1) % block === 0);
}

/** Code, and for each of its bytes how many samples were coded when it was out. */
export interface Timed {
  readonly code: Uint8Array;
  readonly samplesBefore: readonly number[];
}

export function encodeTwin(data: Int16Array, { channels, frames }: Shape, settings: Settings): Timed {
  const model = makeModel(settings, channels);
  const interval = { low: 0, range: WHOLE };
  const code: number[] = [];
  const samplesBefore: number[] = [];
  for (let k = 0; k < data.length; k++) {
    const frame = Math.floor(k / channels);
    for (const part of takeSample(model, k % channels, data[(k % channels) * frames + frame], frame)) {
      narrow(interval, part);
      for (; settle(interval); shift(interval)) code.push(Math.floor(interval.low / TOP));
    }
    if (k % channels === channels - 1 && endsBlock(frame, frames, settings.block)) {
      const { bytes, first, waste } = pieceOf(interval);
      for (let at = 0; at < bytes; at++) code.push(Math.floor(first / (TOP / 256 ** at)) % 256);
      Object.assign(interval, { low: 0, range: WHOLE });
      charge(model, waste);
    }
    while (samplesBefore.length < code.length) samplesBefore.push(k + 1);
  }
  return { code: Uint8Array.from(code), samplesBefore };
}

function takeSample(model: Model, index: number, code: number, frame: number): readonly Part[] {
  const expected = expectationOf(model, index);
  const { parts, read } = partsOf(model, expected, code);
  settleDebt(model, parts);
  learn(model, index, expected, read, frame);
  return parts;
}

/** Samples, and for each, in the order of the code, how many bytes it took to know it. */
export interface TimedSamples {
  readonly data: Int16Array;
  readonly bytesNeeded: Int32Array;
}

/**
 * Takes a byte only when those before it leave a sample open.
 * @throws Error if the code ends before all samples are known
 */
export function decodeTwin(code: Uint8Array, { channels, frames }: Shape, settings: Settings): TimedSamples {
  const model = makeModel(settings, channels);
  const data = new Int16Array(channels * frames);
  const bytesNeeded = new Int32Array(data.length);
  const reader = { code, taken: 0, window: 0, known: 0, low: 0, range: WHOLE };
  for (let k = 0; k < data.length; k++) {
    const frame = Math.floor(k / channels);
    data[(k % channels) * frames + frame] = readSample(reader, model, k % channels, frame);
    bytesNeeded[k] = reader.taken;
    if (k % channels === channels - 1 && endsBlock(frame, frames, settings.block)) {
      const { bytes, waste } = pieceOf(reader);
      while (reader.known < bytes) takeByte(reader);
      Object.assign(reader, { window: 0, known: 0, low: 0, range: WHOLE });
      charge(model, waste);
    }
  }
  return { data, bytesNeeded };
}

interface Reader extends Interval {
  readonly code: Uint8Array;
  taken: number;
  /** Its `known` leading bytes are known, the others 0. */
  window: number;
  known: number;
}

function takeByte(reader: Reader): void {
  if (reader.taken === reader.code.length) throw new Error('code ends early');
  reader.window += reader.code[reader.taken++] * (TOP / 256 ** reader.known++);
}

/** Takes bytes until one part holds all numbers that are left, which lie in the interval. */
function readPart(reader: Reader, bits: number, partAt: (target: number) => Part): Part {
  const unit = Math.floor(reader.range / 2 ** bits);
  for (;;) {
    const end = reader.window + WHOLE / 256 ** reader.known;
    const targetOf = (number: number) =>
      Math.max(0, Math.min(2 ** bits - 1, Math.floor((number - reader.low) / unit)));
    const part = partAt(targetOf(reader.window));
    if (targetOf(end - 1) < part.lower + part.count) {
      enter(reader, part);
      return part;
    }
    takeByte(reader);
  }
}

function enter(reader: Reader, part: Part): void {
  narrow(reader, part);
  for (; settle(reader); shift(reader)) {
    if (reader.known === 0) takeByte(reader);
    reader.window = (reader.window % TOP) * 256;
    reader.known--;
  }
}

function readSample(reader: Reader, model: Model, index: number, frame: number): number {
  const expected = expectationOf(model, index);
  const { parts, code } =
    expected === undefined || model.plainLeft > 0 ? readPlain(reader) : readModelled(reader, model, expected);
  settleDebt(model, parts);
  learn(model, index, expected, code, frame);
  return code;
}

function readPlain(reader: Reader) {
  const part = readPart(reader, 16, target => plain(target, 16));
  return { parts: [part], code: (part.lower << 16) >> 16 };
}

function readModelled(reader: Reader, model: Model, expected: Expectation) {
  const coarseAt = (target: number) => findCode(model, expected, target);
  const first = readPart(reader, TOTAL_BITS, target =>
    target < ESCAPE ? escapePart : partOfCode(model, expected, coarseAt(target)),
  );
  if (first === escapePart) {
    const { parts, code } = readPlain(reader);
    return { parts: [first, ...parts], code };
  }
  const { coarseness } = expected;
  const number = coarseAt(first.lower) * 2 ** coarseness;
  if (coarseness === 0) return { parts: [first], code: codeOf(model, expected, number) };
  const low = readPart(reader, coarseness, target => plain(target, coarseness));
  return { parts: [first, low], code: codeOf(model, expected, number + low.lower) };
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
