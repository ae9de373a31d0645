/** The ratio over whole recordings, estimated from windows. */
import { makeRandom } from '../../codecs/random.js';
import { studentQuantile } from '../stats/tail-quantiles.js';

/** PCM and stream of one window. */
export interface WindowSizes {
  readonly rawBytes: number;
  readonly encodedBytes: number;
}

/** A ratio of sums with the interval in which 95 % of such samples would have the true one. */
export interface RatioEstimate {
  readonly ratio: number;
  /** null: one window says nothing about another. */
  readonly low: number | null;
  readonly high: number | null;
}

const RESAMPLES = 1000;
const TAIL = 0.025;

/**
 * Percentile bootstrap over windows, widened for small samples by t / z and sqrt(n / (n - 1)) (Hesterberg 2015), and
 * narrowed by what was seen already: nothing is uncertain when all windows have been coded.
 * @param total windows that there are
 */
export function estimateRatio(windows: readonly WindowSizes[], total: number, seed: number): RatioEstimate {
  const ratio = ratioOf(windows);
  const n = windows.length;
  if (n >= total) return { ratio, low: ratio, high: ratio };
  if (n < 2) return { ratio, low: null, high: null };
  const random = makeRandom(seed + 1);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    ratioOf(Array.from(windows, () => windows[random() % n])),
  ).sort((a, b) => a - b);
  const widening = (studentQuantile(TAIL, n - 1) / 1.96) * Math.sqrt(n / (n - 1)) * Math.sqrt(1 - n / total);
  const low = ratio - widening * Math.max(0, ratio - drawn[Math.floor(TAIL * RESAMPLES)]);
  const high = ratio + widening * Math.max(0, drawn[Math.ceil((1 - TAIL) * RESAMPLES) - 1] - ratio);
  return { ratio, low: Math.max(0, low), high };
}

function ratioOf(windows: readonly WindowSizes[]): number {
  let raw = 0;
  let encoded = 0;
  for (const { rawBytes, encodedBytes } of windows) {
    raw += rawBytes;
    encoded += encodedBytes;
  }
  return raw / encoded;
}

/**
 * The ratio of a chain whose streams are larger than another's, of which more is known, by a share that is known from
 * windows of both.
 * @param margin how far the share may be off; added to the interval that the other has
 */
export function ratioBeside(other: RatioEstimate, excess: number, margin: number): RatioEstimate {
  return {
    ratio: other.ratio / (1 + excess),
    low: other.low === null ? null : other.low / (1 + excess + margin),
    high: other.high === null ? null : other.high / Math.max(1 + excess - margin, Number.EPSILON),
  };
}
