/** Rows of limits.csv, and the limit over recordings. */
import { groupBy } from '../common/group-by.js';
import { rootOfMean } from '../quality/statistics.js';
import type { LimitRow } from './columns.js';
import { keyOf } from './key.js';
import type { LogLine } from './log.js';

/** Rows of what is told line by line, as quality's are. */
export interface LimitRows {
  readonly add: (line: LogLine) => void;
  /** By recording; of each curve by rising error. */
  readonly sorted: () => LimitRow[];
}

export function collectLimits(): LimitRows {
  const rows = new Map<string, readonly LimitRow[]>();
  return {
    add: line => {
      if (line.type !== 'flicker-floor' || line.limits === undefined) return;
      const { recording, recordingSha256, samples, limits } = line;
      const origin = { recording, recording_sha256: recordingSha256, samples };
      rows.set(
        recording,
        limits.map(limit => ({ ...origin, ...limit })),
      );
    },
    sorted: () => [...rows.keys()].sort().flatMap(recording => rows.get(recording) ?? []),
  };
}

/** A point of R(D) over recordings, in the columns of limits.csv. */
export type PooledLimit = Pick<LimitRow, 'bits_per_sample' | 'rmse' | 'band_rmse_sigma'>;

/**
 * The limit of several recordings whose errors are kept to the same level: bits as sums over sums, errors as roots of the
 * mean of squares over recordings, as totals.csv has them. By rising error; from the lowest level that all have.
 */
export function pooledLimits(rows: readonly LimitRow[], counted: LimitRow['counted']): PooledLimit[] {
  const curves = [
    ...groupBy(
      rows.filter(row => row.counted === counted),
      row => keyOf(row.recording, row.recording_sha256),
    ).values(),
  ];
  if (curves.length === 0) return [];
  const first = Math.max(...curves.map(([row]) => row.level));
  const levels = [...new Set(curves.flatMap(curve => curve.map(({ level }) => level)))];
  return levels
    .filter(level => level >= first)
    .sort((a, b) => a - b)
    .map(level => pooledAt(curves, level));
}

/** A curve that has ended has spent its bits: its error grows no more. */
function pooledAt(curves: readonly (readonly LimitRow[])[], level: number): PooledLimit {
  const points = curves.map(curve => curve.find(row => row.level >= level) ?? curve[curve.length - 1]);
  const samples = points.reduce((sum, row) => sum + row.samples, 0);
  const bits = points.reduce((sum, row) => sum + row.samples * row.bits_per_sample, 0);
  return {
    bits_per_sample: bits / samples,
    rmse: rootOfMean(points.map(({ rmse }) => rmse ** 2)) ?? 0,
    band_rmse_sigma: rootOfMean(
      points.flatMap(({ band_rmse_sigma: error }) => (error === null ? [] : [error ** 2])),
    ),
  };
}
