/**
 * A patch of a dense probe, as Neuropixels give it: 16 sites in two columns, 30000 Hz, one second.
 *
 *   x[site] = gain[site] * (local field + noise of the reference)      the same for all sites
 *           + background, smeared over the sites near by               sites of one column lie closest
 *           + thermal noise of the site
 *           + spikes, falling off with the distance from their unit
 *
 * Amplitudes are in steps of the converter. Even recordings are written in steps of 12, sometimes 13, around an
 * offset of each channel, as Open Ephys scales them to 0.195 uV; odd ones in the converter's own steps.
 */
import type { Samples } from '../../../codecs/codec.js';
import { makeWords, NORMAL, NORMAL_SHIFT, uniform } from '../../common/random.js';
import type { TrueUnit } from '../units.js';
import { addNoise, addWhite } from './noise.js';
import { addSpikes, drawWaveform, spikeTimes, unitAt } from './spikes.js';

export const PROBE_RATE_HZ = 30000;
const PROBE_CHANNELS = 16;
const PROBE_FRAMES = 30000;

/** What a site sees of the background of a site 0, 1, 2, 3, 4 places away. */
export const SMEAR: readonly number[] = [1, 0.25, 0.75, 0.2, 0.4];
const UNITS = 12;
/** 2.34 uV a step, written in units of 0.195 uV. */
const [GRID_STEPS, GRID_PER] = [625, 52];

/** Planar samples, and when units fire. */
export interface Probe {
  readonly samples: Samples;
  readonly units: readonly TrueUnit[];
}

/** Recording `index`; the same for the same index and seed everywhere. */
export function makeProbe(index: number, seed: number): Probe {
  const words = makeWords(seed, index, 0x70726f62);
  const sites = backgrounds(words);
  addCommon(sites, words);
  const units = Array.from({ length: UNITS }, (_, unit) => addUnit(sites, String(unit), words));
  const data = new Int16Array(PROBE_CHANNELS * PROBE_FRAMES);
  sites.forEach((volts, site) => {
    addWhite(volts, 1.2 + 1.2 * uniform(words), words);
    const offset = Math.floor(100 * NORMAL[words() >>> NORMAL_SHIFT]);
    const plane = data.subarray(site * PROBE_FRAMES, (site + 1) * PROBE_FRAMES);
    if (index % 2 === 0) quantiseScaled(volts, plane, offset);
    else quantise(volts, plane, offset);
  });
  return { samples: { data, channels: PROBE_CHANNELS }, units };
}

function quantise(volts: Float64Array, plane: Int16Array, offset: number): void {
  for (let i = 0; i < plane.length; i++) plane[i] = Math.floor(volts[i]) + offset;
}

function quantiseScaled(volts: Float64Array, plane: Int16Array, offset: number): void {
  for (let i = 0; i < plane.length; i++) {
    plane[i] = Math.floor((Math.floor(volts[i]) * GRID_STEPS) / GRID_PER) + offset;
  }
}

/** Independent sources, one a site, each seen by the sites around it. */
function backgrounds(words: () => number): Float64Array[] {
  const poles = [
    { cornerHz: 300, sigma: 2.2 },
    { cornerHz: 2500, sigma: 1.4 },
  ];
  const sources = Array.from({ length: PROBE_CHANNELS }, () => {
    const source = new Float64Array(PROBE_FRAMES);
    addNoise(source, poles, PROBE_RATE_HZ, words);
    return source;
  });
  return sources.map((_, site) => {
    const volts = new Float64Array(PROBE_FRAMES);
    sources.forEach((source, from) => {
      const weight = SMEAR[Math.abs(site - from)];
      if (weight !== undefined) addScaled(volts, source, weight);
    });
    return volts;
  });
}

function addScaled(target: Float64Array, source: Float64Array, weight: number): void {
  for (let i = 0; i < target.length; i++) target[i] += weight * source[i];
}

function addCommon(sites: readonly Float64Array[], words: () => number): void {
  const common = new Float64Array(PROBE_FRAMES);
  const poles = [
    { cornerHz: 5, sigma: 3 },
    { cornerHz: 60, sigma: 3 },
    { cornerHz: 3000, sigma: 2.5 },
  ];
  addNoise(common, poles, PROBE_RATE_HZ, words);
  addWhite(common, 0.7, words);
  for (const volts of sites) addScaled(volts, common, 0.7 + 0.7 * uniform(words));
}

function addUnit(sites: readonly Float64Array[], name: string, words: () => number): TrueUnit {
  const place = PROBE_CHANNELS * uniform(words);
  const amplitude = 10 + 40 * uniform(words) * uniform(words);
  const times = spikeTimes(PROBE_FRAMES, PROBE_RATE_HZ, 2 + 20 * uniform(words), words);
  const shape = drawWaveform(words);
  sites.forEach((volts, site) => {
    const distance = (site - place) / 2.5;
    const seen = amplitude / (1 + distance * distance);
    if (seen > 1) addSpikes(volts, times, shape, seen, PROBE_RATE_HZ);
  });
  return unitAt(name, siteNearest(place, PROBE_CHANNELS), times, PROBE_FRAMES);
}

/** The site of a probe that lies nearest to a place between its sites. */
export function siteNearest(place: number, sites: number): number {
  return Math.max(0, Math.min(sites - 1, Math.floor(place + 0.5)));
}
