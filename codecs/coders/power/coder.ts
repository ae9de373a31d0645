/**
 * The mean size of the band from 300 to 1000 Hz, without its signs, in each bin of time (spike-band power; Nason et al.,
 * Nature Biomedical Engineering 4, 2020): nothing else is kept.
 *
 *   frame (shared/spike-trains/frame.ts) with the numbers
 *     milliseconds of a bin (models/bins.ts) | levels, at least 1
 *   code, by adaptive models (shared/spike-trains/numbers.ts), channel by channel:
 *     the greatest mean in 1/16 steps of int16, rounded up; if that is not 0, for each bin its mean in so many levels of
 *     it, less that of the bin before
 *
 * Decode draws a sine of as many whole periods a bin as are nearest to 548 Hz, of that mean size.
 */

import { channelsOf } from '../../bytes/shape.js';
import { defineCoder, type Samples, type ValuesOf } from '../../codec.js';
import type { BitCoder } from '../../models/adaptive-bits.js';
import { bandAt, SPIKE_BAND_POWER_HZ } from '../../models/bands.js';
import { type Bins, binsOf, possibleMs } from '../../models/bins.js';
import { withinInt16 } from '../../models/range.js';
import { meanGainOf, narrowBoxesOf } from '../shared/spike-trains/boxes.js';
import { bandOf, detectionParameters } from '../shared/spike-trains/detect.js';
import { frameOf, joinCoded, openCoded } from '../shared/spike-trains/frame.js';
import { livePower, USUAL_RATE_HZ } from '../shared/spike-trains/live.js';
import { codeNumber, codeSigned, makeNumberModel } from '../shared/spike-trains/numbers.js';
import {
  type Kernel,
  makeKernel,
  openWorkspace,
  setStarts,
  type Workspace,
} from '../shared/spike-trains/workspace.js';

const parameters = {
  ms: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 50,
    sweep: [10, 25, 50],
    meaning: 'milliseconds of a bin',
  },
  bits: {
    type: 'integer',
    minimum: 1,
    maximum: 16,
    default: 8,
    sweep: [4, 6, 8],
    meaning: 'levels of a mean, as a power of two',
  },
  filter: detectionParameters.filter,
} as const;

type Values = ValuesOf<typeof parameters>;

/** In the middle of the band, as octaves go. */
const CARRIER_HZ = 548;
/** Steps of int16 that a mean is told in. */
const PARTS = 16;
/** Of a sine: a table that every engine rounds alike, as what lies half way between two of these does not occur. */
const SINE = 30_000;
const MEAN_OF_SINE = 2 / Math.PI;

interface Measured {
  /** In 1/16 steps of int16. */
  readonly greatest: number;
  /** Of each bin, 0 to `levels`; none if the greatest is 0. */
  readonly means: Uint16Array;
}

const NOTHING: Measured = { greatest: 0, means: new Uint16Array(0) };

/** @returns a reader of channels: models go on from channel to channel */
function makeMeanReader({ count: bins }: Bins, levels: number) {
  const greatests = makeNumberModel();
  const differences = makeNumberModel();
  return (decoder: BitCoder): Measured => {
    const greatest = codeNumber(decoder, greatests, 0);
    if (greatest === 0) return NOTHING;
    const means = new Uint16Array(bins);
    for (let bin = 0, before = 0; bin < bins; bin++) {
      before += codeSigned(decoder, differences, 0);
      if (before < 0 || before > levels) throw new Error(`level ${before} of ${levels} in the code`);
      means[bin] = before;
    }
    return { greatest, means };
  };
}

function encode(kernel: Kernel, samples: Samples, { ms, bits, filter }: Values): Uint8Array {
  const frame = frameOf(samples);
  const binMs = possibleMs(ms, frame.rateHz);
  const bins = binsOf(frame.frames, frame.rateHz, binMs);
  const levels = 2 ** bits - 1;
  // sums of 8 bytes, then levels of 2
  const workspace = openWorkspace(kernel, frame, { contexts: 2, bins: bins.count, scratch: 10 * bins.count });
  const { modelAt, scratchAt } = workspace;
  const levelsAt = scratchAt + 8 * bins.count;
  for (const channel of channelsOf(samples)) {
    const means =
      filter === 'forwards'
        ? meansForwards(workspace, channel, bins)
        : meansBothWays(channel, frame.rateHz, bins);
    const measured = measuredOf(means, levels);
    kernel.putNumber(modelAt(0), measured.greatest);
    if (measured.greatest === 0) continue;
    new Uint16Array(kernel.memory.buffer, levelsAt).set(measured.means);
    kernel.putLevels(modelAt(1), levelsAt, bins.count);
  }
  return joinCoded(samples, [binMs, levels], workspace.finish(), decode);
}

