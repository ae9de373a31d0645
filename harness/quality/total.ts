/** Figures of several recordings, or of windows of one, put together. */
import { ofEachFigure, type Quality } from './figures.js';
import { type Grade, gradeOf } from './grade.js';
import { type SpikeSample, spikeQuantiles } from './pool.js';
import { middle, rootOfMean } from './statistics.js';

type Figure = keyof Quality;
type Pooling = (qualities: readonly Quality[], name: Figure) => number | null;

const greatest: Pooling = (qualities, name) =>
  known(qualities, name).reduce<number | null>((most, value) => Math.max(most ?? value, value), null);
const rootMeanSquare: Pooling = (qualities, name) =>
  rootOfMean(known(qualities, name).map(value => value ** 2));
const median: Pooling = (qualities, name) => middle(known(qualities, name));
const sum: Pooling = (qualities, name) =>
  known(qualities, name).reduce<number | null>((all, value) => (all ?? 0) + value, null);

/** Sum of parts over sum of wholes. */
function shareOf(whole: Figure): Pooling {
  return (qualities, name) => {
    let [parts, wholes] = [0, 0];
    for (const { [whole]: count, [name]: share } of qualities) {
      if (count === null || share === null) continue;
      parts += count * share;
      wholes += count;
    }
    return wholes === 0 ? null : parts / wholes;
  };
}

function known(qualities: readonly Quality[], name: Figure): number[] {
  return qualities.flatMap(quality => quality[name] ?? []);
}

const POOLING: Readonly<Partial<Record<Figure, Pooling>>> = {
  max_abs_error: greatest,
  rmse: rootMeanSquare,
  rmse_uv: rootMeanSquare,
  band_rmse_sigma: rootMeanSquare,
  band_rmse_uv: rootMeanSquare,
  spikes: sum,
  decoded_spikes: sum,
  spike_recall: shareOf('spikes'),
  spike_precision: shareOf('decoded_spikes'),
  strong_spikes: sum,
  strong_recall: shareOf('strong_spikes'),
  decoded_strong_spikes: sum,
  strong_precision: shareOf('decoded_strong_spikes'),
};

/** Of spikes sums over sums, of errors the greatest and roots of the mean of squares; of all else medians. */
export function pooledQuality(qualities: readonly Quality[]): Quality {
  return ofEachFigure(name => (POOLING[name] ?? median)(qualities, name));
}

/** Figures, and of each spike what some of them are of. */
export interface JudgedQuality extends Quality {
  readonly sample?: SpikeSample;
}

/** The same, but for quantiles over spikes: these are over those of all, where they are known, as in certificates. */
export function joinedQuality(qualities: readonly JudgedQuality[]): Quality {
  const pooled = pooledQuality(qualities);
  const samples = qualities.map(({ sample }) => sample).filter(sample => sample !== undefined);
  if (samples.length < qualities.length) return pooled;
  const sample = {
    peakErrors: samples.flatMap(({ peakErrors }) => peakErrors),
    waveformRs: samples.flatMap(({ waveformRs }) => waveformRs),
  };
  return { ...pooled, ...spikeQuantiles(sample) };
}

export interface TotalQuality extends Quality {
  readonly grade: Grade | null;
}

/** @param floors of the same windows with half a code of noise, that a grade is held against, if they are known */
export function joinedTotal(
  qualities: readonly JudgedQuality[],
  floors: readonly JudgedQuality[] | undefined,
): TotalQuality {
  const joined = joinedQuality(qualities);
  return { ...joined, grade: gradeOf(joined, floors && joinedQuality(floors)) };
}

/** @param floors of the same recordings with half a code of noise, that a grade is held against, if they are known */
export function totalQuality(
  qualities: readonly Quality[],
  floors: readonly Quality[] | undefined,
): TotalQuality {
  const pooled = pooledQuality(qualities);
  return { ...pooled, grade: gradeOf(pooled, floors && pooledQuality(floors)) };
}
