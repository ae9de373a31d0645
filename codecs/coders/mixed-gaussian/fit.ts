/** How mixed-gaussian fits a channel's predictor and chooses what its head says. */

import { type Fit, fitWeighted, LEAST_SHIFT, type WeightedSums } from '../../models/weighted-fit.js';
import {
  BLOCK_UNIT,
  type Block,
  type CodedChannel,
  LARGEST_HISTORY_SHIFT,
  LARGEST_MEAN_MAGNITUDE,
  MEANS,
} from './head.js';
import { featuresOf, fillStart, type Kernel, type Layout, STRIDE, type Workspace } from './memory.js';

/** Frames on which a first look at a channel is taken, spread over it. */
const SAMPLED_FRAMES = 16384;
const STRETCH = 512;
/** Features that do until the last fit. */
const FIRST_FEATURES = 18;
/** Blocks are put together from at most so many sums of products. */
const MOST_PARTS = 64;
/** Mean magnitude to deviation, and a sum of two magnitudes to their mean. */
const DEVIATION = 2 / 1.2533141373155001;

/** Weights are at most what a residual of this part of the mean would get. */
const LEAST_SHARE_OF_MEAN = 16;

/** What is settled of a channel before its predictor is. */
export type Frame = Pick<CodedChannel, 'historyShift' | 'mean' | 'start'>;

/** Writes voltages, history and means of the channel whose codes lie in the workspace. */
export function frameChannel(kernel: Kernel, workspace: Workspace, voltageTable: number): Frame {
  const { frames, codes, voltages, meansAt } = workspace;
  const historyAt = workspace.historyAt(workspace.channel);
  kernel.voltagesOf(codes.byteOffset, frames, voltageTable, voltages.byteOffset);
  const { mean, farthest } = spreadOf(voltages);
  let historyShift = 0;
  while (farthest >> historyShift > 32767 && historyShift < LARGEST_HISTORY_SHIFT) historyShift++;
  const start = (voltages[0] - mean) >> historyShift;
  kernel.historyOf(voltages.byteOffset, frames, mean, historyShift, historyAt);
  fillStart(kernel, workspace, start);
  for (let k = 0; k < MEANS; k++) kernel.smoothHistory(historyAt, frames, start, 2 + 2 * k, meansAt[k]);
  return { historyShift, mean, start: voltages[0] };
}

function spreadOf(voltages: Int32Array): { mean: number; farthest: number } {
  let sum = 0;
  let least = voltages[0];
  let most = voltages[0];
  for (let i = 0; i < voltages.length; i++) {
    const voltage = voltages[i];
    sum += voltage;
    if (voltage < least) least = voltage;
    if (voltage > most) most = voltage;
  }
  const mean = Math.round(sum / voltages.length);
  return { mean, farthest: Math.max(most - mean, mean - least) };
}

/** Ranges of frames that sums are made of. */
type Ranges = readonly (readonly [from: number, to: number])[];

function sampledRanges(frames: number): Ranges {
  const apart = STRETCH * Math.max(1, Math.floor(frames / SAMPLED_FRAMES));
  const ranges: [number, number][] = [];
  for (let from = 0; from < frames; from += apart) ranges.push([from, Math.min(frames, from + STRETCH)]);
  return ranges;
}

function sumProducts(
  kernel: Kernel,
  layout: Layout,
  { weights }: Workspace,
  addresses: readonly number[],
  ranges: Ranges,
): WeightedSums {
  const { buffer } = kernel.memory;
  new Uint32Array(buffer, layout.features, addresses.length).set(addresses);
  const sums = new Float64Array(buffer, layout.sums, STRIDE * STRIDE);
  sums.fill(0);
  for (const [from, to] of ranges) {
    const { features, rows } = layout;
    kernel.accumulate(features, addresses.length, from, to, weights.byteOffset, rows, layout.sums, STRIDE);
  }
  return { sums: sums.slice(), triangle: 'lower', stride: STRIDE, features: addresses.length - 1 };
}

