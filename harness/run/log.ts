/**
 * The append-only log of a run, `log.jsonl`: one JSON object a line, the truth that the CSVs are views of.
 *
 *   {"type":"session", …}   the sweep was started or continued, on which machine; of a merged run, where the lines are from
 *   {"type":"refused", …}   a file that is not measured, and why
 *   {"type":"alias", …}     a name that a preset gave to a chain
 *   {"type":"exact", …}     a cell's exact pass
 *   {"type":"flicker-floor", …}  the quality of a recording with half a code of noise, and its R(D), where something may be lost
 *   {"type":"start-up", …}  how long an empty program takes, every call in nanoseconds
 *   {"type":"timing", …}    one process run of a cell's timing pass, every sample in nanoseconds
 *
 * A line is written whole or, if the disk or the machine fails, torn at the end of the file; opening the log cuts a torn
 * line off. One that is torn all the same further up, or lies glued to another, is set aside by whoever reads.
 */
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Isolation, LossKind } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { writeWhole } from '../common/files.js';
import type { Shape } from '../common/shape.js';
import type { Status } from '../processes/outcome.js';
import type { Lost, StartUpFacts, TimingFacts } from '../processes/tasks.js';
import type { Quality } from '../quality/figures.js';
import type { Limit } from '../quality/limits.js';
import type { TruthQuality } from '../quality/unit-figures.js';
import type { CellKey } from './key.js';
import { LINE_SHAPES } from './log-shape.js';

interface CellFacts extends CellKey {
  readonly family: string;
  /** Missing in logs from before there were programs: in-process. */
  readonly isolation?: Isolation;
  readonly modelBytes: number;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRateHz: number;
}

export interface ExactLine extends CellFacts {
  readonly type: 'exact';
  readonly status: Status;
  readonly error: string;
  /** 0 unless ok. */
  readonly encodedBytes: number;
  /** Of a stream that came back; missing in logs of before it was taken. */
  readonly streamDigest?: string;
  readonly timeoutS: number;
  readonly memoryMb: number;
  /** Missing where the chain loses nothing. */
  readonly loss?: LossKind;
  /** Of a cell that is ok and may have lost something. */
  readonly lost?: Lost;
}

/** The figures of a recording with half a code of noise, and the least that any chain has to spend on it. */
export interface FlickerLine {
  readonly type: 'flicker-floor';
  readonly recording: string;
  readonly recordingSha256: string;
  /** Of all channels. */
  readonly samples: number;
  readonly quality: Quality;
  /** Of spikes whose times are known, if any are. */
  readonly truth?: TruthQuality;
  /** R(D) of the recording; missing in logs from before it was known. */
  readonly limits?: readonly Limit[];
}

/** What a process run found, as it found it; what is optional is missing in older logs and in runs that failed. */
type LoggedFacts = Pick<TimingFacts, 'encodeNs' | 'decodeNs' | 'peakRssBytes'> &
  Partial<Omit<TimingFacts, 'probeNs'>>;

export interface TimingLine extends CellKey, LoggedFacts {
  readonly type: 'timing';
  /** `a/a` for the second copy of the chain that is timed against itself. */
  readonly alias: string;
  readonly round: number;
  readonly status: Status;
  readonly error: string;
  readonly timeMs: number;
}

interface RefusedLine {
  readonly type: 'refused';
  readonly name: string;
  readonly status: Status;
  readonly reason: string;
}

/** The chain has a row under this name, in place of the one without. */
interface AliasLine {
  readonly type: 'alias';
  readonly chain: string;
  readonly alias: string;
}

/** The chain was named by the user, or has a stage of a plugin. */
interface GivenLine {
  readonly type: 'given';
  readonly chain: string;
}

interface SessionLine {
  readonly type: 'session';
  readonly startedAt: string;
  readonly commandLine: string;
  /** The kind of machine that the lines behind this one are of, and which; missing in logs of before it was said. */
  readonly machine?: string;
  readonly host?: string;
}

interface StartUpLine extends StartUpFacts {
  readonly type: 'start-up';
}

export type LogLine =
  | ExactLine
  | TimingLine
  | RefusedLine
  | AliasLine
  | GivenLine
  | SessionLine
  | FlickerLine
  | StartUpLine;

export interface Log {
  readonly append: (line: LogLine) => void;
  readonly close: () => void;
}

