/**
 * Channels and rate of headerless int16 samples, from a JSON file beside them.
 *
 * For `NAME.i16` these are looked at in turn: `NAME.i16.json`, `NAME.json`, `meta.json`. Each holds
 *
 *   { "channels": 4, "rate": 15000 }                             one object, or
 *   [{ "file": "any/folder/NAME.i16", "channels": …, … }, …]     entries, found by the file's own name
 *
 * and may add `bytes`, `sha256` and `dtype`, which are then checked. Other keys are passed over.
 */
import { basename, dirname, extname, join } from 'node:path';
import { UnsupportedError } from '../../codecs/codec.js';
import { readTextBeside } from './beside.js';

/** What a sidecar says of a file; every fact may be missing. */
export interface Sidecar {
  readonly channels?: number;
  readonly rate?: number;
  readonly bytes?: number;
  readonly sha256?: string;
}

const READABLE_TYPES = ['int16', 'int16le', '<i2'];

/**
 * Reads the first sidecar that is about the file; without any, an empty one.
 * @throws Error if a sidecar is there but makes no sense
 * @throws UnsupportedError if it says that the samples are not int16
 */
export function readSidecar(path: string): Sidecar {
  const folder = dirname(path);
  const name = basename(path);
  const stem = basename(path, extname(path));
  for (const candidate of new Set([`${name}.json`, `${stem}.json`, 'meta.json'])) {
    const text = readTextBeside(join(folder, candidate));
    if (text === undefined) continue;
    const entry = entryFor(name, parse(candidate, text));
    if (entry !== undefined) return checkEntry(candidate, entry);
  }
  return {};
}

function parse(sidecar: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${sidecar} beside it is no JSON`, { cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object is about the file unless it names another. */
function entryFor(name: string, parsed: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Array.isArray(parsed)) {
    const isAbout = isObject(parsed) && (typeof parsed.file !== 'string' || basename(parsed.file) === name);
    return isAbout ? parsed : undefined;
  }
  return parsed
    .filter(isObject)
    .find(({ file }) => typeof file === 'string' && file.split(/[/\\]/).at(-1) === name);
}

function checkEntry(sidecar: string, entry: Readonly<Record<string, unknown>>): Sidecar {
  const { dtype, sha256 } = entry;
  if (dtype !== undefined && !READABLE_TYPES.some(type => type === dtype)) {
    throw new UnsupportedError(`${sidecar} says ${JSON.stringify(dtype)}: only int16 little-endian is read`);
  }
  const channels = numberIn(sidecar, entry, 'channels');
  const rate = numberIn(sidecar, entry, 'rate');
  const bytes = numberIn(sidecar, entry, 'bytes');
  return {
    ...(channels !== undefined && { channels }),
    ...(rate !== undefined && { rate }),
    ...(bytes !== undefined && { bytes }),
    ...(typeof sha256 === 'string' && { sha256: sha256.toLowerCase() }),
  };
}

function numberIn(
  sidecar: string,
  entry: Readonly<Record<string, unknown>>,
  key: string,
): number | undefined {
  const value = entry[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw new Error(`${sidecar} says ${key} ${JSON.stringify(value)}`);
  return value;
}
