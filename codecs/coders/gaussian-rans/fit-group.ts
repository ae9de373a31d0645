/** Fits the lanes of a group: loads its codes into the kernel's memory, predicts them, and chooses deviations. */
import { reserve, roundUp } from '../../bytes/wasm.js';
import { STEPS_PER_OCTAVE } from '../../models/normal-counts.js';
import { chooseSigmas, fitPrediction, MOMENTS, type Prediction, type Spread, spreadOf } from './fit.js';
import type { Cut, Group } from './head.js';
import {
  addressesOf,
  type Converter,
  firstVoltages,
  type KernelMemory,
  LANES,
  setPredictions,
  setVector,
} from './memory.js';
import { type Plan, splitPlan } from './plan.js';
import { SIGMAS } from './tables.js';

/** Voltages before the first that a prediction looks at. */
const HISTORY = 8;

/** Where a group's vectors and results are in the kernel's memory. */
export function layOut({ kernel, free }: KernelMemory, length: number) {
  const voltages = free + roundUp(2 * LANES * length) + 16 * HISTORY;
  const expected = voltages + 16 * length;
  const frequencies = expected + 16 * length;
  const words = frequencies + 32 * length + 16;
  const wordsEnd = words + 16 * length;
  const escapes = wordsEnd;
  reserve(kernel, escapes + 2 * LANES * length);
  return { codes: free, stride: 2 * length, voltages, expected, frequencies, wordsEnd, escapes };
}

type Layout = ReturnType<typeof layOut>;

/** Predictions of a group's lanes, and the sigma index of each block of each. */
interface Fitted {
  readonly predictions: readonly Prediction[];
  readonly sigmas: readonly (readonly number[])[];
}

/**
 * Loads a group's codes and predicts them.
 * @param plans of all channels; those of channels that were left too few bits are replaced
 */
export function fitGroup(
  memory: KernelMemory,
  layout: Layout,
  group: Group,
  plans: Plan[],
  cut: Cut,
): Fitted {
  let fitted = fitOnce(memory, layout, group, plans, cut);
  while (refine(group, plans, fitted.sigmas)) fitted = fitOnce(memory, layout, group, plans, cut);
  return fitted;
}

function fitOnce(
  memory: KernelMemory,
  layout: Layout,
  group: Group,
  plans: readonly Plan[],
  cut: Cut,
): Fitted {
  const converter = memory.converterOf(group.usesProfile);
  const firsts = firstsOf(group, plans);
  loadCodes(memory, layout, group, plans, cut.length);
  const predictions = fitPredictions(memory, layout, group, converter, firsts, cut);
  setPredictions(memory, predictions, cut.fractionBits, converter, firsts);
  return { predictions, sigmas: sigmasOf(predictGroup(memory, layout, group, cut), cut) };
}

/**
 * Gives low bits back to channels that were predicted so well that too many were split off.
 * @returns whether there are any
 */
function refine({ segments }: Group, plans: Plan[], sigmas: Fitted['sigmas']): boolean {
  let refined = false;
  for (const { channel, place } of segments) {
    const plan = plans[channel];
    if (plan.lowBits === 0 || place > 0) continue;
    const own = sigmas.filter((_, lane) => segments[lane].channel === channel).flat();
    const typical = own.sort((a, b) => a - b)[own.length >> 1];
    const spare = Math.floor((SIGMAS - 1 - typical) / STEPS_PER_OCTAVE);
    if (spare <= 0) continue;
    plans[channel] = splitPlan(plan.samples, Math.max(0, plan.lowBits - spare));
    refined = true;
  }
  return refined;
}

/** Codes of the group's segments; lanes without have zeros. */
function loadCodes(
  { kernel }: KernelMemory,
  { codes, stride }: Layout,
  { segments }: Group,
  plans: readonly Plan[],
  length: number,
): void {
  for (let lane = 0; lane < LANES; lane++) {
    const target = new Int16Array(kernel.memory.buffer, codes + lane * stride, length);
    const segment = segments.at(lane);
    if (segment === undefined) target.fill(0);
    else target.set(plans[segment.channel].codes.subarray(segment.start, segment.start + length));
  }
}

/** The first code of each segment. */
export function firstsOf({ segments }: Group, plans: readonly Plan[]): number[] {
  return segments.map(({ channel, start }) => plans[channel].codes[start]);
}

/** Samples of a channel that its prediction is fitted to, about. */
const FITTED = 4096;

/** Looks up the group's voltages, and fits the prediction of each of its lanes' channels. */
function fitPredictions(
  { kernel }: KernelMemory,
  layout: Layout,
  { segments }: Group,
  converter: Converter,
  firsts: readonly number[],
  cut: Cut,
): Prediction[] {
  const { centre, moments } = addressesOf(kernel);
  const every = Math.ceil((cut.length * cut.segments) / FITTED);
  const voltages = firstVoltages(converter, firsts);
  const centres = cut.segments > 1 ? voltages.map(() => voltages[0]) : voltages;
  for (let k = 1; k <= HISTORY; k++) setVector(kernel, layout.voltages - 16 * k, voltages);
  setVector(kernel, centre, centres);
  const sums = new Float64Array(kernel.memory.buffer, moments, MOMENTS * LANES).fill(0);
  kernel.gatherMoments(
    layout.codes,
    layout.stride,
    cut.length,
    converter.table,
    layout.voltages,
    every,
    centre,
    moments,
  );
  const count = Math.floor(cut.length / every);
  if (cut.segments === 1) {
    return segments.map((_, lane) =>
      fitPrediction(ofLanes(sums, [lane]), count, voltages[lane], cut.fractionBits),
    );
  }
  const shared = fitPrediction(ofLanes(sums, [0, 1, 2, 3]), LANES * count, voltages[0], cut.fractionBits);
  return segments.map(() => shared);
}

/** Moments of some lanes together. */
function ofLanes(sums: Float64Array, lanes: readonly number[]): Float64Array {
  const moments = new Float64Array(MOMENTS);
  for (const lane of lanes) {
    for (let k = 0; k < MOMENTS; k++) moments[k] += sums[k * LANES + lane];
  }
  return moments;
}

/** Predicts a group. @returns the spread of each lane's blocks */
function predictGroup({ kernel }: KernelMemory, layout: Layout, { segments }: Group, cut: Cut): Spread[][] {
  const { lanes, spread } = addressesOf(kernel);
  const spreads: Spread[][] = segments.map(() => []);
  const sums = new Float64Array(kernel.memory.buffer, spread, 2 * LANES);
  forEachBlock(cut, (from, count) => {
    const voltages = layout.voltages + 16 * from;
    kernel.predict(voltages, count, lanes, layout.expected + 16 * from, spread);
    for (const [lane, own] of spreads.entries()) own.push(spreadOf(sums[lane], sums[LANES + lane], count));
  });
  return spreads;
}

/** The sigma index of each block of each lane; a channel's segments are looked at as one. */
function sigmasOf(spreads: readonly (readonly Spread[])[], { segments, blocks }: Cut): number[][] {
  return spreads.flatMap((_, lane) => {
    if (lane % segments > 0) return [];
    const sigmas = chooseSigmas(spreads.slice(lane, lane + segments).flat());
    return Array.from({ length: segments }, (_, place) => sigmas.slice(place * blocks, (place + 1) * blocks));
  });
}

function forEachBlock({ length, block }: Cut, visit: (from: number, count: number, k: number) => void): void {
  for (let from = 0, k = 0; from < length; from += block, k++) visit(from, Math.min(block, length - from), k);
}
