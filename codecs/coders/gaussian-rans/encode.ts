/** Encoder of a span of gaussian-rans; format: coder.ts. */

import { packNumbers } from '../../bytes/numbers.js';
import { bytesOf } from '../../bytes/stream.js';
import { reserve, roundUp } from '../../bytes/wasm.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { STEPS_PER_OCTAVE } from '../../models/normal-counts.js';
import {
  chooseSigmas,
  expectedBits,
  fitPrediction,
  fitsProfile,
  lowBitsOf,
  MOMENTS,
  type Prediction,
  type Spread,
  spreadOf,
} from './fit.js';
import {
  CODED,
  CONSTANT,
  type CodedHead,
  type Cut,
  cutOf,
  encodeHead,
  forEachRun,
  type Group,
  groupsOf,
  type Head,
  isCoded,
  PROFILED,
  RAW,
} from './head.js';
import { packLowBits, withoutLowBits } from './low-bits.js';
import {
  addressesOf,
  type Converter,
  firstVoltages,
  type KernelMemory,
  LANES,
  setPredictions,
  setSigmas,
  setVector,
  statesOf,
} from './memory.js';
import { SIGMAS } from './tables.js';

/** What is known of a channel before its samples go through the lanes. */
interface Plan {
  readonly kind: Head['kind'];
  readonly samples: Int16Array;
  readonly lowBits: number;
  /** The samples without their low bits. */
  readonly codes: Int16Array;
}

/** @param channels a span's samples */
export function encodeSpan(
  memory: KernelMemory,
  profile: ConverterProfile | undefined,
  block: number,
  channels: readonly Int16Array[],
): { parts: readonly Uint8Array[]; usesProfile: boolean } {
  const frames = channels[0].length;
  const plans = channels.map(codes => planOf(codes, profile));
  const coded = encodePlans(memory, plans, frames, cutOf(channels.length, frames, block));
  const rawBytes = 2 * channels.length * frames;
  const usesProfile = coded.heads.some(({ kind }) => kind === PROFILED);
  if (sizeOf(coded.parts) < rawBytes) return { parts: coded.parts, usesProfile };
  return { parts: encodeRaw(channels), usesProfile: false };
}

function encodeRaw(channels: readonly Int16Array[]): Uint8Array[] {
  return partsOf([], [], new Uint8Array(0), [], channels.map(bytesOf));
}

function planOf(samples: Int16Array, profile: ConverterProfile | undefined): Plan {
  const whole = { samples, lowBits: 0, codes: samples };
  if (samples.every(sample => sample === samples[0])) return { kind: CONSTANT, ...whole };
  const lowBits = lowBitsOf(samples);
  if (lowBits > 0) return splitPlan(samples, lowBits);
  return { kind: profile !== undefined && fitsProfile(samples, profile) ? PROFILED : CODED, ...whole };
}

function splitPlan(samples: Int16Array, lowBits: number): Plan {
  return { kind: CODED, samples, lowBits, codes: withoutLowBits(samples, lowBits) };
}

function encodePlans(memory: KernelMemory, plans: Plan[], frames: number, cut: Cut) {
  const heads = plans.map(
    ({ kind, codes }): Head => (kind === CONSTANT ? { kind, value: codes[0] } : { kind: RAW }),
  );
  const kinds = plans.map(({ kind }) => kind);
  const { lanes } = addressesOf(memory.kernel);
  // of each group, the last one first
  const words: Uint8Array[] = [];
  const escapes: Uint8Array[] = [];
  memory.kernel.beginPush(lanes);
  for (const group of groupsOf(kinds, frames, cut).reverse()) {
    const coded = encodeGroup(memory, group, plans, cut, heads);
    words.push(coded.words);
    escapes.push(coded.escapes);
  }
  memory.kernel.endPush(lanes);
  const quieter = plans.map((plan, c): Plan => (isTooLoud(heads[c]) ? { ...plan, kind: RAW } : plan));
  if (heads.some(isTooLoud)) return encodePlans(memory, quieter, frames, cut);
  const rests = plans.map(({ samples, lowBits }, c) => restOf(heads[c], lowBits, samples));
  const states = words.length > 0 ? statesOf(memory.kernel) : new Uint8Array(0);
  const parts = partsOf(heads.map(encodeHead), words.reverse(), states, escapes.reverse(), rests);
  return { heads, parts };
}

