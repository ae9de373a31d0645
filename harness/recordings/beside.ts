/** Small files of text that lie beside samples and say what they are. */
import { readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';

/** Real ones have some tens of kilobytes. */
const LARGEST_BYTES = 2 ** 24;

/**
 * The text of a file, or undefined if there is none.
 * @param largestBytes that it may have
 * @throws Error if it cannot be read, or is larger than any such file
 */
export function readTextBeside(path: string, largestBytes = LARGEST_BYTES): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile()) throw new Error(`${basename(path)} is no file`);
  if (stats.size > largestBytes) throw new Error(`${basename(path)} has ${stats.size} bytes of text`);
  return withoutMark(readFileSync(path, 'utf8'));
}

/** Text without the byte order mark that editors of Windows begin it with. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** @throws Error if it is no JSON object */
export function parseObject(name: string, text: string): Facts {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name} is no JSON`, { cause });
  }
  return asObject(name, parsed);
}

/** What a JSON file says, none of it believed yet. */
export type Facts = Readonly<Record<string, unknown>>;

/** @throws Error if it is none */
export function asObject(what: string, value: unknown): Facts {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Facts;
  throw new Error(`${what} is ${say(value)}, want an object`);
}

/** @throws Error if it is none */
export function asList(what: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${what} is ${say(value)}, want a list`);
}

/** @throws Error if it is none */
export function asText(what: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`${what} is ${say(value)}, want a text`);
}

/** @throws Error if it is no whole number from `least` to `most` */
export function asCount(what: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${what} is ${say(value)}, want a whole number from ${least} to ${most}`);
}

/** @throws Error if it is no number over 0 */
export function asRate(what: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new Error(`${what} is ${say(value)}, want a number over 0`);
}

/** A value in a message. */
export function say(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not finite';
  if (typeof value === 'string') return JSON.stringify(value.length <= 58 ? value : `${value.slice(0, 57)}…`);
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/**
 * A path that a file's contents name, below a folder.
 * @throws Error if it leads out of that
 */
export function pathBelow(folder: string, said: string): string {
  const path = resolve(folder, said);
  const way = relative(folder, path);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way) {
    throw new Error(`${JSON.stringify(said)} leads out of the folder`);
  }
  return path;
}
