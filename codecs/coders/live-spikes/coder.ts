/**
 * Spikes as an implant sends them: block by block, of all channels together, found on the way; nothing is looked ahead for
 * but what has to be known of a spike itself.
 *
 *   frame (shared/spike-trains/frame.ts) with the numbers
 *     frames of a block
 *     lag             frames behind a trough from which on its spike is sent
 *     before, after   frames that are kept on either side of a trough; 0, 0 where times alone are
 *     error           by how much a kept sample may be off
 *     amplitude       how large spikes are to be drawn of which times alone are kept, 0 if there are none
 *   code
 *     spikes (events.ts), each with its samples (samples.ts) where these are kept, by adaptive models
 *
 * The head is the file's, not the implant's. Spikes are found by running sums, as by `filter=forwards` of the stages that
 * code channel after channel (shared/spike-trains/detect.ts). Decode draws pulses into silence, or straight lines between
 * the samples that are kept.
 */
import { defineCoder, type Live, type Samples, type ValuesOf } from '../../codec.js';
import { type BitCoder, makeBitEncoder } from '../../models/adaptive-bits.js';
import { bandAt, SPIKES_HZ } from '../../models/bands.js';
import { SEARCH_S } from '../../models/spikes.js';
import { boxesOf, delayOf } from '../shared/spike-trains/boxes.js';
import { detectionParameters, framesOf } from '../shared/spike-trains/detect.js';
import { addShape, drawnAmplitude, makePulse, type Pulse } from '../shared/spike-trains/draw.js';
import { findAll, type Spike } from '../shared/spike-trains/find-all.js';
import {
  type Frame,
  frameOf,
  joinWithin,
  openCoded,
  rangesOf,
  stayWithin,
} from '../shared/spike-trains/frame.js';
import { liveDetection, USUAL_RATE_HZ } from '../shared/spike-trains/live.js';
import { drawLines, keptParameters, stretchesOf } from '../shared/spike-trains/stretches.js';
import { type Kernel, makeKernel } from '../shared/spike-trains/workspace.js';
import { asSent, type Blocks, codeSpikes } from './events.js';
import { type Kept, makeSampleCoder } from './samples.js';

const { detector, threshold, factor } = detectionParameters;

const parameters = {
  detector,
  threshold,
  factor,
  block: {
    type: 'integer',
    minimum: 8,
    maximum: 65535,
    default: 16,
    sweep: [16],
    meaning: 'frames whose spikes are sent together',
  },
  keep: {
    type: 'choice',
    choices: ['times', 'samples'],
    default: 'times',
    sweep: ['times', 'samples'],
    meaning: 'when spikes were, or the samples around them',
  },
  ...keptParameters,
} as const;

type Values = ValuesOf<typeof parameters>;

const LONGEST_BLOCK = parameters.block.maximum;
const LONGEST_SIDE = 1 << 20;
const LONGEST_LAG = 1 << 21;

interface Head extends Blocks, Kept {
  readonly amplitude: number;
}

/** Samples that are kept around a trough, and how far behind it all is known: the search has ended, the band is there. */
function windowOf({ keep, before, after }: Values, rateHz: number): Pick<Head, 'before' | 'after' | 'lag'> {
  const ofTenths = (tenths: number) =>
    keep === 'times' ? 0 : Math.min(LONGEST_SIDE, framesOf(tenths / 10_000, rateHz));
  const edges = bandAt(SPIKES_HZ, rateHz);
  const delay = edges === undefined ? 0 : delayOf(boxesOf(edges, rateHz));
  const lag = Math.max(ofTenths(after), delay + framesOf(SEARCH_S, rateHz));
  return { before: ofTenths(before), after: ofTenths(after), lag };
}

function encode(kernel: Kernel, samples: Samples, values: Values): Uint8Array {
  const frame = frameOf(samples);
  const { spikes, depths } = findAll(kernel, samples, frame, { ...values, filter: 'forwards' });
  const { before, after, lag } = windowOf(values, frame.rateHz);
  const { block, error } = values;
  const amplitude = values.keep === 'times' ? drawnAmplitude(depths, 0) : 0;
  const head = { block, lag, before, after, error, amplitude };
  const encoder = makeBitEncoder();
  const sent = codeAll(encoder, frame, head, { spikes: asSent(spikes, head, frame.frames), samples });
  const ranges = rangesOf(samples);
  const stays = stayWithin(drawnRanges(sent, frame, head), ranges);
  const numbers = [block, lag, before, after, error, amplitude];
  return joinWithin(frame, numbers, encoder.finish(), stays ? undefined : ranges);
}

