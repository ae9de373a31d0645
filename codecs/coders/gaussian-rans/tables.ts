/**
 * What the kernel gaussian-rans looks up: the counts of a deviation, and where codes lie.
 *
 *   sigma index   8 octave + step; deviation 2^(index / 8) units of 1/16 step
 *   counts        slots below a threshold, by threshold less prediction in units, u16; of a uniform quantiser with the
 *                 slots of the code above it, times 2^16
 *   guesses       by the slot's high digits: the unit, less the prediction, that owns the slots in their middle, u16
 *
 * Counts are those of a normal distribution, rounded, but for its far ends: there each code has a slot at least, out
 * to a bound behind which all codes escape. A code without slots escapes as well.
 */

import { type ConverterProfile, tabulateCodes, UNITS_PER_STEP } from '../../converter/profile.js';
import { memoise } from '../../memoise.js';
import { HALF_CELLS, normalCounts, STEPS_PER_OCTAVE } from '../../models/normal-counts.js';

/** Slots of a state. */
const TOTAL = 2 ** 15;
/** Slots of an escape. */
const ESCAPE = 8;
/** Deviations there are: up to the last step of octave 7, 14.7 codes. */
export const SIGMAS = 64;
/** In place of a sigma index: all slots are those of one code, which costs nothing. */
export const CERTAIN = 64;
/** Farthest that a threshold which is looked up may lie from the prediction. */
const EVEN_REACH = 2048;
const UNEVEN_REACH = 6144;
const GUESSES = 4096;
/** What is added to guesses of a uniform quantiser, and to twice those of a profile; there are four times both. */
export const EVEN_GUESS_BIAS = 2048;
const GUESS_BIAS = 4096;
/** What is added to twice a threshold less its unit. */
const THRESHOLD_BIAS = 2 ** 15;

/** Tables of one deviation. */
interface SigmaTables {
  readonly counts: Uint16Array;
  readonly guesses: Int16Array;
}

/** The kernel's tables are different ones with a profile: what there is to know of them. */
export interface TablesKind {
  readonly tabulate: (sigma: number) => SigmaTables;
  readonly countsBytes: number;
  /** Bytes from a table's start to the count at no distance, and from there to where the decoder begins to count. */
  readonly middle: number;
  readonly decoderBias: number;
}

export const GUESSES_BYTES = 2 * GUESSES;

export const EVEN: TablesKind = {
  tabulate: memoise(sigma => {
    const counts = countsOf(sigma, EVEN_REACH + UNITS_PER_STEP);
    const pairs = new Uint16Array(2 * (2 * EVEN_REACH + 1));
    for (let k = 0; k <= 2 * EVEN_REACH; k++) {
      pairs[2 * k] = counts[k + UNITS_PER_STEP];
      pairs[2 * k + 1] = counts[k + 2 * UNITS_PER_STEP] - counts[k + UNITS_PER_STEP];
    }
    // a code begins half a step below its middle
    const half = UNITS_PER_STEP / 2;
    return { counts: pairs, guesses: guessesOf(counts).map(unit => 4 * (unit + half + EVEN_GUESS_BIAS)) };
  }),
  countsBytes: 4 * (2 * EVEN_REACH + 1),
  middle: 4 * EVEN_REACH,
  decoderBias: -4 * (EVEN_GUESS_BIAS + UNITS_PER_STEP / 2),
};

export const UNEVEN: TablesKind = {
  tabulate: memoise(sigma => {
    const counts = countsOf(sigma, UNEVEN_REACH);
    return { counts, guesses: guessesOf(counts).map(unit => 4 * (2 * unit + GUESS_BIAS)) };
  }),
  countsBytes: 2 * (2 * UNEVEN_REACH + 1),
  middle: 2 * UNEVEN_REACH,
  decoderBias: -(GUESS_BIAS + THRESHOLD_BIAS),
};

