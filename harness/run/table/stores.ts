/** Typed columns: fields of one column as they are kept, set from the bytes of a CSV and read back by row. */
import type { Column } from '../columns.js';
import { parseDecimal } from './decimal.js';
import { parseWord } from './fields.js';

/** A field as rows have it. */
export type Value = string | number | boolean | null | readonly (number | null)[];

export interface Store {
  /**
   * The field of a row, between two places of bytes without quotes. Rows come in order; the last one may be set again.
   * @throws Error that says what the field is not
   */
  readonly set: (row: number, bytes: Buffer, start: number, end: number) => void;
  readonly at: (row: number) => Value;
}

/** @param isKept whether it is read back; else its fields are only checked */
export function storeOf(column: Column, isKept: boolean): Store {
  const { type } = column;
  if (type === 'integer' || type === 'number') return numberStore(column, isKept);
  if (type === 'list of numbers') return listStore(column, isKept);
  if (type === 'text' && !isKept) return { set: () => undefined, at: () => '' };
  return wordStore(column);
}

const FIRST_ROWS = 1024;

/** Room for `length` numbers more than there is, in an array of at least twice the size. */
function grown<A extends Float64Array | Uint32Array>(values: A, make: (length: number) => A): A {
  const larger = make(2 * values.length);
  larger.set(values);
  return larger;
}

const floats = (length: number) => new Float64Array(length);
const words = (length: number) => new Uint32Array(length);

/** Null is kept as NaN, which no field is. */
function numberStore(column: Column, isKept: boolean): Store {
  const check = checkOf(column);
  let values = floats(isKept ? FIRST_ROWS : 0);
  return {
    set: (row, bytes, start, end) => {
      const value = start === end && column.optional ? Number.NaN : check(parseDecimal(bytes, start, end));
      if (!isKept) return;
      if (row >= values.length) values = grown(values, floats);
      values[row] = value;
    },
    at: row => (Number.isNaN(values[row]) ? null : values[row]),
  };
}

/** @returns what throws unless a number is one that the column may hold */
function checkOf({ type, signed }: Pick<Column, 'type' | 'signed'>): (value: number) => number {
  return value => {
    if (!Number.isFinite(value)) throw new Error('is not a number');
    if (type === 'integer' && !Number.isInteger(value)) throw new Error('is not a whole number');
    if (value < 0 && !signed) throw new Error('is below 0');
    return value;
  };
}

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const SPACE = 0x20;
const NULL = Buffer.from('null');

/** All lists one after the other, and where each ends. */
function listStore(column: Column, isKept: boolean): Store {
  const check = checkOf(column);
  let values = floats(FIRST_ROWS);
  let ends = words(FIRST_ROWS);
  let length = 0;
  const push = (value: number) => {
    if (length >= values.length) values = grown(values, floats);
    values[length++] = value;
  };
  return {
    set: (row, bytes, start, end) => {
      length = row === 0 || !isKept ? 0 : ends[row - 1];
      if (start < end) readList(bytes, start, end, push, check);
      if (row >= ends.length) ends = grown(ends, words);
      ends[row] = length;
    },
    at: row => {
      const list = values.subarray(row === 0 ? 0 : ends[row - 1], ends[row]);
      return Array.from(list, value => (Number.isNaN(value) ? null : value));
    },
  };
}

function readList(
  bytes: Buffer,
  start: number,
  end: number,
  push: (value: number) => void,
  check: (value: number) => number,
): void {
  if (end - start < 3 || bytes[start] !== OPEN || bytes[end - 1] !== CLOSE)
    throw new Error('is not a list of numbers');
  let from = start + 1;
  for (let at = from; at < end; at++) {
    if (bytes[at] !== COMMA && at !== end - 1) continue;
    while (bytes[from] === SPACE) from++;
    const isNull = at - from === NULL.length && isSame(bytes, from, NULL, 0, NULL.length);
    push(isNull ? Number.NaN : check(parseDecimal(bytes, from, at)));
    from = at + 1;
  }
}

function isSame(a: Buffer, at: number, b: Buffer, from: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (a[at + k] !== b[from + k]) return false;
  return true;
}

/** Of so many texts the bytes are kept, to know them again; of a column that never says a thing twice no more. */
const KNOWN_TEXTS = 2 ** 16;

/**
 * Each text once, and of each row which. Files are sorted by chain and recording, so that what follows a text is mostly
 * what followed it before: then bytes are compared, and no text is made.
 */
function wordStore(column: Column): Store {
  const values: Value[] = [];
  const byText = new Map<string, number>();
  const known: Buffer[] = [];
  const followers: number[] = [];
  let codes = words(FIRST_ROWS);
  const codeOf = (bytes: Buffer, start: number, end: number): number => {
    const text = bytes.toString('utf8', start, end);
    const found = byText.get(text);
    if (found !== undefined) return found;
    const code = values.push(parseWord(text, column)) - 1;
    byText.set(text, code);
    if (code < KNOWN_TEXTS) known.push(Buffer.from(bytes.subarray(start, end)));
    return code;
  };
  return {
    set: (row, bytes, start, end) => {
      if (row >= codes.length) codes = grown(codes, words);
      const before = row === 0 ? 0 : codes[row - 1];
      const guess = followers[before] ?? before;
      const text = known[guess];
      const isGuessed =
        text !== undefined && text.length === end - start && isSame(bytes, start, text, 0, text.length);
      const code = isGuessed ? guess : codeOf(bytes, start, end);
      codes[row] = code;
      if (!isGuessed && row > 0) followers[before] = code;
    },
    at: row => values[codes[row]],
  };
}
