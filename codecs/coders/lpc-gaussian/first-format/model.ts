/** What a decoder of the first format of `lpc-gaussian` has to know of a channel's block but its words, and how it stands in a stream. */
import { unfoldSign } from '../../../bytes/numbers.js';
import { type Cursor, readUpTo, readVarint } from '../../../bytes/shape.js';

/** Averages of the history that a predictor has beside its lags: exponential, of rates 1/4, 1/16, 1/64 and 1/256. */
const AVERAGES = 4;
const LARGEST_SHIFT = 14;
const LARGEST_WEIGHT = 32767;
const LARGEST_BIAS = 2 ** 29 - 1;
const LARGEST_ORDER = 32;
export const LEAST_ORDER = 2;
const LARGEST_RATE = 10;
const LARGEST_SCALE = 2 ** 21;
const LARGEST_HISTORY_SHIFT = 5;
const LARGEST_MEAN = 2 ** 19;

/** Samples of a reference that a prediction can use: so far back, that of its own time, and so far ahead. */
export const TAPS_BACK = 11;
const TAPS_AHEAD = 4;
export const TAPS = TAPS_BACK + 1 + TAPS_AHEAD;

/** An earlier channel of the block whose history predicts too. */
interface Reference {
  /** How many channels before. */
  readonly distance: number;
  readonly back: number;
  readonly ahead: number;
  /** Of back + 1 + ahead samples in the order of time. */
  readonly weights: readonly number[];
}

/** prediction = (sum of weights * (lags, averages) + bias) >> shift, in 1/16 steps, less the mean. */
export interface Model {
  /** Of lags 1 on, then of the averages. */
  readonly weights: readonly number[];
  readonly bias: number;
  readonly shift: number;
  readonly historyShift: number;
  readonly rate: number;
  readonly order: number;
  readonly scale: number;
  readonly first: number;
  readonly mean: number;
  readonly references: readonly Reference[];
}

function readWithin(cursor: Cursor, most: number, what: string): number {
  const value = unfoldSign(readVarint(cursor));
  if (value < -most || value > most) throw new Error(`${what} ${value} out of range ${-most}..${most}`);
  return value;
}

/** @throws Error if torn, or the code is no int16 */
export function readCode(cursor: Cursor): number {
  const code = unfoldSign(readVarint(cursor));
  if (code < -32768 || code > 32767) throw new Error(`code ${code} out of range -32768..32767`);
  return code;
}

/**
 * @param most references that it can have
 * @param isReference whether a channel so far before can be one
 * @throws Error if torn, or a number is out of range
 */
export function readModel(cursor: Cursor, most: number, isReference: (distance: number) => boolean): Model {
  const historyShift = readUpTo(cursor, LARGEST_HISTORY_SHIFT, 'history shift');
  const shift = readUpTo(cursor, LARGEST_SHIFT, 'shift');
  const rate = readUpTo(cursor, LARGEST_RATE, 'rate');
  const order = readUpTo(cursor, LARGEST_ORDER, 'order', LEAST_ORDER);
  const scale = readUpTo(cursor, LARGEST_SCALE, 'scale');
  const first = readCode(cursor);
  const mean = readWithin(cursor, LARGEST_MEAN, 'mean');
  const bias = readWithin(cursor, LARGEST_BIAS, 'bias');
  const weights = readWeights(cursor, order + AVERAGES);
  const count = most === 0 ? 0 : readUpTo(cursor, most, 'references');
  const references = Array.from({ length: count }, () => readReference(cursor, isReference));
  return { historyShift, shift, rate, order, scale, first, mean, bias, weights, references };
}

function readWeights(cursor: Cursor, length: number): number[] {
  return Array.from({ length }, () => readWithin(cursor, LARGEST_WEIGHT, 'weight'));
}

function readReference(cursor: Cursor, isReference: (distance: number) => boolean): Reference {
  const distance = readVarint(cursor);
  if (!isReference(distance)) throw new Error(`no reference ${distance} channels before`);
  const back = readUpTo(cursor, TAPS_BACK, 'samples back');
  const ahead = readUpTo(cursor, TAPS_AHEAD, 'samples ahead');
  return { distance, back, ahead, weights: readWeights(cursor, back + 1 + ahead) };
}
