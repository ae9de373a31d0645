/**
 * Neuralynx .ncs: one channel a file.
 *
 *   16384 bytes of text, lines of `-Key value`: -SamplingFrequency, -ADBitVolts, -InputInverted
 *   records of 1044 bytes: u64 time in microseconds, u32 channel, u32 rate, u32 valid samples, int16[512]
 *
 * Records follow on each other if each comes when the one before ends; otherwise there is a gap, which begins a segment.
 * The last record may be torn. Files of a folder whose records have the same times are the channels of one recording.
 */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { say } from '../beside.js';
import { type ByteSource, view } from '../byte-source.js';
import { hashBytes } from '../checksum.js';
import type { ChannelRun } from '../recording.js';
import {
  type Located,
  type LocatedStream,
  MOST_SEGMENTS,
  type Place,
  type RecordingFormat,
  text,
  uniform,
} from './format.js';

const HEAD_BYTES = 16_384;
const RECORD_BYTES = 1044;
const RECORD_HEAD_BYTES = 20;
const RECORD_FRAMES = 512;
const BEGINNING = '######## Neuralynx';
/** Records whose heads are read at once. */
const WINDOW_RECORDS = 1024;

/** A channel: one file. */
interface Channel {
  readonly path: string;
  readonly sampleRateHz: number;
  readonly microvolts: number | undefined;
  readonly segments: readonly Segment[];
  /** By which files of one recording know each other. */
  readonly timesSha256: string;
  readonly isTorn: boolean;
}

interface Segment {
  /** In microseconds. */
  readonly time: number;
  readonly firstRecord: number;
  frames: number;
}

export const neuralynx: RecordingFormat = {
  name: 'neuralynx',
  extensions: ['.ncs'],
  matches: ({ file }) => text(file.read(0, BEGINNING.length), 0, BEGINNING.length) === BEGINNING,
  locate: async place => {
    const first = readChannel(place.path, place.file);
    const channels = place.named ? [first] : [first, ...alike(first, place)];
    return { ...streamsOf(channels), others: channels.slice(1).map(({ path }) => path) };
  },
};

