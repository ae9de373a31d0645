/**
 * Figures of channels over stretches of time, put together. Of each channel sums add up over its stretches; over channels
 * counts and squares are summed too, and figures in decibels and correlations of bins are medians. Peaks and waveforms of
 * spikes have quantiles: of all, and of more than 2^18 spikes of as many drawn among them.
 */
import { makeWords } from '../common/random.js';
import type { BandQuality, ChannelQuality } from './channel.js';
import type { Quality } from './figures.js';
import { addPairs, addSpreads, correlationOf, decibels, middle, quantileOrNull } from './statistics.js';

/** A channel over a stretch, and what a code of it stands for. */
export interface MeasuredChannel extends ChannelQuality {
  /** Null where it is not known. */
  readonly microvoltsPerCode: number | null;
}

/** What quantiles are of: a value for each spike, of too many for as many drawn among them. */
export interface SpikeSample {
  readonly peakErrors: readonly number[];
  readonly waveformRs: readonly number[];
}

export interface Pool {
  /**
   * The channels of a stretch. What is drawn hangs on the order of calls.
   * @param stream a number that is its own: channels of one stream are the same from stretch to stretch
   */
  readonly add: (stream: number, channels: readonly MeasuredChannel[]) => void;
  /** Of all that was added. */
  readonly figures: () => Quality;
  readonly sample: () => SpikeSample;
}

/** Of a channel with fewer spikes in the original, rates in bins are not compared. */
const MOST_SILENT = 40;
const MOST_SPIKES = 2 ** 18;

type BandSums = Omit<BandQuality, 'peakErrors' | 'waveformRs'>;

/** Of a channel, over all stretches so far. */
interface ChannelSums extends Omit<ChannelQuality, 'band'> {
  readonly band: BandSums | null;
  /** Of errors in microvolts, and samples that they are of. */
  readonly squareErrorUv: number;
  readonly samplesUv: number;
  readonly bandErrorUv: number;
  readonly bandSamplesUv: number;
}

export function makePool(): Pool {
  const streams = new Map<number, ChannelSums[]>();
  const peakErrors = makeSample(1);
  const waveformRs = makeSample(2);
  const sample = { peakErrors: peakErrors.values, waveformRs: waveformRs.values };
  return {
    add: (stream, channels) => {
      const sums = streams.get(stream) ?? [];
      streams.set(stream, sums);
      for (const [c, channel] of channels.entries()) {
        const own = sumsOf(channel);
        sums[c] = sums[c] === undefined ? own : addSums(sums[c], own);
        channel.band?.peakErrors.forEach(peakErrors.add);
        channel.band?.waveformRs.forEach(waveformRs.add);
      }
    },
    figures: () => figuresOf([...streams.values()].flat(), sample),
    sample: () => sample,
  };
}

/** Values as they come; of too many, a fair sample (Vitter, ACM Trans. Math. Softw. 11, 1985, algorithm R). */
function makeSample(seed: number) {
  const words = makeWords(seed, 0x73616d70, 0x6c65);
  const values: number[] = [];
  let seen = 0;
  return {
    values,
    add: (value: number) => {
      seen++;
      if (values.length < MOST_SPIKES) values.push(value);
      else {
        const at = Math.floor((words() / 2 ** 32) * seen);
        if (at < MOST_SPIKES) values[at] = value;
      }
    },
  };
}

function sumsOf({ band, microvoltsPerCode, ...others }: MeasuredChannel): ChannelSums {
  const { peakErrors: _, waveformRs: __, ...sums } = band ?? { peakErrors: [], waveformRs: [] };
  const [square, known] = microvoltsPerCode === null ? [0, 0] : [microvoltsPerCode ** 2, 1];
  return {
    ...others,
    band: band === null ? null : (sums as BandSums),
    squareErrorUv: square * others.squareError,
    samplesUv: known * others.spread.count,
    bandErrorUv: square * (band?.error ?? 0),
    bandSamplesUv: known * (band?.samples ?? 0),
  };
}

function addSums(a: ChannelSums, b: ChannelSums): ChannelSums {
  return {
    maxAbsError: Math.max(a.maxAbsError, b.maxAbsError),
    spread: addSpreads(a.spread, b.spread),
    squareError: a.squareError + b.squareError,
    octaves: a.octaves.map(([original, decoded], k) => [
      original + b.octaves[k][0],
      decoded + b.octaves[k][1],
    ]),
    field: added(a.field, b.field, (one, other) => ({
      signal: one.signal + other.signal,
      error: one.error + other.error,
    })),
    band: added(a.band, b.band, addBands),
    spikeBandPower: added(a.spikeBandPower, b.spikeBandPower, addPairs),
    squareErrorUv: a.squareErrorUv + b.squareErrorUv,
    samplesUv: a.samplesUv + b.samplesUv,
    bandErrorUv: a.bandErrorUv + b.bandErrorUv,
    bandSamplesUv: a.bandSamplesUv + b.bandSamplesUv,
  };
}