/** Whether a channel's samples would not get shorter. */
function isTooLoud(head: Head): boolean {
  if (!isCoded(head)) return false;
  const bits = head.sigmas.reduce((sum, sigma) => sum + expectedBits(sigma), 0);
  return bits / head.sigmas.length + head.lowBits > 16;
}

const STATE_BYTES = 7;

/** The parts of a span, in order. */
function partsOf(
  heads: readonly Uint8Array[],
  words: readonly Uint8Array[],
  states: Uint8Array,
  escapes: readonly Uint8Array[],
  rests: readonly Uint8Array[],
): Uint8Array[] {
  const lengths = packNumbers([sizeOf(heads), sizeOf(words) / 4, sizeOf(escapes) / 2]);
  const low = states.filter((_, k) => k % 8 < STATE_BYTES);
  return [lengths, ...heads, low, ...words, ...escapes, ...rests];
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** What of a channel does not go through the lanes. */
function restOf(head: Head, lowBits: number, codes: Int16Array): Uint8Array {
  if (head.kind === RAW) return bytesOf(codes);
  return packLowBits(codes, head.kind === CONSTANT ? 0 : lowBits);
}

/** Voltages before the first that a prediction looks at. */
const HISTORY = 8;

/** Where a group's vectors and results are in the kernel's memory. */
function layOut({ kernel, free }: KernelMemory, length: number) {
  const voltages = free + roundUp(2 * LANES * length) + 16 * HISTORY;
  const expected = voltages + 16 * length;
  const shares = expected + 16 * length;
  const words = shares + 32 * length + 16;
  const wordsEnd = words + 16 * length;
  const escapes = wordsEnd;
  reserve(kernel, escapes + 2 * LANES * length);
  return { codes: free, stride: 2 * length, voltages, expected, shares, wordsEnd, escapes };
}

type Layout = ReturnType<typeof layOut>;

/** Predictions of a group's lanes, and the sigma index of each block of each. */
interface Fitted {
  readonly predictions: readonly Prediction[];
  readonly sigmas: readonly (readonly number[])[];
}

/** Loads and predicts a group. */
function fitGroup(
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

/** Codes a group, and sets the heads of its channels. */
function encodeGroup(memory: KernelMemory, group: Group, plans: Plan[], cut: Cut, heads: Head[]) {
  const { kernel } = memory;
  const { length } = cut;
  const layout = layOut(memory, length);
  const converter = memory.converterOf(group.usesProfile);
  let fitted = fitGroup(memory, layout, group, plans, cut);
  while (refine(group, plans, fitted.sigmas)) fitted = fitGroup(memory, layout, group, plans, cut);
  const { predictions, sigmas } = fitted;
  setHeads(group, plans, predictions, sigmas, heads);

  const { lanes } = addressesOf(kernel);
  kernel.setEscapes(layout.escapes, layout.escapes);
  forEachRun(sigmas, cut, (from, count, own) => {
    setSigmas(memory, own);
    kernel.share(
      layout.codes + 2 * from,
      layout.stride,
      count,
      converter.table,
      layout.expected + 16 * from,
      lanes,
      layout.shares + 32 * from,
    );
  });
  const start = kernel.push(layout.shares, length, lanes, layout.wordsEnd);
  return {
    words: new Uint8Array(kernel.memory.buffer, start, layout.wordsEnd - start).slice(),
    escapes: new Uint8Array(
      kernel.memory.buffer,
      layout.escapes,
      kernel.escapesNow() - layout.escapes,
    ).slice(),
  };
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

function firstsOf({ segments }: Group, plans: readonly Plan[]): number[] {
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
  kernel.listen(
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

function setHeads(
  group: Group,
  plans: readonly Plan[],
  predictions: readonly Prediction[],
  sigmas: readonly (readonly number[])[],
  heads: Head[],
): void {
  const firsts = firstsOf(group, plans);
  for (const [lane, { channel, place }] of group.segments.entries()) {
    const { lowBits } = plans[channel];
    const kind = group.usesProfile ? PROFILED : CODED;
    const before = place === 0 ? undefined : heads[channel];
    const known = before !== undefined && isCoded(before) ? before : { firsts: [], sigmas: [] };
    const head: CodedHead = {
      kind,
      lowBits,
      prediction: predictions[lane],
      firsts: [...known.firsts, firsts[lane]],
      sigmas: [...known.sigmas, ...sigmas[lane]],
    };
    heads[channel] = head;
  }
}