interface Given {
  /** As sent. */
  readonly spikes: readonly Spike[];
  readonly samples: Samples;
}

/** What is sent of a channel. */
interface SentChannel {
  /** Rising. */
  readonly times: number[];
  /** What was kept of samples; empty where times alone were. */
  readonly plane: Int16Array;
}

/** Of channels that have a spike. */
type Sent = ReadonlyMap<number, SentChannel>;

/** @param given left out by a decoder */
function codeAll(coder: BitCoder, frame: Frame, head: Head, given?: Given): Sent {
  const { frames } = frame;
  const keepsSamples = head.before + head.after > 0;
  const sent = new Map<number, SentChannel>();
  const channelOf = (channel: number) => {
    const known = sent.get(channel);
    if (known !== undefined) return known;
    const begun = { times: [], plane: new Int16Array(keepsSamples ? frames : 0) };
    sent.set(channel, begun);
    return begun;
  };
  const from =
    given && ((channel: number) => given.samples.data.subarray(channel * frames, (channel + 1) * frames));
  const codeSamples = keepsSamples
    ? makeSampleCoder(coder, head, from, channel => channelOf(channel).plane)
    : undefined;
  codeSpikes(coder, frame, head, given?.spikes ?? [], spike => {
    channelOf(spike.channel).times.push(spike.time);
    codeSamples?.(spike);
  });
  return sent;
}

/** Draws into silence. */
function drawSent(channel: Int16Array, { times, plane }: SentChannel, head: Head, pulse: Pulse): void {
  if (plane.length === 0) for (const time of times) addShape(channel, time, pulse, head.amplitude);
  else {
    channel.set(plane);
    drawLines(channel, stretchesOf(times, head, channel.length));
  }
}

/** As frame.ts has them. */
function drawnRanges(sent: Sent, { channels, frames, rateHz }: Frame, head: Head): Int16Array {
  const ranges = new Int16Array(2 * channels);
  const pulse = makePulse(rateHz);
  for (const [channel, own] of sent) {
    const data = new Int16Array(frames);
    drawSent(data, own, head, pulse);
    ranges.set(rangesOf({ data, channels: 1 }), 2 * channel);
  }
  return ranges;
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 6);
  const [block, lag, before, after, error, amplitude] = numbers;
  if (block < parameters.block.minimum || block > LONGEST_BLOCK) throw new Error(`blocks of ${block} frames`);
  if (lag > LONGEST_LAG) throw new Error(`spikes ${lag} frames late`);
  if (before > LONGEST_SIDE || after > LONGEST_SIDE) throw new Error(`stretches of ${before} and ${after}`);
  if (error > parameters.error.maximum) throw new Error(`an error of ${error}`);
  if (amplitude > 32767) throw new Error(`an amplitude of ${amplitude}`);
  const head = { block, lag, before, after, error, amplitude };
  const sent = codeAll(decoder, frame, head);
  const pulse = makePulse(frame.rateHz);
  return draw((channel, c) => {
    const own = sent.get(c);
    if (own !== undefined) drawSent(channel, own, head, pulse);
  });
}

function liveAt(values: Values): Live {
  const { before, lag } = windowOf(values, USUAL_RATE_HZ);
  const keepsSamples = values.keep === 'samples';
  const { stateBytes } = liveDetection(keepsSamples ? before + lag + 1 : 0);
  return {
    blockFrames: values.block,
    lookAheadFrames: lag,
    waitBits: SETTLING_BITS,
    stateBytes: stateBytes + (keepsSamples ? 4 * SENT : 0),
  };
}

/** Of the interval of the arithmetic coder. */
const SETTLING_BITS = 32;
/** What was sent last, and the differences before. */
const SENT = 8;

export const liveSpikes = defineCoder({
  name: 'live-spikes',
  family: 'entropy',
  summary: 'live: times of spikes of all channels, or samples around them, block by block: all else is gone',
  parameters,
  parts: {
    predictor: 'none; of samples, linear, of the differences before',
    distribution: 'adaptive, of spikes in blocks and of channels between them',
    entropyCoder: 'binary arithmetic',
  },
  loss: { kind: 'events' },
  live: liveAt,
  open: values => {
    const kernel = makeKernel();
    return { encode: samples => encode(kernel(), samples, values), decode };
  },
});
