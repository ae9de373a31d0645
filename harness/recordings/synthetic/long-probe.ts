/**
 * A whole dense probe for as long as is asked, made piece by piece: sites in two columns, 30000 Hz. What `probe.ts` makes
 * for a second, with what shows only over many sites and seconds:
 *
 *   x[site] = gain[site] * noise of the reference                      the same for all sites
 *           + local field between the sources along the probe          smooth over many sites
 *           + scale[region] * background, smeared over sites near by   the scale drifts
 *           + thermal noise of the site
 *           + spikes, falling off with the distance from their unit
 *
 * Every source has random
 * numbers of its own, so that samples do not depend on how they are cut into pieces, nor a channel on how long it lasts.
 */
import { makeWords, NORMAL, NORMAL_SHIFT, uniform } from '../../common/random.js';
import type { TrueUnit } from '../units.js';
import { PROBE_RATE_HZ, SMEAR, siteNearest } from './probe.js';
import { addSpikes, drawWaveform, REFRACTORY_MS, unitAt, type Waveform } from './spikes.js';

export type ProbeBits = 10 | 14;

export interface LongProbe {
  readonly channels: number;
  readonly frames: number;
  readonly bits: ProbeBits;
  readonly seed: number;
}

interface Converter {
  /** Codes to one step of what the signals are made in. */
  readonly fineness: number;
  /** Thermal noise of a site in these steps, at least and up to twice that. */
  readonly thermal: number;
}

/** Fitted to bits a sample, and to what references gain, of a Neuropixels 1.0 and a 2.0 (long-probe.test.ts). */
const CONVERTERS: Readonly<Record<ProbeBits, Converter>> = {
  10: { fineness: 2.5, thermal: 0.8 },
  14: { fineness: 1, thermal: 1.2 },
};

/** Sites that a source of the local field is away from the next. */
const FIELD_SITES = 48;
/** Sites whose background drifts as one. */
const REGION_SITES = 32;
const UNITS_PER_SITE = 0.75;
/** Sites on either side at which a unit is seen. */
const REACH = 8;
/** Frames between which the scale of a background is drawn as a straight line. */
const DRIFT_FRAMES = 3000;

// what random numbers are for: the third of their seeds
const [SITE, COMMON, FIELD, REGION, UNIT] = [0x73697465, 0x636f6d6d, 0x6669656c, 0x72656769, 0x756e6974];

/**
 * The frames of a probe, interleaved, in pieces.
 * @param pieceFrames of each piece but the last
 */
export function* makeLongProbe(
  { channels, frames, bits, seed }: LongProbe,
  pieceFrames: number,
): Generator<Int16Array, void> {
  const sites = Array.from({ length: channels }, (_, site) => makeSite(seed, site, CONVERTERS[bits].thermal));
  const common = makeSource(makeWords(seed, 0, COMMON), COMMON_POLES);
  const white = makeWords(seed, 1, COMMON);
  const fields = Array.from({ length: Math.floor((channels - 1) / FIELD_SITES) + 2 }, (_, k) =>
    makeSource(makeWords(seed, k, FIELD), FIELD_POLES),
  );
  const drifts = Array.from({ length: Math.floor((channels - 1) / REGION_SITES) + 1 }, (_, k) =>
    makeDrift(makeWords(seed, k, REGION)),
  );
  const units = makeUnits(channels, seed);
  for (let first = 0; first < frames; first += pieceFrames) {
    const count = Math.min(pieceFrames, frames - first);
    const volts = Array.from({ length: channels }, () => new Float64Array(count));
    addBackground(volts, sites, drifts, first);
    addFields(volts, fields, count);
    addCommon(volts, sites, common, white, count);
    for (const unit of units) addUnit(volts, unit, first);
    yield convert(volts, sites, bits);
  }
}

function makeUnits(channels: number, seed: number): Unit[] {
  return Array.from({ length: Math.floor(UNITS_PER_SITE * channels) }, (_, k) =>
    makeUnit(makeWords(seed, k, UNIT), channels),
  );
}

/** When the units of a probe fire, whose numbers are drawn as they are for its frames. */
export function longProbeUnits({ channels, frames, seed }: LongProbe): TrueUnit[] {
  return makeUnits(channels, seed).map((unit, k) => {
    fire(unit, frames / FRAMES_PER_MS + MARGIN_MS);
    return unitAt(String(k), siteNearest(unit.place, channels), unit.times, frames);
  });
}

