/** Fits the lanes of a group of gaussian-rans: loads codes into the kernel's memory, predicts, chooses deviations. */
import { reserve } from '../../bytes/wasm.js';
import { STEPS_PER_OCTAVE } from '../../models/normal-counts.js';
import { chooseSigmas, type Spread, spreadOf } from './fit.js';
import { type Cut, type Group, LANES } from './head.js';
import { beginLanes, type Converter, HALVES, type KernelMemory, ROW, setPredictions } from './memory.js';
import { type Plan, splitPlan } from './plan.js';
import { fitPrediction, MOMENTS, type Prediction, TAPS } from './prediction.js';
import { SIGMAS } from './tables.js';

/** Steps that the kernel transposes at a time. */
const BLOCK = 8;

/** Where a group's rows and results are in the kernel's memory; before codes and voltages, rows of those before. */
export function layOut({ kernel, free }: KernelMemory, length: number) {
  const steps = Math.ceil(length / BLOCK) * BLOCK;
  const planar = free;
  const codes = planar + ROW * steps + ROW * TAPS;
  const voltages = codes + ROW * steps + ROW * TAPS;
  const thresholds = voltages + ROW * (steps + 1);
  const near = thresholds + HALVES * steps;
  const far = near + ROW * (steps + 1);
  const expected = far + ROW * (steps + 1);
  // what was near and far is not needed when codes are pushed
  const escapes = near;
  const wordsEnd = expected;
  reserve(kernel, expected + HALVES * steps);
  return { planar, stride: 2 * steps, codes, voltages, thresholds, near, far, expected, escapes, wordsEnd };
}

export type Layout = ReturnType<typeof layOut>;

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
  const { kernel } = memory;
  const converter = memory.converterOf(group.usesProfile);
  beginLanes(memory, converter, firstsOf(group, plans));
  const voltages = loadVoltages(memory, layout, group, plans, converter, cut.length);
  const findMeans = group.usesProfile ? kernel.findMeansUneven : kernel.findMeansEven;
  findMeans(voltages, cut.length, layout.near, layout.far);
  const predictions = fitPredictions(memory, layout, group, voltages, converter, cut);
  setPredictions(kernel, predictions, cut.fractionBits, converter, 0);
  const spreads = predictGroup(memory, layout, group, voltages, cut);
  return { predictions, sigmas: sigmasOf(spreads, cut) };
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

/** The first code of each segment. */
export function firstsOf({ segments }: Group, plans: readonly Plan[]): number[] {
  return segments.map(({ channel, start }) => plans[channel].codes[start]);
}

/** Rows of a group's codes; lanes without a segment have the idle code. @returns where the rows of voltages are */
function loadVoltages(
  { kernel, centre }: KernelMemory,
  layout: Layout,
  { segments }: Group,
  plans: readonly Plan[],
  { idle, codesAt, first, last, voltageShift }: Converter,
  length: number,
): number {
  const { planar, stride, codes, thresholds } = layout;
  const memory = new Int16Array(kernel.memory.buffer);
  for (let lane = 0; lane < LANES; lane++) {
    const target = (planar + lane * stride) / 2;
    const segment = segments.at(lane);
    if (segment === undefined) memory.fill(idle.code, target, target + length);
    else memory.set(plans[segment.channel].codes.subarray(segment.start, segment.start + length), target);
  }
  kernel.toRows(planar, stride, length, codes);
  const voltages = voltageShift > 0 ? codes : layout.voltages;
  if (voltageShift === 0) kernel.lookUp(codes, length, codesAt, first, last, voltages, thresholds);
  for (let k = 1; k <= TAPS; k++) memory.copyWithin((voltages - ROW * k) / 2, centre / 2, (centre + ROW) / 2);
  return voltages;
}

/** Of a channel of more samples, a prediction is fitted to so many of so many steps. */
const LONG = 2 ** 14;
const FITTED = 64;
const EVERY = 256;

/** Fits the prediction of each of a group's lanes' channels. */
function fitPredictions(
  memory: KernelMemory,
  { near, far }: Layout,
  { segments }: Group,
  voltages: number,
  { voltageShift }: Converter,
  cut: Cut,
): Prediction[] {
  const { kernel, centre } = memory;
  const { length, fractionBits } = cut;
  const rows = new Int16Array(kernel.memory.buffer, centre, LANES);
  // one centre for all lanes of a channel, so that their sums can be added
  for (let lane = 0; lane < LANES; lane++) rows[lane] = rows[lane - (lane % cut.segments)];
  const sums = new Float64Array(kernel.memory.buffer, memory.moments, MOMENTS * LANES).fill(0);
  const isLong = cut.segments * length > LONG;
  const apart = isLong ? EVERY : length;
  const count = (isLong ? FITTED : length) & ~1;
  let samples = 0;
  for (let from = 0; from + count <= length; from += apart, samples += count * cut.segments) {
    const at = ROW * from;
    kernel.gatherMoments(voltages + at, near + at, far + at, count, centre, memory.moments);
  }
  const predictions: Prediction[] = [];
  for (let lane = 0; lane < segments.length; lane += cut.segments) {
    addLanes(sums, lane, cut.segments);
    const fitted = fitPrediction(channelSums, samples, rows[lane], voltageShift, fractionBits);
    for (let place = 0; place < cut.segments; place++) predictions.push(fitted);
  }
  return predictions;
}

const channelSums = new Float64Array(MOMENTS);

/** Sums of all of a channel's lanes. */
function addLanes(sums: Float64Array, first: number, lanes: number): void {
  for (let k = 0; k < MOMENTS; k++) {
    let sum = 0;
    for (let lane = first; lane < first + lanes; lane++) sum += sums[k * LANES + lane];
    channelSums[k] = sum;
  }
}

/** Predicts a group. @returns the spread of each lane's blocks */
function predictGroup(
  { kernel, spread }: KernelMemory,
  layout: Layout,
  { segments, usesProfile }: Group,
  voltages: number,
  { length, block }: Cut,
): Spread[][] {
  const spreads: Spread[][] = Array.from(segments, () => []);
  const sums = new Float64Array(kernel.memory.buffer, spread, 2 * LANES);
  const predict = usesProfile ? kernel.predictUneven : kernel.predictEven;
  for (let from = 0; from < length; from += block) {
    const count = Math.min(block, length - from);
    const at = ROW * from;
    predict(voltages + at, layout.near + at, layout.far + at, count, layout.expected + 2 * at, spread);
    for (let lane = 0; lane < spreads.length; lane++) {
      spreads[lane].push(spreadOf(sums[lane], sums[LANES + lane], count));
    }
  }
  return spreads;
}

/** The sigma index of each block of each lane; a channel's segments are looked at as one. */
function sigmasOf(spreads: readonly (readonly Spread[])[], { segments, blocks }: Cut): number[][] {
  const sigmas: number[][] = [];
  for (let lane = 0; lane < spreads.length; lane += segments) {
    const all: Spread[] = [];
    for (let place = 0; place < segments; place++) {
      for (const spread of spreads[lane + place]) all.push(spread);
    }
    const own = chooseSigmas(all);
    for (let place = 0; place < segments; place++)
      sigmas.push(own.slice(place * blocks, (place + 1) * blocks));
  }
  return sigmas;
}
