/** What a run has of chains that may lose something, as the data of a page. */
import type { Registry } from '../../codecs/codec.js';
import { leavesSamples } from '../../codecs/loss.js';
import { groupBy } from '../common/group-by.js';
import type { Quality } from '../quality/figures.js';
import { pooledQuality } from '../quality/total.js';
import { FLICKER_FLOOR, type QualityRow, SAME_AGAIN, type TotalRow } from '../run/columns.js';
import { chainKey } from '../run/key.js';
import { type PooledLimit, pooledLimits } from '../run/limits.js';
import type { JudgedRun } from '../run/load.js';
import { tellsGiven } from '../run/standing.js';
import { curvesOf } from './curves.js';
import type { LimitPoint, LossyChain, ReportLossy } from './model.js';

/** One a chain and scope. */
export function reportLossy(run: JudgedRun, registry: Registry): ReportLossy {
  const lossy = run.totals.filter(({ alias, loss }) => alias !== SAME_AGAIN && loss !== 'none');
  const curves = curvesOf([...new Set(lossy.map(({ chain }) => chain))], registry);
  const qualities = groupBy(run.quality, chainKey);
  const told = tellsGiven(run.totals);
  const chains = [...groupBy(lossy, chainKey)].map(([key, rows]) => {
    const [row] = rows;
    return lossyChain(rows, {
      curve: curves.get(row.chain) ?? row.chain,
      kept: keptBy(row, qualities.get(key) ?? []),
      isGiven: told && row.given,
    });
  });
  const ofFloor = run.quality.filter(({ chain }) => chain === FLICKER_FLOOR);
  const floor = ofFloor.length === 0 ? null : pooledQuality(ofFloor);
  return {
    chains: chains.filter(({ loss }) => leavesSamples(loss)).sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0)),
    summaries: chains
      .filter(({ loss }) => !leavesSamples(loss))
      .sort((a, b) => (a.bitsPerSample ?? Infinity) - (b.bitsPerSample ?? Infinity)),
    floor,
    limits: {
      rmse: limitOf(pooledLimits(run.limits, 'all'), 'rmse', floor),
      band_rmse_sigma: limitOf(pooledLimits(run.limits, 'band'), 'band_rmse_sigma', floor),
    },
  };
}

/** Of errors over the flicker floor: below it R(D), which knows of no codes, says too much. */
function limitOf(
  points: readonly PooledLimit[],
  figure: 'rmse' | 'band_rmse_sigma',
  floor: Quality | null,
): LimitPoint[] {
  const least = 0.99 * (floor?.[figure] ?? 0);
  return points.flatMap(({ bits_per_sample: bits, [figure]: error }) =>
    error === null || error < least ? [] : [{ bits, error }],
  );
}

type Worked = Pick<LossyChain, 'curve' | 'kept' | 'isGiven'>;

function lossyChain(rows: readonly TotalRow[], worked: Worked): LossyChain {
  const [row] = rows;
  return {
    chain: row.chain,
    aliases: rows.map(({ alias }) => alias).filter(alias => alias !== ''),
    loss: row.loss,
    isolation: row.isolation,
    scope: row.scope,
    recordings: row.recordings,
    failed: row.failed,
    ratio: row.ratio,
    bitsPerSample: row.bits_per_sample,
    bitsPerSecond: row.bits_per_channel_second,
    encodeXrt: row.encode_xrt,
    decodeXrt: row.decode_xrt,
    onErrorFront: row.on_band_error_front === true,
    onRecallFront: row.on_recall_front === true,
    grade: row.grade,
    sortingLoss: row.sorting_loss,
    ...worked,
  };
}

/** Where only totals are at hand, what stands in them. */
function keptBy(row: TotalRow, rows: readonly QualityRow[]): Quality {
  const pooled = pooledQuality(rows);
  if (rows.length > 0) return pooled;
  const { max_abs_error, band_rmse_sigma, strong_recall, strong_precision, waveform_r_p05 } = row;
  const { spike_recall, spike_precision, tcr_r, sbp_r } = row;
  return {
    ...{ ...pooled, max_abs_error, band_rmse_sigma, strong_recall, strong_precision, waveform_r_p05 },
    ...{ spike_recall, spike_precision, tcr_r, sbp_r },
  };
}
