/** The kernel gaussian-rans and its memory: which table is where, and eight lanes' parameters. */

import { type KernelExports, reserve, roundUp } from '../../bytes/wasm.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { LANES } from './head.js';
import { BIAS_SCALE, FEATURES, MOMENTS, type Prediction, WEIGHT_FRACTION_BITS } from './prediction.js';
import {
  CERTAIN,
  type ConverterTables,
  GUESSES_BYTES,
  SIGMAS,
  type TablesKind,
  tabulateConverter,
  voltageOf,
} from './tables.js';

/** Bytes of a row, one value of 16 bits a lane, and of two halves, one of 32 bits a lane. */
export const ROW = 2 * LANES;
export const HALVES = 4 * LANES;

type FindMeans = (voltages: number, count: number, near: number, far: number) => void;
type Predict = (
  voltages: number,
  near: number,
  far: number,
  count: number,
  expected: number,
  spread: number,
) => void;

/** Addresses, and counts of steps; see the kernel. */
export interface Kernel extends KernelExports {
  readonly lanesAt: () => number;
  readonly begin: (voltages: number) => void;
  readonly toRows: (planar: number, stride: number, count: number, rows: number) => void;
  readonly fromRows: (rows: number, count: number, planar: number, stride: number) => void;
  readonly lookUp: (
    rows: number,
    count: number,
    table: number,
    first: number,
    last: number,
    voltages: number,
    thresholds: number,
  ) => void;
  readonly findMeansEven: FindMeans;
  readonly findMeansUneven: FindMeans;
  readonly gatherMoments: (
    voltages: number,
    near: number,
    far: number,
    count: number,
    centre: number,
    moments: number,
  ) => void;
  readonly predictEven: Predict;
  readonly predictUneven: Predict;
  readonly findFrequenciesEven: (codes: number, count: number, expected: number) => void;
  readonly findFrequenciesUneven: (
    codes: number,
    count: number,
    thresholds: number,
    expected: number,
  ) => void;
  /** The table of codes of a profile; its first and last code. */
  readonly setCodes: (table: number, first: number, last: number) => void;
  /** Where escapes go, or are and end. */
  readonly setEscapes: (from: number, end: number) => void;
  /** How far they came. */
  readonly escapesNow: () => number;
  /** First byte of the words that end at `end`. */
  readonly push: (frequencies: number, count: number, end: number) => number;
  /** Where the words go on; 0 if there are too few. */
  readonly decodeEven: (rows: number, count: number, words: number, end: number) => number;
  readonly decodeUneven: (rows: number, count: number, table: number, words: number, end: number) => number;
}

/** A converter's tables, and where they are in the kernel's memory. */
export interface Converter extends ConverterTables {
  readonly entriesAt: number;
  readonly codesAt: number;
  /** Makes sure that the tables of a sigma index are there. @returns where its counts are; then come its guesses */
  readonly countsOf: (sigma: number) => number;
}

/** What a kernel's memory holds. */
export interface KernelMemory {
  readonly kernel: Kernel;
  /** Sums that the kernel hands back, and rows that it is handed. */
  readonly moments: number;
  readonly spread: number;
  readonly centre: number;
  /** First byte of free memory. */
  readonly free: number;
  readonly converterOf: (usesProfile: boolean) => Converter;
}

// the lanes' parameters, see the kernel: i16 of pairs of weights, i32 of the rest
const BIAS = 40;
const COUNTS = 48;
const GUESSES = 56;
const STATES = 64;
const LEAST = 96;
const MOST = 100;
const LANES_WORDS = 104;
/** The kernel adds half a weight's unit, so that its shift rounds; a bias is in quarters of a unit. */
const HALF_WEIGHT = 2 ** 10;
const BIAS_SHIFT = 9;

/** @param profile that of the coder, if it can use it */
export function makeMemory(kernel: Kernel, profile: ConverterProfile | undefined): KernelMemory {
  const moments = kernel.base();
  const spread = moments + MOMENTS * LANES * 8;
  const centre = spread + 2 * LANES * 8;
  const even = place(kernel, tabulateConverter(undefined), centre + ROW);
  const own = profile === undefined ? even : place(kernel, tabulateConverter(profile), even.end);
  reserve(kernel, own.end);
  const converterOf = (usesProfile: boolean) => (usesProfile ? own : even);
  return { kernel, moments, spread, centre, free: own.end, converterOf };
}

