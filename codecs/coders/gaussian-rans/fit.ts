/**
 * What the encoder gaussian-rans chooses for a channel: low bits, converter, weights, deviations. Doubles, but sums,
 * products, quotients and roots alone, so that every engine chooses alike; what is chosen is sent.
 */
import type { ConverterProfile } from '../../converter/profile.js';
import { UNITS_PER_STEP } from '../../converter/profile.js';
import { STEPS_PER_OCTAVE } from '../../models/normal-counts.js';
import { SIGMAS } from './tables.js';

/** Most samples that the choice of low bits looks at, and that of a converter. */
const SAMPLED = 256;
const COMPARED = 2048;
/** Mean of a normal residual's magnitude to its deviation: sqrt(pi / 2). */
const DEVIATION_OF_MEAN = 1.2533;
/** Deviation in codes from which on a low bit is split off: sigma index 63 is 14.7. */
const LARGEST_DEVIATION = 14;

/** How many low bits of a channel's codes are noise: what is left of them has deviations that there are tables of. */
export function lowBitsOf(codes: Int16Array): number {
  const step = Math.ceil(codes.length / SAMPLED);
  let first = 0;
  let second = 0;
  let count = 0;
  for (let i = 2; i < codes.length; i += step) {
    const difference = codes[i] - codes[i - 1];
    first += Math.abs(difference);
    second += Math.abs(difference - codes[i - 1] + codes[i - 2]);
    count++;
  }
  let bits = 0;
  let deviation = (DEVIATION_OF_MEAN * Math.min(first, second)) / Math.max(1, count);
  for (; deviation > LARGEST_DEVIATION && bits < 15; bits++) deviation /= 2;
  return bits;
}

/** How likely a code outside the profile's is taken to be, against a uniform quantiser. */
const FOREIGN = 1 / 16;
/** A code narrower than this is as likely as one of this width: half a unit. */
const LEAST_WIDTH = 1 / 32;
/** A ratio of likelihoods that settles it. */
const BEYOND_DOUBT = 1e40;

/** Whether codes are as frequent as the profile's widths make them, rather than equally wide ones. */
export function fitsProfile(codes: Int16Array, { firstCode, thresholds }: ConverterProfile): boolean {
  const step = Math.ceil(codes.length / COMPARED);
  const last = thresholds.length - 2;
  let likelihood = 1;
  for (let i = 0; i < codes.length; i += step) {
    const k = codes[i] - firstCode;
    if (k < 0 || k > last) likelihood *= FOREIGN;
    else if (k > 0 && k < last) {
      likelihood *= Math.max(LEAST_WIDTH, (thresholds[k + 1] - thresholds[k]) / UNITS_PER_STEP);
    }
    if (likelihood < 1 / BEYOND_DOUBT || likelihood > BEYOND_DOUBT) break;
  }
  return likelihood > 1;
}

/** Variance that the codes' own width gives a residual: 16^2 / 12 units. */
const WIDTH_VARIANCE = 21;
/** Below this a deviation makes no difference. */
const LEAST_VARIANCE = 1;
/** An outlier or two in quiet samples do not make them loud. */
const MOST_PEAKED = 2.5;

/** How far residuals spread: over how many samples, and their variance in units. */
export interface Spread {
  readonly count: number;
  readonly variance: number;
}

/**
 * @param squares their sum
 * @param magnitudes their sum
 */
export function spreadOf(squares: number, magnitudes: number, count: number): Spread {
  const typical = (MOST_PEAKED * magnitudes) / count;
  const variance = Math.min(squares / count, typical * typical) - WIDTH_VARIANCE;
  return { count, variance: Math.max(LEAST_VARIANCE, variance) };
}

function together(a: Spread, b: Spread): Spread {
  const count = a.count + b.count;
  return { count, variance: (a.count * a.variance + b.count * b.variance) / count };
}

/** 2^(1/8) */
const EIGHTH = Math.sqrt(Math.sqrt(Math.sqrt(2)));
/** Variances of the sigma indices, 2^(sigma / 4). */
const VARIANCES: readonly number[] = Array.from({ length: SIGMAS }, () => EIGHTH * EIGHTH).map(
  (_, sigma, ratios) => ratios.slice(0, sigma).reduce((product, ratio) => product * ratio, 1),
);

/** The sigma index whose deviation is nearest. */
function sigmaOf({ variance }: Spread): number {
  let sigma = 0;
  for (let step = SIGMAS / 2; step >= 1; step /= 2) {
    if (VARIANCES[sigma + step - 1] * EIGHTH < variance) sigma += step;
  }
  return sigma;
}

/** 1 / (2 ln 2) */
const BITS_OF_SQUARE = 0.7213;

/** About how many bits residuals take, up to a constant for each. */
function bitsOf(spread: Spread): number {
  const sigma = sigmaOf(spread);
  return spread.count * (sigma / STEPS_PER_OCTAVE + (BITS_OF_SQUARE * spread.variance) / VARIANCES[sigma]);
}

/** Bits of a run of blocks in the stream. */
const RUN_BITS = 16;

/** The sigma index of each block: those of neighbours are the same unless another pays. */
export function chooseSigmas(blocks: readonly Spread[]): number[] {
  const sigmas: number[] = [];
  let run = blocks[0];
  let length = 0;
  for (const block of blocks) {
    const merged = length === 0 ? block : together(run, block);
    if (length > 0 && bitsOf(merged) > bitsOf(run) + bitsOf(block) + RUN_BITS) {
      for (; length > 0; length--) sigmas.push(sigmaOf(run));
      run = block;
    } else run = merged;
    length++;
  }
  for (; length > 0; length--) sigmas.push(sigmaOf(run));
  return sigmas;
}

/** About how many bits a sample takes: a normal density's entropy is log2(deviation in codes) + 2.05. */
export function expectedBits(sigma: number): number {
  return Math.max(0, sigma / STEPS_PER_OCTAVE - 4 + 2.05);
}
