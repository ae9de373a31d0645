/** The kernel gaussian-rans and its memory: which table is where, and four lanes' parameters. */
import type { ConverterProfile } from '../converter/profile.js';
import { type KernelExports, reserve, roundUp } from '../wasm.js';
import { FEATURES, MOMENTS, type Prediction } from './gaussian-fit.js';
import {
  CODES_MIDDLE,
  COUNTS_BYTES,
  COUNTS_MIDDLE,
  type ConverterTables,
  GUESSES_BYTES,
  SIGMAS,
  tabulateConverter,
  tabulateSigma,
  windowOf,
} from './gaussian-tables.js';

export const LANES = 4;

export interface Kernel extends KernelExports {
  readonly begin: (lanes: number, voltages: number) => void;
  readonly listen: (
    codes: number,
    stride: number,
    count: number,
    table: number,
    lanes: number,
    voltages: number,
    every: number,
    centre: number,
    moments: number,
  ) => void;
  readonly predict: (
    voltages: number,
    latest: number,
    count: number,
    lanes: number,
    expected: number,
    spread: number,
  ) => void;
  readonly share: (
    codes: number,
    stride: number,
    count: number,
    table: number,
    expected: number,
    lanes: number,
    used: number,
    shares: number,
  ) => void;
  readonly beginPush: (lanes: number) => void;
  /** First byte of the words that end at `end`. */
  readonly push: (shares: number, count: number, lanes: number, end: number) => number;
  readonly endPush: (lanes: number) => void;
  /** Where the words go on; 0 if there are too few. */
  readonly decode: (
    codes: number,
    stride: number,
    count: number,
    table: number,
    inverse: number,
    offset: number,
    shift: number,
    lanes: number,
    used: number,
    latest: number,
    words: number,
    end: number,
  ) => number;
}

/** A converter's tables in the kernel's memory. */
export interface Converter extends ConverterTables {
  /** Of code 0. */
  readonly table: number;
  readonly inverseAt: number;
}

/** What a kernel's memory holds. */
export interface Bench {
  readonly kernel: Kernel;
  readonly converterOf: (usesProfile: boolean) => Converter;
  /** Makes sure that the tables of a sigma index are there. @returns where they are */
  readonly sigmaTablesOf: (sigma: number) => { counts: number; guesses: number };
  /** First byte of free memory. */
  readonly free: number;
}

// i32 of the lanes' parameters, see the kernel; a vector is four
const WEIGHTS = 4;
const LEAST = 28;
const MOST = 32;
const COUNTS = 36;
const GUESSES = 40;
const WINDOW = 44;
const STATES_BYTE = 288;
const ESCAPES = 80;
const LANES_BYTES = 336;
/** The kernel adds half a weight's unit, so that its shift rounds; a bias is in quarters of a unit. */
const HALF_WEIGHT = 2 ** 10;
const BIAS_SHIFT = 9;

const SIGMA_BYTES = roundUp(COUNTS_BYTES) + GUESSES_BYTES;

/** @param profile the one that the coder was told of, if it can use it */
export function makeBench(kernel: Kernel, profile: ConverterProfile | undefined): Bench {
  const scratch = addressesOf(kernel);
  const even = place(kernel, tabulateConverter(undefined), scratch.end);
  const trained = profile === undefined ? even : place(kernel, tabulateConverter(profile), even.end);
  const sigmas = trained.end;
  const free = sigmas + SIGMAS * SIGMA_BYTES;
  reserve(kernel, free);
  const known = new Set<number>();
  return {
    kernel,
    free,
    converterOf: usesProfile => (usesProfile ? trained : even),
    sigmaTablesOf: sigma => {
      const at = sigmas + sigma * SIGMA_BYTES;
      const guesses = at + roundUp(COUNTS_BYTES);
      if (!known.has(sigma)) {
        const tables = tabulateSigma(sigma);
        new Int32Array(kernel.memory.buffer, at).set(tables.counts);
        new Int16Array(kernel.memory.buffer, guesses).set(tables.guesses);
        known.add(sigma);
      }
      return { counts: at + COUNTS_MIDDLE, guesses };
    },
  };
}

function place(kernel: Kernel, tables: ConverterTables, at: number): Converter & { end: number } {
  const inverseAt = roundUp(at + tables.codes.byteLength);
  const end = roundUp(inverseAt + tables.inverse.byteLength);
  reserve(kernel, end);
  new Int32Array(kernel.memory.buffer, at).set(tables.codes);
  new Int16Array(kernel.memory.buffer, inverseAt).set(tables.inverse);
  return { ...tables, table: at + CODES_MIDDLE, inverseAt, end };
}

/** Where small things are: the lanes' parameters, vectors of voltages, sums that the kernel hands back. */
export function addressesOf(kernel: Kernel) {
  const lanes = kernel.base();
  const latest = lanes + LANES_BYTES;
  const centre = latest + 16;
  const spread = centre + 16;
  const moments = spread + 64;
  return { lanes, latest, centre, spread, moments, end: moments + MOMENTS * LANES * 8 };
}

/** Four numbers, the last of them again for lanes that are not used. */
export function setVector(kernel: Kernel, at: number, values: readonly number[]): void {
  const vector = new Int32Array(kernel.memory.buffer, at, LANES);
  for (let lane = 0; lane < LANES; lane++) vector[lane] = values[Math.min(lane, values.length - 1)];
}

/** Starts lanes anew: at their first voltages, with their predictions. */
export function setPredictions(
  { kernel }: Bench,
  predictions: readonly Prediction[],
  { least, most }: ConverterTables,
  voltages: readonly number[],
): void {
  const { lanes, latest } = addressesOf(kernel);
  setVector(
    kernel,
    lanes,
    predictions.map(({ bias }) => (bias << BIAS_SHIFT) + HALF_WEIGHT),
  );
  for (let k = 0; k < FEATURES; k++) {
    setVector(
      kernel,
      lanes + 4 * (WEIGHTS + 4 * k),
      predictions.map(({ weights }) => weights[k]),
    );
  }
  setVector(kernel, lanes + 4 * LEAST, [least]);
  setVector(kernel, lanes + 4 * MOST, [most]);
  setVector(kernel, latest, voltages);
  kernel.begin(lanes, latest);
}

/** Gives each lane the tables of its deviation. */
export function setSigmas(bench: Bench, sigmas: readonly number[]): void {
  const { lanes } = addressesOf(bench.kernel);
  const tables = sigmas.map(bench.sigmaTablesOf);
  const set = (field: number, values: readonly number[]) =>
    setVector(bench.kernel, lanes + 4 * field, values);
  set(
    COUNTS,
    tables.map(({ counts }) => counts),
  );
  set(
    GUESSES,
    tables.map(({ guesses }) => guesses),
  );
  set(WINDOW, sigmas.map(windowOf));
}

/** Escapes that the kernel is to write or read, and how far it came. */
export function escapesOf({ memory, base }: Kernel): Uint32Array {
  return new Uint32Array(memory.buffer, base() + 4 * ESCAPES, 2);
}

/** The four states, 8 bytes each, in the kernel's memory. */
export function statesOf({ memory, base }: Kernel): Uint8Array {
  return new Uint8Array(memory.buffer, base() + STATES_BYTE, 8 * LANES);
}
