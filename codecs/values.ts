/** What codecs take and give, as the conformance kit handles it: copied, compared, and asked of a call. */
import type { Samples, Transformed } from './codec.js';

export type Value = Samples | Transformed | Uint8Array;

export function arraysOf(value: Value): readonly (Int16Array | Uint8Array)[] {
  if (value instanceof Uint8Array) return [value];
  return 'side' in value ? [value.samples.data, value.side] : [value.data];
}

function channelsOf(value: Value): number {
  if (value instanceof Uint8Array) return 1;
  return 'side' in value ? value.samples.channels : value.channels;
}

export function copyOf(value: Samples): Samples;
export function copyOf(value: Uint8Array): Uint8Array;
export function copyOf(value: Value): Value;
export function copyOf(value: Value): Value {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if ('side' in value) return { samples: copyOf(value.samples), side: new Uint8Array(value.side) };
  return { ...value, data: new Int16Array(value.data) };
}

/**
 * What differs first between two values, or undefined if they are equal.
 * @param tolerance by how much samples or bytes may differ
 * @returns a phrase such as `element 17 is 5, not 6`, or `is 5, not 8 ± 2`
 */
export function firstDifference(actual: Value, expected: Value, tolerance = 0): string | undefined {
  if (channelsOf(actual) !== channelsOf(expected)) {
    return `${channelsOf(actual)} channels, not ${channelsOf(expected)}`;
  }
  const wanted = arraysOf(expected);
  for (const [k, array] of arraysOf(actual).entries()) {
    if (array.length !== wanted[k].length) return `length ${array.length}, not ${wanted[k].length}`;
    const at = firstBeyond(array, wanted[k], tolerance);
    const wide = tolerance === 0 ? '' : ` ± ${tolerance}`;
    if (at >= 0) return `element ${at} is ${array[at]}, not ${wanted[k][at]}${wide}`;
  }
  return undefined;
}

/** Where an element is first off by more than `tolerance`; negative if none is. */
function firstBeyond(
  array: Int16Array | Uint8Array,
  wanted: Int16Array | Uint8Array,
  tolerance: number,
): number {
  for (let i = 0; i < array.length; i++) if (Math.abs(array[i] - wanted[i]) > tolerance) return i;
  return -1;
}

/** Says what was thrown; a caller may know where. */
export type InWords = (thrown: unknown) => string;

/**
 * One call that has to give a value.
 * @throws Error that says in which direction it failed
 */
export async function call<V extends Value>(
  direction: 'encode' | 'decode',
  inWords: InWords,
  run: () => V | Promise<V>,
): Promise<V> {
  let value: V;
  try {
    value = await run();
  } catch (cause) {
    throw new Error(`${direction} throws: ${inWords(cause)}`, { cause });
  }
  // a plugin may be in JavaScript
  if (!isValue(value)) throw new Error(`${direction} gives neither samples nor bytes`);
  return value;
}

function isValue(value: unknown): boolean {
  if (value instanceof Uint8Array) return true;
  if (typeof value !== 'object' || value === null) return false;
  if ('side' in value)
    return value.side instanceof Uint8Array && 'samples' in value && isValue(value.samples);
  return 'data' in value && value.data instanceof Int16Array && 'channels' in value;
}