/** Slots below each threshold from -reach to reach. */
function countsOf(sigma: number, reach: number): Uint16Array {
  const counts = new Uint16Array(2 * reach + 1);
  if (sigma === CERTAIN) return counts.fill(TOTAL, reach + 1);
  setRounded(counts, reach, sigma);
  return counts;
}

/** Deviations, rounded down to an octave, out to which codes have slots, and units that these are at least. */
const BOUND = 10;
const LEAST_BOUND = 24 * UNITS_PER_STEP;
/** Slots of a unit, at least: of a whole code a little more than one. */
const LEAST_DENSITY = 17 / 256;
const CELLS_RANGE = 2 ** 24;

function setRounded(counts: Uint16Array, reach: number, sigma: number): void {
  const bound = Math.max(LEAST_BOUND, Math.round(BOUND * 2 ** Math.floor(sigma / STEPS_PER_OCTAVE)));
  const densities = densitiesOf(sigma, bound);
  const lacking = densities.map(density => Math.max(0, LEAST_DENSITY - density));
  const share = 1 - lacking.reduce((sum, more) => sum + more, 0) / (TOTAL - ESCAPE);
  let sum = 0;
  for (let k = 0; k < 2 * bound; k++) {
    counts[reach - bound + k] = Math.floor(sum + 0.5);
    sum += share * densities[k] + lacking[k];
  }
  counts.fill(TOTAL - ESCAPE, reach + bound);
}

/** Slots of each unit from -bound to bound - 1, all but those of an escape. */
function densitiesOf(sigma: number, bound: number): Float64Array {
  const octave = Math.floor(sigma / STEPS_PER_OCTAVE);
  const cells = normalCounts(sigma % STEPS_PER_OCTAVE, CELLS_RANGE);
  const below = (unit: number) => {
    const cell = Math.max(-HALF_CELLS, Math.min(HALF_CELLS, (unit * 64) / 2 ** octave));
    const whole = Math.floor(cell);
    const first = cells[HALF_CELLS + whole];
    return whole === cell ? first : (first + cells[HALF_CELLS + whole + 1]) / 2;
  };
  const all = below(bound) - below(-bound);
  return Float64Array.from(
    { length: 2 * bound },
    (_, k) => ((below(k - bound + 1) - below(k - bound)) * (TOTAL - ESCAPE)) / all,
  );
}

/** Signed, less the prediction. */
function guessesOf(counts: Uint16Array): Int16Array {
  const reach = counts.length >> 1;
  const guesses = new Int16Array(GUESSES);
  // a slot of an escape has a guess that does not own it
  const last = counts.indexOf(counts[2 * reach]) - 1;
  for (let k = 0, at = counts.findIndex(count => count > 0) - 1; k < GUESSES; k++) {
    const slot = ((k + 0.5) * TOTAL) / GUESSES;
    while (at < last && counts[at + 1] <= slot) at++;
    guesses[k] = at - reach;
  }
  return guesses;
}

/** Units that a guess may add to a prediction. */
const FARTHEST_GUESS = 2048;
/** How far the outermost codes of a profile reach out: beyond all slots. */
const FAR = 2048;
/** How far off even a threshold may lie, in units, so that UNEVEN_REACH suffices. */
const MOST_UNEVEN = 1024;
/** A threshold beyond may not fit 16 bits when its code reaches out. */
const LARGEST_THRESHOLD = 2 ** 15 - 1 - FAR;

/** Where codes lie. */
export interface ConverterTables {
  readonly kind: TablesKind;
  /** Binary digits that a voltage lacks of a unit: of a uniform quantiser it is the code, else in units. */
  readonly voltageShift: number;
  /** Of each unit of a profile, four i16: see `entryOf`. */
  readonly entries: Int16Array;
  /** What to add to four times (twice a unit and GUESS_BIAS) for the entry's place in `entries`. */
  readonly offset: number;
  /** Of codes from `first` on, two i16, the thresholds, and an i32, the voltage. None of a uniform quantiser. */
  readonly codes: Int16Array;
  readonly first: number;
  readonly last: number;
  /** Bounds of predictions by a profile. */
  readonly least: number;
  readonly most: number;
  /** A code that is wider than nothing, and its lower threshold. */
  readonly idle: { readonly code: number; readonly threshold: number };
}

