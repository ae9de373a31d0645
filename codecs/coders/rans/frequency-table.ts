/**
 * The table of a rans block: which values are kept and how the slots are shared out among them.
 *
 * A value too rare to be worth its slots is not kept: it escapes, and all that escape share the slots of one symbol
 * more, behind the kept ones.
 */
import { makeBitDecoder, makeBitEncoder, makeBitModel } from '../../models/adaptive-bits.js';
import { apportion } from '../../models/apportion.js';
import { enoughBits, type ValueCounts } from '../../models/histogram.js';
import { codeFrequencies, codeValues } from '../../models/value-table.js';

export const LEAST_BITS = 10;
export const MOST_BITS = 15;

/** Kept values in ascending order and their frequencies, and that of an escape behind them if there is one more of these. */
export interface FrequencyTable {
  readonly values: Int16Array;
  readonly frequencies: Uint16Array;
}

/** Whether the last frequency is that of an escape. */
export function escapesOf({ values, frequencies }: FrequencyTable): boolean {
  return frequencies.length > values.length;
}

/** About what a value costs in the table. */
const TABLE_BITS = 10;
/** About what a sample costs that escapes: itself, and a code of 10 bits. */
const ESCAPE_BITS = 26;

/**
 * The least count at which a value is kept. Kept, it costs its line of the table, `bits` a sample, and the slot that is
 * missing to all others, length * log2(1 + 2^-bits). At 12 to 15 bits real recordings come within 0.02 % of the best of
 * the counts 1, 2, 3, 5 and 8.
 */
function leastCountKept(length: number, bits: number): number {
  return (TABLE_BITS + (Math.LOG2E * length) / 2 ** bits) / (ESCAPE_BITS - bits);
}

/** The least count at which a value gets slots: at most three quarters as many values as there are slots. */
function floorOf(counts: Uint32Array, least: number, slots: number): number {
  let frequent = 0;
  for (let k = 0; k < counts.length; k++) if (counts[k] >= least) frequent++;
  // the most frequent ones, those of one count all or none, if so many would leave too few slots to share out
  const most = (slots * 3) / 4;
  return frequent <= most ? least : counts.toSorted()[counts.length - most - 1] + 1;
}

/** Splits values into those that get slots and those that escape. `weights` are what the slots are shared out by. */
function split({ values, counts }: ValueCounts, floor: number) {
  const keptValues = new Int16Array(values.length);
  const escapedValues = new Int16Array(values.length);
  const weights = new Uint32Array(values.length + 1);
  let kept = 0;
  let escapes = 0;
  for (let k = 0; k < values.length; k++) {
    if (counts[k] >= floor) {
      weights[kept] = counts[k];
      keptValues[kept++] = values[k];
    } else {
      escapes += counts[k];
      escapedValues[k - kept] = values[k];
    }
  }
  weights[kept] = escapes;
  return {
    values: keptValues.subarray(0, kept),
    weights: weights.subarray(0, escapes === 0 ? kept : kept + 1),
    escaped: escapedValues.subarray(0, values.length - kept),
    escapes,
  };
}

export interface Plan extends FrequencyTable {
  readonly bits: number;
  readonly escaped: Int16Array;
  readonly escapes: number;
}

/** @returns undefined if no value is worth its slots */
export function plan(counted: ValueCounts, length: number, askedBits: number): Plan | undefined {
  const bits = enoughBits(askedBits, counted.values.length, MOST_BITS);
  const floor = floorOf(counted.counts, leastCountKept(length, bits), 2 ** bits);
  const { values, weights, escaped, escapes } = split(counted, floor);
  if (values.length === 0) return undefined;
  return { bits, values, frequencies: Uint16Array.from(apportion(weights, 2 ** bits)), escaped, escapes };
}

/** Bytes of a table, as coder.ts has them. */
export function encodeTable(table: FrequencyTable): Uint8Array {
  const coder = makeBitEncoder();
  coder.code(makeBitModel(1), 0, escapesOf(table) ? 1 : 0);
  codeValues(coder, table.values);
  codeFrequencies(coder, table.frequencies.length, table.frequencies);
  return coder.finish();
}

/** @throws Error unless the frequencies sum to a power of two that the kernel has room for */
export function decodeTable(bytes: Uint8Array): FrequencyTable & { readonly bits: number } {
  const coder = makeBitDecoder(bytes);
  const escapes = coder.code(makeBitModel(1), 0, 0);
  const values = codeValues(coder);
  const frequencies = codeFrequencies(coder, values.length + escapes);
  coder.finish();
  return { values, frequencies, bits: bitsOf(frequencies) };
}

function bitsOf(frequencies: Uint16Array): number {
  if (frequencies.length < 2) throw new Error('table of one symbol');
  const sum = frequencies.reduce((total, frequency) => total + frequency, 0);
  const bits = 31 - Math.clz32(sum);
  if (sum !== 2 ** bits || bits < LEAST_BITS || bits > MOST_BITS) {
    throw new Error(`frequencies sum to ${sum}, not to 2^${LEAST_BITS} .. 2^${MOST_BITS}`);
  }
  return bits;
}

/** The least value that a table does not keep: it keeps fewer than 2^15. */
export function leastMissing(values: Int16Array): number {
  const gap = values.findIndex((value, k) => value !== k - 32768);
  return (gap < 0 ? values.length : gap) - 32768;
}