function added<T>(a: T | null, b: T | null, add: (a: T, b: T) => T): T | null {
  return a === null || b === null ? (a ?? b) : add(a, b);
}

function addBands({ rates, ...a }: BandSums, { rates: otherRates, ...b }: BandSums): BandSums {
  const names = Object.keys(a) as (keyof typeof a)[];
  const sums = Object.fromEntries(names.map(name => [name, a[name] + b[name]])) as typeof a;
  return { ...sums, rates: addPairs(rates, otherRates) };
}

/** The figures that are quantiles over spikes. */
export function spikeQuantiles({ peakErrors, waveformRs }: SpikeSample) {
  return {
    peak_error_p95: quantileOrNull(peakErrors, 0.95),
    waveform_r: quantileOrNull(waveformRs, 0.5),
    waveform_r_p05: quantileOrNull(waveformRs, 0.05),
  };
}

function figuresOf(channels: readonly ChannelSums[], sample: SpikeSample): Quality {
  const bands = channels.flatMap(({ band }) => band ?? []);
  const total = (of: (channel: ChannelSums) => number) =>
    channels.reduce((sum, channel) => sum + of(channel), 0);
  const sum = (of: (band: BandSums) => number) =>
    bands.length === 0 ? null : bands.reduce((all, band) => all + of(band), 0);
  const spikes = sum(band => band.spikes);
  const decodedSpikes = sum(band => band.decodedSpikes);
  const found = sum(band => band.found);
  const strong = sum(band => band.strong);
  const decodedStrong = sum(band => band.decodedStrong);
  const squareError = total(channel => channel.squareError);
  const squareErrorUv = total(channel => channel.squareErrorUv);
  const bandErrorUv = total(channel => channel.bandErrorUv);
  return {
    max_abs_error: channels.reduce((most, { maxAbsError }) => Math.max(most, maxAbsError), 0),
    rmse: root(
      squareError,
      total(channel => channel.spread.count),
    ),
    rmse_uv: root(
      squareErrorUv,
      total(channel => channel.samplesUv),
    ),
    snr_db: middle(channels.map(({ spread, squareError: error }) => decibels(spread.squares, error))),
    band_rmse_sigma: root(
      sum(band => band.errorOfSigmaSquared),
      sum(band => band.samples),
    ),
    band_rmse_uv: root(
      bandErrorUv,
      total(channel => channel.bandSamplesUv),
    ),
    band_snr_db: middle(bands.map(({ signal, error }) => decibels(signal, error))),
    lfp_snr_db: middle(channels.map(({ field }) => field && decibels(field.signal, field.error))),
    psd_error_db: middle(channels.map(({ octaves }) => worstOctave(octaves))),
    spikes,
    decoded_spikes: decodedSpikes,
    spike_recall: share(found, spikes),
    spike_precision: share(found, decodedSpikes),
    strong_spikes: strong,
    strong_recall: share(
      sum(band => band.strongFound),
      strong,
    ),
    decoded_strong_spikes: decodedStrong,
    strong_precision: share(
      sum(band => band.decodedStrongRight),
      decodedStrong,
    ),
    ...spikeQuantiles(sample),
    jitter_us: root(
      sum(band => band.squareShiftUs),
      found,
    ),
    tcr_r: middle(
      bands.map(({ spikes: count, rates }) => (count > MOST_SILENT ? correlationOf(rates) : null)),
    ),
    sbp_r: middle(channels.map(({ spikeBandPower }) => spikeBandPower && correlationOf(spikeBandPower))),
  };
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** Root of a mean, of a sum over so many. */
function root(sum: number | null, count: number | null): number | null {
  const mean = share(sum, count);
  return mean === null ? null : Math.sqrt(mean);
}

/** The most that the power of an octave is off, in decibels. */
function worstOctave(octaves: ChannelQuality['octaves']): number | null {
  const off = octaves.map(([original, decoded]) => decibels(original, decoded)).filter(db => db !== null);
  return off.length === 0 ? null : Math.max(...off.map(Math.abs));
}
