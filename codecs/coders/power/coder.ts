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
import { SPIKE_BAND_POWER_HZ } from '../../models/bands.js';
import { type Bins, binsOf, possibleMs } from '../../models/bins.js';
import { withinInt16 } from '../../models/range.js';
import { bandOf, detectionParameters } from '../shared/spike-trains/detect.js';
import { frameOf, joinCoded, openCoded } from '../shared/spike-trains/frame.js';
import { codeNumber, codeSigned, makeNumberModel } from '../shared/spike-trains/numbers.js';

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

function makeMeanCoder({ count: bins }: Bins, levels: number) {
  const greatests = makeNumberModel();
  const differences = makeNumberModel();
  return (coder: BitCoder, { greatest, means }: Measured): Measured => {
    const coded = codeNumber(coder, greatests, greatest);
    if (coded === 0) return NOTHING;
    const codedMeans = new Uint16Array(bins);
    for (let bin = 0, before = 0; bin < bins; bin++) {
      before += codeSigned(coder, differences, means[bin] - before);
      if (before < 0 || before > levels) throw new Error(`level ${before} of ${levels} in the code`);
      codedMeans[bin] = before;
    }
    return { greatest: coded, means: codedMeans };
  };
}

function encode(samples: Samples, { ms, bits, filter }: Values): Uint8Array {
  const frame = frameOf(samples);
  const binMs = possibleMs(ms, frame.rateHz);
  const bins = binsOf(frame.frames, frame.rateHz, binMs);
  const levels = 2 ** bits - 1;
  const code = makeMeanCoder(bins, levels);
  const write = (coder: BitCoder) => {
    for (const channel of channelsOf(samples)) {
      const band = bandOf(channel, frame.rateHz, SPIKE_BAND_POWER_HZ, filter);
      code(coder, measuredOf(band, bins, levels));
    }
  };
  return joinCoded(samples, [binMs, levels], write, decode);
}

function measuredOf(band: Float64Array, { count, startOf }: Bins, levels: number): Measured {
  if (band.length === 0) return NOTHING;
  const means = Float64Array.from({ length: count }, (_, bin) => {
    const [start, end] = [startOf(bin), startOf(bin + 1)];
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.abs(band[i]);
    return sum / (end - start);
  });
  const greatest = Math.ceil(PARTS * means.reduce((most, mean) => Math.max(most, mean), 0));
  if (greatest === 0) return NOTHING;
  return { greatest, means: Uint16Array.from(means, mean => Math.round((PARTS * mean * levels) / greatest)) };
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 2);
  const [ms, levels] = numbers;
  if (levels === 0 || levels > 2 ** parameters.bits.maximum - 1) throw new Error(`${levels} levels`);
  const bins = binsOf(frame.frames, frame.rateHz, ms);
  const code = makeMeanCoder(bins, levels);
  const channels = Array.from({ length: frame.channels }, () => code(decoder, NOTHING));
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
  open: values => ({ encode: samples => encode(samples, values), decode }),
});