/** Whether the coder can use a profile: its codes must lie about where a uniform quantiser's do. */
export function isUsable({ firstCode, thresholds }: ConverterProfile): boolean {
  return (
    thresholds[0] >= -LARGEST_THRESHOLD &&
    thresholds[thresholds.length - 1] <= LARGEST_THRESHOLD &&
    thresholds[thresholds.length - 1] > thresholds[0] &&
    thresholds.every((threshold, k) => Math.abs(threshold - UNITS_PER_STEP * (firstCode + k)) < MOST_UNEVEN)
  );
}

export const tabulateConverter = memoise(
  (profile: ConverterProfile | undefined): ConverterTables =>
    profile === undefined ? evenTables() : unevenTables(profile),
);

/** An entry: thresholds of the unit's code less the unit, twice, biased; the code's voltage; the code. */
function entryOf(unit: number, low: number, high: number, voltage: number, code: number): number[] {
  return [2 * (low - unit) + THRESHOLD_BIAS, 2 * (high - unit) + THRESHOLD_BIAS, voltage, code];
}

const NO_TABLE = new Int16Array(0);

function evenTables(): ConverterTables {
  const idle = { code: 0, threshold: -UNITS_PER_STEP / 2 };
  const beyond = { first: 0, last: 0, least: 0, most: 0 };
  return { kind: EVEN, voltageShift: 4, entries: NO_TABLE, offset: 0, codes: NO_TABLE, ...beyond, idle };
}

function unevenTables(profile: ConverterProfile): ConverterTables {
  const { firstCode, thresholds } = profile;
  const last = thresholds.length - 1;
  const bounds = { least: thresholds[0], most: thresholds[last] };
  const lowOf = (k: number) =>
    k === 0 ? bounds.least - FAR : k === last ? bounds.most + FAR : thresholds[k];
  const voltages = tabulateCodes(profile).voltages.subarray(firstCode + 32768, firstCode + 32768 + last);
  const start = bounds.least - FARTHEST_GUESS;
  const end = bounds.most + FARTHEST_GUESS;
  const entries = new Int16Array(4 * (end - start + 1));
  for (let k = 0, unit = start; k < last; k++) {
    for (; unit < lowOf(k + 1) && unit <= end; unit++) {
      entries.set(entryOf(unit, lowOf(k), lowOf(k + 1), voltages[k], firstCode + k), 4 * (unit - start));
    }
  }
  // beyond the profile, codes of no width
  const codes = Int16Array.from({ length: 4 * (last + 2) }, (_, at) => {
    const k = Math.max(0, Math.min(last - 1, (at >> 2) - 1));
    const isBeyond = at < 4 || at >= 4 * (last + 1);
    return [lowOf(k), lowOf(isBeyond ? k : k + 1), voltages[k], voltages[k] >> 15][at & 3];
  });
  const idle = thresholds.findIndex((threshold, k) => threshold < thresholds[k + 1]);
  return {
    kind: UNEVEN,
    voltageShift: 0,
    entries,
    offset: -4 * (2 * start + GUESS_BIAS),
    codes,
    first: firstCode - 1,
    last: firstCode + last,
    ...bounds,
    idle: { code: firstCode + idle, threshold: thresholds[idle] },
  };
}

/** The voltage of a code. */
export function voltageOf({ codes, first, last }: ConverterTables, code: number): number {
  if (codes.length === 0) return code;
  return codes[4 * (Math.max(first, Math.min(last, code)) - first) + 2];
}