/** Those of the folder that come behind the first, and have the same times. */
function alike(first: Channel, { path }: Place): Channel[] {
  const folder = dirname(path);
  const names = readdirSync(folder).filter(name => extname(name).toLowerCase() === '.ncs');
  const found: Channel[] = [];
  for (const other of names.sort(byNumber).map(name => join(folder, name))) {
    if (other === path) continue;
    try {
      const channel = withFile(other, file => readChannel(other, file));
      if (channel.timesSha256 === first.timesSha256) found.push(channel);
    } catch {
      // it is refused when its turn comes
    }
  }
  return found;
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function withFile<T>(path: string, use: (file: ByteSource) => T): T {
  // opening a pipe would wait for its writer for ever
  if (!statSync(path).isFile()) throw new Error(`${basename(path)} is no file`);
  const descriptor = openSync(path, 'r');
  try {
    const read = (offset: number, length: number) => {
      const buffer = new Uint8Array(length);
      return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
    };
    return use({ length: statSync(path).size, read });
  } finally {
    closeSync(descriptor);
  }
}

function readChannel(path: string, file: ByteSource): Channel {
  const head = file.read(0, HEAD_BYTES);
  if (head.length < HEAD_BYTES) throw new Error(`torn in its header: ${head.length} of ${HEAD_BYTES} bytes`);
  if (text(head, 0, BEGINNING.length) !== BEGINNING)
    throw new Error(`no NCS file: does not begin with ${BEGINNING}`);
  const facts = readFacts(Buffer.from(head).toString('latin1'));
  const sampleRateHz = Number(facts.get('samplingfrequency') ?? Number.NaN);
  if (!(sampleRateHz > 0 && sampleRateHz < Number.POSITIVE_INFINITY)) {
    throw new Error(`header says -SamplingFrequency ${say(facts.get('samplingfrequency'))}`);
  }
  const records = Math.floor((file.length - HEAD_BYTES) / RECORD_BYTES);
  if (records === 0) throw new Error('holds no samples');
  const { segments, timesSha256 } = readSegments(file, records, sampleRateHz);
  const isTorn = (file.length - HEAD_BYTES) % RECORD_BYTES !== 0;
  return { path, sampleRateHz, microvolts: stepOf(facts), segments, timesSha256, isTorn };
}

function readFacts(head: string): ReadonlyMap<string, string> {
  const lines = head.split('\0', 1)[0].split(/\r?\n/);
  const pairs = lines.flatMap(line => {
    const [, key, value] = /^\s*-(\w+)\s+(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[key.toLowerCase(), value.trim()] as const];
  });
  return new Map(pairs);
}

function stepOf(facts: ReadonlyMap<string, string>): number | undefined {
  const volts = Number(facts.get('adbitvolts') ?? Number.NaN);
  if (!(volts > 0)) return undefined;
  return (facts.get('inputinverted')?.toLowerCase() === 'true' ? -1e6 : 1e6) * volts;
}

function readSegments(file: ByteSource, records: number, sampleRateHz: number) {
  const segments: Segment[] = [];
  const times = new Float64Array(2 * records);
  let due = Number.NaN;
  let isFull = false;
  for (let first = 0; first < records; first += WINDOW_RECORDS) {
    const taken = Math.min(WINDOW_RECORDS, records - first);
    const window = view(file.read(HEAD_BYTES + first * RECORD_BYTES, taken * RECORD_BYTES));
    for (let k = 0; k < taken; k++) {
      const at = k * RECORD_BYTES;
      if (at + RECORD_HEAD_BYTES > window.byteLength) throw new Error('has shrunk while it was read');
      const time = Number(window.getBigUint64(at, true));
      const valid = window.getUint32(at + 16, true);
      if (valid > RECORD_FRAMES)
        throw new Error(`record ${first + k} says ${valid} valid samples of ${RECORD_FRAMES}`);
      times[2 * (first + k)] = time;
      times[2 * (first + k) + 1] = valid;
      // times are rounded to microseconds
      const follows = isFull && Math.abs(time - due) <= Math.max(2, 5e5 / sampleRateHz);
      const last = segments.at(-1);
      if (last !== undefined && follows) last.frames += valid;
      else if (valid > 0) segments.push({ time, firstRecord: first + k, frames: valid });
      if (segments.length > MOST_SEGMENTS) throw new Error(`has over ${MOST_SEGMENTS} gaps`);
      isFull = valid === RECORD_FRAMES;
      due = time + (1e6 * valid) / sampleRateHz;
    }
  }
  if (segments.length === 0) throw new Error('holds no valid samples');
  return { segments, timesSha256: hashBytes(new Uint8Array(times.buffer)) };
}

function streamsOf(channels: readonly Channel[]): Located {
  const [{ segments, sampleRateHz, isTorn }] = channels;
  const microvolts = uniform(channels.map(channel => channel.microvolts));
  const remarks = isTorn ? ['the last record is torn and passed over'] : [];
  const streams = segments.map(
    ({ time, firstRecord, frames }, k): LocatedStream => ({
      ...(segments.length > 1 && { stream: `segment ${k + 1}`, startS: (time - segments[0].time) / 1e6 }),
      ...{ channels: channels.length, frames, sampleRateHz },
      layout: { type: 'lattice', runs: channels.map(({ path }) => runOf(path, firstRecord)) },
      ...(microvolts !== undefined && { microvolts }),
      ...(remarks.length > 0 && { remarks }),
    }),
  );
  return { streams };
}

function runOf(path: string, firstRecord: number): ChannelRun {
  const offset = HEAD_BYTES + firstRecord * RECORD_BYTES + RECORD_HEAD_BYTES;
  return {
    ...{ path, channels: 1, offset, blockFrames: RECORD_FRAMES, blockBytes: RECORD_BYTES },
    ...{ frameBytes: 2, channelBytes: 2, zero: 0 },
  };
}
