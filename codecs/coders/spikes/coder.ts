/**
 * Samples around each spike, all of them or each within an error; between them a straight line.
 *
 *   frame (shared/spike-trains/frame.ts) with the numbers
 *     before, after   frames that are kept on either side of a spike's trough
 *     error           by how much a kept sample may be off
 *     5 weights       of 1/4096, signs folded in
 *   code, by adaptive models (shared/spike-trains/numbers.ts), channel by channel:
 *     spikes, and gaps between them; their stretches, where they touch or overlap, are one
 *     each kept sample, less its prediction, in steps of 2 error + 1; its context the size in bits, up to 7, of the one
 *     before
 *
 * The prediction of a sample is the one before it in its stretch, plus the weighted differences of it from the one before
 * that, and so on (0 where the stretch does not reach), rounded; the first of a stretch is predicted by the last of the
 * stretch before, or 0. What is decoded stays within int16, and is what further samples are predicted from.
 */

import { foldSign, unfoldSign } from '../../bytes/numbers.js';
import { channelsOf } from '../../bytes/shape.js';
import { defineCoder, type Samples, type ValuesOf } from '../../codec.js';
import type { BitCoder } from '../../models/adaptive-bits.js';
import { withinInt16 } from '../../models/range.js';
import { detectionParameters } from '../shared/spike-trains/detect.js';
import { type Frame, frameOf, joinCoded, openCoded } from '../shared/spike-trains/frame.js';
import { codeSigned, codeTimes, makeNumberModel } from '../shared/spike-trains/numbers.js';
import {
  drawLines,
  type Kept,
  keptParameters,
  type Stretch,
  stretchesOf,
} from '../shared/spike-trains/stretches.js';
import { findEach, openSpikes } from '../shared/spike-trains/trains.js';
import { type Kernel, makeKernel } from '../shared/spike-trains/workspace.js';
import { clearSums, fitWeights, ORDER, SHIFT, SUMS_BYTES } from './weights.js';

const parameters = {
  ...detectionParameters,
  ...keptParameters,
} as const;

type Values = ValuesOf<typeof parameters>;

const CONTEXTS = 8;
const LONGEST_SIDE = 1 << 20;
const LARGEST_WEIGHT = 1 << 16;

interface Head extends Kept {
  readonly error: number;
  readonly weights: Int32Array;
}

/** @returns a reader of channels: models go on from channel to channel */
function makeChannelReader({ frames }: Frame, { before, after, error, weights }: Head) {
  const times = { count: makeNumberModel(), gap: makeNumberModel() };
  const residuals = makeNumberModel(CONTEXTS);
  const differences = new Int32Array(ORDER);
  const step = 2 * error + 1;
  const readStretch = (decoder: BitCoder, channel: Int16Array, { from, to }: Stretch, start: number) => {
    differences.fill(0);
    let [last, context] = [start, CONTEXTS - 1];
    for (let i = from; i < to; i++) {
      let sum = 1 << (SHIFT - 1);
      for (let k = 0; k < ORDER; k++) sum += weights[k] * differences[k];
      const predicted = last + Math.floor(sum / (1 << SHIFT));
      const coded = codeSigned(decoder, residuals, 0, context);
      const value = withinInt16(predicted + coded * step);
      differences.copyWithin(1, 0);
      differences[0] = i === from ? 0 : value - last;
      context = Math.min(CONTEXTS - 1, 32 - Math.clz32(Math.abs(coded)));
      last = value;
      channel[i] = value;
    }
    return last;
  };
  return (decoder: BitCoder, channel: Int16Array): void => {
    const stretches = stretchesOf(codeTimes(decoder, times, [], frames), { before, after }, frames);
    let last = 0;
    for (const stretch of stretches) last = readStretch(decoder, channel, stretch, last);
    drawLines(channel, stretches);
  };
}

/** Models of numbers, in the order of their contexts. */
const [COUNT, GAP, RESIDUAL] = [0, 1, 2];

function encode(kernel: Kernel, samples: Samples, values: Values): Uint8Array {
  const frame = frameOf(samples);
  const framesOf = (tenths: number) => Math.min(LONGEST_SIDE, Math.round((tenths / 10_000) * frame.rateHz));
  const [before, after] = [framesOf(values.before), framesOf(values.after)];
  const { frames } = frame;
  const trains: Uint32Array[] = [];
  const room = { contexts: RESIDUAL + CONTEXTS, scratch: SUMS_BYTES };
  const workspace = openSpikes(kernel, frame, room);
  const { modelAt, samplesAt, timesAt, scratchAt } = workspace;
  kernel.setStretches(before, after, values.error, modelAt(RESIDUAL));
  clearSums(workspace);
  findEach(workspace, samples, values, ({ times }) => {
    trains.push(times);
    kernel.addProducts(samplesAt, frames, timesAt, times.length, scratchAt);
  });
  const weights = fitWeights(workspace);
  for (const [k, weight] of weights.entries()) kernel.setWeight(k, weight);
  for (const [c, channel] of channelsOf(samples).entries()) {
    workspace.setChannel(channel, trains[c]);
    kernel.putTimes(modelAt(COUNT), modelAt(GAP), timesAt, trains[c].length);
    kernel.putStretches(samplesAt, frames, timesAt, trains[c].length);
  }
  const numbers = [before, after, values.error, ...Array.from(weights, foldSign)];
  return joinCoded(samples, numbers, workspace.finish(), decode);
}

function decode(bytes: Uint8Array): Samples {
  const { frame, numbers, decoder, draw } = openCoded(bytes, 3 + ORDER);
  const [before, after, error, ...folded] = numbers;
  const weights = Int32Array.from(folded, unfoldSign);
  if (before > LONGEST_SIDE || after > LONGEST_SIDE) throw new Error(`stretches of ${before} and ${after}`);
  if (error > parameters.error.maximum) throw new Error(`an error of ${error}`);
  if (weights.some(weight => Math.abs(weight) > LARGEST_WEIGHT)) throw new Error('weights over 16');
  const read = makeChannelReader(frame, { before, after, error, weights });
  const data = new Int16Array(frame.channels * frame.frames);
  const planes = channelsOf({ data, channels: frame.channels });
  for (const plane of planes) read(decoder, plane);
  return draw((channel, c) => channel.set(planes[c]));
}

export const spikes = defineCoder({
  name: 'spikes',
  family: 'entropy',
  summary: 'samples around spikes, exact or within an error: what lies between is gone',
  parameters,
  parts: {
    predictor: 'linear, of the differences before',
    distribution: 'adaptive, by the size of the residual before',
    entropyCoder: 'binary arithmetic',
  },
  loss: { kind: 'events' },
  open: values => {
    const kernelOf = makeKernel();
    return { encode: samples => encode(kernelOf(), samples, values), decode };
  },
});
