/** How likely each code of a sample is, by ../coder.ts, and what a model learns of it. */
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { HALF_CELLS, normalCounts, STEPS_PER_OCTAVE } from '../../../models/normal-counts.js';
import { NORMAL_RANGE } from '../../shared/live/tables.js';
import {
  adapt,
  type Channel,
  errorRate,
  extrapolate,
  follow,
  startChannel,
} from '../../shared/live/twin/channel.js';
import { bitLength, type Part, plain } from '../../shared/live/twin/interval.js';
import type { Tolerance } from '../coder.js';
import {
  learnRemainders,
  type Reference,
  type Remainders,
  refer,
  type Shared,
  startRemainders,
  startShared,
} from './references.js';

export const TOTAL_BITS = 22;
export const ESCAPE = 512;
const REACH = 256;
const FINEST_OCTAVE = 9;

/** How a recording is coded: frames of a block (0: all of it), references of a channel, the converter. */
export interface Settings {
  readonly block: number;
  readonly references: number;
  readonly profile: ConverterProfile | undefined;
  /** If samples may be off. */
  readonly tolerance?: Tolerance;
}

export interface Model {
  readonly tables: CodeTables;
  readonly counts: readonly Uint32Array[];
  readonly channels: (Channel | undefined)[];
  /** Empty without references. */
  readonly references: number;
  readonly remainders: readonly Remainders[];
  readonly shared: Shared;
  /** If samples may be off. */
  readonly tolerance: Tolerance | undefined;
  debt: number;
  plainLeft: number;
}

/** What is expected of a sample. */
export interface Expectation {
  readonly extrapolated: number;
  readonly reference: Reference | undefined;
  readonly voltage: number;
  readonly octave: number;
  readonly counts: Uint32Array;
  readonly coarseness: number;
  readonly first: number;
  /** The code next to what is expected. */
  readonly origin: number;
}

export function makeModel({ profile, references, tolerance }: Settings, channels: number): Model {
  return {
    tables: tabulateCodes(profile),
    counts: Array.from({ length: STEPS_PER_OCTAVE }, (_, step) => normalCounts(step, NORMAL_RANGE)),
    channels: Array.from({ length: channels }, () => undefined),
    references,
    remainders: Array.from({ length: channels }, () => startRemainders(references)),
    shared: startShared(),
    tolerance: tolerance?.error ? tolerance : undefined,
    debt: 0,
    plainLeft: channels,
  };
}

/** The remainders of the channels coded just before one, the last in front. */
function referencesOf({ remainders, references }: Model, index: number): Remainders[] {
  const { length } = remainders;
  return Array.from({ length: references }, (_, k) => remainders[(index - 1 - k + length) % length]);
}

/** @returns undefined for a channel's first sample */
export function expectationOf(model: Model, index: number): Expectation | undefined {
  const channel = model.channels[index];
  if (channel === undefined) return undefined;
  const extrapolated = extrapolate(channel);
  const { remainders, shared } = model;
  const reference =
    model.references === 0
      ? undefined
      : refer(extrapolated, channel.scale, remainders[index], referencesOf(model, index), shared);
  const { voltage, scale } = reference ?? { voltage: extrapolated, scale: channel.scale };
  return { extrapolated, reference, voltage, ...deviationOf(model, voltage, scale) };
}

function deviationOf({ counts, tolerance }: Model, voltage: number, scale: number) {
  const deviation = Math.max(256, scale + Math.floor(scale / 4) + Math.floor(scale / 16));
  const length = bitLength(deviation);
  const octave = length - 9;
  const mantissa = Math.floor((deviation * 2 ** (32 - length)) / 65536);
  const step = [35734, 38968, 42495, 46341, 50535, 55109, 60097].filter(least => mantissa >= least).length;
  const origin = Math.floor((voltage + 8) / 16);
  const finest = FINEST_OCTAVE + (tolerance === undefined ? 0 : bitLength(widthOf(tolerance)) - 1);
  const coarseness = Math.max(0, octave - finest);
  const middle = tolerance === undefined ? Math.floor(origin / 2 ** coarseness) : 0;
  return { octave, counts: counts[step], coarseness, first: middle - REACH, origin };
}

