/**
 * The formulas of ../coder.ts in plain TypeScript: what its kernel is held to, and what shows when each byte is out
 * and when each sample is known. Numbers stay below 2^53, so none needs more than a double holds exactly.
 */

import { packNumbers } from '../../../bytes/numbers.js';
import { readShape, readVarint, type Shape, shapeOf } from '../../../bytes/shape.js';
import { joinStream, takeWithLength, withLength } from '../../../bytes/stream.js';
import type { Samples } from '../../../codec.js';
import { decodeMark, encodeMark } from '../../../converter/mark.js';
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { HALF_CELLS, normalCounts, STEPS_PER_OCTAVE } from '../../../models/normal-counts.js';
import { NORMAL_RANGE } from '../coder.js';

const TOTAL_BITS = 22;
const ESCAPE = 512;
const REACH = 256;
const FINEST_OCTAVE = 9;
const WHOLE = 2 ** 48;
const TOP = 2 ** 40;

/** A part of the interval: cumulative frequency and frequency of 2^bits in all. */
interface Part {
  readonly lower: number;
  readonly count: number;
  readonly bits: number;
}

interface Channel {
  /** Five voltages, the last at the end, and four averages, in 1/256 units. */
  points: number[];
  weights: number[];
  scale: number;
}

interface Model {
  readonly tables: CodeTables;
  readonly counts: readonly Uint32Array[];
  readonly channels: (Channel | undefined)[];
  debt: number;
  plainLeft: number;
}

/** What is expected of a sample. */
interface Expectation {
  readonly voltage: number;
  readonly octave: number;
  readonly counts: Uint32Array;
  readonly coarseness: number;
  readonly first: number;
}

function makeModel(profile: ConverterProfile | undefined, channels: number): Model {
  return {
    tables: tabulateCodes(profile),
    counts: Array.from({ length: STEPS_PER_OCTAVE }, (_, step) => normalCounts(step, NORMAL_RANGE)),
    channels: Array.from({ length: channels }, () => undefined),
    debt: 0,
    plainLeft: channels,
  };
}

function differencesOf({ points }: Channel): number[] {
  return points.slice(1).map((point, k) => points[k] - point);
}

function expectationOf({ counts }: Model, channel: Channel): Expectation {
  const { points, weights, scale } = channel;
  let sum = 0;
  for (const [k, difference] of differencesOf(channel).entries()) sum += weights[k] * difference;
  const voltage = Math.floor((points[8] + Math.floor(sum / 8192) + 128) / 256);
  const expected = Math.max(-(2 ** 19), Math.min(2 ** 19 - 1, voltage));
  const deviation = Math.max(256, scale + Math.floor(scale / 4) + Math.floor(scale / 16));
  const length = bitLength(deviation);
  const octave = length - 9;
  const mantissa = Math.floor((deviation * 2 ** (32 - length)) / 65536);
  const step = [35734, 38968, 42495, 46341, 50535, 55109, 60097].filter(least => mantissa >= least).length;
  const coarseness = Math.max(0, octave - FINEST_OCTAVE);
  const first = Math.floor(Math.floor((expected + 8) / 16) / 2 ** coarseness) - REACH;
  return { voltage: expected, octave, counts: counts[step], coarseness, first };
}

function bitLength(x: number): number {
  return x >= 2 ** 32 ? 64 - Math.clz32(Math.floor(x / 2 ** 32)) : 32 - Math.clz32(x);
}

function learn(model: Model, index: number, expected: Expectation | undefined, code: number, frame: number) {
  const voltage = model.tables.voltages[code + 32768];
  const channel = model.channels[index];
  if (channel === undefined || expected === undefined) {
    const points = Array.from({ length: 9 }, () => 256 * voltage);
    model.channels[index] = { points, weights: [0, 0, 0, 0, 6000, 7000, 8192, 7900], scale: 256 * 512 };
    return;
  }
  const error = voltage - expected.voltage;
  const pace = [1024, 4096, 16384, 65536].reduce((steps, from) => (frame < from ? 2 * steps : steps), 1);
  const turns = differencesOf(channel).map(difference => pace * Math.sign(error) * Math.sign(difference));
  channel.weights = channel.weights.map((weight, k) => Math.max(-32768, Math.min(32767, weight + turns[k])));
  const rate = Math.max(2, Math.min(8, bitLength(frame)));
  channel.scale = follow(channel.scale, 256 * Math.abs(error), rate);
  const averages = channel.points.slice(5).map((average, k) => follow(average, 256 * voltage, 2 + 2 * k));
  channel.points = [...channel.points.slice(1, 5), 256 * voltage, ...averages];
}

