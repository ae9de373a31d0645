/**
 * Linear prediction from earlier samples of the channel, fitted anew for every block of frames.
 *
 *   p[i] = (sum over j of q[j] * (x[i-1-j] - mean) + mean * 2^shift + rounding) >> shift
 *   y[i] = x[i] - p[i]                                           modulo 2^16
 *
 * The samples before a block are those of the block before it; before the first, they count as its mean. Side
 * information, for each block of each channel (varints; a sign is folded in as 0, -1, 1, -2 …):
 *
 *   mean | order n | if n > 0:  shift | q[0] … q[n-1]
 *
 * The order is at most the parameter's: the encoder takes what makes the whole smallest, down to 0 (silence,
 * white noise, a block too short). All arithmetic of the decoder is in int32; linear-prediction.ts has the bound.
 */

import { foldSign, packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readVarint, shapeOf } from '../../bytes/shape.js';
import { type KernelExports, loadKernel, reserve } from '../../bytes/wasm.js';
import { defineTransform, type Samples, type Transformed } from '../../codec.js';
import {
  fitPredictor,
  LARGEST_MAGNITUDE,
  LARGEST_SHIFT,
  type Predictor,
} from '../../models/linear-prediction.js';

interface LpcKernel extends KernelExports {
  readonly sum: (samples: number, count: number) => number;
  readonly autocorrelate: (
    samples: number,
    count: number,
    mean: number,
    ramp: number,
    order: number,
    windowed: number,
    correlations: number,
  ) => void;
  readonly predict: (
    samples: number,
    residual: number,
    count: number,
    coefficients: number,
    order: number,
    bias: number,
    shift: number,
  ) => void;
  readonly restore: (
    residual: number,
    samples: number,
    count: number,
    coefficients: number,
    order: number,
    bias: number,
    shift: number,
    weights: number,
  ) => void;
}

interface Block extends Predictor {
  readonly mean: number;
}

const LARGEST_ORDER = 32;
// kernels read and write up to 7 samples beyond a block, and 40 below the first
const MARGIN_SAMPLES = 40;
const COEFFICIENTS_BYTES = 2 * (LARGEST_ORDER + 8);
const WEIGHTS_BYTES = 256;
const CORRELATIONS = LARGEST_ORDER + 1;

/** Where things lie in the kernel's memory, and views of it. Alive until memory grows. */
interface Workspace {
  readonly coefficients: Int16Array;
  readonly weightsAt: number;
  readonly correlations: Float64Array;
  /** The channel that is read and the one that is written, with a margin below and above each. */
  readonly from: Int16Array;
  readonly to: Int16Array;
  readonly windowedAt: number;
}

function layOut(kernel: LpcKernel, frames: number, blockFrames: number): Workspace {
  const correlationsAt = kernel.base();
  const coefficientsAt = correlationsAt + 8 * (CORRELATIONS + 1);
  const weightsAt = coefficientsAt + COEFFICIENTS_BYTES;
  const channelBytes = 16 * Math.ceil((frames + 2 * MARGIN_SAMPLES) / 8);
  const fromAt = weightsAt + WEIGHTS_BYTES;
  const windowedAt = fromAt + 2 * channelBytes;
  reserve(kernel, windowedAt + 8 * (LARGEST_ORDER + blockFrames + 2));
  const { buffer } = kernel.memory;
  return {
    coefficients: new Int16Array(buffer, coefficientsAt, COEFFICIENTS_BYTES / 2),
    weightsAt,
    correlations: new Float64Array(buffer, correlationsAt, CORRELATIONS),
    from: new Int16Array(buffer, fromAt, channelBytes / 2),
    to: new Int16Array(buffer, fromAt + channelBytes, channelBytes / 2),
    windowedAt,
  };
}

/** Byte of the kernel's memory where a channel's sample lies. */
function addressOf(channel: Int16Array, sample: number): number {
  return channel.byteOffset + 2 * (MARGIN_SAMPLES + sample);
}

/** The mean's share of a prediction and the rounding; modulo 2^32, as all of it. */
function biasOf({ coefficients, shift, mean }: Block): number {
  const gain = coefficients.reduce((sum, coefficient) => sum + coefficient, 0);
  return (Math.imul(mean, (1 << shift) - gain) + ((1 << shift) >> 1)) | 0;
}

function loadCoefficients(workspace: Workspace, { coefficients }: Block): void {
  workspace.coefficients.fill(0);
  workspace.coefficients.set(coefficients);
}

const RAMP_SHARE = 20;

function analyse(
  kernel: LpcKernel,
  workspace: Workspace,
  start: number,
  count: number,
  order: number,
): Block {
  const { from, windowedAt, correlations } = workspace;
  const at = addressOf(from, start);
  const mean = Math.round(kernel.sum(at, count) / count);
  const ramp = Math.floor(count / RAMP_SHARE);
  kernel.autocorrelate(at, count, mean, ramp, order, windowedAt, correlations.byteOffset);
  return { mean, ...fitPredictor(correlations, order, count) };
}

