/**
 * EDF and EDF+: records, each of which holds a stretch of every signal, one signal after the other, int16.
 *
 *   256 bytes of text: version[8] '0', patient[80], recording[80], date[8], time[8], header bytes[8],
 *   'EDF+C' or 'EDF+D' or nothing[44], records[8], seconds a record[8], signals[4]
 *   of all signals: label[16], transducer[80], unit[8], least and most physical[8], least and most digital[8],
 *   filter[80], samples a record[8], nothing[32]
 *
 * Signals of as many samples a record make a stream. In EDF+D, records may lie apart: the first annotation of each, text
 * `+SECONDS`, 0x14, 0x14, says when it begins. BDF has 24 bits.
 */
import { UnsupportedError } from '../../../codecs/codec.js';
import { ownValue } from '../../../codecs/own-value.js';
import { say } from '../beside.js';
import type { ByteSource } from '../byte-source.js';
import type { ChannelRun } from '../recording.js';
import {
  type Located,
  type LocatedStream,
  MOST_CHANNELS,
  MOST_SEGMENTS,
  neighbours,
  type RecordingFormat,
  text,
  uniform,
} from './format.js';

const HEAD_BYTES = 256;
const SIGNAL_BYTES = 256;
const ANNOTATIONS = 'EDF Annotations';
/** A record is at most 61,440 bytes by the specification; files of many channels have more. */
const LARGEST_RECORD = 2 ** 28;
const UNITS: Readonly<Record<string, number>> = { uv: 1, µv: 1, mv: 1e3, v: 1e6 };

interface Signal {
  readonly label: string;
  /** A record. */
  readonly samples: number;
  /** Within a record, in bytes. */
  readonly offset: number;
  readonly microvolts: number | undefined;
}

interface Header {
  readonly bytes: number;
  readonly isDiscontinuous: boolean;
  readonly records: number;
  readonly recordBytes: number;
  readonly secondsARecord: number;
  readonly signals: readonly Signal[];
}

interface Segment {
  /** When it begins, in seconds. */
  readonly time: number;
  readonly firstRecord: number;
  readonly records: number;
}

export const edf: RecordingFormat = {
  name: 'edf',
  extensions: ['.edf', '.bdf'],
  matches: ({ file }) => {
    const head = file.read(0, HEAD_BYTES);
    return (
      text(head, 0, 8) === '0       ' &&
      /^\d+\s*$/.test(text(head, 252, Math.min(4, Math.max(0, head.length - 252))))
    );
  },
  locate: async ({ path, file }) => {
    const header = readHeader(file);
    const segments = header.isDiscontinuous
      ? readSegments(file, header)
      : [{ time: 0, firstRecord: 0, records: header.records }];
    return locateStreams(path, header, segments);
  },
};

function readHeader(file: ByteSource): Header {
  const head = file.read(0, HEAD_BYTES);
  if (head.length < HEAD_BYTES) throw new Error(`torn in its header: ${head.length} of ${HEAD_BYTES} bytes`);
  if (text(head, 1, 7) === 'BIOSEMI') {
    throw new UnsupportedError(
      'BDF: its 24-bit samples do not fit int16; export it as EDF, or scaled to int16',
    );
  }
  if (text(head, 0, 8) !== '0       ')
    throw new Error(`no EDF: begins with ${JSON.stringify(text(head, 0, 8))}`);
  const field = (at: number, length: number) => text(head, at, length).trim();
  const count = numberIn('signals', field(252, 4), 1, MOST_CHANNELS);
  const bytes = HEAD_BYTES + count * SIGNAL_BYTES;
  const said = numberIn('header bytes', field(184, 8), 0, Number.MAX_SAFE_INTEGER);
  if (said !== bytes) throw new Error(`header says it has ${said} bytes; ${count} signals make ${bytes}`);
  const secondsARecord = Number(field(244, 8));
  if (!(secondsARecord >= 0 && secondsARecord < Number.POSITIVE_INFINITY)) {
    throw new Error(`header says ${say(field(244, 8))} s a record`);
  }
  const signals = readSignals(file, count);
  const recordBytes = signals.reduce((sum, { samples }) => sum + 2 * samples, 0);
  if (recordBytes === 0 || recordBytes > LARGEST_RECORD)
    throw new Error(`header says ${recordBytes} bytes a record`);
  const records = recordsOf(file, bytes, recordBytes, field(236, 8));
  return {
    ...{ bytes, records, recordBytes, secondsARecord, signals },
    isDiscontinuous: field(192, 44).startsWith('EDF+D'),
  };
}

function numberIn(what: string, said: string, least: number, most: number): number {
  const value = /^-?\d+$/.test(said) ? Number(said) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`header says ${what} ${JSON.stringify(said)}`);
}