function follow(average: number, value: number, rate: number): number {
  return average + Math.floor((value - average) / 2 ** rate);
}

function countsBelow({ tables }: Model, expected: Expectation, coarse: number): number {
  const index = Math.max(0, Math.min(65536, coarse * 2 ** expected.coarseness + 32768));
  const distance = tables.thresholds[index] - expected.voltage;
  const cell = Math.floor((64 * distance) / 2 ** expected.octave);
  const clamped = Math.max(-HALF_CELLS, Math.min(HALF_CELLS, cell));
  return ESCAPE + expected.counts[clamped + HALF_CELLS] + coarse - expected.first;
}

function partOfCode(model: Model, expected: Expectation, coarse: number): Part {
  const lower = countsBelow(model, expected, coarse);
  return { lower, count: countsBelow(model, expected, coarse + 1) - lower, bits: TOTAL_BITS };
}

const escapePart: Part = { lower: 0, count: ESCAPE, bits: TOTAL_BITS };

/** The last code of the window whose part begins at a target or below it. */
function findCode(model: Model, expected: Expectation, target: number): number {
  let from = expected.first;
  let to = expected.first + 2 * REACH;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (countsBelow(model, expected, middle) <= target) from = middle;
    else to = middle;
  }
  return from;
}

/** Counts bits over or under 16 a sample, and the end of a block. */
function charge(model: Model, bits: number): void {
  model.debt = Math.max(-4096, model.debt + bits);
  if (model.debt <= 64) return;
  model.debt = 0;
  model.plainLeft = 1024;
}

/** Bits over 16 of a sample of these parts, rounded up. */
function excessOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { count, bits }) => sum + bits + 1 - bitLength(count), -16);
}

function plain(value: number, bits: number): Part {
  return { lower: value & (2 ** bits - 1), count: 1, bits };
}

interface Interval {
  low: number;
  range: number;
}

function narrow(interval: Interval, { lower, count, bits }: Part): void {
  const unit = Math.floor(interval.range / 2 ** bits);
  interval.low += unit * lower;
  interval.range = unit * count;
}

/** Cuts an interval that is too narrow. @returns whether its leading byte is known */
function settle(interval: Interval): boolean {
  const { low, range } = interval;
  const boundary = Math.floor((low + range - 1) / TOP) * TOP;
  if (boundary <= low) return true;
  if (range >= 2 ** 30) return false;
  const below = boundary - low;
  if (2 * below < range) interval.low = boundary;
  interval.range = Math.max(below, range - below);
  return true;
}

function shift(interval: Interval): void {
  interval.low = (interval.low % TOP) * 256;
  interval.range *= 256;
}

/** What ends a block: its length, its first number, and bits lost by it. */
function pieceOf({ low, range }: Interval) {
  for (let bytes = 0, size = WHOLE; ; bytes++, size /= 256) {
    const first = Math.ceil(low / size) * size;
    if (first + size <= low + range)
      return { bytes, first, size, waste: bitLength(range - 1) - bitLength(size) + 1 };
  }
}

function endsBlock(frame: number, frames: number, block: number): boolean {
  return frame === frames - 1 || (block > 0 && (frame + 1) % block === 0);
}

/** Code, and for each of its bytes how many samples were coded when it was out. */
export interface Timed {
  readonly code: Uint8Array;
  readonly samplesBefore: readonly number[];
}

