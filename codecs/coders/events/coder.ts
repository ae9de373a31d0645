/**
 * When spikes were, and of which shape: nothing else is kept.
 *
 *   frame (shared/spike-trains/frame.ts) with the numbers
 *     before, after   frames of a template beside its trough; 0, 0 without templates
 *   code, each number by an adaptive model of its own (shared/spike-trains/numbers.ts), channel by channel:
 *     spikes, and gaps between them
 *     with templates (before + after > 0):  their number; each as differences from the value before it, first from 0;
 *                                           then which of them each spike is, if there are two or more
 *     without:                              how large spikes are to be drawn, if there are any
 *
 * Decode draws each spike into silence: its template, or the pulse of shared/spike-trains/draw.ts.
 */
import { defineCoder, type Samples, type ValuesOf } from '../../codec.js';
import type { BitCoder } from '../../models/adaptive-bits.js';
import { detectionParameters } from '../shared/spike-trains/detect.js';
import { addShape, drawnAmplitude, makePulse, type Pulse } from '../shared/spike-trains/draw.js';
import { type Frame, frameOf, joinCoded, openCoded } from '../shared/spike-trains/frame.js';
import { codeNumber, codeSigned, codeTimes, makeNumberModel } from '../shared/spike-trains/numbers.js';
import { encodeSpikes } from '../shared/spike-trains/trains.js';
import { type Kernel, makeKernel, type Workspace } from '../shared/spike-trains/workspace.js';
import { findTemplates, type Templates, type Window } from './templates.js';

const parameters = {
  ...detectionParameters,
  templates: {
    type: 'integer',
    minimum: 0,
    maximum: 16,
    default: 0,
    sweep: [0, 3],
    meaning: 'mean waveforms a channel that spikes are told apart by, at most; 0 for times alone',
  },
} as const;

type Values = ValuesOf<typeof parameters>;

const BEFORE_S = 0.0005;
const AFTER_S = 0.0011;
const LONGEST_TEMPLATE = 1 << 14;

/** What is known of a channel's spikes. */
interface Train {
  readonly times: readonly number[];
  /** Empty without templates. */
  readonly shapes: readonly Int16Array[];
  readonly labels: ArrayLike<number>;
  readonly amplitude: number;
}

const NO_TRAIN: Train = { times: [], shapes: [], labels: [], amplitude: 0 };

/** @returns a reader of trains: models go on from channel to channel */
function makeTrainReader({ frames }: Frame, { before, after }: Window) {
  const times = { count: makeNumberModel(), gap: makeNumberModel() };
  const [amplitudes, counts, values, labels] = Array.from({ length: 4 }, () => makeNumberModel());
  const length = before + 1 + after;
  const readShape = (decoder: BitCoder): Int16Array => {
    const shape = new Int16Array(length);
    for (let i = 0, last = 0; i < length; i++) {
      last += codeSigned(decoder, values, 0);
      shape[i] = last;
    }
    return shape;
  };
  return (decoder: BitCoder): Train => {
    const read = codeTimes(decoder, times, [], frames);
    if (read.length === 0) return NO_TRAIN;
    if (length === 1) return { ...NO_TRAIN, times: read, amplitude: codeNumber(decoder, amplitudes, 0) };
    const count = codeNumber(decoder, counts, 0);
    if (count < 1 || count > parameters.templates.maximum) throw new Error(`${count} templates in the code`);
    const shapes = Array.from({ length: count }, () => readShape(decoder));
    const readLabels = read.map(() => (count === 1 ? 0 : codeNumber(decoder, labels, 0)));
    if (readLabels.some(label => label >= count)) throw new Error('a template that is not there in the code');
    return { ...NO_TRAIN, times: read, shapes, labels: readLabels };
  };
}

/** Models of numbers, in the order of their contexts. */
const [COUNT, GAP, AMPLITUDE, TEMPLATES, SHAPE, LABEL, MODELS] = [0, 1, 2, 3, 4, 5, 6];

function encode(kernel: Kernel, samples: Samples, values: Values): Uint8Array {
  const frame = frameOf(samples);
  const window = windowOf(frame, values.templates);
  const scratch = values.templates === 0 ? 0 : 4 * frame.frames;
  const room = { contexts: MODELS, scratch };
  const code = encodeSpikes(kernel, samples, values, room, (workspace, found) => {
    const { modelAt, timesAt } = workspace;
    const { times, depths, least } = found;
    kernel.putTimes(modelAt(COUNT), modelAt(GAP), timesAt, times.length);
    if (times.length === 0) return;
    if (values.templates > 0)
      putTemplates(workspace, findTemplates(found.band(), times, window, values.templates));
    else kernel.putNumber(modelAt(AMPLITUDE), drawnAmplitude(depths, least));
  });
  return joinCoded(samples, [window.before, window.after], code, decode);
}

function putTemplates({ kernel, modelAt }: Workspace, { shapes, labels }: Templates): void {
  kernel.putNumber(modelAt(TEMPLATES), shapes.length);
  for (const shape of shapes) {
    for (const [i, value] of shape.entries())
      kernel.putSigned(modelAt(SHAPE), value - (i === 0 ? 0 : shape[i - 1]));
  }
  if (shapes.length === 1) return;
  for (const label of labels) kernel.putNumber(modelAt(LABEL), label);
}

function windowOf({ rateHz }: Frame, templates: number): Window {
  if (templates === 0) return { before: 0, after: 0 };
  const most = LONGEST_TEMPLATE / 2;
  return {
    before: Math.min(most, Math.round(BEFORE_S * rateHz)),
    after: Math.min(most, Math.max(1, Math.round(AFTER_S * rateHz))),
  };
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 2);
  const [before, after] = numbers;
  if (before + after > LONGEST_TEMPLATE) throw new Error(`templates of ${before} and ${after} frames`);
  const read = makeTrainReader(frame, { before, after });
  const trains = Array.from({ length: frame.channels }, () => read(decoder));
  const pulse = makePulse(frame.rateHz);
  return draw((channel, c) => drawTrain(channel, trains[c], pulse, before));
}

function drawTrain(
  channel: Int16Array,
  { times, shapes, labels, amplitude }: Train,
  pulse: Pulse,
  before: number,
) {
  const drawn = shapes.map((shape): Pulse => ({ before, shape: Float64Array.from(shape) }));
  for (const [k, time] of times.entries()) {
    if (shapes.length > 0) addShape(channel, time, drawn[labels[k]], 1);
    else addShape(channel, time, pulse, amplitude);
  }
}

export const events = defineCoder({
  name: 'events',
  family: 'entropy',
  summary: 'times of spikes, and of which template each is: all else is gone',
  parameters,
  parts: {
    predictor: 'none',
    distribution: 'adaptive, of gaps between spikes',
    entropyCoder: 'binary arithmetic',
  },
  loss: { kind: 'events' },
  open: values => {
    const kernelOf = makeKernel();
    return { encode: samples => encode(kernelOf(), samples, values), decode };
  },
});
