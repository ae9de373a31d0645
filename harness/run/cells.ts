/** What a log says of each cell: the rows of cells.csv, and which cells are worth timing. */

import { median } from '../../codecs/models/median.js';
import { groupBy } from '../common/group-by.js';
import { quotient } from '../common/quotient.js';
import type { Status } from '../processes/outcome.js';
import { type CellRow, SAME_AGAIN } from './columns.js';
import { cellKey, resultKey } from './key.js';
import type { ExactLine, LogLine, TimingLine } from './log.js';

/**
 * The rows of a run, sorted by chain and recording. Of a cell that was measured anew, with other versions or other
 * limits, the last result stands; timing counts only if its versions are that result's. A chain that has aliases was
 * measured once and has a row for each, of the same figures; a cell that was timed on several kinds of machine, a row for
 * each of these.
 */
export function cellRows(lines: Iterable<LogLine>): CellRow[] {
  const { exact, runs, aliases, given, machineOf } = collect(lines);
  const rows: CellRow[] = [];
  for (const line of exact.values()) {
    const ofCell = groupBy(runs.get(resultKey(line)) ?? [], machineOf);
    for (const [machine, own] of ofCell.size === 0 ? NOT_TIMED : ofCell) {
      const once = own.filter(run => run.alias === '');
      const add = (alias: string, of: readonly TimingRun[]) =>
        rows.push({ ...cellRow(line, alias, of, given), machine });
      for (const alias of aliases.get(line.chain) ?? ['']) add(alias, once);
      const again = own.filter(run => run.alias === SAME_AGAIN);
      if (again.length > 0) add(SAME_AGAIN, again);
    }
  }
  return rows.sort(
    (a, b) =>
      compare(a.chain, b.chain) ||
      compare(a.alias, b.alias) ||
      compare(a.scope, b.scope) ||
      compare(a.recording, b.recording) ||
      compare(a.machine, b.machine),
  );
}

const NOT_TIMED: ReadonlyMap<string, readonly TimingRun[]> = new Map([['', []]]);

/**
 * Ratios by key (resultKey) of the cells whose last exact result is right and whose process runs, if there were any,
 * ended well: those that are worth timing.
 */
export function soundRatios(cells: readonly CellRow[]): Map<string, number> {
  const ratios = new Map<string, number>();
  for (const { recording_sha256: recordingSha256, ratio, alias, ...cell } of cells) {
    if (ratio !== null && alias !== SAME_AGAIN) ratios.set(resultKey({ ...cell, recordingSha256 }), ratio);
  }
  return ratios;
}

/** What counts of a log: of each cell the last exact result, the last process run of each round, and names of chains. */
interface Collected {
  /** By cellKey. */
  readonly exact: ReadonlyMap<string, ExactLine>;
  /** By resultKey. */
  readonly runs: ReadonlyMap<string, readonly TimingRun[]>;
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
  /** Chains that the user gave. */
  readonly given: ReadonlySet<string>;
  /** Before logs said so, a run was of one machine: of such runs it is the only one that is named, if any is. */
  readonly machineOf: (run: TimingRun) => string;
}

function collect(lines: Iterable<LogLine>): Collected {
  const exact = new Map<string, ExactLine>();
  const runs = new Map<string, TimingRun[]>();
  const aliases = new Map<string, Set<string>>();
  const given = new Set<string>();
  const machines = new Set<string>();
  let machine = '';
  for (const line of lines) {
    if (line.type === 'session') machine = line.machine ?? '';
    if (line.type === 'alias')
      aliases.set(line.chain, (aliases.get(line.chain) ?? new Set()).add(line.alias));
    if (line.type === 'given') given.add(line.chain);
    if (line.type === 'exact') exact.set(cellKey(line), line);
    if (line.type === 'timing') {
      addRun(runs, line, machine);
      if (machine !== '') machines.add(machine);
    }
  }
  const [only] = machines.size === 1 ? machines : [''];
  return { exact, runs, aliases, given, machineOf: run => run.machine || only };
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

function addRun(runs: Map<string, TimingRun[]>, line: TimingLine, machine: string): void {
  const key = resultKey(line);
  const isElsewhere = (run: TimingRun) => run.machine !== '' && machine !== '' && run.machine !== machine;
  const others = (runs.get(key) ?? []).filter(
    run => run.alias !== line.alias || run.round !== line.round || isElsewhere(run),
  );
  const { alias, round, status, error, peakRssBytes } = line;
  runs.set(key, [
    ...others,
    {
      ...{ machine, alias, round, status, error, peakRssBytes, quiet: line.quiet ?? false },
      encodeNs: median(line.encodeNs),
      decodeNs: median(line.decodeNs),
      accessNs: line.accessNs === undefined ? null : median(line.accessNs),
    },
  ]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A cell whose bytes are right fails all the same if it does while it is timed. */
function outcomeOf(line: ExactLine, runs: readonly TimingRun[]): Pick<CellRow, 'status' | 'error'> {
  const failed = line.status === 'ok' ? runs.find(run => run.status !== 'ok') : undefined;
  if (failed === undefined) return line;
  return { status: failed.status, error: `timing: ${failed.error}` };
}

function cellRow(
  line: ExactLine,
  alias: string,
  runs: readonly TimingRun[],
  given: ReadonlySet<string>,
): Omit<CellRow, 'machine'> {
  const { channels, frames, sampleRateHz, recording, recordingSha256 } = line;
  const { status, error } = outcomeOf(line, runs);
  const ok = status === 'ok';
  const rawBytes = frames * channels * 2;
  const timed = ok ? runs : [];
  const counted = quietOrAll(timed, run => run.quiet);
  const encode = spread(counted.map(run => run.encodeNs));
  const decode = spread(counted.map(run => run.decodeNs));
  const access = spread(counted.flatMap(({ accessNs }) => (accessNs === null ? [] : [accessNs])));
  const durationNs = (frames / sampleRateHz) * 1e9;
  return {
    chain: line.chain,
    alias,
    family: line.family,
    recording,
    recording_sha256: recordingSha256,
    channels,
    sample_rate_hz: sampleRateHz,
    samples: frames,
    duration_s: frames / sampleRateHz,
    status,
    error,
    isolation: line.isolation ?? 'in-process',
    raw_bytes: rawBytes,
    encoded_bytes: ok ? line.encodedBytes : null,
    model_bytes: line.modelBytes,
    ratio: ok ? rawBytes / line.encodedBytes : null,
    bits_per_sample: ok ? (line.encodedBytes * 8) / (frames * channels) : null,
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
    versions: line.versions,
    scope: line.scope,
    encode_run_ns: byRound(timed, run => run.encodeNs),
    decode_run_ns: byRound(timed, run => run.decodeNs),
    run_quiet: byRound(timed, run => Number(run.quiet)),
    given: given.has(line.chain),
    access_ns: access.median ?? decode.median,
    loss: line.lost?.kind ?? line.loss ?? 'none',
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