/** A one-pole low-pass filter driven by white noise, as in noise.ts. */
interface Pole {
  readonly keep: number;
  readonly drive: number;
  state: number;
}

interface Source {
  readonly words: () => number;
  readonly poles: readonly [slow: Pole, fast: Pole];
}

type PoleFacts = readonly [slow: Corner, fast: Corner];
type Corner = readonly [cornerHz: number, sigma: number];

const SITE_POLES: PoleFacts = [
  [300, 2.2],
  [2500, 1.4],
];
const COMMON_POLES: PoleFacts = [
  [60, 2],
  [3000, 2.5],
];
const FIELD_POLES: PoleFacts = [
  [5, 3.4],
  [40, 3],
];
const COMMON_WHITE = 0.7;

function makeSource(words: () => number, [slow, fast]: PoleFacts): Source {
  return { words, poles: [makePole(words, slow), makePole(words, fast)] };
}

function makePole(words: () => number, [cornerHz, sigma]: Corner): Pole {
  const keep = 1 / (1 + (2 * Math.PI * cornerHz) / PROBE_RATE_HZ);
  const drive = sigma * Math.sqrt(1 - keep * keep);
  return { keep, drive, state: sigma * NORMAL[words() >>> NORMAL_SHIFT] };
}

function addSource({ words, poles: [slow, fast] }: Source, target: Float64Array): void {
  let { state: slowState } = slow;
  let { state: fastState } = fast;
  for (let i = 0; i < target.length; i++) {
    slowState = slow.keep * slowState + slow.drive * NORMAL[words() >>> NORMAL_SHIFT];
    fastState = fast.keep * fastState + fast.drive * NORMAL[words() >>> NORMAL_SHIFT];
    target[i] += slowState + fastState;
  }
  slow.state = slowState;
  fast.state = fastState;
}

interface Site {
  readonly source: Source;
  readonly thermal: () => number;
  readonly thermalSigma: number;
  readonly commonGain: number;
  readonly offset: number;
}

function makeSite(seed: number, site: number, thermalLeast: number): Site {
  const words = makeWords(seed, site, SITE);
  const commonGain = 0.7 + 0.7 * uniform(words);
  const thermalSigma = thermalLeast * (1 + uniform(words));
  const offset = Math.floor(20 * NORMAL[words() >>> NORMAL_SHIFT]);
  const thermal = makeWords(seed, site, SITE + 1);
  return { source: makeSource(words, SITE_POLES), thermal, thermalSigma, commonGain, offset };
}

/** Between two scales that lie so many frames apart. */
interface Drift {
  readonly words: () => number;
  from: number;
  to: number;
  /** The first frame of the straight line. */
  at: number;
}

function makeDrift(words: () => number): Drift {
  const drift = { words, from: 1, to: 1, at: -DRIFT_FRAMES };
  advance(drift);
  return drift;
}

/** A walk that is drawn back to 1, between half and double. */
function advance(drift: Drift): void {
  drift.from = drift.to;
  const step = 0.05 * NORMAL[drift.words() >>> NORMAL_SHIFT];
  drift.to = Math.min(2, Math.max(0.5, drift.to + 0.02 * (1 - drift.to) + step));
  drift.at += DRIFT_FRAMES;
}

function scaleBy(drift: Drift, values: Float64Array, first: number): void {
  for (let i = 0; i < values.length; i++) {
    while (first + i >= drift.at + DRIFT_FRAMES) advance(drift);
    values[i] *= drift.from + ((drift.to - drift.from) * (first + i - drift.at)) / DRIFT_FRAMES;
  }
}

