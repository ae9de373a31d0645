/** Rows of cells.csv and totals.csv, and how they come out of a log. Column names are the design's. */
import type { Isolation } from '../../codecs/codec.js';
import { groupBy } from '../common/group-by.js';
import type { Status } from '../processes/tasks.js';
import type { Scope } from '../recordings/recording.js';
import { median } from '../stats/median.js';
import type { ExactLine, LogLine, TimingLine } from './log.js';
import { keyOf } from './log.js';

/** A chain on a recording. `null` where nothing was measured. */
export interface CellRow {
  readonly chain: string;
  readonly alias: string;
  readonly family: string;
  readonly recording: string;
  readonly recording_sha256: string;
  readonly channels: number;
  readonly sample_rate_hz: number;
  /** Of one channel. */
  readonly samples: number;
  readonly duration_s: number;
  readonly status: Status;
  readonly error: string;
  readonly isolation: Isolation;
  readonly raw_bytes: number;
  readonly encoded_bytes: number | null;
  readonly model_bytes: number;
  readonly ratio: number | null;
  readonly bits_per_sample: number | null;
  /** Median over the process runs that count (quietOrAll) of each run's median. */
  readonly encode_ns: number | null;
  /** Least and greatest of these runs' medians. */
  readonly encode_ns_min: number | null;
  readonly encode_ns_max: number | null;
  readonly decode_ns: number | null;
  readonly decode_ns_min: number | null;
  readonly decode_ns_max: number | null;
  readonly timing_runs: number;
  readonly encode_xrt: number | null;
  readonly decode_xrt: number | null;
  readonly encode_mb_per_s: number | null;
  readonly decode_mb_per_s: number | null;
  readonly peak_rss_bytes: number | null;
  readonly versions: string;
  readonly scope: Scope;
  /** Each process run's median, by round; null for a round that was not run. */
  readonly encode_run_ns: readonly (number | null)[];
  readonly decode_run_ns: readonly (number | null)[];
  /** 1 for a process run whose samples were all taken while nothing else disturbed the machine, else 0. */
  readonly run_quiet: readonly (number | null)[];
}

/** Alias of the second copy of the chain that is timed against itself. */
export const SAME_AGAIN = 'a/a';

/**
 * The rows of a run, sorted by chain and recording. Of a cell that was measured anew, with other versions or other
 * limits, the last result stands; timing counts only if its versions are that result's. A chain that has aliases was
 * measured once and has a row for each, of the same figures.
 */
export function cellRows(lines: Iterable<LogLine>): CellRow[] {
  const exact = new Map<string, ExactLine>();
  const runs = new Map<string, TimingRun[]>();
  const aliases = new Map<string, Set<string>>();
  for (const line of lines) {
    if (line.type === 'alias')
      aliases.set(line.chain, (aliases.get(line.chain) ?? new Set()).add(line.alias));
    if (line.type === 'exact')
      exact.set(JSON.stringify([line.chain, line.recording, line.recordingSha256, line.scope]), line);
    if (line.type === 'timing') addRun(runs, line);
  }
  const rows: CellRow[] = [];
  for (const line of exact.values()) {
    const ofCell = runs.get(keyOf(line)) ?? [];
    const once = ofCell.filter(run => run.alias === '');
    for (const alias of aliases.get(line.chain) ?? ['']) rows.push(cellRow(line, alias, once));
    const again = ofCell.filter(run => run.alias === SAME_AGAIN);
    if (again.length > 0) rows.push(cellRow(line, SAME_AGAIN, again));
  }
  return rows.sort(
    (a, b) =>
      compare(a.chain, b.chain) ||
      compare(a.alias, b.alias) ||
      compare(a.scope, b.scope) ||
      compare(a.recording, b.recording),
  );
}

/** A process run without its samples. */
interface TimingRun {
  readonly alias: string;
  readonly round: number;
  readonly status: Status;
  readonly error: string;
  readonly encodeNs: number;
  readonly decodeNs: number;
  readonly peakRssBytes: number;
  readonly quiet: boolean;
}

