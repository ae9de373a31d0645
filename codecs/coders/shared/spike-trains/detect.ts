/**
 * Spikes of a channel, found by an encoder. The band is a Butterworth band-pass of order 3 from 300 to 6000 Hz, or to
 * 0.45 of the rate where that is less.
 *
 *   mad   where the band is at -threshold sigma or below; sigma = median of |band| / 0.6745 (Quiroga 2004)
 *   neo   where the nonlinear energy, band(n)^2 - band(n - 1) band(n + 1), is at `factor` times its mean or above
 *         (Mukhopadhyay and Ray, IEEE Trans. Biomed. Eng. 45, 1998)
 *
 * The time is the least of the band within 0.5 ms, the next spike comes 1 ms later at the earliest.
 */
import type { ValuesOf } from '../../../codec.js';
import {
  type BandPass,
  designBandPass,
  edgeOf,
  filterBothWays,
  filterForwards,
} from '../../../models/butterworth/butterworth.js';
import { findSpikes, noiseSigma } from '../../../models/spikes.js';

const ORDER = 3;
/** Of the rate, an edge is this at most. */
const HIGHEST_EDGE = 0.45;
const SPIKES_HZ = { low: 300, high: 6000 };
const SEARCH_S = 0.0005;
const DEAD_S = 0.001;

/** Parameters of every stage that looks for spikes. */
export const detectionParameters = {
  detector: {
    type: 'choice',
    choices: ['mad', 'neo'],
    default: 'mad',
    sweep: ['mad', 'neo'],
    meaning: 'a threshold on the band from 300 to 6000 Hz, or on its nonlinear energy',
  },
  threshold: {
    type: 'integer',
    minimum: 20,
    maximum: 200,
    default: 50,
    sweep: [40, 45, 50],
    meaning: 'of mad, in tenths of the standard deviation of the noise',
  },
  factor: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 16,
    sweep: [8, 16],
    meaning: 'of neo, in means of the nonlinear energy',
  },
  filter: {
    type: 'choice',
    choices: ['both-ways', 'forwards'],
    default: 'both-ways',
    sweep: ['both-ways'],
    meaning: 'how the band is filtered: without delay, or as an implant can',
  },
} as const;

export type Detection = ValuesOf<typeof detectionParameters>;

export interface Detected {
  /** Frames, rising. */
  readonly times: readonly number[];
  /** What was looked at; empty where the rate, or the length, leaves no band. */
  readonly band: Float64Array;
  /** Standard deviation of the noise in it. */
  readonly sigma: number;
}

export function detectSpikes(channel: Int16Array, rateHz: number, detection: Detection): Detected {
  const band = bandOf(channel, rateHz, SPIKES_HZ, detection.filter);
  const sigma = band.length === 0 ? 0 : noiseSigma(band);
  if (sigma === 0) return { times: [], band, sigma };
  const times =
    detection.detector === 'mad'
      ? findSpikes(band, (-detection.threshold / 10) * sigma, rateHz)
      : findEnergy(band, detection.factor, rateHz);
  return { times, band, sigma };
}

/** @returns nothing where the rate, or the length, leaves no band */
export function bandOf(
  channel: Int16Array,
  rateHz: number,
  { low, high }: { readonly low: number; readonly high: number },
  way: Detection['filter'],
): Float64Array {
  const top = Math.min(high, HIGHEST_EDGE * rateHz);
  if (low >= top) return new Float64Array(0);
  const filter: BandPass = designBandPass(ORDER, low, top, rateHz);
  if (channel.length <= edgeOf(filter)) return new Float64Array(0);
  // so that neither way begins with a jump
  const [first] = channel;
  const signal = new Float64Array(channel);
  for (let i = 0; i < signal.length; i++) signal[i] -= first;
  return way === 'both-ways' ? filterBothWays(filter, signal) : filterForwards(filter, signal);
}

/** Minima of a band within 0.5 ms of where its nonlinear energy is high. */
function findEnergy(band: Float64Array, factor: number, rateHz: number): number[] {
  const energy = new Float64Array(band.length);
  let sum = 0;
  for (let i = 1; i < band.length - 1; i++) {
    energy[i] = band[i] * band[i] - band[i - 1] * band[i + 1];
    sum += energy[i];
  }
  const threshold = (factor * sum) / Math.max(1, band.length - 2);
  if (!(threshold > 0)) return [];
  const search = Math.max(1, Math.round(SEARCH_S * rateHz));
  const dead = Math.max(1, Math.round(DEAD_S * rateHz));
  const times: number[] = [];
  let from = 0;
  for (let i = 0; i < band.length; i++) {
    if (energy[i] < threshold) continue;
    let least = Math.max(from, i - search);
    const end = Math.min(band.length, i + search + 1);
    for (let k = least + 1; k < end; k++) if (band[k] < band[least]) least = k;
    times.push(least);
    from = least + dead;
    i = Math.max(i, from - 1);
  }
  return times;
}
