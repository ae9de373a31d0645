/** The transform of ../kernel/lapped.ts. */
import { cosineTables } from '../cosines.js';
import { BINS, lappedFrames } from '../frames.js';

const HALF = BINS / 2;

const { cosines, window } = cosineTables();

/**
 * @param signal less `offset`, and 0 before and behind
 * @returns 128 coefficients a frame
 */
export function transform(signal: Int16Array, offset: number): Float64Array {
  const frames = lappedFrames(signal.length);
  const coefficients = new Float64Array(frames * BINS);
  const windowed = new Float64Array(2 * BINS);
  const folded = new Float64Array(BINS);
  for (let frame = 0; frame < frames; frame++) {
    const start = (frame - 1) * BINS;
    for (let n = 0; n < 2 * BINS; n++) {
      const at = start + n;
      windowed[n] = at >= 0 && at < signal.length ? (signal[at] - offset) * window[n] : 0;
    }
    for (let n = 0; n < HALF; n++) {
      folded[n] = -windowed[3 * HALF - 1 - n] - windowed[3 * HALF + n];
      folded[HALF + n] = windowed[n] - windowed[BINS - 1 - n];
    }
    cosineTransform(folded, coefficients.subarray(frame * BINS, (frame + 1) * BINS));
  }
  return coefficients;
}

/** Adds the DCT-IV of `from`, its own inverse, to `to`. */
function cosineTransform(from: Float64Array, to: Float64Array): void {
  for (let k = 0; k < BINS; k++) {
    const value = from[k];
    if (value === 0) continue;
    const row = k * BINS;
    for (let n = 0; n < BINS; n++) to[n] += value * cosines[row + n];
  }
}

/** Puts frames together again, one after the other. */
export interface Overlap {
  /** What the frame before left for the samples of the next. */
  readonly kept: Float64Array;
  readonly folded: Float64Array;
}

export function startOverlap(): Overlap {
  return { kept: new Float64Array(BINS), folded: new Float64Array(BINS) };
}

/**
 * @param coefficients of one frame
 * @param samples becomes the 128 samples in which the frame overlaps the one before
 */
export function transformBack({ kept, folded }: Overlap, coefficients: Float64Array, samples: Float64Array) {
  folded.fill(0);
  cosineTransform(coefficients, folded);
  for (let n = 0; n < HALF; n++) {
    const behind = folded[HALF + n];
    samples[n] = kept[n] + window[n] * behind;
    samples[BINS - 1 - n] = kept[BINS - 1 - n] - window[BINS - 1 - n] * behind;
  }
  for (let n = 0; n < HALF; n++) {
    const before = folded[n];
    kept[HALF - 1 - n] = -window[3 * HALF - 1 - n] * before;
    kept[HALF + n] = -window[3 * HALF + n] * before;
  }
}
