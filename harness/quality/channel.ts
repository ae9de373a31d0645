/**
 * One channel, and what became of it, in codes or in standard deviations of the noise of the original (figures.ts says what
 * each figure is), as sums that add up over stretches of a long recording (pool.ts). All filters are Butterworth band-passes
 * of order 3, forwards and backwards.
 */

import { type Band, bandAt, bandPassOf, SPIKE_BAND_POWER_HZ, SPIKES_HZ } from '../../codecs/models/bands.js';
import { type Bins, possibleMs, wholeBins } from '../../codecs/models/bins.js';
import { type BandPass, edgeOf, filterBothWays } from '../../codecs/models/butterworth/butterworth.js';
import { findSpikes, noiseSigma } from '../../codecs/models/spikes.js';
import { addSignal, BINS, makeSpectrum, type Spectrum } from '../recordings/description/spectrum.js';
import { matchSpikes, THRESHOLD } from './spikes.js';
import { correlation, type Pairs, pairsOf, type Spread, spreadOf, sumOfSquares } from './statistics.js';

const FIELD_HZ: Band = { low: 1, high: 250 };

/** In codes: less is what filters leave of a channel that stands still, and no noise of a converter. */
const LEAST_SIGMA = 0.01;
/** In sigma: what no noise makes a spike. */
const STRONG = 6;

const BIN_MS = 50;
/** What is compared of a spike. */
const WAVEFORM_S = { before: 0.0005, after: 0.0011 };

/** A channel in codes, and what all its versions are compared with. */
export interface Original {
  readonly rateHz: number;
  readonly codes: Float64Array;
  readonly spread: Spread;
  readonly spectrum: Spectrum;
  /** Without it there is no band, or nothing in it. */
  readonly spikes?: SpikeBand;
  readonly field?: FilteredBand;
  /** 50 ms means of what is in the band of spike-band power, without signs. */
  readonly binned?: { readonly filter: BandPass; readonly means: Float64Array };
}

interface FilteredBand {
  readonly filter: BandPass;
  readonly signal: Float64Array;
}

export interface SpikeBand extends FilteredBand {
  readonly sigma: number;
  /** Frames. */
  readonly times: readonly number[];
}

/** What became of a channel over a stretch. Lists have an entry for each spike that they are about. */
export interface ChannelQuality {
  /** In codes, as the next two. */
  readonly maxAbsError: number;
  /** Of the original. */
  readonly spread: Spread;
  /** Sum over samples. */
  readonly squareError: number;
  /** Power of each octave of the original and of what came back, from half of the rate down. */
  readonly octaves: readonly (readonly [original: number, decoded: number])[];
  readonly field: SignalAndError | null;
  /** Null where there is no band of spikes. */
  readonly band: BandQuality | null;
  /** 50 ms means of the band of spike-band power, of the original and of what came back. */
  readonly spikeBandPower: Pairs | null;
}

/** Sums of squares. */
interface SignalAndError {
  readonly signal: number;
  readonly error: number;
}

export interface BandQuality extends SignalAndError {
  readonly samples: number;
  /** Sum of squares of the error / variance of the noise. */
  readonly errorOfSigmaSquared: number;
  readonly spikes: number;
  readonly decodedSpikes: number;
  /** Pairs of both. */
  readonly found: number;
  /** Of 6 sigma or more in the original, and those found among the decoded of 5 sigma. */
  readonly strong: number;
  readonly strongFound: number;
  /** Of 6 sigma or more in the decoded, and those that are spikes of the original. */
  readonly decodedStrong: number;
  readonly decodedStrongRight: number;
  /** |decoded peak - original peak| / |original peak| of each pair. */
  readonly peakErrors: readonly number[];
  /** Microseconds by which each pair is apart, squared and summed. */
  readonly squareShiftUs: number;
  /** Correlation of the decoded with the original around each spike of the original. */
  readonly waveformRs: readonly number[];
  /** Spikes in bins of 50 ms, of the original and of what came back. */
  readonly rates: Pairs;
}

/** @param codes of the channel */
export function lookAtOriginal(codes: Float64Array, rateHz: number): Original {
  const spikes = spikeBandOf(codes, rateHz);
  const field = filtered(codes, wholeBandAt(FIELD_HZ, rateHz), rateHz);
  const binned = filtered(codes, wholeBandAt(SPIKE_BAND_POWER_HZ, rateHz), rateHz);
  return {
    ...{ rateHz, codes, spread: spreadOf(codes), spectrum: spectrumOf(codes) },
    ...(spikes !== undefined && { spikes }),
    ...(field !== undefined && { field }),
    ...(binned !== undefined && {
      binned: { filter: binned.filter, means: binnedMeans(binned.signal, rateHz) },
    }),
  };
}

function spikeBandOf(codes: Float64Array, rateHz: number): SpikeBand | undefined {
  const band = filtered(codes, bandAt(SPIKES_HZ, rateHz), rateHz);
  if (band === undefined) return undefined;
  const sigma = noiseSigma(band.signal);
  if (sigma < LEAST_SIGMA) return undefined;
  return { ...band, sigma, times: findSpikes(band.signal, -THRESHOLD * sigma, rateHz) };
}

/** Whether there is a band of spikes at a rate. */
export function hasSpikeBand(rateHz: number): boolean {
  return bandAt(SPIKES_HZ, rateHz) !== undefined;
}

/** Undefined where the rate is too low for all of it. */
function wholeBandAt(band: Band, rateHz: number): Band | undefined {
  const edges = bandAt(band, rateHz);
  return edges?.high === band.high ? edges : undefined;
}

