/** What became of a recording: figures of its channels, put together. */
import { channelsOf } from '../../codecs/bytes/shape.js';
import type { Samples } from '../../codecs/codec.js';
import { makeWords, uniform } from '../common/random.js';
import type { TrueUnit } from '../recordings/units.js';
import { type ChannelQuality, compareChannel, lookAtOriginal, type Original } from './channel.js';
import { type CodeScale, codeScales } from './codes.js';
import type { Quality } from './figures.js';
import { middle, quantileOrNull, rootOfMean } from './statistics.js';
import type { TruthQuality } from './unit-figures.js';
import { compareUnits, type KnownUnits, lookAtUnits } from './units.js';

/** Samples as they were recorded, looked at once for all that is compared with them. */
export interface Reference {
  readonly samples: Samples;
  readonly sampleRateHz: number;
  /** Microvolts of a step of int16, of each channel; undefined where they are not known. */
  readonly microvolts: readonly number[] | undefined;
  readonly channels: readonly { readonly scale: CodeScale; readonly original: Original }[];
  /** Null where nobody knows when units fire. */
  readonly units: KnownUnits | null;
}

/** What became of samples. */
export interface Comparison {
  readonly quality: Quality;
  /** Null where nobody knows when units fire. */
  readonly truth: TruthQuality | null;
}

type Microvolts = number | readonly number[] | undefined;

/** @param units of the samples, where it is known when they fire */
export function makeReference(
  samples: Samples,
  sampleRateHz: number,
  microvolts: Microvolts,
  units: readonly TrueUnit[] | null = null,
): Reference {
  const scales = codeScales(samples);
  const channels = channelsOf(samples).map((channel, c) => ({
    scale: scales[c],
    original: lookAtOriginal(scales[c].toCodes(channel), sampleRateHz),
  }));
  const ofEach = typeof microvolts === 'number' ? channels.map(() => microvolts) : microvolts;
  const originals = channels.map(({ original }) => original);
  const known = units && lookAtUnits(units, originals);
  return { samples, sampleRateHz, microvolts: ofEach, channels, units: known };
}

/** @param decoded in the shape of the reference */
export function compareSamples(reference: Reference, decoded: Samples): Comparison {
  const planes = channelsOf(decoded);
  return compareCodes(reference, c => reference.channels[c].scale.toCodes(planes[c]));
}

/** The same of the original with uniform noise of half a code up and down. */
export function compareFlicker(reference: Reference, seed: number): Comparison {
  const words = makeWords(seed, 0x666c6f6f, 0x72);
  return compareCodes(reference, c =>
    reference.channels[c].original.codes.map(code => code + uniform(words) - 0.5),
  );
}

/** `compareSamples` without the units. */
export function measureQuality(reference: Reference, decoded: Samples): Quality {
  return compareSamples({ ...reference, units: null }, decoded).quality;
}

/** `compareFlicker` without the units. */
export function flickerFloor(reference: Reference, seed: number): Quality {
  return compareFlicker({ ...reference, units: null }, seed).quality;
}

/** @param codesOf called for one channel after the other */
function compareCodes(reference: Reference, codesOf: (channel: number) => Float64Array): Comparison {
  const { channels, units } = reference;
  const withUnits = new Set(units?.groups.map(({ channel }) => channel));
  const bands = new Map<number, Float64Array>();
  const qualities = channels.map(({ original }, c) =>
    compareChannel(original, codesOf(c), withUnits.has(c) ? band => bands.set(c, band) : undefined),
  );
  const bandOf = (channel: number) => bands.get(channel) ?? new Float64Array();
  return { quality: pooled(reference, qualities), truth: units && compareUnits(units, bandOf) };
}

function pooled(reference: Reference, channels: readonly ChannelQuality[]): Quality {
  const bands = channels.flatMap(({ band }) => band ?? []);
  const sum = (of: (band: (typeof bands)[number]) => number) =>
    bands.length === 0 ? null : bands.reduce((total, band) => total + of(band), 0);
  const spikes = sum(band => band.spikes);
  const decodedSpikes = sum(band => band.decodedSpikes);
  const found = sum(band => band.found);
  const strong = sum(band => band.strong);
  const decodedStrong = sum(band => band.decodedStrong);
  const shifts = bands.flatMap(band => band.shifts);
  const rs = bands.flatMap(band => band.waveformRs);
  return {
    max_abs_error: channels.reduce((most, { maxAbsError }) => Math.max(most, maxAbsError), 0),
    rmse: rootOfMean(channels.map(({ meanSquareError }) => meanSquareError)),
    rmse_uv: inMicrovolts(reference, channels, ({ meanSquareError }) => meanSquareError),
    snr_db: middle(channels.map(({ snrDb }) => snrDb)),
    band_rmse_sigma: rootOfMean(bands.map(band => band.errorOfSigmaSquared)),
    band_rmse_uv: inMicrovolts(reference, channels, ({ band }) => band?.meanSquareError),
    band_snr_db: middle(bands.map(band => band.snrDb)),
    lfp_snr_db: middle(channels.map(({ fieldSnrDb }) => fieldSnrDb)),
    psd_error_db: middle(channels.map(({ psdErrorDb }) => psdErrorDb)),
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
    peak_error_p95: quantileOrNull(
      bands.flatMap(band => band.peakErrors),
      0.95,
    ),
    jitter_us: microseconds(rootOfMean(shifts.map(shift => shift ** 2)), reference.sampleRateHz),
    waveform_r: quantileOrNull(rs, 0.5),
    waveform_r_p05: quantileOrNull(rs, 0.05),
    tcr_r: middle(bands.map(band => band.rateR)),
    sbp_r: middle(channels.map(({ spikeBandPowerR }) => spikeBandPowerR)),
  };
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** Root of the mean over channels that have it; null where it is not known what a step stands for. */
function inMicrovolts(
  { microvolts, channels }: Reference,
  qualities: readonly ChannelQuality[],
  of: (quality: ChannelQuality) => number | undefined,
): number | null {
  if (microvolts === undefined) return null;
  const squares = qualities.flatMap((quality, c) => {
    const square = of(quality);
    return square === undefined ? [] : [square * (channels[c].scale.stepsPerCode * microvolts[c]) ** 2];
  });
  return rootOfMean(squares);
}

function microseconds(frames: number | null, rateHz: number): number | null {
  return frames === null ? null : (frames / rateHz) * 1e6;
}
