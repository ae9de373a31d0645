/** Rows of totals.csv: a chain over all recordings, as sums over sums, never a mean of ratios. */

import { greatest } from '../common/extremes.js';
import { groupBy } from '../common/group-by.js';
import { quotient } from '../common/quotient.js';
import { FLICKER_FLOOR, type QualityRow, type TotalRow } from './columns.js';
import type { SummedCell } from './judged.js';
import { chainKey, namedChainKeys } from './key.js';
import { cellsOn, machinesOf } from './machines.js';
import { type QualityTotals, qualityTotals } from './quality.js';

type FrontColumn =
  | `on_${'pareto' | 'encode' | 'decode' | 'band_error' | 'recall'}_front`
  | `${'' | 'encode_' | 'decode_'}dominated_by`;

/** Totals without their places on the fronts, which pareto.ts adds. */
export type BareTotal = Omit<TotalRow, FrontColumn>;

/** One row a chain, alias, scope and machine that has timed, in the order of the cells. */
export function totalRows(cells: readonly SummedCell[], qualities: readonly QualityRow[] = []): BareTotal[] {
  const machines = machinesOf(cells);
  if (machines.length < 2) return totalsOn(machines[0] ?? '', cells, qualities);
  return machines.flatMap(machine => totalsOn(machine, cellsOn(cells, machine), qualities));
}

function totalsOn(
  machine: string,
  cells: readonly SummedCell[],
  qualities: readonly QualityRow[],
): BareTotal[] {
  const ofChains = groupBy(qualities, chainKey);
  const groups = groupBy(cells, namedChainKeys());
  const floors = qualities.filter(({ chain }) => chain === FLICKER_FLOOR);
  return [...groups.values()].map(group => {
    const ofChain = ofChains.get(chainKey(group[0])) ?? [];
    return totalRow(machine, group, qualityTotals(ofChain, floors));
  });
}

function totalRow(machine: string, cells: readonly SummedCell[], quality: QualityTotals): BareTotal {
  const { chain, alias, family, isolation, model_bytes, scope, given } = cells[0];
  const ok = cells.filter(cell => cell.status === 'ok');
  const timed = ok.filter(
    cell => cell.encode_ns !== null && cell.decode_ns !== null && [machine, ''].includes(cell.machine),
  );
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
    bits_per_channel_second: quotient(
      8 * encodedBytes,
      ok.length === 0 ? null : sum(ok, cell => cell.duration_s * cell.channels),
    ),
    ...speedTotals(timed),
    peak_rss_bytes: greatest(timed, cell => cell.peak_rss_bytes ?? 0),
    timed_recordings: timed.length,
    timed_duration_s: sum(timed, cell => cell.duration_s),
    scope,
    given,
    access_ms: meanAccessMs(timed),
    loss: ok.find(cell => cell.loss !== 'none')?.loss ?? cells[0].loss,
    ...quality,
    machine,
  };
}

/** Null if none was timed, or in older files. */
function meanAccessMs(timed: readonly SummedCell[]): number | null {
  const known = timed.flatMap(({ access_ns }) => (access_ns === null ? [] : [access_ns]));
  return known.length === 0 ? null : sum(known, ns => ns) / known.length / 1e6;
}

function speedTotals(timed: readonly SummedCell[]) {
  const encodeS = timed.length === 0 ? null : sum(timed, cell => cell.encode_ns ?? 0) / 1e9;
  const decodeS = timed.length === 0 ? null : sum(timed, cell => cell.decode_ns ?? 0) / 1e9;
  const durationS = sum(timed, cell => cell.duration_s);
  const channelSeconds = sum(timed, cell => cell.duration_s * cell.channels);
  const megabytes = sum(timed, cell => cell.raw_bytes) / 1e6;
  return {
    encode_s: encodeS,
    decode_s: decodeS,
    encode_xrt: quotient(durationS, encodeS),
    decode_xrt: quotient(durationS, decodeS),
    encode_mb_per_s: quotient(megabytes, encodeS),
    decode_mb_per_s: quotient(megabytes, decodeS),
    channels_realtime: quotient(
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
