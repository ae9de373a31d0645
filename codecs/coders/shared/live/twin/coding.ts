/** Coding with a model of any kind, slow and clear: what shows when each byte is out and when each sample is known. */
import type { Shape } from '../../../../bytes/shape.js';
import {
  type Counting,
  charge,
  codeOf,
  ESCAPE,
  type Expected,
  escapePart,
  findCode,
  partOfCode,
  partsOf,
  settleDebt,
  TOTAL_BITS,
} from './codes.js';
import { type Interval, narrow, type Part, pieceOf, plain, settle, shift, TOP, WHOLE } from './interval.js';

/** Says what is expected of samples, place after place in each frame. */
export interface Predictor<E extends Expected> {
  readonly counting: Counting;
  /** Frames of a block, 0 for all. */
  readonly block: number;
  readonly channelAt: (place: number) => number;
  /** @returns undefined for a channel's first sample */
  readonly expect: (place: number) => E | undefined;
  readonly learn: (place: number, expected: E | undefined, code: number, frame: number) => void;
  readonly endFrame: () => void;
}

function endsBlock(frame: number, frames: number, block: number): boolean {
  return frame === frames - 1 || (block > 0 && (frame + 1) % block === 0);
}

/** Code, and for each of its bytes how many samples were coded when it was out. */
export interface Timed {
  readonly code: Uint8Array;
  readonly samplesBefore: readonly number[];
}

export function encodeSamples<E extends Expected>(
  data: Int16Array,
  { channels, frames }: Shape,
  predictor: Predictor<E>,
): Timed {
  const { counting } = predictor;
  const interval = { low: 0, range: WHOLE };
  const code: number[] = [];
  const samplesBefore: number[] = [];
  for (let k = 0; k < data.length; k++) {
    const frame = Math.floor(k / channels);
    const place = k % channels;
    const sample = data[predictor.channelAt(place) * frames + frame];
    for (const part of takeSample(predictor, place, sample, frame)) {
      narrow(interval, part);
      for (; settle(interval); shift(interval)) code.push(Math.floor(interval.low / TOP));
    }
    if (place === channels - 1) predictor.endFrame();
    if (place === channels - 1 && endsBlock(frame, frames, predictor.block)) {
      const { bytes, first, waste } = pieceOf(interval);
      for (let at = 0; at < bytes; at++) code.push(Math.floor(first / (TOP / 256 ** at)) % 256);
      Object.assign(interval, { low: 0, range: WHOLE });
      charge(counting, waste);
    }
    while (samplesBefore.length < code.length) samplesBefore.push(k + 1);
  }
  return { code: Uint8Array.from(code), samplesBefore };
}

function takeSample<E extends Expected>(
  predictor: Predictor<E>,
  place: number,
  code: number,
  frame: number,
): readonly Part[] {
  const expected = predictor.expect(place);
  const { parts, read } = partsOf(predictor.counting, expected, code);
  settleDebt(predictor.counting, parts);
  predictor.learn(place, expected, read, frame);
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
export function decodeSamples<E extends Expected>(
  code: Uint8Array,
  { channels, frames }: Shape,
  predictor: Predictor<E>,
): TimedSamples {
  const { counting } = predictor;
  const data = new Int16Array(channels * frames);
  const bytesNeeded = new Int32Array(data.length);
  const reader = { code, taken: 0, window: 0, known: 0, low: 0, range: WHOLE };
  for (let k = 0; k < data.length; k++) {
    const frame = Math.floor(k / channels);
    const place = k % channels;
    data[predictor.channelAt(place) * frames + frame] = readSample(reader, predictor, place, frame);
    bytesNeeded[k] = reader.taken;
    if (place === channels - 1) predictor.endFrame();
    if (place === channels - 1 && endsBlock(frame, frames, predictor.block)) {
      const { bytes, waste } = pieceOf(reader);
      while (reader.known < bytes) takeByte(reader);
      Object.assign(reader, { window: 0, known: 0, low: 0, range: WHOLE });
      charge(counting, waste);
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

function readSample<E extends Expected>(
  reader: Reader,
  predictor: Predictor<E>,
  place: number,
  frame: number,
): number {
  const { counting } = predictor;
  const expected = predictor.expect(place);
  const { parts, code } =
    expected === undefined || counting.plainLeft > 0
      ? readPlain(reader)
      : readModelled(reader, counting, expected);
  settleDebt(counting, parts);
  predictor.learn(place, expected, code, frame);
  return code;
}

function readPlain(reader: Reader) {
  const part = readPart(reader, 16, target => plain(target, 16));
  return { parts: [part], code: (part.lower << 16) >> 16 };
}

function readModelled(reader: Reader, counting: Counting, expected: Expected) {
  const coarseAt = (target: number) => findCode(counting, expected, target);
  const first = readPart(reader, TOTAL_BITS, target =>
    target < ESCAPE ? escapePart : partOfCode(counting, expected, coarseAt(target)),
  );
  if (first === escapePart) {
    const { parts, code } = readPlain(reader);
    return { parts: [first, ...parts], code };
  }
  const { coarseness } = expected;
  const number = coarseAt(first.lower) * 2 ** coarseness;
  if (coarseness === 0) return { parts: [first], code: codeOf(counting, expected, number) };
  const low = readPart(reader, coarseness, target => plain(target, coarseness));
  return { parts: [first, low], code: codeOf(counting, expected, number + low.lower) };
}