function numbersOf({ mean, coefficients, shift }: Block): number[] {
  const head = [foldSign(mean), coefficients.length];
  return coefficients.length === 0 ? head : [...head, shift, ...coefficients.map(foldSign)];
}

function readBlock(side: Cursor, largestOrder: number): Block {
  const mean = unfoldSign(readVarint(side));
  if (mean < -32768 || mean > 32767) throw new Error(`mean ${mean} out of range -32768..32767`);
  const order = readVarint(side);
  if (order > largestOrder) throw new Error(`order ${order} of a block over ${largestOrder}`);
  if (order === 0) return { mean, coefficients: [], shift: 0 };
  const shift = readVarint(side);
  if (shift > LARGEST_SHIFT) throw new Error(`shift ${shift} out of range 0..${LARGEST_SHIFT}`);
  const coefficients = Array.from({ length: order }, () => unfoldSign(readVarint(side)));
  const magnitude = coefficients.reduce((sum, coefficient) => sum + Math.abs(coefficient), 0);
  if (magnitude > LARGEST_MAGNITUDE) {
    throw new Error(`coefficients of magnitude ${magnitude} over ${LARGEST_MAGNITUDE}`);
  }
  return { mean, coefficients, shift };
}

interface Settings {
  readonly order: number;
  readonly block: number;
}

/** What is done with one block: `start` and `count` in frames of the channel that lies in the workspace. */
type BlockStep = (workspace: Workspace, start: number, count: number) => void;

/** Walks channels and blocks: each channel into the workspace, its blocks in order, and the result out of it. */
function overBlocks(kernel: LpcKernel, samples: Samples, block: number, step: BlockStep): Samples {
  const { channels, frames } = shapeOf(samples);
  const blockFrames = block === 0 ? frames : Math.min(block, frames);
  const workspace = layOut(kernel, frames, blockFrames);
  const data = new Int16Array(samples.data.length);
  for (let offset = 0; offset < data.length; offset += frames) {
    workspace.from.set(samples.data.subarray(offset, offset + frames), MARGIN_SAMPLES);
    for (let start = 0; start < frames; start += blockFrames) {
      step(workspace, start, Math.min(blockFrames, frames - start));
    }
    data.set(workspace.to.subarray(MARGIN_SAMPLES, MARGIN_SAMPLES + frames), offset);
  }
  return { data, channels };
}

function encode(kernel: LpcKernel, samples: Samples, { order, block }: Settings): Transformed {
  const numbers: number[] = [];
  const residual = overBlocks(kernel, samples, block, (workspace, start, count) => {
    const found = analyse(kernel, workspace, start, count, Math.min(order, count - 1));
    const { from, to, coefficients } = workspace;
    numbers.push(...numbersOf(found));
    loadCoefficients(workspace, found);
    if (start === 0) from.fill(found.mean, 0, MARGIN_SAMPLES);
    kernel.predict(
      addressOf(from, start),
      addressOf(to, start),
      count,
      coefficients.byteOffset,
      found.coefficients.length,
      biasOf(found),
      found.shift,
    );
  });
  return { samples: residual, side: packNumbers(numbers) };
}

function decode(kernel: LpcKernel, { samples, side }: Transformed, { order, block }: Settings): Samples {
  const cursor = { bytes: side, at: 0 };
  const restored = overBlocks(kernel, samples, block, (workspace, start, count) => {
    const sent = readBlock(cursor, order);
    const { from, to, coefficients, weightsAt } = workspace;
    loadCoefficients(workspace, sent);
    if (start === 0) to.fill(sent.mean, 0, MARGIN_SAMPLES);
    kernel.restore(
      addressOf(from, start),
      addressOf(to, start),
      count,
      coefficients.byteOffset,
      sent.coefficients.length,
      biasOf(sent),
      sent.shift,
      weightsAt,
    );
  });
  if (cursor.at !== side.length) throw new Error(`${side.length - cursor.at} bytes of side information left`);
  return restored;
}

export const lpc = defineTransform({
  name: 'lpc',
  family: 'prediction',
  summary: 'what a linear predictor leaves, fitted for every block of each channel',
  parameters: {
    order: {
      type: 'integer',
      minimum: 1,
      maximum: LARGEST_ORDER,
      default: 16,
      sweep: [8, 16, 32],
      meaning: 'how many samples back the predictor looks, at most',
    },
    block: {
      type: 'integer',
      minimum: 0,
      maximum: 2 ** 20,
      default: 32768,
      sweep: [32768],
      meaning: 'frames that share a predictor; 0: the whole channel',
    },
  },
  open: async settings => {
    const kernel = await loadKernel<LpcKernel>('lpc');
    return {
      encode: samples => encode(kernel, samples, settings),
      decode: transformed => decode(kernel, transformed, settings),
    };
  },
});
