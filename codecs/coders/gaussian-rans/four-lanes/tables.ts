/**
 * What the kernel four-lanes looks up: where codes lie, and the counts of a deviation.
 *
 *   sigma index   8 octave + step; deviation 2^(index / 8) units of 1/16 step
 *   window        codes on each side of the expected one that have counts of their own
 *   counts        by threshold less prediction in units, from -REACH to REACH
 *   guesses       by the slot's high digits: code's voltage less prediction, about
 */

import { type ConverterProfile, tabulateCodes, UNITS_PER_STEP } from '../../../converter/profile.js';
import { memoise } from '../../../memoise.js';
import { HALF_CELLS, normalCounts, STEPS_PER_OCTAVE } from '../../../models/normal-counts.js';

/** Slots of a state. */
const TOTAL = 2 ** 17;
/** Slots of an escape. */
const ESCAPE = 8;
/** Deviations there are: up to the last step of octave 7, 14.7 codes. */
export const SIGMAS = 64;
/** Farthest that a threshold in the window, or the one behind it, may lie from the prediction. */
const REACH = 8192;
export const COUNTS_BYTES = 4 * (2 * REACH + 1);
/** Bytes from a table of counts to its middle. */
export const COUNTS_MIDDLE = 4 * REACH;
const GUESSES = 1024;
export const GUESSES_BYTES = 2 * GUESSES;

/** Codes on each side of the expected one: 8 deviations or more. */
export function windowOf(sigma: number): number {
  return Math.max(32, 2 ** Math.floor(sigma / STEPS_PER_OCTAVE));
}

/** Tables of one deviation. */
interface SigmaTables {
  readonly counts: Int32Array;
  readonly guesses: Int16Array;
}

export const tabulateSigma = memoise(makeSigmaTables);

function makeSigmaTables(sigma: number): SigmaTables {
  const octave = Math.floor(sigma / STEPS_PER_OCTAVE);
  const window = windowOf(sigma);
  const cells = normalCounts(sigma % STEPS_PER_OCTAVE, TOTAL - 2 * window - ESCAPE);
  const counts = Int32Array.from({ length: 2 * REACH + 1 }, (_, k) => {
    const cell = ((k - REACH) << 6) >> octave;
    return cells[HALF_CELLS + Math.max(-HALF_CELLS, Math.min(HALF_CELLS, cell))];
  });
  return { counts, guesses: guessesOf(counts, window) };
}

/** The last guess is none: its slots may be an escape's, which the kernel must not take for a code's. */
function guessesOf(counts: Int32Array, window: number): Int16Array {
  const guesses = new Int16Array(GUESSES);
  const half = window * UNITS_PER_STEP;
  let z = -half;
  for (let k = 0; k < GUESSES - 1; k++) {
    const slot = ((k + 0.5) * TOTAL) / GUESSES;
    while (z < half - 1 && counts[REACH + z + 1] + (z + 1) / UNITS_PER_STEP + window <= slot) z++;
    guesses[k] = z;
  }
  return guesses;
}

/** Codes in a table on each side of those of int16: a window reaches so far. */
const MARGIN = 256;
/** Where the kernel finds code 0, in bytes from the table's start. */
export const CODES_MIDDLE = 8 * (32768 + MARGIN);
/** Units that the guesses of all codes may add to a prediction. */
const FARTHEST_GUESS = 2048 + 8;
/** How far the outermost codes reach out: 16 deviations. */
const FAR = 4096;
/** How far off even a threshold may lie, in units, so that REACH suffices: FAR, a window and this. */
const MOST_UNEVEN = 1024;

/** Where codes lie: pairs of a threshold and a voltage, and the inverse. */
export interface ConverterTables {
  /** Of code k - 32768 - MARGIN: four times the threshold at 2 k (an offset in counts), the voltage at 2 k + 1. */
  readonly codes: Int32Array;
  /** The code at (unit + offset) >> shift. */
  readonly inverse: Int16Array;
  readonly offset: number;
  readonly shift: number;
  /** Bounds of predictions. */
  readonly least: number;
  readonly most: number;
}

/** Whether the coder can use a profile: its codes must lie about where a uniform quantiser's do. */
export function isUsable({ firstCode, thresholds }: ConverterProfile): boolean {
  return thresholds.every(
    (threshold, k) => Math.abs(threshold - UNITS_PER_STEP * (firstCode + k)) < MOST_UNEVEN,
  );
}

export const tabulateConverter = memoise(makeConverterTables);

function makeConverterTables(profile: ConverterProfile | undefined): ConverterTables {
  const codes = pairsOf(profile);
  if (profile === undefined) {
    const bounds = { least: -(2 ** 19), most: 2 ** 19 - 1 };
    return { codes, ...bounds, ...inverseOf(codes, bounds, 4) };
  }
  const { thresholds } = profile;
  const bounds = { least: thresholds[0], most: thresholds[thresholds.length - 1] };
  return { codes, ...bounds, ...inverseOf(codes, bounds, 0) };
}

function pairsOf(profile: ConverterProfile | undefined): Int32Array {
  const { thresholds, voltages } = tabulateCodes(profile);
  const pairs = new Int32Array(2 * (voltages.length + 2 * MARGIN));
  for (let k = 0; 2 * k < pairs.length; k++) {
    const code = Math.max(0, Math.min(voltages.length, k - MARGIN));
    pairs[2 * k] = 4 * broughtNear(thresholds[code]);
    pairs[2 * k + 1] = voltages[Math.min(code, voltages.length - 1)];
  }
  return pairs;
}

/** Outermost thresholds are 2^21 further out than all predictions, in tabulateCodes. */
function broughtNear(threshold: number): number {
  if (threshold > 2 ** 20) return threshold - 2 ** 21 + FAR;
  return threshold < -(2 ** 20) ? threshold + 2 ** 21 - FAR : threshold;
}

function inverseOf(codes: Int32Array, bounds: { least: number; most: number }, shift: number) {
  // a uniform quantiser's thresholds lie at 8 more than a multiple of 16, as cells of 16 units then begin
  const offset = FARTHEST_GUESS - bounds.least;
  const length = ((bounds.most + FARTHEST_GUESS + offset) >> shift) + 1;
  let k = MARGIN;
  const last = codes.length / 2 - MARGIN - 1;
  const inverse = Int16Array.from({ length }, (_, index) => {
    const unit = 2 ** shift * index - offset;
    while (k < last && codes[2 * (k + 1)] <= 4 * unit) k++;
    return k - 32768 - MARGIN;
  });
  return { inverse, offset, shift };
}

/** The voltage of a code. */
export function voltageOf({ codes }: Pick<ConverterTables, 'codes'>, code: number): number {
  return codes[2 * (code + 32768 + MARGIN) + 1];
}
