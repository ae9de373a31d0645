/** Fields of a JSON file that somebody may have written by hand: each error says where in the file it is. */

export interface Fields {
  /** Where it stands in the file, such as `rows[3]`; empty of the file itself. */
  readonly at: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * What a file holds.
 * @param writer that should have written it, such as `ncb explain --json`
 * @throws Error in one line that names the file and what is wrong
 */
export function readFields<T>(text: string, file: string, writer: string, read: (fields: Fields) => T): T {
  try {
    return read(fieldsOf(JSON.parse(text), ''));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file}: not what ${writer} writes: ${message.replaceAll(/\s+/g, ' ')}`, { cause });
  }
}

/** @throws Error with the place unless it is an object, as do those below */
function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { at, values: { ...value } };
  }
  throw new Error(`${at === '' ? 'the file' : at} is no object`);
}

function placeOf({ at }: Fields, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}

function wrong(fields: Fields, key: string, wanted: string): Error {
  return new Error(`${placeOf(fields, key)} is no ${wanted}`);
}

export function hasField({ values }: Fields, key: string): boolean {
  return values[key] !== undefined;
}

export function objectIn(fields: Fields, key: string): Fields {
  return fieldsOf(fields.values[key], placeOf(fields, key));
}

function listIn(fields: Fields, key: string): readonly unknown[] {
  const value = fields.values[key];
  if (!Array.isArray(value)) throw wrong(fields, key, 'list');
  return value;
}

export function objectsIn(fields: Fields, key: string): Fields[] {
  return listIn(fields, key).map((value, k) => fieldsOf(value, `${placeOf(fields, key)}[${k}]`));
}

export function textsIn(fields: Fields, key: string): string[] {
  return listIn(fields, key).map((value, k) => {
    if (typeof value !== 'string') throw wrong(fields, `${key}[${k}]`, 'text');
    return value;
  });
}

export function textIn(fields: Fields, key: string): string {
  const value = fields.values[key];
  if (typeof value !== 'string') throw wrong(fields, key, 'text');
  return value;
}

export function choiceIn<T extends string>(fields: Fields, key: string, choices: readonly T[]): T {
  const value = fields.values[key];
  const chosen = choices.find(choice => choice === value);
  if (chosen === undefined) throw wrong(fields, key, `one of ${choices.join(', ')}`);
  return chosen;
}

export function truthIn(fields: Fields, key: string): boolean {
  const value = fields.values[key];
  if (typeof value !== 'boolean') throw wrong(fields, key, 'true or false');
  return value;
}

export function numberIn(fields: Fields, key: string): number {
  const value = fields.values[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(fields, key, 'number');
  return value;
}

/** Of what cannot be less than nothing. */
export function amountIn(fields: Fields, key: string): number {
  const value = numberIn(fields, key);
  if (value < 0) throw wrong(fields, key, 'number of at least 0');
  return value;
}

/** Of what is divided by, or drawn by its logarithm. */
export function positiveIn(fields: Fields, key: string): number {
  const value = numberIn(fields, key);
  if (value <= 0) throw wrong(fields, key, 'number over 0');
  return value;
}

/** The same of what may be `null`. */
export function orNull<T>(read: (fields: Fields, key: string) => T) {
  return (fields: Fields, key: string): T | null => (fields.values[key] === null ? null : read(fields, key));
}
