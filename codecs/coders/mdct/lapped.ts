/**
 * The modified discrete cosine transform (Princen, Johnson, Bradley, ICASSP 1987) of frames of 256 samples, each
 * overlapping the one before and the one behind by half, under a sine window; orthonormal. By folding and a DCT-IV.
 *
 * All cosines are of multiples of pi / 512, from roots alone and rounded to 2^-30, so that decoders in every engine have the
 * same table; the rest is sums and products of doubles, which IEEE 754 defines to the last bit.
 */

/** Coefficients of a frame, and samples from one frame to the next. */
export const BINS = 128;
const HALF = BINS / 2;
/** Of pi. */
const PARTS = 4 * BINS;
const UNIT = 2 ** 30;

/** cos(pi m / 512), m = 0..256: each from that of twice the angle. */
function cosineOf(m: number): number {
  if (m === 0) return 1;
  if (m === PARTS / 2) return 0;
  const double = 2 * m <= PARTS / 2 ? cosineOf(2 * m) : -cosineOf(PARTS - 2 * m);
  return Math.sqrt((1 + double) / 2);
}

function makeTables() {
  const quarter = Float64Array.from({ length: PARTS / 2 + 1 }, (_, m) => cosineOf(m));
  const cosine = (m: number) => {
    const turned = m % (2 * PARTS);
    const upper = turned <= PARTS ? turned : 2 * PARTS - turned;
    return upper <= PARTS / 2 ? quarter[upper] : -quarter[PARTS - upper];
  };
  const rounded = (x: number) => Math.floor(x * UNIT + 0.5) / UNIT;
  // sqrt(2 / BINS) is 1/8
  const cosines = Float64Array.from({ length: BINS * BINS }, (_, i) =>
    rounded(cosine((2 * (i % BINS) + 1) * (2 * Math.floor(i / BINS) + 1)) / 8),
  );
  const window = Float64Array.from({ length: 2 * BINS }, (_, n) =>
    rounded(cosine(Math.abs(PARTS / 2 - 2 * n - 1))),
  );
  return { cosines, window };
}

const { cosines, window } = makeTables();

/** How many frames hold so many samples: the first begins 128 samples before them. */
export function lappedFrames(samples: number): number {
  return samples === 0 ? 0 : Math.ceil(samples / BINS) + 1;
}

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
