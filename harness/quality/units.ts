/**
 * Units whose spikes are known: looked at once in the original, then in all that is compared with it. A unit is looked for
 * where it is largest, on that channel alone, and with the sign that it has there: one that goes up is found over the
 * threshold, not under it. Where its waveform has its extreme is where its spikes are expected.
 */

import { findSpikes } from '../../codecs/models/spikes.js';
import type { TrueUnit } from '../recordings/units.js';
import type { Original, SpikeBand } from './channel.js';
import { learn, type Sorter, sort } from './sorter.js';
import { matchSpikes, THRESHOLD } from './spikes.js';
import type { TruthFigures, TruthQuality, UnitQuality } from './unit-figures.js';
import { extremeOf, type Features, featuresOf, framesBefore, meanWaveform } from './waveform.js';

/** Spikes by which the channel of a unit is found. */
const ENOUGH_SPIKES = 100;
/** Of the spikes of a unit of another channel, for it to be known here too. */
const SEEN = 0.5;

interface Placed {
  /** Among all units. */
  readonly index: number;
  readonly name: string;
  readonly channel: number;
  /** 1 of a unit that goes down, -1 of one that goes up: what makes all go down. */
  readonly sign: 1 | -1;
  /** Where the extremes are expected. */
  readonly times: readonly number[];
  readonly snr: number;
  readonly features: Features | undefined;
}

/** Units of one channel that go the same way. */
interface Group {
  readonly channel: number;
  readonly sign: 1 | -1;
  readonly rateHz: number;
  readonly threshold: number;
  readonly units: readonly Placed[];
  readonly sorter: Sorter | undefined;
  readonly lossless: readonly Found[];
}

/** How a unit comes off. */
interface Found {
  readonly recall: number;
  readonly features: Features | undefined;
  /** Null of a unit without a template. */
  readonly sorted: { readonly right: number; readonly assigned: number } | null;
}

/** All that is known of the units of a recording. */
export interface KnownUnits {
  readonly units: readonly TrueUnit[];
  readonly groups: readonly Group[];
}

export function lookAtUnits(units: readonly TrueUnit[], channels: readonly Original[]): KnownUnits {
  const placed = units.flatMap((unit, index) => place(unit, index, channels) ?? []);
  const keys = new Set(placed.map(({ channel, sign }) => sign * (channel + 1)));
  const groups = [...keys].flatMap(key => {
    const { rateHz, spikes } = channels[Math.abs(key) - 1];
    return spikes === undefined
      ? []
      : [lookAtGroup(placed, Math.abs(key) - 1, key > 0 ? 1 : -1, rateHz, spikes)];
  });
  return { units, groups };
}

/** Undefined of a unit that no channel shows. */
function place(
  { name, channel, spikes }: TrueUnit,
  index: number,
  channels: readonly Original[],
): Placed | undefined {
  const home = channel ?? largestOn(spikes, channels);
  if (home === null) return undefined;
  const { rateHz, spikes: band } = channels[home];
  const waveform = band && meanWaveform(band.signal, spikes, rateHz);
  if (band === undefined || waveform === undefined) return undefined;
  const extreme = extremeOf(waveform, rateHz);
  const sign = waveform[extreme] > 0 ? -1 : 1;
  const late = extreme - framesBefore(rateHz);
  const times = spikes.map(spike => spike + late).filter(time => time >= 0 && time < band.signal.length);
  return {
    ...{ index, name, channel: home, sign, times },
    snr: Math.abs(waveform[extreme]) / band.sigma,
    features: featuresIn(turned(band.signal, sign), times, rateHz),
  };
}

function featuresIn(signal: Float64Array, times: readonly number[], rateHz: number): Features | undefined {
  const waveform = meanWaveform(signal, times, rateHz);
  return waveform && featuresOf(waveform, rateHz);
}

function largestOn(spikes: readonly number[], channels: readonly Original[]): number | null {
  const every = Math.ceil(spikes.length / ENOUGH_SPIKES);
  const some = spikes.filter((_, k) => k % every === 0);
  let [largest, size] = [null as number | null, 0];
  for (const [channel, { rateHz, spikes: band }] of channels.entries()) {
    const waveform = band && meanWaveform(band.signal, some, rateHz);
    if (band === undefined || waveform === undefined) continue;
    const here = Math.abs(waveform[extremeOf(waveform, rateHz)]) / band.sigma;
    if (here > size) [largest, size] = [channel, here];
  }
  return largest;
}

function turned(signal: Float64Array, sign: 1 | -1): Float64Array {
  return sign === 1 ? signal : signal.map(value => -value);
}

function lookAtGroup(
  all: readonly Placed[],
  channel: number,
  sign: 1 | -1,
  rateHz: number,
  band: SpikeBand,
): Group {
  const signal = turned(band.signal, sign);
  const threshold = -THRESHOLD * band.sigma;
  const found = findSpikes(signal, threshold, rateHz);
  const home = all.filter(unit => unit.channel === channel && unit.sign === sign);
  const others = all.filter(unit => !home.includes(unit) && isSeen(unit, found, rateHz));
  const owners = ownersOf(found, [...home, ...others], rateHz);
  const sorter = learn(signal, rateHz, found, owners, home.length + others.length);
  const group = { channel, sign, rateHz, threshold, units: home, sorter };
  return { ...group, lossless: lookFor(group, signal) };
}

