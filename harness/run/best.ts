/** The smallest chain that is fast enough: what is asked of speed, and which chains of some runs meet it. */
import { greatest, least } from '../common/extremes.js';
import { groupBy } from '../common/group-by.js';
import { type AaDifference, aaDifferenceOf } from './aa-difference.js';
import { SAME_AGAIN, type TotalRow } from './columns.js';
import { chainKey } from './key.js';
import type { SummedRun } from './load.js';
import { byRatio, measuredLess } from './pareto.js';

type Direction = 'encode' | 'decode';

export interface Demand {
  readonly direction: Direction;
  /** `channels`: how many of them in real time, at the sample rates of the recordings. */
  readonly unit: 'xrt' | 'mb_per_s' | 'channels';
  readonly least: number;
  /** That share the channels; 1 for the other units. */
  readonly cores: number;
}

/** A demand beside what a chain does. */
export interface Check {
  readonly demand: Demand;
  readonly speed: number;
  /** `speed` / what is asked: from 1 on it is met. */
  readonly reached: number;
  /** Whether it is met or missed by no more than the a/a difference of the run. */
  readonly within_noise: boolean;
}

export interface Candidate<Of extends SummedRun = SummedRun> {
  readonly run: Of;
  /** With all names of its chain in `alias`. */
  readonly row: TotalRow;
  readonly checks: readonly Check[];
  /** Of the checks the least; infinite where nothing is asked. */
  readonly reached: number;
}

export type Reason =
  | 'failed'
  | 'fewer recordings'
  | 'not timed'
  | 'one stream of all'
  | 'in chunks'
  | 'lossy';

export interface Choice<Of extends SummedRun = SummedRun> {
  /** Smallest first; of equals the faster. */
  readonly keepsUp: readonly Candidate<Of>[];
  readonly tooSlow: readonly Candidate<Of>[];
  /** Which chains took no part, counted by why. */
  readonly leftOut: ReadonlyMap<Reason, number>;
}

/** Sorts the chains of runs by whether they meet every demand. Each run's scope `recording`, unless it has none. */
export function chooseBest<Of extends SummedRun>(
  runs: readonly Of[],
  demands: readonly Demand[],
): Choice<Of> {
  const leftOut = new Map<Reason, number>();
  const candidates = runs.flatMap(run => candidatesOf(run, demands, leftOut));
  candidates.sort((a, b) => byRatio(a.row, b.row) || b.reached - a.reached);
  return {
    keepsUp: candidates.filter(({ reached }) => reached >= 1),
    tooSlow: candidates.filter(({ reached }) => reached < 1),
    leftOut,
  };
}

function candidatesOf<Of extends SummedRun>(
  run: Of,
  demands: readonly Demand[],
  leftOut: Map<Reason, number>,
): Candidate<Of>[] {
  const named = mergeAliases(run.totals.filter(row => row.alias !== SAME_AGAIN));
  const rows = named.filter(row => row.loss === 'none');
  if (rows.length < named.length) leftOut.set('lossy', named.length - rows.length);
  const scope = rows.some(row => row.scope === 'recording') ? 'recording' : rows[0]?.scope;
  const isLess = measuredLess(rows.filter(row => row.scope === scope));
  const difference = aaDifferenceOf(run.totals);
  return rows.flatMap(row => {
    const checks = demands.map(demand => checkOf(row, demand, difference));
    const measured = checks.filter(check => check !== null);
    const reason =
      row.scope === scope ? whyNot(row, isLess(row), measured.length === checks.length) : scopeReason(row);
    if (reason !== null) {
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
      return [];
    }
    return [{ run, row, checks: measured, reached: Math.min(...measured.map(({ reached }) => reached)) }];
  });
}

function scopeReason({ scope }: TotalRow): Reason {
  return scope === 'solid' ? 'one stream of all' : 'in chunks';
}

function whyNot(row: TotalRow, isLess: boolean, timed: boolean): Reason | null {
  if (row.failed > 0 || row.ratio === null) return 'failed';
  if (!timed) return 'not timed';
  return isLess ? 'fewer recordings' : null;
}

/** A chain of several names was measured once: one row. */
function mergeAliases(rows: readonly TotalRow[]): TotalRow[] {
  return [...groupBy(rows, chainKey).values()].map(named => ({
    ...named[0],
    alias: named.map(({ alias }) => alias).join(', '),
  }));
}

function checkOf(row: TotalRow, demand: Demand, difference: AaDifference | null): Check | null {
  const speed = speedOf(row, demand);
  if (speed === null) return null;
  const reached = speed / demand.least;
  const apart = difference?.[demand.direction] ?? 0;
  return { demand, speed, reached, within_noise: Math.max(reached, 1 / reached) <= 1 + apart };
}

function speedOf(row: TotalRow, { direction, unit, cores }: Demand): number | null {
  if (unit !== 'channels') return row[`${direction}_${unit}`];
  const channels = channelsRealtime(row, direction);
  return channels === null ? null : channels * cores;
}

/**
 * How many channels one core encodes, or decodes, in real time.
 *
 * `channels_realtime` is that of the slower of the two: channel-seconds / max(encode_s, decode_s), sums over the timed
 * recordings, each with its own number of channels. Times that maximum it is the channel-seconds again, and these
 * divided by the seconds of one direction are what is wanted.
 */
export function channelsRealtime(row: TotalRow, direction: Direction): number | null {
  const { channels_realtime, encode_s, decode_s } = row;
  if (channels_realtime === null || encode_s === null || decode_s === null) return null;
  const channelSeconds = channels_realtime * Math.max(encode_s, decode_s);
  return channelSeconds / (direction === 'encode' ? encode_s : decode_s);
}

/** How a chain was timed, by its run's cells. */
export interface Timing {
  /** Fewest and most process runs of a timed recording. */
  readonly runs: readonly [number, number];
  /** Speed of the slowest process run of each recording / speed of their medians. */
  readonly slowest: Readonly<Record<Direction, number>>;
}

/** null where the run has no cells at hand, or they were not timed. */
export function timingOf({ run, row }: Candidate): Timing | null {
  const [name] = row.alias.split(', ', 1);
  const timed = run.cells.filter(
    cell =>
      cell.chain === row.chain && cell.alias === name && cell.scope === row.scope && cell.timing_runs > 0,
  );
  if (timed.length === 0) return null;
  const runs = timed.map(cell => cell.timing_runs);
  const slowest = (direction: Direction) => {
    const median = timed.reduce((sum, cell) => sum + (cell[`${direction}_ns`] ?? 0), 0);
    return median / timed.reduce((sum, cell) => sum + (cell[`${direction}_ns_max`] ?? 0), 0);
  };
  return {
    runs: [least(runs) ?? 0, greatest(runs) ?? 0],
    slowest: { encode: slowest('encode'), decode: slowest('decode') },
  };
}

/** In what runs differ, so that their figures do not compare; a sentence each. */
export function differencesOf(runs: readonly SummedRun[]): string[] {
  const known = runs.every(({ environment }) => environment?.recordings_sha256 !== undefined);
  const recordings = (run: SummedRun) =>
    known ? run.environment?.recordings_sha256 : greatest(run.totals, row => row.raw_bytes);
  const machines = runs.flatMap(({ environment }) =>
    environment === null ? [] : [`${environment.cpu_model} ${environment.node}`],
  );
  return [
    ...(new Set(runs.map(recordings)).size > 1
      ? ['the runs are over different recordings: their ratios do not compare']
      : []),
    ...(new Set(machines).size > 1
      ? ['the runs are of different machines or Nodes: their speeds do not compare']
      : []),
  ];
}