export function encodeTwin(
  data: Int16Array,
  { channels, frames }: Shape,
  block: number,
  profile: ConverterProfile | undefined,
): Timed {
  const model = makeModel(profile, channels);
  const interval = { low: 0, range: WHOLE };
  const code: number[] = [];
  const samplesBefore: number[] = [];
  for (let k = 0; k < data.length; k++) {
    const frame = Math.floor(k / channels);
    for (const part of partsOf(model, k % channels, data[(k % channels) * frames + frame], frame)) {
      narrow(interval, part);
      for (; settle(interval); shift(interval)) code.push(Math.floor(interval.low / TOP));
    }
    if (k % channels === channels - 1 && endsBlock(frame, frames, block)) {
      const { bytes, first, waste } = pieceOf(interval);
      for (let at = 0; at < bytes; at++) code.push(Math.floor(first / (TOP / 256 ** at)) % 256);
      Object.assign(interval, { low: 0, range: WHOLE });
      charge(model, waste);
    }
    while (samplesBefore.length < code.length) samplesBefore.push(k + 1);
  }
  return { code: Uint8Array.from(code), samplesBefore };
}

function partsOf(model: Model, index: number, code: number, frame: number): readonly Part[] {
  const channel = model.channels[index];
  const expected = channel === undefined ? undefined : expectationOf(model, channel);
  const parts =
    expected === undefined || model.plainLeft > 0 ? [plain(code, 16)] : modelled(model, expected, code);
  settleDebt(model, parts);
  learn(model, index, expected, code, frame);
  return parts;
}

function settleDebt(model: Model, parts: readonly Part[]): void {
  if (model.plainLeft > 0) model.plainLeft--;
  else charge(model, excessOf(parts));
}

function modelled(model: Model, expected: Expectation, code: number): readonly Part[] {
  const { coarseness, first } = expected;
  const coarse = code >> coarseness;
  if (coarse < first || coarse >= first + 2 * REACH) return [escapePart, plain(code, 16)];
  const part = partOfCode(model, expected, coarse);
  return coarseness === 0 ? [part] : [part, plain(code, coarseness)];
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
export function decodeTwin(
  code: Uint8Array,
  { channels, frames }: Shape,
  block: number,
  profile: ConverterProfile | undefined,
): TimedSamples {
  const model = makeModel(profile, channels);
  const data = new Int16Array(channels * frames);
  const bytesNeeded = new Int32Array(data.length);
  const reader = { code, taken: 0, window: 0, known: 0, low: 0, range: WHOLE };
  for (let k = 0; k < data.length; k++) {
    const frame = Math.floor(k / channels);
    data[(k % channels) * frames + frame] = readSample(reader, model, k % channels, frame);
    bytesNeeded[k] = reader.taken;
    if (k % channels === channels - 1 && endsBlock(frame, frames, block)) {
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
  const channel = model.channels[index];
  const expected = channel === undefined ? undefined : expectationOf(model, channel);
  const { parts, code } =
    expected === undefined || model.plainLeft > 0
      ? readPlain(reader, 16, 0)
      : readModelled(reader, model, expected);
  settleDebt(model, parts);
  learn(model, index, expected, code, frame);
  return code;
}

function readPlain(reader: Reader, bits: number, above: number) {
  const part = readPart(reader, bits, target => plain(target, bits));
  return { parts: [part], code: ((above + part.lower) << 16) >> 16 };
}

function readModelled(reader: Reader, model: Model, expected: Expectation) {
  const coarseAt = (target: number) => findCode(model, expected, target);
  const first = readPart(reader, TOTAL_BITS, target =>
    target < ESCAPE ? escapePart : partOfCode(model, expected, coarseAt(target)),
  );
  if (first === escapePart) {
    const { parts, code } = readPlain(reader, 16, 0);
    return { parts: [first, ...parts], code };
  }
  const code = coarseAt(first.lower) * 2 ** expected.coarseness;
  if (expected.coarseness === 0) return { parts: [first], code };
  const low = readPlain(reader, expected.coarseness, code);
  return { parts: [first, ...low.parts], code: low.code };
}

/** A whole stream, of the whole recording in one block and without a profile. */
export function encode(samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const { code } = encodeTwin(samples.data, shape, 0, undefined);
  return joinStream(shape, [], [encodeMark(undefined), packNumbers([0]), withLength(code)]);
}

export function decode(bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  decodeMark(cursor, undefined);
  const block = readVarint(cursor);
  const { data } = decodeTwin(takeWithLength(cursor), shape, block, undefined);
  return { data, channels: shape.channels };
}
