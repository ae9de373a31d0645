/**
 * Files that say when units fire: `NAME.spikes.csv` beside a recording, a row a spike.
 *
 *   unit,sample,channel
 *   3,18250,12
 *
 * `unit` is a name or a number, `sample` a frame of the recording from 0, `channel` one of its channels from 0: the one of
 * the largest amplitude. That may be empty, or the column missing. Other columns are passed over. For `NAME.wav` these are
 * looked at in turn: `NAME.wav.spikes.csv`, `NAME.spikes.csv`; of a folder that is one recording, `FOLDER.spikes.csv`; of
 * one of several streams of a file, `NAME#STREAM.spikes.csv`, with `_` for what may not stand in the name of a file.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { csvParse, csvStringify } from '../common/lazy-packages.js';
import { readTextBeside } from './beside.js';
import type { TrueUnit } from './units.js';

/** Some ten million spikes. */
const LARGEST_BYTES = 2 ** 28;
const ENDING = '.spikes.csv';

/** What a spike may lie in. */
interface Shape {
  readonly frames: number;
  readonly channels: number;
}

/**
 * The file that is about a stream of a recording; undefined if there is none.
 * @param place file of the recording, or folder that is one
 * @param stream its name, of a file that has several
 * @throws Error if there is one that does not say which of several streams it is about
 */
export function spikesFileOf(
  place: string,
  stream: string | undefined,
  isOneOfSeveral: boolean,
): string | undefined {
  const stems = [...new Set([basename(place), basename(place, extname(place))])];
  const find = (suffix: string) =>
    stems.map(stem => join(dirname(place), `${stem}${suffix}${ENDING}`)).find(path => existsSync(path));
  const suffix = `#${(stream ?? '').replaceAll(/[^\w .-]/g, '_')}`;
  const ofStream = stream === undefined ? undefined : find(suffix);
  const plain = find('');
  if (ofStream !== undefined || plain === undefined || !isOneOfSeveral) return ofStream ?? plain;
  const wanted = basename(plain).replace(ENDING, `${suffix}${ENDING}`);
  throw new Error(`${basename(plain)} beside it is of which stream? call it ${JSON.stringify(wanted)}`);
}

/**
 * The text of such a file.
 * @throws Error if it is gone, cannot be read, or is too large
 */
export function readSpikesText(path: string): string {
  const text = readTextBeside(path, LARGEST_BYTES);
  if (text === undefined) throw new Error(`${basename(path)} beside it is gone`);
  return text;
}

/** Spikes of a unit as they are read. */
interface Reading {
  /** Row of each, by its frame. */
  readonly rows: Map<number, number>;
  /** How many of its spikes a channel has. */
  readonly channels: Map<number, number>;
}

/**
 * @param name of the file
 * @param shape of the recording; without it spikes may lie anywhere
 * @returns units in the order in which they appear
 * @throws Error in one line that names file, row (the first below the header is 1) and column
 */
export function parseSpikes(
  name: string,
  text: string,
  { frames, channels }: Shape = { frames: Number.POSITIVE_INFINITY, channels: Number.POSITIVE_INFINITY },
): TrueUnit[] {
  const units = new Map<string, Reading>();
  let columns: Columns | undefined;
  let row = 0;
  const onRecord = (fields: string[]) => {
    if (columns === undefined) {
      columns = columnsOf(name, fields);
      return null;
    }
    row++;
    const where = `${name}: row ${row}`;
    const unit = fields[columns.unit];
    if (unit === '') throw new Error(`${where}, unit is empty`);
    const frame = whole(`${where}, sample`, fields[columns.sample], frames);
    const reading = units.get(unit) ?? { rows: new Map(), channels: new Map() };
    units.set(unit, reading);
    const before = reading.rows.get(frame);
    if (before !== undefined) {
      throw new Error(
        `${where}, sample ${frame}: unit ${JSON.stringify(unit)} has it in row ${before} already`,
      );
    }
    reading.rows.set(frame, row);
    const of = columns.channel === undefined ? '' : fields[columns.channel];
    if (of !== '') {
      const channel = whole(`${where}, channel`, of, channels);
      reading.channels.set(channel, (reading.channels.get(channel) ?? 0) + 1);
    }
    return null;
  };
  parseCsv(name, text, onRecord);
  if (columns === undefined) throw new Error(`${name} is empty, want columns unit and sample`);
  return [...units].map(([unit, reading]) => ({
    name: unit,
    channel: mostFrequent(reading.channels),
    spikes: [...reading.rows.keys()].sort((a, b) => a - b),
  }));
}

function parseCsv(name: string, text: string, onRecord: (fields: string[]) => null): void {
  let thrown: unknown;
  try {
    csvParse().parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      on_record: (fields: string[]) => {
        try {
          return onRecord(fields);
        } catch (error) {
          thrown = error;
          throw error;
        }
      },
    });
  } catch (cause) {
    if (thrown !== undefined) throw thrown;
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

interface Columns {
  readonly unit: number;
  readonly sample: number;
  readonly channel: number | undefined;
}

function columnsOf(name: string, header: readonly string[]): Columns {
  const at = (column: string) => {
    const places = header.flatMap((title, k) => (title === column ? [k] : []));
    if (places.length > 1) throw new Error(`${name} has ${places.length} columns ${column}, want one`);
    return places.at(0);
  };
  const [unit, sample, channel] = [at('unit'), at('sample'), at('channel')];
  if (unit !== undefined && sample !== undefined) return { unit, sample, channel };
  const missing = [unit === undefined && 'unit', sample === undefined && 'sample'].filter(Boolean);
  throw new Error(
    `${name}: no column ${missing.join(', ')}; its header is ${JSON.stringify(header.join(','))}`,
  );
}

/** A whole number under `end`; `12.0` is one. */
function whole(what: string, text: string, end: number): number {
  const value = /^\d+(\.0*)?$/.test(text) ? Number(text) : Number.NaN;
  if (value < end) return value;
  const range = end === Number.POSITIVE_INFINITY ? 'of 0 or more' : `from 0 to ${end - 1}`;
  throw new Error(`${what} ${JSON.stringify(text)}: want a whole number ${range}`);
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | null {
  let most: number | null = null;
  for (const [channel, count] of counts) if (most === null || count > (counts.get(most) ?? 0)) most = channel;
  return most;
}

/** The bytes of such a file, spikes by their frames. */
export function formatSpikes(units: readonly TrueUnit[]): Uint8Array {
  const rows = units
    .flatMap(({ name, channel, spikes }) => spikes.map(sample => ({ unit: name, sample, channel })))
    .sort((a, b) => a.sample - b.sample);
  return new TextEncoder().encode(
    csvStringify().stringify(rows, { header: true, columns: ['unit', 'sample', 'channel'] }),
  );
}

/** Where such a file lies beside a recording's file. */
export function spikesPathOf(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}${ENDING}`);
}
