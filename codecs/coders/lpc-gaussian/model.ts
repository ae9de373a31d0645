/** What a decoder of `lpc-gaussian` has to know of a channel's block but its words, and how it stands in a stream. */
import { foldSign, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readVarint } from '../../bytes/shape.js';
import { AVERAGES, LARGEST_BIAS, LARGEST_SHIFT, LARGEST_WEIGHT, type Weights } from './fit.js';

export const LARGEST_ORDER = 32;
export const LEAST_ORDER = 2;
const LARGEST_RATE = 10;
export const LARGEST_SCALE = 2 ** 21;
const LARGEST_HISTORY_SHIFT = 5;
const LARGEST_MEAN = 2 ** 19;

/** Samples of a reference that a prediction can use: so far back, that of its own time, and so far ahead. */
export const TAPS_BACK = 11;
const TAPS_AHEAD = 4;
export const TAPS = TAPS_BACK + 1 + TAPS_AHEAD;
export const MOST_REFERENCES = 4;

/** An earlier channel of the block whose history predicts too. */
interface Reference {
  /** How many channels before. */
  readonly distance: number;
  readonly back: number;
  readonly ahead: number;
  /** Of back + 1 + ahead samples in the order of time. */
  readonly weights: readonly number[];
}

export interface Model extends Weights {
  readonly historyShift: number;
  readonly rate: number;
  readonly order: number;
  readonly scale: number;
  readonly first: number;
  readonly mean: number;
  readonly references: readonly Reference[];
}

/** @param referable whether the stream has references at all */
export function numbersOf(model: Model, referable: boolean): number[] {
  const { historyShift, shift, rate, order, scale, first, mean, bias, weights, references } = model;
  const own = [historyShift, shift, rate, order, scale, ...[first, mean, bias, ...weights].map(foldSign)];
  if (!referable) return own;
  const taps = references.map(({ distance, back, ahead, weights }) => [
    distance,
    back,
    ahead,
    ...weights.map(foldSign),
  ]);
  return [...own, references.length, ...taps.flat()];
}

/** @throws Error if torn, or the number is not within least..most; `what` names it */
export function readUpTo(cursor: Cursor, most: number, what: string, least = 0): number {
  const value = readVarint(cursor);
  if (value < least || value > most) throw new Error(`${what} ${value} out of range ${least}..${most}`);
  return value;
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
