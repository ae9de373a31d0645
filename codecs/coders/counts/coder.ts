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
import { defineCoder, type Samples, type ValuesOf } from '../../codec.js';
import type { BitCoder } from '../../models/adaptive-bits.js';
import { type Bins, binsOf, possibleMs } from '../../models/bins.js';
import { detectionParameters } from '../shared/spike-trains/detect.js';
import { addShape, drawnAmplitude, makePulse, type Pulse } from '../shared/spike-trains/draw.js';
import { frameOf, joinCoded, openCoded } from '../shared/spike-trains/frame.js';
import { liveDetection, USUAL_RATE_HZ } from '../shared/spike-trains/live.js';
import { codeNumber, makeNumberModel } from '../shared/spike-trains/numbers.js';
import { encodeSpikes } from '../shared/spike-trains/trains.js';
import { type Kernel, makeKernel, setStarts } from '../shared/spike-trains/workspace.js';

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

/** @returns a reader of channels: models go on from channel to channel */
function makeCountReader({ count: bins, startOf }: Bins) {
  const amplitudes = makeNumberModel();
  const model = makeNumberModel(CONTEXTS);
  return (decoder: BitCoder): Counted => {
    const amplitude = codeNumber(decoder, amplitudes, 0);
    if (amplitude === 0) return NOTHING;
    const counts = new Uint16Array(bins);
    for (let bin = 0, before = 0; bin < bins; bin++) {
      before = codeNumber(decoder, model, 0, Math.min(before, CONTEXTS - 1));
      const length = startOf(bin + 1) - startOf(bin);
      if (before > length) throw new Error(`${before} spikes in a bin of ${length} frames`);
      counts[bin] = before;
    }
    return { amplitude, counts };
  };
}

function encode(kernel: Kernel, samples: Samples, values: Values): Uint8Array {
  const frame = frameOf(samples);
  const ms = possibleMs(values.ms, frame.rateHz);
  const bins = binsOf(frame.frames, frame.rateHz, ms);
  const room = { contexts: 1 + CONTEXTS, bins: bins.count };
  const code = encodeSpikes(kernel, samples, values, room, (workspace, { times, depths, least }) => {
    const { modelAt, timesAt, startsAt } = workspace;
    const amplitude = drawnAmplitude(depths, least);
    kernel.putNumber(modelAt(0), amplitude);
    if (amplitude === 0) return;
    setStarts(workspace, bins);
    const endsAt = startsAt + 4;
    kernel.putCounts(modelAt(1), CONTEXTS, timesAt, times.length, endsAt, bins.count, values.most);
  });
  return joinCoded(samples, [ms], code, decode);
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 1);
  const bins = binsOf(frame.frames, frame.rateHz, numbers[0]);
  const read = makeCountReader(bins);
  const channels = Array.from({ length: frame.channels }, () => read(decoder));
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
  // an implant sends these numbers bin after bin, of all channels together
  live: ({ filter, ms }) =>
    filter === 'forwards' ? { ...liveDetection(), blockFrames: (ms * USUAL_RATE_HZ) / 1000 } : undefined,
  open: values => {
    const kernelOf = makeKernel();
    return { encode: samples => encode(kernelOf(), samples, values), decode };
  },
});
