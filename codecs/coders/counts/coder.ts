/**
 * How many spikes there were in each bin of time: nothing else is kept.
 *
 *   frame (shared/spike-trains/frame.ts) with the numbers
 *     milliseconds of a bin (models/bins.ts)
 *   code, by adaptive models (shared/spike-trains/numbers.ts), channel by channel:
 *     how large spikes are to be drawn; if that is not 0, a number for each bin, its context that of the bin before (0,
 *     1, 2, or more)
 *
 * Decode draws the pulses of shared/spike-trains/draw.ts into silence, evenly over each bin.
 */
import { channelsOf } from '../../bytes/shape.js';
import { defineCoder, type Samples, type ValuesOf } from '../../codec.js';
import type { BitCoder } from '../../models/adaptive-bits.js';
import { type Bins, binsOf, possibleMs } from '../../models/bins.js';
import { detectionParameters, detectSpikes } from '../shared/spike-trains/detect.js';
import { addShape, drawnAmplitude, makePulse, type Pulse } from '../shared/spike-trains/draw.js';
import { frameOf, joinCoded, openCoded } from '../shared/spike-trains/frame.js';
import { codeNumber, makeNumberModel } from '../shared/spike-trains/numbers.js';

const parameters = {
  ...detectionParameters,
  ms: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 25,
    sweep: [10, 25, 50],
    meaning: 'milliseconds of a bin',
  },
  most: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 1000,
    sweep: [1, 1000],
    meaning: 'spikes in a bin that are told from more',
  },
} as const;

type Values = ValuesOf<typeof parameters>;

const CONTEXTS = 4;

interface Counted {
  readonly amplitude: number;
  /** Of each bin; none if the amplitude is 0. */
  readonly counts: Uint16Array;
}

const NOTHING: Counted = { amplitude: 0, counts: new Uint16Array(0) };

function makeCountCoder({ count: bins, startOf }: Bins) {
  const amplitudes = makeNumberModel();
  const model = makeNumberModel(CONTEXTS);
  return (coder: BitCoder, { amplitude, counts }: Counted): Counted => {
    const coded = codeNumber(coder, amplitudes, amplitude);
    if (coded === 0) return NOTHING;
    const codedCounts = new Uint16Array(bins);
    for (let bin = 0, before = 0; bin < bins; bin++) {
      before = codeNumber(coder, model, counts[bin], Math.min(before, CONTEXTS - 1));
      const length = startOf(bin + 1) - startOf(bin);
      if (before > length) throw new Error(`${before} spikes in a bin of ${length} frames`);
      codedCounts[bin] = before;
    }
    return { amplitude: coded, counts: codedCounts };
  };
}

function encode(samples: Samples, values: Values): Uint8Array {
  const frame = frameOf(samples);
  const ms = possibleMs(values.ms, frame.rateHz);
  const bins = binsOf(frame.frames, frame.rateHz, ms);
  const code = makeCountCoder(bins);
  const write = (coder: BitCoder) => {
    for (const channel of channelsOf(samples)) code(coder, countedOf(channel, frame.rateHz, values, bins));
  };
  return joinCoded(samples, [ms], write, decode);
}

function countedOf(channel: Int16Array, rateHz: number, values: Values, bins: Bins): Counted {
  const { times, band, sigma } = detectSpikes(channel, rateHz, values);
  const counts = new Uint16Array(bins.count);
  let bin = 0;
  for (const time of times) {
    while (time >= bins.startOf(bin + 1)) bin++;
    counts[bin] = Math.min(values.most, counts[bin] + 1);
  }
  return { amplitude: drawnAmplitude(band, times, (values.threshold / 10) * sigma), counts };
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 1);
  const bins = binsOf(frame.frames, frame.rateHz, numbers[0]);
  const code = makeCountCoder(bins);
  const channels = Array.from({ length: frame.channels }, () => code(decoder, NOTHING));
  const pulse = makePulse(frame.rateHz);
  return draw((channel, c) => drawCounts(channel, channels[c], bins, pulse));
}

function drawCounts(channel: Int16Array, { amplitude, counts }: Counted, bins: Bins, pulse: Pulse): void {
  for (const [bin, count] of counts.entries()) {
    const start = bins.startOf(bin);
    const length = bins.startOf(bin + 1) - start;
    for (let k = 0; k < count; k++) {
      addShape(channel, start + Math.floor(((k + 0.5) * length) / count), pulse, amplitude);
    }
  }
}

export const counts = defineCoder({
  name: 'counts',
  family: 'entropy',
  summary: 'numbers of spikes in bins of time: all else is gone',
  parameters,
  parts: {
    predictor: 'none',
    distribution: 'adaptive, of counts by the count before',
    entropyCoder: 'binary arithmetic',
  },
  loss: { kind: 'counts' },
  open: values => ({ encode: samples => encode(samples, values), decode }),
});