function readSignals(file: ByteSource, count: number): Signal[] {
  const bytes = file.read(HEAD_BYTES, count * SIGNAL_BYTES);
  if (bytes.length < count * SIGNAL_BYTES)
    throw new Error(`torn in its header: ${HEAD_BYTES + bytes.length} bytes`);
  const field = (k: number, before: number, length: number) =>
    text(bytes, before * count + k * length, length).trim();
  let offset = 0;
  return Array.from({ length: count }, (_, k) => {
    const samples = numberIn('samples a record', field(k, 216, 8), 0, LARGEST_RECORD);
    const [leastPhysical, mostPhysical] = [104, 112].map(before => Number(field(k, before, 8)));
    const [leastDigital, mostDigital] = [120, 128].map(before => Number(field(k, before, 8)));
    const step =
      ((ownValue(UNITS, field(k, 96, 8).toLowerCase()) ?? Number.NaN) * (mostPhysical - leastPhysical)) /
      (mostDigital - leastDigital);
    const signal = {
      label: field(k, 0, 16),
      samples,
      offset,
      microvolts: Number.isFinite(step) ? step : undefined,
    };
    offset += 2 * samples;
    return signal;
  });
}

/** -1 is said of a recording that was not ended in order. */
function recordsOf(file: ByteSource, headBytes: number, recordBytes: number, said: string): number {
  const there = Math.floor((file.length - headBytes) / recordBytes);
  const records = said === '-1' ? there : numberIn('records', said, 0, Number.MAX_SAFE_INTEGER);
  if (records > there) throw new Error(`torn: ${there} of ${records} records are there`);
  if (records === 0) throw new Error('holds no samples');
  return records;
}

function readSegments(file: ByteSource, header: Header): Segment[] {
  const { bytes, records, recordBytes, secondsARecord, signals } = header;
  const annotations = signals.find(({ label }) => label === ANNOTATIONS);
  if (annotations === undefined)
    throw new Error(`is EDF+D without a signal ${ANNOTATIONS}, which has the times`);
  const most = Math.max(
    ...signals.filter(({ label }) => label !== ANNOTATIONS).map(({ samples }) => samples),
  );
  const tolerance = secondsARecord / most / 2;
  const firsts: Pick<Segment, 'time' | 'firstRecord'>[] = [];
  let due = Number.NaN;
  for (let record = 0; record < records; record++) {
    const at = bytes + record * recordBytes + annotations.offset;
    const begins = onset(file.read(at, Math.min(64, 2 * annotations.samples)), record);
    if (!(Math.abs(begins - due) <= tolerance)) firsts.push({ time: begins, firstRecord: record });
    if (firsts.length > MOST_SEGMENTS) throw new Error(`has over ${MOST_SEGMENTS} gaps`);
    due = begins + secondsARecord;
  }
  return firsts.map((first, k) => ({
    ...first,
    records: (firsts[k + 1]?.firstRecord ?? records) - first.firstRecord,
  }));
}

/** Text up to 0x14, or to 0x15 where a duration follows. */
function onset(bytes: Uint8Array, record: number): number {
  const end = bytes.findIndex(byte => byte === 0x14 || byte === 0x15);
  const said = text(bytes, 0, Math.max(0, end));
  if (!/^[+-]\d+(\.\d*)?$/.test(said)) throw new Error(`record ${record} does not say when it begins`);
  return Number(said);
}

function locateStreams(path: string, header: Header, segments: readonly Segment[]): Located {
  const { signals, secondsARecord } = header;
  const isSignal = ({ label, samples }: Signal) => label !== ANNOTATIONS && samples > 0;
  const sizes = [...new Set(signals.filter(isSignal).map(({ samples }) => samples))];
  if (sizes.length === 0) throw new Error('has no signal but annotations');
  if (secondsARecord === 0) throw new Error('header says 0 s a record');
  const streams = sizes.flatMap(samples => {
    const isKept = signals.map(signal => isSignal(signal) && signal.samples === samples);
    const kept = signals.filter((_, k) => isKept[k]);
    const microvolts = uniform(kept.map(signal => signal.microvolts));
    const sampleRateHz = samples / secondsARecord;
    return segments.map((segment, k): LocatedStream => {
      const names = [
        ...(sizes.length > 1 ? [`${sampleRateHz} Hz`] : []),
        ...(segments.length > 1 ? [`segment ${k + 1}`] : []),
      ];
      return {
        ...(names.length > 0 && { stream: names.join(' ') }),
        ...(segments.length > 1 && { startS: segment.time - segments[0].time }),
        ...{ channels: kept.length, frames: samples * segment.records, sampleRateHz },
        layout: {
          type: 'lattice',
          runs: neighbours(isKept).map(([first, count]) =>
            runOf(path, header, signals[first], count, segment),
          ),
        },
        ...(microvolts !== undefined && { microvolts }),
      };
    });
  });
  return { streams };
}

function runOf(
  path: string,
  header: Header,
  first: Signal,
  channels: number,
  { firstRecord }: Segment,
): ChannelRun {
  const offset = header.bytes + firstRecord * header.recordBytes + first.offset;
  return {
    ...{ path, channels, offset, blockFrames: first.samples, blockBytes: header.recordBytes },
    ...{ frameBytes: 2, channelBytes: 2 * first.samples, zero: 0 },
  };
}
