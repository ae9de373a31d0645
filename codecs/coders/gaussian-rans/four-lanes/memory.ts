/** The kernel four-lanes and its memory: which table is where, and its lanes' parameters. */

import { type KernelExports, reserve, roundUp } from '../../../bytes/wasm.js';
import type { ConverterProfile } from '../../../converter/profile.js';
import { BIAS_SCALE, FEATURES, type Prediction, WEIGHT_FRACTION_BITS } from '../prediction.js';
import {
  CODES_MIDDLE,
  COUNTS_BYTES,
  COUNTS_MIDDLE,
  type ConverterTables,
  GUESSES_BYTES,
  SIGMAS,
  tabulateConverter,
  tabulateSigma,
  voltageOf,
  windowOf,
} from './tables.js';

export const LANES = 4;

export interface Kernel extends KernelExports {
  readonly begin: (lanes: number, voltages: number) => void;
  /** Where escapes are and end. */
  readonly setEscapes: (from: number, end: number) => void;
  /** How far they came. */
  readonly escapesNow: () => number;
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
    latest: number,
    words: number,
    end: number,
  ) => number;
}

/** A converter's tables in the kernel's memory. */
interface Converter extends ConverterTables {
  /** Of code 0. */
  readonly table: number;
  readonly inverseAt: number;
}

/** What a kernel's memory holds. */
export interface KernelMemory {
  readonly kernel: Kernel;
  readonly converterOf: (usesProfile: boolean) => Converter;
  /** Makes sure that the tables of a sigma index are there. @returns where they are */
  readonly sigmaTablesOf: (sigma: number) => { counts: number; guesses: number };
  /** First byte of free memory. */
  readonly free: number;
}

// i32 of the lanes' parameters, see the kernel; a vector is four
const BIAS = 0;
const WEIGHTS = 4;
const LEAST = 44;
const MOST = 48;
const COUNTS = 52;
const GUESSES = 56;
const WINDOW = 60;
const STATES_BYTE = 480;
const LANES_BYTES = 512;
/** The kernel adds half a weight's unit, so that its shift rounds; a bias is in quarters of a unit. */
const HALF_WEIGHT = 2 ** 10;
const BIAS_SHIFT = 9;

const SIGMA_BYTES = roundUp(COUNTS_BYTES) + GUESSES_BYTES;

/** @param profile that of the coder, if it can use it */
export function makeMemory(kernel: Kernel, profile: ConverterProfile | undefined): KernelMemory {
  const scratch = addressesOf(kernel);
  const uniform = place(kernel, tabulateConverter(undefined), scratch.end);
  const trained = profile === undefined ? uniform : place(kernel, tabulateConverter(profile), uniform.end);
  const sigmas = trained.end;
  const free = sigmas + SIGMAS * SIGMA_BYTES;
  reserve(kernel, free);
  const known = new Set<number>();
  return {
    kernel,
    free,
    converterOf: usesProfile => (usesProfile ? trained : uniform),
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

/** Where the lanes' parameters are, and a vector of voltages. */
export function addressesOf(kernel: Kernel) {
  const lanes = kernel.base();
  const latest = lanes + LANES_BYTES;
  return { lanes, latest, end: latest + 16 };
}

/** Sets a vector of four i32. */
function setVector(kernel: Kernel, at: number, values: readonly number[]): void {
  new Int32Array(kernel.memory.buffer, at, LANES).set(values);
}

/** A lane without a segment codes zeros, which it expects: some thousandth of a bit each. */
const IDLE_SIGMA = 0;

function idlePrediction(voltage: number): Prediction {
  return { weights: new Array<number>(FEATURES).fill(0), bias: voltage * BIAS_SCALE };
}

/** One value a lane, where some lanes may have none. */
function filled<T>(values: readonly T[], idle: T): T[] {
  return Array.from({ length: LANES }, (_, lane) => values[lane] ?? idle);
}

/**
 * Starts lanes anew.
 * @param predictions of the lanes that have a segment
 * @param fractionBits of their weights
 * @param firsts the codes that these begin with
 */
export function setPredictions(
  { kernel }: KernelMemory,
  predictions: readonly Prediction[],
  fractionBits: number,
  converter: ConverterTables,
  firsts: readonly number[],
): void {
  const { lanes, latest } = addressesOf(kernel);
  const all = filled(predictions, idlePrediction(voltageOf(converter, 0)));
  const set = (field: number, values: readonly number[]) => setVector(kernel, lanes + 4 * field, values);
  set(
    BIAS,
    all.map(({ bias }) => (bias << BIAS_SHIFT) + HALF_WEIGHT),
  );
  for (let k = 0; k < FEATURES; k++) {
    set(
      WEIGHTS + LANES * k,
      all.map(({ weights }) => weights[k] << (WEIGHT_FRACTION_BITS - fractionBits)),
    );
  }
  set(LEAST, filled([], converter.least));
  set(MOST, filled([], converter.most));
  setVector(kernel, latest, firstVoltages(converter, firsts));
  kernel.begin(lanes, latest);
}

/** Voltages that the lanes begin with. */
function firstVoltages(converter: ConverterTables, firsts: readonly number[]): number[] {
  return filled(firsts, 0).map(code => voltageOf(converter, code));
}

/** Gives each lane the tables of its deviation. */
export function setSigmas(memory: KernelMemory, sigmas: readonly number[]): void {
  const { lanes } = addressesOf(memory.kernel);
  const all = filled(sigmas, IDLE_SIGMA);
  const tables = all.map(memory.sigmaTablesOf);
  const set = (field: number, values: readonly number[]) =>
    setVector(memory.kernel, lanes + 4 * field, values);
  set(
    COUNTS,
    tables.map(({ counts }) => counts),
  );
  set(
    GUESSES,
    tables.map(({ guesses }) => guesses),
  );
  set(WINDOW, all.map(windowOf));
}

/** The four states, 8 bytes each, in the kernel's memory. */
export function statesOf({ memory, base }: Kernel): Uint8Array {
  return new Uint8Array(memory.buffer, base() + STATES_BYTE, 8 * LANES);
}
