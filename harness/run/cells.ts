/** What a log says of each cell: the rows of cells.csv, and which cells are worth timing. */

import { median } from '../../codecs/models/median.js';
import { groupBy } from '../common/group-by.js';
import { quotient } from '../common/quotient.js';
import type { Status } from '../processes/outcome.js';
import { type CellRow, SAME_AGAIN } from './columns.js';
import type { JudgedCell } from './judged.js';
import { type CellKey, resultKey } from './key.js';
import type { ExactLine, LogLine, TimingLine } from './log.js';

/**
 * The rows of a run, sorted by chain and recording. Of a cell that was measured anew, with other versions or other
 * limits, the last result stands; timing counts only if its versions are that result's. A chain that has aliases was
 * measured once and has a row for each, of the same figures; a cell that was timed on several kinds of machine, a row for
 * each of these.
 */
export function cellRows(lines: Iterable<LogLine>): CellRow[] {
  return [...eachCellRow(lines)];
}

/** As cellRows, each made when it is asked for, once all lines are read: of a million all take gigabytes. */
export function* eachCellRow(lines: Iterable<LogLine>): Generator<CellRow> {
  const { results, runs, aliases, given, machineOf } = collect(lines);
  const pending: PendingRow[] = [];
  for (const [key, result] of results) {
    const ofCell = groupBy(runs.get(key)?.get(result.versions) ?? [], machineOf);
    for (const [machine, own] of ofCell.size === 0 ? NOT_TIMED : ofCell) {
      const once = own.filter(run => run.alias === '');
      for (const alias of aliases.get(result.chain) ?? [''])
        pending.push({ result, alias, machine, runs: once });
      const again = own.filter(run => run.alias === SAME_AGAIN);
      if (again.length > 0) pending.push({ result, alias: SAME_AGAIN, machine, runs: again });
    }
  }
  pending.sort(
    (a, b) =>
      compare(a.result.chain, b.result.chain) ||
      compare(a.alias, b.alias) ||
      compare(a.result.scope, b.result.scope) ||
      compare(a.result.recording, b.result.recording) ||
      compare(a.machine, b.machine),
  );
  for (const row of pending) yield cellRow(row, given);
}

interface PendingRow {
  readonly result: ExactResult;
  readonly alias: string;
  readonly machine: string;
  readonly runs: readonly TimingRun[];
}

const NOT_TIMED: ReadonlyMap<string, readonly TimingRun[]> = new Map([['', []]]);

/**
 * Ratios by key (resultKey) of the cells whose last exact result is right and whose process runs, if there were any,
 * ended well: those that are worth timing.
 */
export function soundRatios(cells: readonly JudgedCell[]): Map<string, number> {
  const ratios = new Map<string, number>();
  for (const cell of cells) {
    const { chain, recording, recording_sha256: recordingSha256, versions, scope, ratio, alias } = cell;
    if (ratio === null || alias === SAME_AGAIN) continue;
    ratios.set(resultKey({ chain, recording, recordingSha256, versions, scope }), ratio);
  }
  return ratios;
}

/** What counts of a log: of each cell the last exact result, the last process run of each round, and names of chains. */
interface Collected {
  /** By a key of the cell. */
  readonly results: ReadonlyMap<string, ExactResult>;
  /** By the same, and by versions. */
  readonly runs: ReadonlyMap<string, ReadonlyMap<string, readonly TimingRun[]>>;
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
  /** Chains that the user gave. */
  readonly given: ReadonlySet<string>;
  /** Before logs said so, a run was of one machine: of such runs it is the only one that is named, if any is. */
  readonly machineOf: (run: TimingRun) => string;
}

function collect(lines: Iterable<LogLine>): Collected {
  const results = new Map<string, ExactResult>();
  const runs = new Map<string, Map<string, TimingRun[]>>();
  const aliases = new Map<string, Set<string>>();
  const given = new Set<string>();
  const machines = new Set<string>();
  const number = numbering();
  const keyOfCell = ({ chain, recording, recordingSha256, scope }: CellKey) =>
    `${number(chain)} ${number(recording)} ${number(recordingSha256)} ${scope}`;
  let machine = '';
  for (const line of lines) {
    if (line.type === 'session') machine = line.machine ?? '';
    if (line.type === 'alias')
      aliases.set(line.chain, (aliases.get(line.chain) ?? new Set()).add(line.alias));
    if (line.type === 'given') given.add(line.chain);
    if (line.type === 'exact') results.set(keyOfCell(line), resultOf(line));
    if (line.type === 'timing') {
      const key = keyOfCell(line);
      const ofCell = runs.get(key) ?? new Map<string, TimingRun[]>();
      runs.set(key, ofCell);
      ofCell.set(line.versions, withRun(ofCell.get(line.versions) ?? [], line, machine));
      if (machine !== '') machines.add(machine);
    }
  }
  const [only] = machines.size === 1 ? machines : [''];
  return { results, runs, aliases, given, machineOf: run => run.machine || only };
}

/** What rows are made of: little, since there is one of each cell. */
interface ExactResult extends Omit<ExactLine, 'type' | 'streamDigest' | 'timeoutS' | 'memoryMb' | 'lost'> {
  readonly isolation: CellRow['isolation'];
  readonly loss: CellRow['loss'];
}