/** Undefined without a band, and where there are too few samples. */
function filtered(codes: Float64Array, edges: Band | undefined, rateHz: number) {
  if (edges === undefined) return undefined;
  const filter = bandPassOf(edges, rateHz);
  return codes.length > edgeOf(filter) ? { filter, signal: filterBothWays(filter, codes) } : undefined;
}

function spectrumOf(codes: Float64Array): Spectrum {
  const spectrum = makeSpectrum();
  addSignal(spectrum, codes);
  return spectrum;
}

function binnedMeans(signal: Float64Array, rateHz: number): Float64Array {
  const { count, startOf } = binsAt(signal.length, rateHz);
  return Float64Array.from({ length: count }, (_, bin) => {
    const [start, end] = [startOf(bin), startOf(bin + 1)];
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.abs(signal[i]);
    return sum / (end - start);
  });
}

function binsAt(frames: number, rateHz: number): Bins {
  return wholeBins(frames, rateHz, possibleMs(BIN_MS, rateHz));
}

/**
 * @param codes as many as the original's
 * @param onBand given what they are in the band of spikes, where there is one
 */
export function compareChannel(
  original: Original,
  codes: Float64Array,
  onBand?: (signal: Float64Array) => void,
): ChannelQuality {
  const { rateHz, spikes, field, binned, spread } = original;
  const error = difference(codes, original.codes);
  const filteredField = field && filterBothWays(field.filter, codes);
  const means = binned && binnedMeans(filterBothWays(binned.filter, codes), rateHz);
  const band = spikes && filterBothWays(spikes.filter, codes);
  if (band !== undefined) onBand?.(band);
  return {
    spread,
    maxAbsError: error.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    squareError: sumOfSquares(error),
    octaves: octavesOf(original.spectrum, spectrumOf(codes)),
    field:
      field && filteredField
        ? {
            signal: sumOfSquares(field.signal),
            error: sumOfSquares(difference(filteredField, field.signal)),
          }
        : null,
    band: spikes && band ? compareBand(spikes, band, rateHz) : null,
    spikeBandPower: binned && means ? pairsOf(binned.means, means) : null,
  };
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

/** Power of each octave, from half of the rate down to octaves of two bins. */
function octavesOf(original: Spectrum, decoded: Spectrum): [number, number][] {
  const octaves: [number, number][] = [];
  for (let high = BINS - 1; high >= 4; high >>= 1) {
    const [ofOriginal, ofDecoded] = [original, decoded].map(({ power }) => {
      let sum = 0;
      for (let bin = high >> 1; bin < high; bin++) sum += power[bin];
      return sum;
    });
    octaves.push([ofOriginal, ofDecoded]);
  }
  return octaves;
}

function compareBand(
  { signal, sigma, times }: SpikeBand,
  decoded: Float64Array,
  rateHz: number,
): BandQuality {
  const error = sumOfSquares(difference(decoded, signal));
  const decodedTimes = findSpikes(decoded, -THRESHOLD * sigma, rateHz);
  const partners = matchSpikes(times, decodedTimes, rateHz);
  const pairs = partners.flatMap((partner, k) => (partner < 0 ? [] : [[times[k], decodedTimes[partner]]]));
  const matched = new Set(partners);
  const isStrong = (values: Float64Array, time: number) => values[time] <= -STRONG * sigma;
  const strong = times.map(time => isStrong(signal, time));
  const decodedStrong = decodedTimes.map(time => isStrong(decoded, time));
  return {
    error,
    samples: signal.length,
    errorOfSigmaSquared: error / sigma ** 2,
    signal: sumOfSquares(signal),
    spikes: times.length,
    decodedSpikes: decodedTimes.length,
    found: pairs.length,
    strong: count(strong),
    strongFound: count(strong.map((is, k) => is && partners[k] >= 0)),
    decodedStrong: count(decodedStrong),
    decodedStrongRight: count(decodedStrong.map((is, k) => is && matched.has(k))),
    peakErrors: pairs.map(([a, b]) => Math.abs(decoded[b] / signal[a] - 1)),
    squareShiftUs: pairs.reduce((sum, [a, b]) => sum + ((1e6 * (b - a)) / rateHz) ** 2, 0),
    waveformRs: waveformRs(signal, decoded, times, rateHz),
    rates: pairsOf(
      countsInBins(times, signal.length, rateHz),
      countsInBins(decodedTimes, signal.length, rateHz),
    ),
  };
}

function count(values: readonly boolean[]): number {
  return values.filter(Boolean).length;
}

function waveformRs(
  signal: Float64Array,
  decoded: Float64Array,
  times: readonly number[],
  rateHz: number,
): number[] {
  const before = Math.round(WAVEFORM_S.before * rateHz);
  const after = Math.round(WAVEFORM_S.after * rateHz);
  return times.flatMap(time => {
    const [from, to] = [Math.max(0, time - before), time + after + 1];
    // a stretch that is 0 throughout is like nothing
    return [correlation(signal.subarray(from, to), decoded.subarray(from, to)) ?? 0];
  });
}

function countsInBins(times: readonly number[], frames: number, rateHz: number): Float64Array {
  const { count, startOf } = binsAt(frames, rateHz);
  const counts = new Float64Array(count);
  let bin = 0;
  for (const time of times) {
    while (bin < count && time >= startOf(bin + 1)) bin++;
    if (bin < count) counts[bin]++;
  }
  return counts;
}