export const LOG_NAME = 'log.jsonl';
/** A log may be larger than a Buffer or a string can be: so much of it is in memory at a time, or one line. */
const PIECE_BYTES = 2 ** 20;
const NEWLINE = 0x0a;

/** A line as it stands in a log. */
export function formatLine(line: LogLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Opens the log of a run folder for appending, cutting off a line that a crash left torn. A line that cannot be written
 * whole is an error, and so is each after it.
 */
export function openLog(folder: string): Log {
  const path = join(folder, LOG_NAME);
  if (existsSync(path)) cutTornLine(path);
  const file = openSync(path, 'a');
  let failure: Error | undefined;
  return {
    append: line => {
      if (failure !== undefined) throw failure;
      const end = fstatSync(file).size;
      try {
        writeWhole(file, Buffer.from(formatLine(line)));
      } catch (cause) {
        failure = new Error(`${path}: cannot be written: ${messageOf(cause)}`, { cause });
        cutTo(file, end);
        throw failure;
      }
    },
    close: () => {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** What cannot be cut off now is when the log is opened again. */
function cutTo(file: number, end: number): void {
  try {
    ftruncateSync(file, end);
  } catch {
    // the error that led here says what is wrong
  }
}

function cutTornLine(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const whole = endOfLastLine(file, size);
    if (whole < size) ftruncateSync(file, whole);
  } finally {
    closeSync(file);
  }
}

/** Where the last whole line ends, looked for from the end of the file, piece by piece. */
function endOfLastLine(file: number, size: number): number {
  const piece = Buffer.alloc(Math.min(size, PIECE_BYTES));
  for (let end = size; end > 0; end -= piece.length) {
    const start = Math.max(0, end - piece.length);
    const got = readSync(file, piece, 0, end - start, start);
    const at = piece.subarray(0, got).lastIndexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}

/**
 * Reads the log of a run folder, line by line, holding one piece of the file at a time; nothing if there is none.
 * A torn last line is passed over.
 * @param onTorn told of each other line, by its number from 1, that is torn or glued to another: it is set aside
 * @throws Error that names the line if one is none of a run's
 */
export function* readLog(
  folder: string,
  onTorn: (number: number) => void = () => undefined,
): Generator<LogLine> {
  const path = join(folder, LOG_NAME);
  if (!existsSync(path)) return;
  let number = 0;
  const once = sharedTexts();
  for (const text of readLines(path)) {
    number++;
    const line = parseLine(text, `${path}: line ${number}`);
    if (line === undefined) onTorn(number);
    else yield once(line);
  }
}

/** Names, checksums and versions stand in line after line: in memory each is there once. */
function sharedTexts(): (line: LogLine) => LogLine {
  const known = new Map<string, string>();
  const share = (text: string) => {
    const found = known.get(text);
    if (found === undefined) known.set(text, text);
    return found ?? text;
  };
  return line => {
    if (line.type !== 'exact' && line.type !== 'timing') return line;
    const { chain, recording, recordingSha256, versions } = line;
    return {
      ...line,
      ...{ chain: share(chain), recording: share(recording) },
      ...{ recordingSha256: share(recordingSha256), versions: share(versions) },
    };
  };
}

const SHAPES: Readonly<Record<LogLine['type'], Shape>> = LINE_SHAPES;

/** @returns undefined if it is a line of a run; else what is wrong */
function wrongIn(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null || !('type' in line)) return 'want an object with a type';
  const { type } = line;
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return 'want a known type';
  return SHAPES[type as LogLine['type']](line);
}

/** @returns undefined if the line is not whole */
function parseLine(text: string, where: string): LogLine | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const wrong = wrongIn(parsed);
  if (wrong !== undefined) throw new Error(`${where} is none of a run's: ${wrong}`);
  const line = parsed as LogLine;
  // logs of before there were scopes lack it
  if (line.type === 'exact' || line.type === 'timing') return { ...line, scope: line.scope ?? 'recording' };
  return line;
}

function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    let rest = Buffer.alloc(0);
    for (let got = readSync(file, piece); got > 0; got = readSync(file, piece)) {
      rest = Buffer.concat([rest, piece.subarray(0, got)]);
      let start = 0;
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
        yield rest.toString('utf8', start, end);
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
  } finally {
    closeSync(file);
  }
}