function resultOf(line: ExactLine): ExactResult {
  return {
    chain: line.chain,
    recording: line.recording,
    recordingSha256: line.recordingSha256,
    versions: line.versions,
    scope: line.scope,
    family: line.family,
    channels: line.channels,
    frames: line.frames,
    sampleRateHz: line.sampleRateHz,
    status: line.status,
    error: line.error,
    encodedBytes: line.encodedBytes,
    modelBytes: line.modelBytes,
    isolation: line.isolation ?? 'in-process',
    loss: line.lost?.kind ?? line.loss ?? 'none',
  };
}

/** Numbers from 0 of texts that come again and again: of these, keys are short. */
function numbering(): (text: string) => number {
  const numbers = new Map<string, number>();
  return text => {
    const known = numbers.get(text);
    if (known === undefined) numbers.set(text, numbers.size);
    return known ?? numbers.size - 1;
  };
}

/** A process run without its samples. */
interface TimingRun {
  readonly machine: string;
  readonly alias: string;
  readonly round: number;
  readonly status: Status;
  readonly error: string;
  readonly encodeNs: number;
  readonly decodeNs: number;
  /** Null where a recording is not cut into chunks. */
  readonly accessNs: number | null;
  readonly peakRssBytes: number;
  readonly quiet: boolean;
}

/** The runs of a cell with one more, which takes the place of an earlier one of its round. */
function withRun(before: readonly TimingRun[], line: TimingLine, machine: string): TimingRun[] {
  const isElsewhere = (run: TimingRun) => run.machine !== '' && machine !== '' && run.machine !== machine;
  const others = before.filter(
    run => run.alias !== line.alias || run.round !== line.round || isElsewhere(run),
  );
  const { alias, round, status, error, peakRssBytes } = line;
  return [
    ...others,
    {
      ...{ machine, alias, round, status, error, peakRssBytes, quiet: line.quiet ?? false },
      encodeNs: median(line.encodeNs),
      decodeNs: median(line.decodeNs),
      accessNs: line.accessNs === undefined ? null : median(line.accessNs),
    },
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A cell whose bytes are right fails all the same if it does while it is timed. */
function outcomeOf(line: ExactResult, runs: readonly TimingRun[]): Pick<CellRow, 'status' | 'error'> {
  const failed = line.status === 'ok' ? runs.find(run => run.status !== 'ok') : undefined;
  if (failed === undefined) return line;
  return { status: failed.status, error: `timing: ${failed.error}` };
}

function cellRow({ result, alias, machine, runs }: PendingRow, given: ReadonlySet<string>): CellRow {
  const { channels, frames, sampleRateHz, recording, recordingSha256 } = result;
  const { status, error } = outcomeOf(result, runs);
  const ok = status === 'ok';
  const rawBytes = frames * channels * 2;
  const timed = ok ? runs : [];
  const counted = quietOrAll(timed, run => run.quiet);
  const encode = spread(counted.map(run => run.encodeNs));
  const decode = spread(counted.map(run => run.decodeNs));
  const access = spread(counted.flatMap(({ accessNs }) => (accessNs === null ? [] : [accessNs])));
  const durationNs = (frames / sampleRateHz) * 1e9;
  return {
    chain: result.chain,
    alias,
    family: result.family,
    recording,
    recording_sha256: recordingSha256,
    channels,
    sample_rate_hz: sampleRateHz,
    samples: frames,
    duration_s: frames / sampleRateHz,
    status,
    error,
    isolation: result.isolation,
    raw_bytes: rawBytes,
    encoded_bytes: ok ? result.encodedBytes : null,
    model_bytes: result.modelBytes,
    ratio: ok ? rawBytes / result.encodedBytes : null,
    bits_per_sample: ok ? (result.encodedBytes * 8) / (frames * channels) : null,
    encode_ns: encode.median,
    encode_ns_min: encode.least,
    encode_ns_max: encode.greatest,
    decode_ns: decode.median,
    decode_ns_min: decode.least,
    decode_ns_max: decode.greatest,
    timing_runs: timed.length,
    encode_xrt: quotient(durationNs, encode.median),
    decode_xrt: quotient(durationNs, decode.median),
    encode_mb_per_s: quotient(rawBytes * 1e3, encode.median),
    decode_mb_per_s: quotient(rawBytes * 1e3, decode.median),
    peak_rss_bytes: timed.length === 0 ? null : Math.max(...timed.map(run => run.peakRssBytes)),
    versions: result.versions,
    scope: result.scope,
    encode_run_ns: byRound(timed, run => run.encodeNs),
    decode_run_ns: byRound(timed, run => run.decodeNs),
    run_quiet: byRound(timed, run => Number(run.quiet)),
    given: given.has(result.chain),
    access_ns: access.median ?? decode.median,
    loss: result.loss,
    machine,
  };
}

/** Quiet process runs that are enough to do without the others. */
const ENOUGH_QUIET = 5;

/** The process runs that count: those that nothing disturbed, if they are enough, else all. */
export function quietOrAll<T>(runs: readonly T[], isQuiet: (run: T) => boolean): readonly T[] {
  const quiet = runs.filter(isQuiet);
  return quiet.length < ENOUGH_QUIET ? runs : quiet;
}

function byRound(runs: readonly TimingRun[], value: (run: TimingRun) => number): (number | null)[] {
  const rounds = runs.length === 0 ? 0 : 1 + Math.max(...runs.map(run => run.round));
  const values = new Array<number | null>(rounds).fill(null);
  for (const run of runs) values[run.round] = value(run);
  return values;
}

function spread(values: readonly number[]) {
  if (values.length === 0) return { median: null, least: null, greatest: null };
  return { median: median(values), least: Math.min(...values), greatest: Math.max(...values) };
}
