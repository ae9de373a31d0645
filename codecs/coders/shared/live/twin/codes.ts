/** How likely each code of a sample is, by lms-range/coder.ts. */
import { type CodeTables, type ConverterProfile, tabulateCodes } from '../../../../converter/profile.js';
import { HALF_CELLS, normalCounts, STEPS_PER_OCTAVE } from '../../../../models/normal-counts.js';
import { NORMAL_RANGE } from '../tables.js';
import { bitLength, type Part, plain } from './interval.js';

export const TOTAL_BITS = 22;
export const ESCAPE = 512;
const REACH = 256;
const FINEST_OCTAVE = 9;

/** By how much samples may be off, and between which all of them lie. */
interface Tolerance {
  readonly error: number;
  readonly least: number;
  readonly most: number;
}

export interface Counting {
  readonly tables: CodeTables;
  readonly counts: readonly Uint32Array[];
  /** If samples may be off. */
  readonly tolerance: Tolerance | undefined;
  debt: number;
  plainLeft: number;
}

/** What is expected of a sample. */
export interface Expected {
  readonly voltage: number;
  readonly octave: number;
  readonly counts: Uint32Array;
  readonly coarseness: number;
  readonly first: number;
  /** The code next to what is expected. */
  readonly origin: number;
}

/** @param channels whose first samples are coded as they are */
export function makeCounting(
  profile: ConverterProfile | undefined,
  channels: number,
  tolerance?: Tolerance,
): Counting {
  return {
    tables: tabulateCodes(profile),
    counts: Array.from({ length: STEPS_PER_OCTAVE }, (_, step) => normalCounts(step, NORMAL_RANGE)),
    tolerance: tolerance?.error ? tolerance : undefined,
    debt: 0,
    plainLeft: channels,
  };
}

/** @param scale average magnitude of errors, in 1/256 units */
export function expectedAt(counting: Counting, voltage: number, scale: number): Expected {
  return { voltage, ...deviationOf(counting, voltage, scale) };
}

function deviationOf({ counts, tolerance }: Counting, voltage: number, scale: number) {
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

export function widthOf({ error }: Tolerance): number {
  return 2 * error + 1;
}

/** What is sent of a code: itself, or the step that it lies in. */
function numberOf({ tolerance }: Counting, { origin }: Expected, code: number): number {
  return tolerance === undefined ? code : Math.floor((code - origin + tolerance.error) / widthOf(tolerance));
}

/** The code that is left of such a number. */
export function codeOf({ tolerance }: Counting, { origin }: Expected, number: number): number {
  if (tolerance === undefined) return number;
  const { least, most } = tolerance;
  return Math.max(least, Math.min(most, origin + number * widthOf(tolerance)));
}

function countsBelow({ tables, tolerance }: Counting, expected: Expected, coarse: number): number {
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

export function partOfCode(counting: Counting, expected: Expected, coarse: number): Part {
  const lower = countsBelow(counting, expected, coarse);
  return { lower, count: countsBelow(counting, expected, coarse + 1) - lower, bits: TOTAL_BITS };
}

/** The last code of the window whose part begins at a target or below it. */
export function findCode(counting: Counting, expected: Expected, target: number): number {
  let from = expected.first;
  let to = expected.first + 2 * REACH;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (countsBelow(counting, expected, middle) <= target) from = middle;
    else to = middle;
  }
  return from;
}

/** Counts bits over or under 16 a sample, and the end of a block. */
export function charge(counting: Counting, bits: number): void {
  counting.debt = Math.max(-4096, counting.debt + bits);
  if (counting.debt <= 64) return;
  counting.debt = 0;
  counting.plainLeft = 1024;
}

/** Bits over 16 of a sample of these parts, rounded up. */
function excessOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { count, bits }) => sum + bits + 1 - bitLength(count), -16);
}

export function settleDebt(counting: Counting, parts: readonly Part[]): void {
  if (counting.plainLeft > 0) counting.plainLeft--;
  else charge(counting, excessOf(parts));
}

/** What a sample is coded by, and the code that is read. */
export function partsOf(
  counting: Counting,
  expected: Expected | undefined,
  code: number,
): { readonly parts: readonly Part[]; readonly read: number } {
  if (expected === undefined || counting.plainLeft > 0) return { parts: [plain(code, 16)], read: code };
  const { coarseness, first } = expected;
  const number = numberOf(counting, expected, code);
  const coarse = number >> coarseness;
  if (coarse < first || coarse >= first + 2 * REACH) {
    return { parts: [escapePart, plain(code, 16)], read: code };
  }
  const part = partOfCode(counting, expected, coarse);
  const parts = coarseness === 0 ? [part] : [part, plain(number, coarseness)];
  return { parts, read: codeOf(counting, expected, number) };
}
