/**
 * Spikes of a channel, found by an encoder, in the band from 300 to 6000 Hz, or to 0.45 of the rate where that is less.
 *
 *   mad   where the band is at -threshold sigma or below; sigma = median of |band| / 0.6745 (Quiroga 2004)
 *   neo   where the nonlinear energy, band(n)^2 - band(n - 1) band(n + 1), is at `factor` times its mean or above
 *         (Mukhopadhyay and Ray, IEEE Trans. Biomed. Eng. 45, 1998)
 *
 * The time is the least of the band within 0.5 ms, the next spike comes 1 ms later at the earliest.
 *
 *               both-ways                                        forwards
 *   band        Butterworth, order 3, forwards and backwards,    differences of running sums (boxes.ts), in integers
 *               in doubles
 *   median,     of all of it                                     of what is past, followed by steps (kernel/noise.ts);
 *   mean                                                         nothing is found until it is known
 *   neo         looks 0.5 ms back, too                           looks one sample back
 */
import type { ValuesOf } from '../../../codec.js';
import { type Band, bandAt, bandPassOf, SPIKES_HZ } from '../../../models/bands.js';
import { edgeOf, filterBothWays } from '../../../models/butterworth/butterworth.js';
import { DEAD_S, findSpikes, MEDIAN_OF_NORMAL, noiseSigma, SEARCH_S } from '../../../models/spikes.js';
import { boxesOf } from './boxes.js';
import type { Kernel, Workspace } from './workspace.js';

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
  /** Frames, rising; they stand in the kernel too. */
  readonly times: Uint32Array;
  /** How far the band goes down at each, in steps of int16. */
  readonly depths: Float64Array;
  /** What each was to reach; 0 where that is not one number. */
  readonly least: number;
  /** What was looked at. */
  readonly band: () => Float64Array;
}

const NOTHING: Detected = {
  times: new Uint32Array(0),
  depths: new Float64Array(0),
  least: 0,
  band: () => new Float64Array(0),
};

/** Spikes that a channel may have. */
export function mostSpikes(frames: number, rateHz: number): number {
  return Math.ceil(frames / framesOf(DEAD_S, rateHz)) + 1;
}

export function framesOf(seconds: number, rateHz: number): number {
  return Math.max(1, Math.round(seconds * rateHz));
}

/**
 * Finds the spikes of a channel, and leaves both in the kernel.
 * @param workspace with room for `mostSpikes`, and in `scratch` for four bytes a frame if `band` is called
 */
export function detectSpikes(workspace: Workspace, channel: Int16Array, detection: Detection): Detected {
  const { rateHz } = workspace.frame;
  const edges = bandAt(SPIKES_HZ, rateHz);
  if (channel.length === 0 || edges === undefined) return NOTHING;
  if (detection.filter === 'forwards') return detectForwards(workspace, channel, edges, detection);
  const detected = detectBothWays(channel, rateHz, detection);
  workspace.setChannel(channel, detected.times);
  return detected;
}

function detectBothWays(channel: Int16Array, rateHz: number, detection: Detection): Detected {
  const band = bandOf(channel, rateHz, SPIKES_HZ);
  const sigma = band.length === 0 ? 0 : noiseSigma(band);
  if (sigma === 0) return NOTHING;
  const least = (detection.threshold / 10) * sigma;
  const times = Uint32Array.from(
    detection.detector === 'mad'
      ? findSpikes(band, -least, rateHz)
      : findEnergy(band, detection.factor, rateHz),
  );
  return { times, depths: Float64Array.from(times, time => -band[time]), least, band: () => band };
}

/** Of the median that stands for the standard deviation of the noise, in 1/2048. */
const MEDIAN_PARTS = 2048 / MEDIAN_OF_NORMAL;
/** Of the band, in a step of int16. */
export const BAND_PARTS = 64;

/** What the kernel is set to. */
export function detectorOf({ detector, threshold, factor }: Detection, rateHz: number) {
  const usesEnergy = detector === 'neo';
  return {
    usesEnergy,
    multiple: usesEnergy ? factor : Math.round((threshold / 10) * MEDIAN_PARTS),
    search: framesOf(SEARCH_S, rateHz),
    apart: framesOf(DEAD_S, rateHz),
  };
}

/** Sets the kernel to find spikes forwards. */
export function setForwards(kernel: Kernel, edges: Band, detection: Detection, rateHz: number): void {
  const { long, short } = boxesOf(edges, rateHz);
  const { usesEnergy, multiple, search, apart } = detectorOf(detection, rateHz);
  kernel.setBoxes(...long, ...short);
  kernel.setDetector(usesEnergy, multiple, search, apart);
}

function detectForwards(
  workspace: Workspace,
  channel: Int16Array,
  edges: Band,
  detection: Detection,
): Detected {
  const { kernel, frame, samplesAt, timesAt, depthsAt, scratchAt } = workspace;
  const { frames, rateHz } = frame;
  workspace.setChannel(channel);
  setForwards(kernel, edges, detection, rateHz);
  const count = kernel.findSpikes(samplesAt, frames, timesAt, depthsAt);
  const inSteps = (at: number, length: number) =>
    Float64Array.from(new Int32Array(kernel.memory.buffer, at, length), value => value / BAND_PARTS);
  return {
    times: new Uint32Array(kernel.memory.buffer, timesAt, count).slice(),
    depths: inSteps(depthsAt, count),
    least: 0,
    band: () => {
      kernel.filter(samplesAt, frames, scratchAt);
      return inSteps(scratchAt, frames);
    },
  };
}

/** @returns nothing where the rate, or the length, leaves no band */
export function bandOf(channel: Int16Array, rateHz: number, band: Band): Float64Array {
  const edges = bandAt(band, rateHz);
  if (edges === undefined) return new Float64Array(0);
  const filter = bandPassOf(edges, rateHz);
  if (channel.length <= edgeOf(filter)) return new Float64Array(0);
  // so that neither way begins with a jump
  const signal = new Float64Array(channel);
  for (let i = 0; i < signal.length; i++) signal[i] -= channel[0];
  return filterBothWays(filter, signal);
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
  const search = framesOf(SEARCH_S, rateHz);
  const dead = framesOf(DEAD_S, rateHz);
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
