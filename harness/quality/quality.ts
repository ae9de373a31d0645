/** What became of a recording: figures of its channels, put together. */
import { channelsOf } from '../../codecs/bytes/shape.js';
import type { Samples } from '../../codecs/codec.js';
import { makeWords, uniform } from '../common/random.js';
import type { TrueUnit } from '../recordings/units.js';
import { type ChannelQuality, compareChannel, lookAtOriginal, type Original } from './channel.js';
import { type CodeScale, codeScales } from './codes.js';
import type { Quality } from './figures.js';
import { type MeasuredChannel, makePool, type SpikeSample } from './pool.js';
import type { TruthQuality } from './unit-figures.js';
import { compareUnits, type KnownUnits, lookAtUnits } from './units.js';

/** Samples as they were recorded, looked at once for all that is compared with them. */
export interface Reference {
  /** Microvolts of a step of int16, of each channel; undefined where they are not known. */
  readonly microvolts: readonly number[] | undefined;
  readonly channels: readonly { readonly scale: CodeScale; readonly original: Original }[];
  /** Null where nobody knows when units fire. */
  readonly units: KnownUnits | null;
}

/** What became of samples. */
export interface Comparison {
  readonly quality: Quality;
  readonly spikes: SpikeSample;
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
  const originals = channels.map(({ original }) => original);
  return {
    microvolts: ofEachChannel(samples, microvolts),
    channels,
    units: units && lookAtUnits(units, originals),
  };
}

/** @param decoded in the shape of the reference */
export function compareSamples(reference: Reference, decoded: Samples): Comparison {
  const planes = channelsOf(decoded);
  return compareCodes(reference, ({ scale }, c) => scale.toCodes(planes[c]));
}

/** The same of the original with uniform noise of half a code up and down. */
export function compareFlicker(reference: Reference, seed: number): Comparison {
  const flicker = makeFlicker(seed);
  return compareCodes(reference, ({ original }) => flicker(original.codes));
}

/** `compareSamples` without the units. */
export function measureQuality(reference: Reference, decoded: Samples): Quality {
  return compareSamples({ ...reference, units: null }, decoded).quality;
}

/** `compareFlicker` without the units. */
export function flickerFloor(reference: Reference, seed: number): Quality {
  return compareFlicker({ ...reference, units: null }, seed).quality;
}

/** Adds noise to channels, one after the other. */
function makeFlicker(seed: number): (codes: Float64Array) => Float64Array {
  const words = makeWords(seed, 0x666c6f6f, 0x72);
  return codes => codes.map(code => code + uniform(words) - 0.5);
}

/** @param codesOf called for one channel after the other */
function compareCodes(
  { channels, microvolts, units }: Reference,
  codesOf: (channel: Reference['channels'][number], c: number) => Float64Array,
): Comparison {
  const withUnits = new Set(units?.groups.map(({ channel }) => channel));
  const bands = new Map<number, Float64Array>();
  const pool = makePool();
  pool.add(
    0,
    channels.map((channel, c) => {
      const keepBand = withUnits.has(c) ? (band: Float64Array) => bands.set(c, band) : undefined;
      const quality = compareChannel(channel.original, codesOf(channel, c), keepBand);
      return measured(channel.scale, microvolts?.[c], quality);
    }),
  );
  const bandOf = (channel: number) => bands.get(channel) ?? new Float64Array();
  const truth = units && compareUnits(units, bandOf);
  return { quality: pool.figures(), spikes: pool.sample(), truth };
}

function measured(
  { stepsPerCode }: CodeScale,
  microvolts: number | undefined,
  quality: ChannelQuality,
): MeasuredChannel {
  return { ...quality, microvoltsPerCode: microvolts === undefined ? null : stepsPerCode * microvolts };
}

/** What became of the channels of a stretch, to be put together with others by pool.ts. */
export interface MeasuredStretch {
  readonly decoded: readonly MeasuredChannel[];
  /** Of the original with noise, as `flickerFloor` has it. */
  readonly floor: readonly MeasuredChannel[];
}

/**
 * Measures a stretch of a recording, one channel after the other: no more than one is held filtered.
 * @param decoded in the shape of the original
 * @param seed of the noise
 */
export function measureStretch(
  recorded: Samples,
  decoded: Samples,
  sampleRateHz: number,
  microvolts: Microvolts,
  seed: number,
): MeasuredStretch {
  const scales = codeScales(recorded);
  const planes = channelsOf(decoded);
  const steps = ofEachChannel(recorded, microvolts);
  const flicker = makeFlicker(seed);
  const both = channelsOf(recorded).map((channel, c) => {
    const original = lookAtOriginal(scales[c].toCodes(channel), sampleRateHz);
    return [scales[c].toCodes(planes[c]), flicker(original.codes)].map(codes =>
      measured(scales[c], steps?.[c], compareChannel(original, codes)),
    );
  });
  return { decoded: both.map(([one]) => one), floor: both.map(([, one]) => one) };
}

function ofEachChannel({ channels }: Samples, microvolts: Microvolts): readonly number[] | undefined {
  return typeof microvolts === 'number' ? new Array<number>(channels).fill(microvolts) : microvolts;
}