function widthOf({ error }: Tolerance): number {
  return 2 * error + 1;
}

/** What is sent of a code: itself, or the step that it lies in. */
function numberOf({ tolerance }: Model, { origin }: Expectation, code: number): number {
  return tolerance === undefined ? code : Math.floor((code - origin + tolerance.error) / widthOf(tolerance));
}

/** The code that is left of such a number. */
export function codeOf({ tolerance }: Model, { origin }: Expectation, number: number): number {
  if (tolerance === undefined) return number;
  const { least, most } = tolerance;
  return Math.max(least, Math.min(most, origin + number * widthOf(tolerance)));
}

/** Takes a code where another was expected. */
export function learn(
  model: Model,
  index: number,
  expected: Expectation | undefined,
  code: number,
  frame: number,
): void {
  const voltage = model.tables.voltages[code + 32768];
  const channel = model.channels[index];
  if (channel === undefined || expected === undefined) {
    model.channels[index] = startChannel(voltage);
    return;
  }
  const { quiet, leastError } = doubtOf(model);
  adapt(channel, voltage, expected.extrapolated, frame, quiet);
  const size = Math.max(leastError, Math.abs(voltage - expected.voltage));
  channel.scale = follow(channel.scale, 256 * size, errorRate(frame));
  const { reference } = expected;
  if (reference !== undefined)
    learnRemainders(model.remainders[index], model.shared, reference, voltage, frame, leastError);
}

/** From what errors on there is something to learn, and what each counts for at least, in units. */
function doubtOf({ tolerance }: Model) {
  if (tolerance === undefined) return { quiet: 0, leastError: 0 };
  const width = widthOf(tolerance);
  return { quiet: 8 * width, leastError: Math.floor((5 * width) / 2) };
}

function countsBelow({ tables, tolerance }: Model, expected: Expectation, coarse: number): number {
  const number = coarse * 2 ** expected.coarseness;
  const code =
    tolerance === undefined ? number : expected.origin + number * widthOf(tolerance) - tolerance.error;
  const index = Math.max(0, Math.min(65536, code + 32768));
  const distance = tables.thresholds[index] - expected.voltage;
  const cell = Math.floor((64 * distance) / 2 ** expected.octave);
  const clamped = Math.max(-HALF_CELLS, Math.min(HALF_CELLS, cell));
  return ESCAPE + expected.counts[clamped + HALF_CELLS] + coarse - expected.first;
}

export const escapePart: Part = { lower: 0, count: ESCAPE, bits: TOTAL_BITS };

export function partOfCode(model: Model, expected: Expectation, coarse: number): Part {
  const lower = countsBelow(model, expected, coarse);
  return { lower, count: countsBelow(model, expected, coarse + 1) - lower, bits: TOTAL_BITS };
}

/** The last code of the window whose part begins at a target or below it. */
export function findCode(model: Model, expected: Expectation, target: number): number {
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
export function charge(model: Model, bits: number): void {
  model.debt = Math.max(-4096, model.debt + bits);
  if (model.debt <= 64) return;
  model.debt = 0;
  model.plainLeft = 1024;
}

/** Bits over 16 of a sample of these parts, rounded up. */
function excessOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { count, bits }) => sum + bits + 1 - bitLength(count), -16);
}

export function settleDebt(model: Model, parts: readonly Part[]): void {
  if (model.plainLeft > 0) model.plainLeft--;
  else charge(model, excessOf(parts));
}

/** What a sample is coded by, and the code that is read. */
export function partsOf(
  model: Model,
  expected: Expectation | undefined,
  code: number,
): { readonly parts: readonly Part[]; readonly read: number } {
  if (expected === undefined || model.plainLeft > 0) return { parts: [plain(code, 16)], read: code };
  const { coarseness, first } = expected;
  const number = numberOf(model, expected, code);
  const coarse = number >> coarseness;
  if (coarse < first || coarse >= first + 2 * REACH) {
    return { parts: [escapePart, plain(code, 16)], read: code };
  }
  const part = partOfCode(model, expected, coarse);
  const parts = coarseness === 0 ? [part] : [part, plain(number, coarseness)];
  return { parts, read: codeOf(model, expected, number) };
}