/** Writes the residual of frames from .. to - 1. */
function applyFit(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  addresses: readonly number[],
  { coefficients, shift }: Block,
  { historyShift, mean }: Frame,
  from: number,
  to: number,
): void {
  const { buffer } = kernel.memory;
  new Uint32Array(buffer, layout.features, addresses.length).set(addresses);
  new Int32Array(buffer, layout.coefficients, coefficients.length).set(coefficients);
  const { residualsAt, voltages } = workspace;
  kernel.predict(layout.features, layout.coefficients, coefficients.length, from, to, residualsAt);
  kernel.residual(voltages.byteOffset, residualsAt, from, to, shift - historyShift, mean);
}

/** A stretch of silence shall not outweigh all others. */
function weighFrames(kernel: Kernel, workspace: Workspace, { historyShift }: Frame): void {
  const { residuals, residualsAt, frames, weights } = workspace;
  const least = Math.max(4, meanMagnitude(residuals) / LEAST_SHARE_OF_MEAN);
  kernel.weighFrames(residualsAt, frames, DEVIATION * 2 ** historyShift, least, weights.byteOffset);
}

/** In 1/16 of a code, at most what a head can hold. */
export function meanMagnitude(residuals: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) sum += Math.abs(residuals[i]);
  return Math.min(LARGEST_MEAN_MAGNITUDE, Math.round(sum / residuals.length));
}

/** Fits the first features on a part of the channel, with the weights there are, and weighs frames by what is left. */
function refine(kernel: Kernel, layout: Layout, workspace: Workspace, frame: Frame): void {
  const all = featuresOf(workspace);
  const addresses = [...all.slice(0, FIRST_FEATURES), all[all.length - 1]];
  const normals = sumProducts(kernel, layout, workspace, addresses, sampledRanges(workspace.frames));
  const fit = fitWeighted(normals, LEAST_SHIFT);
  applyFit(kernel, layout, workspace, addresses, fit, frame, 0, workspace.frames);
  weighFrames(kernel, workspace, frame);
}

/** A first fit, without weights, and one with those that it suggests. */
export function fitFirst(kernel: Kernel, layout: Layout, workspace: Workspace, frame: Frame): void {
  workspace.weights.fill(1);
  refineTwice(kernel, layout, workspace, frame);
}

/** Fits again and again with the weights that the last fit suggests. */
export function refineTwice(kernel: Kernel, layout: Layout, workspace: Workspace, frame: Frame): void {
  refine(kernel, layout, workspace, frame);
  refine(kernel, layout, workspace, frame);
}

/** The last fit, on all frames, in blocks where these pay; writes the residual. */
export function fitBlocks(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  frame: Frame,
): { readonly blockFrames: number; readonly blocks: readonly Block[] } {
  const { frames } = workspace;
  const addresses = featuresOf(workspace);
  const unit = BLOCK_UNIT * Math.ceil(frames / (BLOCK_UNIT * MOST_PARTS));
  let parts: WeightedSums[] = [];
  for (let from = 0; from < frames; from += unit) {
    const ranges: Ranges = [[from, Math.min(frames, from + unit)]];
    parts.push(sumProducts(kernel, layout, workspace, addresses, ranges));
  }
  let best = { blockFrames: 0, blocks: [] as readonly Fit[], bits: Number.POSITIVE_INFINITY };
  for (let blockFrames = unit; ; blockFrames *= 2) {
    const blocks = parts.map(normals => fitWeighted(normals, LEAST_SHIFT));
    const bits = blocks.reduce((sum, fit) => sum + fit.bits, 0);
    if (bits < best.bits) best = { blockFrames: parts.length === 1 ? 0 : blockFrames, blocks, bits };
    if (parts.length === 1) break;
    parts = joinPairs(parts);
  }
  const { blockFrames, blocks } = best;
  for (const [k, block] of blocks.entries()) {
    const to = blockFrames === 0 ? frames : Math.min(frames, (k + 1) * blockFrames);
    applyFit(kernel, layout, workspace, addresses, block, frame, k * blockFrames, to);
  }
  return { blockFrames, blocks };
}

function joinPairs(parts: readonly WeightedSums[]): WeightedSums[] {
  const joined: WeightedSums[] = [];
  for (let k = 0; k < parts.length; k += 2) {
    const { sums, ...shape } = parts[k];
    const next = parts[k + 1];
    joined.push(next === undefined ? parts[k] : { ...shape, sums: sums.map((sum, i) => sum + next.sums[i]) });
  }
  return joined;
}