function isSeen({ times }: Placed, found: readonly number[], rateHz: number): boolean {
  const seen = matchSpikes(times, found, rateHz).filter(partner => partner >= 0).length;
  return seen > SEEN * times.length;
}

/** Of each time found the unit that it is of; -1 where there is none, or more than one. */
function ownersOf(found: readonly number[], units: readonly Placed[], rateHz: number): number[] {
  const owners = found.map(() => -1);
  const isShared = found.map(() => false);
  for (const [unit, { times }] of units.entries()) {
    for (const partner of matchSpikes(times, found, rateHz)) {
      if (partner < 0) continue;
      isShared[partner] = owners[partner] >= 0;
      owners[partner] = unit;
    }
  }
  return owners.map((owner, k) => (isShared[k] ? -1 : owner));
}

type LookedFor = Omit<Group, 'lossless'>;

/** @param signal of the group's channel in the band of spikes, its units going down */
function lookFor({ rateHz, threshold, units, sorter }: LookedFor, signal: Float64Array): Found[] {
  const found = findSpikes(signal, threshold, rateHz);
  const given = sorter && sort(sorter, signal, found);
  return units.map(({ times }, unit) => {
    const matched = (times: readonly number[], those: readonly number[]) =>
      matchSpikes(times, those, rateHz).filter(partner => partner >= 0).length;
    const assigned = found.filter((_, k) => given?.[k] === unit);
    return {
      recall: matched(times, found) / times.length,
      features: featuresIn(signal, times, rateHz),
      sorted:
        sorter?.templates[unit] === undefined
          ? null
          : { right: matched(times, assigned), assigned: assigned.length },
    };
  });
}

/**
 * What became of units.
 * @param bandOf what came back of a channel, in the band of spikes
 */
export function compareUnits(known: KnownUnits, bandOf: (channel: number) => Float64Array): TruthQuality {
  const rows: UnitQuality[] = known.units.map(({ name, spikes }) => unplaced(name, spikes.length));
  const sums = { true: 0, before: 0, now: 0, right: [0, 0], either: [0, 0] };
  for (const group of known.groups) {
    const found = lookFor(group, turned(bandOf(group.channel), group.sign));
    for (const [k, unit] of group.units.entries()) {
      const [before, now] = [group.lossless[k], found[k]];
      rows[unit.index] = rowOf(unit, before, now);
      sums.true += unit.times.length;
      sums.before += before.recall * unit.times.length;
      sums.now += now.recall * unit.times.length;
      for (const [side, { sorted }] of [before, now].entries()) {
        sums.right[side] += sorted?.right ?? 0;
        sums.either[side] += sorted === null ? 0 : unit.times.length + sorted.assigned - sorted.right;
      }
    }
  }
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const all: TruthFigures = {
    true_spikes: sums.true,
    unit_recall_lossless: share(sums.before, sums.true),
    unit_recall: share(sums.now, sums.true),
    sorting_accuracy_lossless: share(sums.right[0], sums.either[0]),
    sorting_accuracy: share(sums.right[1], sums.either[1]),
  };
  return { all, units: rows };
}

function unplaced(unit: string, spikes: number): UnitQuality {
  return {
    ...{ unit, channel: null, spikes, snr: null, recall_lossless: null, recall: null },
    ...{ peak_to_valley_error: null, half_width_error: null, peak_trough_ratio_error: null },
    ...{ sorting_accuracy_lossless: null, sorting_accuracy: null, sorting_loss: null },
  };
}

function rowOf({ name, channel, times, snr }: Placed, before: Found, now: Found): UnitQuality {
  const error = (of: (features: Features) => number) =>
    before.features && now.features ? relativeError(of(before.features), of(now.features)) : null;
  const [accuracyBefore, accuracy] = [before, now].map(({ sorted }) => accuracyOf(sorted, times.length));
  return {
    ...{ unit: name, channel, spikes: times.length, snr, recall_lossless: before.recall, recall: now.recall },
    peak_to_valley_error: error(({ peakToValley }) => peakToValley),
    half_width_error: error(({ halfWidth }) => halfWidth),
    peak_trough_ratio_error: error(({ peakTroughRatio }) => peakTroughRatio),
    sorting_accuracy_lossless: accuracyBefore,
    sorting_accuracy: accuracy,
    sorting_loss: accuracyBefore === null || accuracy === null ? null : accuracyBefore - accuracy,
  };
}

function relativeError(original: number, decoded: number): number | null {
  return original === 0 ? null : Math.abs(decoded / original - 1);
}

function accuracyOf(sorted: Found['sorted'], spikes: number): number | null {
  return sorted === null ? null : sorted.right / (spikes + sorted.assigned - sorted.right);
}