function addBackground(
  volts: readonly Float64Array[],
  sites: readonly Site[],
  drifts: readonly Drift[],
  first: number,
): void {
  const { length: count } = volts[0];
  const reach = SMEAR.length - 1;
  const scales = drifts.map(drift => {
    const scale = new Float64Array(count).fill(1);
    scaleBy(drift, scale, first);
    return scale;
  });
  for (const [from, { source }] of sites.entries()) {
    const made = new Float64Array(count);
    addSource(source, made);
    const scale = scales[Math.floor(from / REGION_SITES)];
    for (let i = 0; i < count; i++) made[i] *= scale[i];
    for (let site = Math.max(0, from - reach); site <= Math.min(sites.length - 1, from + reach); site++) {
      addScaled(volts[site], made, SMEAR[Math.abs(site - from)]);
    }
  }
  for (const [site, { thermal, thermalSigma }] of sites.entries()) {
    const target = volts[site];
    for (let i = 0; i < count; i++) target[i] += thermalSigma * NORMAL[thermal() >>> NORMAL_SHIFT];
  }
}

function addScaled(target: Float64Array, values: Float64Array, weight: number): void {
  for (let i = 0; i < target.length; i++) target[i] += weight * values[i];
}

function addFields(volts: readonly Float64Array[], fields: readonly Source[], count: number): void {
  const made = fields.map(source => {
    const field = new Float64Array(count);
    addSource(source, field);
    return field;
  });
  for (const [site, target] of volts.entries()) {
    const place = site / FIELD_SITES;
    const below = Math.floor(place);
    addScaled(target, made[below], 1 - (place - below));
    addScaled(target, made[below + 1], place - below);
  }
}

function addCommon(
  volts: readonly Float64Array[],
  sites: readonly Site[],
  common: Source,
  white: () => number,
  count: number,
): void {
  const made = new Float64Array(count);
  addSource(common, made);
  for (let i = 0; i < count; i++) made[i] += COMMON_WHITE * NORMAL[white() >>> NORMAL_SHIFT];
  for (const [site, target] of volts.entries()) addScaled(target, made, sites[site].commonGain);
}

interface Unit {
  readonly words: () => number;
  readonly place: number;
  readonly amplitude: number;
  readonly rateHz: number;
  readonly shape: Waveform;
  /** Times in frames that may still be seen, rising, and the millisecond that is drawn next. */
  times: number[];
  nextMs: number;
}

function makeUnit(words: () => number, channels: number): Unit {
  const place = channels * uniform(words);
  const amplitude = 10 + 40 * uniform(words) * uniform(words);
  const rateHz = 2 + 20 * uniform(words);
  return { words, place, amplitude, rateHz, shape: drawWaveform(words), times: [], nextMs: 0 };
}

/** Longer than a spike is seen before and after its time. */
const MARGIN_MS = 3;
const FRAMES_PER_MS = PROBE_RATE_HZ / 1000;

function addUnit(volts: readonly Float64Array[], unit: Unit, first: number): void {
  const { length: count } = volts[0];
  fire(unit, (first + count) / FRAMES_PER_MS + MARGIN_MS);
  unit.times = unit.times.filter(time => time > first - MARGIN_MS * FRAMES_PER_MS);
  const lowest = Math.max(0, Math.floor(unit.place) + 1 - REACH);
  const highest = Math.min(volts.length - 1, Math.floor(unit.place) + REACH);
  for (let site = lowest; site <= highest; site++) {
    const distance = (site - unit.place) / 2.5;
    const amplitude = unit.amplitude / (1 + distance * distance);
    addSpikes(volts[site], unit.times, unit.shape, amplitude, PROBE_RATE_HZ, first);
  }
}

/** Draws spikes up to a time, as spikes.ts does. */
function fire(unit: Unit, untilMs: number): void {
  for (; unit.nextMs < untilMs; unit.nextMs++) {
    if (uniform(unit.words) >= unit.rateHz / 1000) continue;
    unit.times.push((unit.nextMs + uniform(unit.words)) * FRAMES_PER_MS);
    unit.nextMs += REFRACTORY_MS;
  }
}

function convert(volts: readonly Float64Array[], sites: readonly Site[], bits: ProbeBits): Int16Array {
  const { length: channels } = volts;
  const { length: count } = volts[0];
  const most = 2 ** (bits - 1) - 1;
  const { fineness } = CONVERTERS[bits];
  const samples = new Int16Array(channels * count);
  for (let site = 0; site < channels; site++) {
    const values = volts[site];
    const offset = sites[site].offset;
    for (let i = 0, to = site; i < count; i++, to += channels) {
      const code = Math.floor(fineness * (values[i] + offset));
      samples[to] = Math.max(-most - 1, Math.min(most, code));
    }
  }
  return samples;
}