function meansBothWays(channel: Int16Array, rateHz: number, { count, startOf }: Bins): Float64Array {
  const band = bandOf(channel, rateHz, SPIKE_BAND_POWER_HZ);
  if (band.length === 0) return new Float64Array(0);
  return Float64Array.from({ length: count }, (_, bin) => {
    const [start, end] = [startOf(bin), startOf(bin + 1)];
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.abs(band[i]);
    return sum / (end - start);
  });
}

/** By sums alone, of which the kernel returns 1/64 steps. */
function meansForwards(workspace: Workspace, channel: Int16Array, bins: Bins): Float64Array {
  const { kernel, frame, samplesAt, startsAt, scratchAt } = workspace;
  const edges = bandAt(SPIKE_BAND_POWER_HZ, frame.rateHz);
  if (edges === undefined || channel.length === 0) return new Float64Array(0);
  const boxes = narrowBoxesOf(edges.low, frame.rateHz);
  const parts = 64 * meanGainOf(boxes, edges, frame.rateHz);
  workspace.setChannel(channel);
  setStarts(workspace, bins);
  kernel.setBoxes(...boxes.long, ...boxes.short);
  kernel.sumSizes(samplesAt, frame.frames, startsAt, scratchAt);
  const sums = new BigInt64Array(kernel.memory.buffer, scratchAt, bins.count);
  return Float64Array.from(
    sums,
    (sum, bin) => Number(sum) / (parts * (bins.startOf(bin + 1) - bins.startOf(bin))),
  );
}

function measuredOf(means: Float64Array, levels: number): Measured {
  const greatest = Math.ceil(PARTS * means.reduce((most, mean) => Math.max(most, mean), 0));
  if (greatest === 0) return NOTHING;
  return { greatest, means: Uint16Array.from(means, mean => Math.round((PARTS * mean * levels) / greatest)) };
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 2);
  const [ms, levels] = numbers;
  if (levels === 0 || levels > 2 ** parameters.bits.maximum - 1) throw new Error(`${levels} levels`);
  const bins = binsOf(frame.frames, frame.rateHz, ms);
  const read = makeMeanReader(bins, levels);
  const channels = Array.from({ length: frame.channels }, () => read(decoder));
  const sineOf = makeSines(frame.rateHz);
  return draw((channel, c) => drawMeans(channel, channels[c], bins, levels, sineOf));
}

function drawMeans(
  channel: Int16Array,
  { greatest, means }: Measured,
  bins: Bins,
  levels: number,
  sineOf: (length: number) => Int16Array,
) {
  for (const [bin, mean] of means.entries()) {
    const amplitude = (mean * greatest) / (levels * PARTS * MEAN_OF_SINE * SINE);
    const start = bins.startOf(bin);
    const length = bins.startOf(bin + 1) - start;
    const sine = sineOf(length);
    for (let i = 0; i < length; i++) channel[start + i] = withinInt16(Math.round(amplitude * sine[i]));
  }
}

/** A sine for each length of a bin: they differ by a frame. */
function makeSines(rateHz: number): (length: number) => Int16Array {
  const sines = new Map<number, Int16Array>();
  return length => {
    const known = sines.get(length);
    if (known !== undefined) return known;
    const periods = Math.max(1, Math.round((CARRIER_HZ * length) / rateHz));
    const sine = Int16Array.from({ length }, (_, i) =>
      Math.round(SINE * Math.sin((2 * Math.PI * ((i * periods) % length)) / length)),
    );
    sines.set(length, sine);
    return sine;
  };
}

export const power = defineCoder({
  name: 'power',
  family: 'entropy',
  summary: 'the mean size of the band from 300 to 1000 Hz in bins of time: all else is gone',
  parameters,
  parts: {
    predictor: 'the bin before',
    distribution: 'adaptive, of differences',
    entropyCoder: 'binary arithmetic',
  },
  loss: { kind: 'power' },
  // an implant sends these numbers bin after bin, of all channels together
  live: ({ filter, ms }) =>
    filter === 'forwards' ? { ...livePower(), blockFrames: (ms * USUAL_RATE_HZ) / 1000 } : undefined,
  open: values => {
    const kernelOf = makeKernel();
    return { encode: samples => encode(kernelOf(), samples, values), decode };
  },
});