function addRun(runs: Map<string, TimingRun[]>, line: TimingLine): void {
  const key = keyOf(line);
  const others = (runs.get(key) ?? []).filter(run => run.alias !== line.alias || run.round !== line.round);
  const { alias, round, status, error, peakRssBytes } = line;
  const run = { alias, round, status, error, peakRssBytes, quiet: line.quiet ?? false };
  runs.set(key, [...others, { ...run, encodeNs: median(line.encodeNs), decodeNs: median(line.decodeNs) }]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cellRow(line: ExactLine, alias: string, runs: readonly TimingRun[]): CellRow {
  const { channels, frames, sampleRateHz, recording, recordingSha256 } = line;
  const failed = line.status === 'ok' ? runs.find(run => run.status !== 'ok') : undefined;
  const { status, error } = failed === undefined ? line : { ...failed, error: `timing: ${failed.error}` };
  const ok = status === 'ok';
  const rawBytes = frames * channels * 2;
  const timed = ok ? runs : [];
  const counted = quietOrAll(timed, run => run.quiet);
  const encode = spread(counted.map(run => run.encodeNs));
  const decode = spread(counted.map(run => run.decodeNs));
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
    encode_xrt: per(durationNs, encode.median),
    decode_xrt: per(durationNs, decode.median),
    encode_mb_per_s: per(rawBytes * 1e3, encode.median),
    decode_mb_per_s: per(rawBytes * 1e3, decode.median),
    peak_rss_bytes: timed.length === 0 ? null : Math.max(...timed.map(run => run.peakRssBytes)),
    versions: line.versions,
    scope: line.scope,
    encode_run_ns: byRound(timed, run => run.encodeNs),
    decode_run_ns: byRound(timed, run => run.decodeNs),
    run_quiet: byRound(timed, run => Number(run.quiet)),
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

function per(amount: number, time: number | null): number | null {
  return time === null || time === 0 ? null : amount / time;
}

/** A chain over all recordings. Sums over sums, never a mean of ratios. */
export interface TotalRow {
  readonly chain: string;
  readonly alias: string;
  readonly family: string;
  readonly recordings: number;
  readonly ok: number;
  readonly failed: number;
  readonly isolation: Isolation;
  readonly raw_bytes: number;
  readonly encoded_bytes: number;
  readonly model_bytes: number;
  readonly ratio: number | null;
  readonly ratio_geomean: number | null;
  readonly bits_per_sample: number | null;
  readonly duration_s: number;
  readonly encode_s: number | null;
  readonly decode_s: number | null;
  readonly encode_xrt: number | null;
  readonly decode_xrt: number | null;
  readonly encode_mb_per_s: number | null;
  readonly decode_mb_per_s: number | null;
  /** The slower of encode and decode, times the channels of a recording: how many channels one core keeps up with. */
  readonly channels_realtime: number | null;
  readonly peak_rss_bytes: number | null;
  /** Over ratio, encode xRT and decode xRT; null for what takes no part. */
  readonly on_pareto_front: boolean | null;
  /** The chain that dominates this one by the widest margin; empty on the front. */
  readonly dominated_by: string;
  /** Recordings that were timed, and their seconds: `encode_s` and `decode_s` are over these. */
  readonly timed_recordings: number;
  readonly timed_duration_s: number;
  /** `solid`: one stream of all recordings, which is one cell. */
  readonly scope: Scope;
  /** Over ratio and encode xRT alone, and ratio and decode xRT alone. */
  readonly on_encode_front: boolean | null;
  readonly encode_dominated_by: string;
  readonly on_decode_front: boolean | null;
  readonly decode_dominated_by: string;
}

type FrontColumn = `on_${'pareto' | 'encode' | 'decode'}_front` | `${'' | 'encode_' | 'decode_'}dominated_by`;

/** Totals without their places on the fronts, which pareto.ts adds. */
export type BareTotal = Omit<TotalRow, FrontColumn>;

/** One row a chain, alias and scope, in the order of the cells. */
export function totalRows(cells: readonly CellRow[]): BareTotal[] {
  const groups = groupBy(cells, ({ chain, alias, scope }) => `${chain}\n${alias}\n${scope}`);
  return [...groups.values()].map(totalRow);
}

function totalRow(cells: readonly CellRow[]): BareTotal {
  const { chain, alias, family, isolation, model_bytes, scope } = cells[0];
  const ok = cells.filter(cell => cell.status === 'ok');
  const timed = ok.filter(cell => cell.encode_ns !== null && cell.decode_ns !== null);
  const rawBytes = sum(ok, cell => cell.raw_bytes);
  const encodedBytes = sum(ok, cell => cell.encoded_bytes ?? 0);
  const samples = rawBytes / 2;
  return {
    chain,
    alias,
    family,
    recordings: cells.length,
    ok: ok.length,
    failed: cells.length - ok.length,
    isolation,
    raw_bytes: rawBytes,
    encoded_bytes: encodedBytes,
    model_bytes,
    ratio: ok.length === 0 ? null : rawBytes / encodedBytes,
    ratio_geomean: ok.length === 0 ? null : Math.exp(sum(ok, cell => Math.log(cell.ratio ?? 1)) / ok.length),
    bits_per_sample: ok.length === 0 ? null : (encodedBytes * 8) / samples,
    duration_s: sum(ok, cell => cell.duration_s),
    ...speedTotals(timed),
    peak_rss_bytes: timed.length === 0 ? null : Math.max(...timed.map(cell => cell.peak_rss_bytes ?? 0)),
    timed_recordings: timed.length,
    timed_duration_s: sum(timed, cell => cell.duration_s),
    scope,
  };
}

function speedTotals(timed: readonly CellRow[]) {
  const encodeS = timed.length === 0 ? null : sum(timed, cell => cell.encode_ns ?? 0) / 1e9;
  const decodeS = timed.length === 0 ? null : sum(timed, cell => cell.decode_ns ?? 0) / 1e9;
  const durationS = sum(timed, cell => cell.duration_s);
  const channelSeconds = sum(timed, cell => cell.duration_s * cell.channels);
  const megabytes = sum(timed, cell => cell.raw_bytes) / 1e6;
  return {
    encode_s: encodeS,
    decode_s: decodeS,
    encode_xrt: per(durationS, encodeS),
    decode_xrt: per(durationS, decodeS),
    encode_mb_per_s: per(megabytes, encodeS),
    decode_mb_per_s: per(megabytes, decodeS),
    channels_realtime: per(
      channelSeconds,
      encodeS === null || decodeS === null ? null : Math.max(encodeS, decodeS),
    ),
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}
