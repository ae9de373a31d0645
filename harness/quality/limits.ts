/**
 * The fewest bits a sample at which a recording can be had with an error of a given size: R(D), by reverse water-filling of
 * the Welch spectrum of each channel (stats/water-filling.ts), in codes.
 *
 * It is that of a stationary Gaussian signal of continuous values, each channel for itself. Spikes, drift and what channels
 * tell of each other are in no spectrum of one channel: a codec that knows of them may take fewer. Values are on a grid, of
 * which it knows nothing either: for errors below those of half a code of noise it says too much.
 */

import { powerGain } from '../../codecs/models/butterworth/butterworth.js';
import { BINS, SEGMENT, weightOf } from '../recordings/description/spectrum.js';
import { waterFill } from '../stats/water-filling.js';
import type { Original } from './channel.js';
import type { Reference } from './quality.js';
import { rootOfMean } from './statistics.js';

const COUNTED = ['all', 'band'] as const;

/** Columns of limits.csv (run/columns.ts) that are figures. */
export const LIMIT_FIGURES = {
  counted: {
    type: COUNTED,
    meaning:
      'which errors count: `all` frequencies alike; or those in the `band` of spikes alone, as in `band_rmse_sigma`, so that ' +
      'no bit is spent elsewhere',
  },
  level: {
    type: 'number',
    meaning:
      'what the error is kept to at each frequency, as the standard deviation of white noise: of `all` in codes, from that ' +
      'of half a code of uniform noise on, of `band` in sigma, from 1/64 on; the next is √2 times as much, until less than ' +
      '0.01 bits are left',
  },
  bits_per_sample: { type: 'number', meaning: 'the least that this takes, as a mean over channels' },
  rmse: { type: 'number', meaning: 'root of the mean square error that comes of it, in codes' },
  band_rmse_sigma: {
    type: 'number',
    optional: true,
    meaning: 'the same in the band of spikes, as in `quality.csv`',
  },
} as const;

/** A point of R(D), in the fields of LIMIT_FIGURES. */
export interface Limit {
  readonly counted: (typeof COUNTED)[number];
  readonly level: number;
  readonly bits_per_sample: number;
  readonly rmse: number;
  readonly band_rmse_sigma: number | null;
}

/** A channel's frequencies but for 0, which holds what is left of the mean. */
interface Channel {
  /** In codes; empty of a channel that is too short for a spectrum. */
  readonly power: Float64Array;
  /** By how much power counts in the band of spikes, in sigma; none where there is no such band, or nothing in it. */
  readonly band?: Float64Array;
}

/** Of uniform noise of half a code up and down. */
const FLOOR_RMSE = Math.sqrt(1 / 12);
/** Of few recordings the noise is so large that half a code is less. */
const LEAST_SIGMA = 1 / 64;
const LEAST_BITS = 0.01;
/** Two an octave, over all of int16. */
const MOST_LEVELS = 2 * 18;

const SHARES = Float64Array.from({ length: BINS - 1 }, (_, k) => weightOf(k + 1) / (SEGMENT - 1));
const EVERYWHERE = new Float64Array(BINS - 1).fill(1);
const NOWHERE = new Float64Array(BINS - 1);

/** Points of both curves, each by rising error; none of a recording under 1024 frames. */
export function limitsOf(reference: Pick<Reference, 'channels'>): Limit[] {
  const channels = reference.channels.map(({ original }) => channelOf(original));
  if (channels.some(({ power }) => power.length === 0)) return [];
  const all = curve(channels, 'all', k => FLOOR_RMSE * 2 ** (k / 2));
  if (channels.every(({ band }) => band === undefined)) return all;
  return [...all, ...curve(channels, 'band', k => LEAST_SIGMA * 2 ** (k / 2))];
}

function channelOf({ spectrum: { power, segments }, spikes, rateHz }: Original): Channel {
  if (segments === 0) return { power: new Float64Array(0) };
  const perBin = power.slice(1).map(sum => sum / segments);
  if (spikes === undefined) return { power: perBin };
  const { filter, sigma } = spikes;
  const weights = perBin.map((_, k) => powerGain(filter, ((k + 1) * rateHz) / SEGMENT, rateHz) / sigma ** 2);
  return { power: perBin, band: weights };
}

/** From the first level on, until the bits are spent. Levels are the same numbers in every recording. */
function curve(
  channels: readonly Channel[],
  counted: Limit['counted'],
  levelAt: (k: number) => number,
): Limit[] {
  const points: Limit[] = [];
  for (let k = 0; k < MOST_LEVELS; k++) {
    const point = limitAt(channels, counted, levelAt(k));
    points.push(point);
    if (point.bits_per_sample < LEAST_BITS) break;
  }
  return points;
}

function limitAt(channels: readonly Channel[], counted: Limit['counted'], level: number): Limit {
  const filled = channels.map(({ power, band }) => {
    const weights = counted === 'all' ? EVERYWHERE : (band ?? NOWHERE);
    const { bits, errors } = waterFill(power, weights, level ** 2);
    return {
      bits: meanOf(bits, EVERYWHERE),
      square: meanOf(errors, EVERYWHERE),
      bandSquare: band && meanOf(errors, band),
    };
  });
  return {
    counted,
    level,
    bits_per_sample: filled.reduce((sum, { bits }) => sum + bits, 0) / filled.length,
    rmse: rootOfMean(filled.map(({ square }) => square)) ?? 0,
    band_rmse_sigma: rootOfMean(filled.flatMap(({ bandSquare }) => bandSquare ?? [])),
  };
}

function meanOf(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += SHARES[k] * weights[k] * values[k];
  return sum;
}
