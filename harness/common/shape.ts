/** What JSON is held against that may have been torn, or changed by hand, before its fields are believed. */

/** Says what a value is not: undefined if nothing is wrong, else such as `runs[3]: want a text`. */
export type Shape = (value: unknown) => string | undefined;

function want(what: string, isSo: (value: unknown) => boolean): Shape {
  return value => (isSo(value) ? undefined : `want ${what}`);
}

export const text = want('a text', value => typeof value === 'string');
export const truth = want('true or false', value => typeof value === 'boolean');
export const number = want('a number', Number.isFinite);
/** Of what is counted. */
export const count = want(
  'a whole number from 0',
  value => Number.isSafeInteger(value) && Number(value) >= 0,
);

export function oneOf(...words: readonly unknown[]): Shape {
  return want(`one of ${words.join(', ')}`, value => words.includes(value));
}

export function orNull(shape: Shape): Shape {
  return value => (value === null ? undefined : shape(value));
}

/** Of a field that may be missing. */
export function optional(shape: Shape): Shape {
  return value => (value === undefined ? undefined : shape(value));
}

export function listOf(shape: Shape): Shape {
  return value => {
    if (!Array.isArray(value)) return 'want a list';
    for (const [k, item] of value.entries()) {
      const wrong = shape(item);
      if (wrong !== undefined) return within(`[${k}]`, wrong);
    }
    return undefined;
  };
}

/** An object whose fields, whatever they are called, are all of one shape. */
export function recordOf(shape: Shape): Shape {
  return value => {
    if (!isObject(value)) return 'want an object';
    for (const key of Object.keys(value)) {
      const wrong = shape(value[key]);
      if (wrong !== undefined) return within(key, wrong);
    }
    return undefined;
  };
}

/** An object with these fields; others may be there. */
export function objectWith(fields: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(fields);
  return value => {
    if (!isObject(value)) return 'want an object';
    for (const [key, shape] of shapes) {
      const wrong = shape(Object.hasOwn(value, key) ? value[key] : undefined);
      if (wrong !== undefined) return within(key, wrong);
    }
    return undefined;
  };
}

/** As objectWith, where any of the fields may be missing. */
export function objectOfSome(fields: Readonly<Record<string, Shape>>): Shape {
  return objectWith(Object.fromEntries(Object.entries(fields).map(([key, shape]) => [key, optional(shape)])));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong in a field or item, with its place. */
function within(place: string, wrong: string): string {
  const joint = wrong.startsWith('want ') ? ': ' : wrong.startsWith('[') ? '' : '.';
  return `${place}${joint}${wrong}`;
}
