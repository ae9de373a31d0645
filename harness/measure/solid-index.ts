/**
 * The index of a solid stream: what the recordings in it are called and how they are shaped, in columns.
 *
 *   recordings (varint) | formats (varint)
 *   for each format:      channels (varint) | rate in Hz (float64, little-endian)
 *   for each recording:   which format (varint), left out if there is one only
 *   for each recording:   frames (varint)
 *   for each recording:   bytes of its name that the name before begins with (varint) | bytes left (varint)
 *   what is left of the names, UTF-8, one behind the other
 */
import { readVarint, varintSize, writeVarint } from '../../codecs/bytes/shape.js';
import { MOST_SAMPLES } from '../recordings/recording.js';

/** A recording as the index has it. */
export interface IndexEntry {
  readonly name: string;
  readonly channels: number;
  /** Of each channel. */
  readonly frames: number;
  readonly sampleRateHz: number;
}

interface Format {
  readonly channels: number;
  readonly sampleRateHz: number;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const RATE_BYTES = 8;
/** A recording takes this many bytes at least: its frames and two lengths. */
const LEAST_ENTRY_BYTES = 3;
/** Of all names, with what they share: a bound on what a forged index can make of few bytes. */
const MOST_NAME_BYTES = 2 ** 26;

/** Writes the index of recordings. */
export function encodeIndex(entries: readonly IndexEntry[]): Uint8Array {
  const keys = entries.map(formatKey);
  const formats = new Map(entries.map((entry, i) => [keys[i], entry]));
  const places = new Map([...formats.keys()].map((key, place) => [key, place]));
  const names = frontCode(entries.map(({ name }) => new TextEncoder().encode(name)));
  return Buffer.concat([
    varints([entries.length, formats.size]),
    ...[...formats.values()].map(encodeFormat),
    varints(formats.size === 1 ? [] : keys.map(key => places.get(key) ?? 0)),
    varints(entries.map(({ frames }) => frames)),
    varints(names.flatMap(({ shared, rest }) => [shared, rest.length])),
    ...names.map(({ rest }) => rest),
  ]);
}

function formatKey({ channels, sampleRateHz }: Format): string {
  return `${channels} ${sampleRateHz}`;
}

function encodeFormat({ channels, sampleRateHz }: Format): Uint8Array {
  const rate = new Uint8Array(RATE_BYTES);
  new DataView(rate.buffer).setFloat64(0, sampleRateHz, true);
  return Buffer.concat([varints([channels]), rate]);
}

function varints(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((size, value) => size + varintSize(value), 0));
  let at = 0;
  for (const value of values) at = writeVarint(bytes, at, value);
  return bytes;
}

function frontCode(names: readonly Uint8Array[]): { shared: number; rest: Uint8Array }[] {
  return names.map((name, i) => {
    const before = names[i - 1] ?? new Uint8Array(0);
    const differs = name.findIndex((byte, at) => byte !== before[at]);
    const shared = differs < 0 ? name.length : differs;
    return { shared, rest: name.subarray(shared) };
  });
}

/**
 * Reads an index, which must fill the bytes.
 * @throws Error if it is torn or contradicts itself
 */
export function decodeIndex(bytes: Uint8Array): IndexEntry[] {
  const cursor = { bytes, at: 0 };
  const count = readVarint(cursor);
  const formatCount = readVarint(cursor);
  if (count * LEAST_ENTRY_BYTES > bytes.length || formatCount > count) {
    throw new Error(`index of ${bytes.length} bytes says ${count} recordings of ${formatCount} formats`);
  }
  const formats = times(formatCount, () => readFormat(cursor));
  const which = formatCount === 1 ? times(count, () => 0) : times(count, () => readVarint(cursor));
  const frames = times(count, () => readVarint(cursor));
  const names = readNames(cursor, count);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the index`);
  const entries = names.map((name, i) => ({ name, frames: frames[i], ...formatAt(formats, which[i]) }));
  checkSize(entries);
  return entries;
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

function readFormat(cursor: Cursor): Format {
  const channels = readVarint(cursor);
  const rate = take(cursor, RATE_BYTES);
  const sampleRateHz = new DataView(rate.buffer, rate.byteOffset).getFloat64(0, true);
  if (channels < 1 || !(sampleRateHz > 0 && Number.isFinite(sampleRateHz))) {
    throw new Error(`index has a format of ${channels} channels at ${sampleRateHz} Hz`);
  }
  return { channels, sampleRateHz };
}

function formatAt(formats: readonly Format[], which: number): Format {
  if (which >= formats.length) throw new Error(`index names format ${which} of ${formats.length}`);
  return formats[which];
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new Error('index ends too soon');
  const taken = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return taken;
}

function readNames(cursor: Cursor, count: number): string[] {
  const lengths = times(count, () => ({ shared: readVarint(cursor), rest: readVarint(cursor) }));
  const size = lengths.reduce((sum, { shared, rest }) => sum + shared + rest, 0);
  if (size > MOST_NAME_BYTES) throw new Error(`index has names of ${size} bytes`);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let before = new Uint8Array(0);
  return lengths.map(({ shared, rest }) => {
    if (shared > before.length) throw new Error(`a name shares ${shared} bytes of ${before.length}`);
    const name = new Uint8Array(shared + rest);
    name.set(before.subarray(0, shared));
    name.set(take(cursor, rest), shared);
    before = name;
    return decoder.decode(name);
  });
}

function checkSize(entries: readonly IndexEntry[]): void {
  const samples = entries.reduce((sum, { channels, frames }) => sum + channels * frames, 0);
  if (samples > MOST_SAMPLES) throw new Error(`index says ${samples} samples, over ${MOST_SAMPLES}`);
}