/** Leaves room for the tables of all deviations, which are made when they are needed. */
function place(kernel: Kernel, tables: ConverterTables, at: number): Converter & { end: number } {
  const codesAt = roundUp(at + tables.entries.byteLength);
  const sigmasAt = roundUp(codesAt + tables.codes.byteLength);
  reserve(kernel, sigmasAt);
  new Int16Array(kernel.memory.buffer, at).set(tables.entries);
  new Int16Array(kernel.memory.buffer, codesAt).set(tables.codes);
  const end = sigmasAt + (SIGMAS + 1) * sigmaBytesOf(tables.kind);
  const countsOf = openSigmas(kernel, tables.kind, sigmasAt);
  return { ...tables, entriesAt: at + tables.offset, codesAt, countsOf, end };
}

function sigmaBytesOf({ countsBytes }: TablesKind): number {
  return roundUp(countsBytes) + GUESSES_BYTES;
}

function openSigmas(kernel: Kernel, kind: TablesKind, at: number): (sigma: number) => number {
  const known = new Uint8Array(SIGMAS + 1);
  return sigma => {
    const counts = at + sigma * sigmaBytesOf(kind);
    if (known[sigma] === 0) {
      known[sigma] = 1;
      const tables = kind.tabulate(sigma);
      new Uint16Array(kernel.memory.buffer, counts).set(tables.counts);
      new Int16Array(kernel.memory.buffer, counts + roundUp(kind.countsBytes)).set(tables.guesses);
    }
    return counts;
  };
}

/** The lanes' parameters as i32, and weights as i16. Dead when memory grows. */
function viewLanes(kernel: Kernel) {
  const at = kernel.lanesAt();
  return {
    words: new Int32Array(kernel.memory.buffer, at, LANES_WORDS),
    halfWords: new Int16Array(kernel.memory.buffer, at, BIAS * 2),
  };
}

/** Where states begin in encode, and end in decode. */
export const LOWEST_STATE = 2 ** 16;

/** The states of all lanes, in the kernel's memory. */
export function statesOf(kernel: Kernel): Uint32Array {
  return new Uint32Array(kernel.memory.buffer, kernel.lanesAt() + 4 * STATES, LANES);
}

/**
 * Begins a group; a row of the voltages that its lanes begin with is left at `centre`.
 * @param firsts the codes that the lanes which have a segment begin with
 */
export function beginLanes(
  { kernel, centre }: KernelMemory,
  converter: Converter,
  firsts: readonly number[],
): void {
  const row = new Int16Array(kernel.memory.buffer, centre, LANES);
  const { idle, least, most, codesAt, first, last } = converter;
  for (let lane = 0; lane < LANES; lane++) row[lane] = voltageOf(converter, firsts[lane] ?? idle.code);
  const { words } = viewLanes(kernel);
  words.fill(least, LEAST, LEAST + 4).fill(most, MOST, MOST + 4);
  kernel.setCodes(codesAt, first, last);
  kernel.begin(centre);
}

/**
 * Sets the predictions of a group's lanes; lanes without expect the idle code.
 * @param fractionBits of their weights
 * @param unitsLess taken off predictions
 */
export function setPredictions(
  kernel: Kernel,
  predictions: readonly Prediction[],
  fractionBits: number,
  { idle }: Converter,
  unitsLess: number,
): void {
  const { words, halfWords } = viewLanes(kernel);
  const scale = 1 << (WEIGHT_FRACTION_BITS - fractionBits);
  halfWords.fill(0);
  for (let lane = 0; lane < LANES; lane++) {
    const { weights, bias } = predictions[lane] ?? { weights: [], bias: BIAS_SCALE * idle.threshold };
    for (let k = 0; k < FEATURES && k < weights.length; k++) {
      halfWords[(k >> 1) * 2 * LANES + 2 * lane + (k & 1)] = weights[k] * scale;
    }
    words[BIAS + lane] = (bias << BIAS_SHIFT) + HALF_WEIGHT - (unitsLess << WEIGHT_FRACTION_BITS);
  }
}

/**
 * Gives each lane the tables of its deviation.
 * @param bias added to where counts are
 */
export function setSigmas(
  kernel: Kernel,
  { countsOf, kind }: Converter,
  sigmas: readonly number[],
  bias: number,
): void {
  const { words } = viewLanes(kernel);
  for (let lane = 0; lane < LANES; lane++) {
    const counts = countsOf(sigmas[lane] ?? CERTAIN);
    words[COUNTS + lane] = counts + kind.middle + bias;
    words[GUESSES + lane] = counts + roundUp(kind.countsBytes);
  }
}
