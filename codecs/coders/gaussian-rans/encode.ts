/** Encoder of a span of gaussian-rans; format: gaussian-rans.ts. */

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
  lowDigitsOf,
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
import {
  addressesOf,
  type Bench,
  type Converter,
  firstVoltages,
  LANES,
  setPredictions,
  setSigmas,
  setVector,
  statesOf,
} from './lanes.js';
import { packLowDigits, withoutLowDigits } from './low-bits.js';
import { SIGMAS } from './tables.js';

/** What is known of a channel before its samples go through the lanes. */
interface Plan {
  readonly kind: Head['kind'];
  readonly samples: Int16Array;
  readonly lowDigits: number;
  /** The samples without their low digits. */
  readonly codes: Int16Array;
}

/** @param channels a span's samples */
export function encodeSpan(
  bench: Bench,
  profile: ConverterProfile | undefined,
  block: number,
  channels: readonly Int16Array[],
): { parts: readonly Uint8Array[]; usesProfile: boolean } {
  const frames = channels[0].length;
  const plans = channels.map(codes => planOf(codes, profile));
  const coded = encodePlans(bench, plans, frames, cutOf(channels.length, frames, block));
  const rawBytes = 2 * channels.length * frames;
  const usesProfile = coded.heads.some(({ kind }) => kind === PROFILED);
  if (sizeOf(coded.parts) < rawBytes) return { parts: coded.parts, usesProfile };
  return { parts: encodeRaw(channels), usesProfile: false };
}

function encodeRaw(channels: readonly Int16Array[]): Uint8Array[] {
  return partsOf([], [], new Uint8Array(0), [], channels.map(bytesOf));
}

function planOf(samples: Int16Array, profile: ConverterProfile | undefined): Plan {
  const whole = { samples, lowDigits: 0, codes: samples };
  if (samples.every(sample => sample === samples[0])) return { kind: CONSTANT, ...whole };
  const lowDigits = lowDigitsOf(samples);
  if (lowDigits > 0) return splitPlan(samples, lowDigits);
  return { kind: profile !== undefined && fitsProfile(samples, profile) ? PROFILED : CODED, ...whole };
}

function splitPlan(samples: Int16Array, lowDigits: number): Plan {
  return { kind: CODED, samples, lowDigits, codes: withoutLowDigits(samples, lowDigits) };
}

function encodePlans(bench: Bench, plans: Plan[], frames: number, cut: Cut) {
  const heads = plans.map(
    ({ kind, codes }): Head => (kind === CONSTANT ? { kind, value: codes[0] } : { kind: RAW }),
  );
  const kinds = plans.map(({ kind }) => kind);
  const { lanes } = addressesOf(bench.kernel);
  // of each group, the last one first
  const words: Uint8Array[] = [];
  const escapes: Uint8Array[] = [];
  bench.kernel.beginPush(lanes);
  for (const group of groupsOf(kinds, frames, cut).reverse()) {
    const coded = encodeGroup(bench, group, plans, cut, heads);
    words.push(coded.words);
    escapes.push(coded.escapes);
  }
  bench.kernel.endPush(lanes);
  const quieter = plans.map((plan, c): Plan => (isTooLoud(heads[c]) ? { ...plan, kind: RAW } : plan));
  if (heads.some(isTooLoud)) return encodePlans(bench, quieter, frames, cut);
  const rests = plans.map(({ samples, lowDigits }, c) => restOf(heads[c], lowDigits, samples));
  const states = words.length > 0 ? statesOf(bench.kernel) : new Uint8Array(0);
  const parts = partsOf(heads.map(encodeHead), words.reverse(), states, escapes.reverse(), rests);
  return { heads, parts };
}

/** Whether a channel's samples would not get shorter. */
function isTooLoud(head: Head): boolean {
  if (!isCoded(head)) return false;
  const bits = head.sigmas.reduce((sum, sigma) => sum + expectedBits(sigma), 0);
  return bits / head.sigmas.length + head.lowDigits > 16;
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
function restOf(head: Head, lowDigits: number, codes: Int16Array): Uint8Array {
  if (head.kind === RAW) return bytesOf(codes);
  return packLowDigits(codes, head.kind === CONSTANT ? 0 : lowDigits);
}

/** Voltages before the first that a prediction looks at. */
const HISTORY = 8;

/** Where a group's vectors and results are in the kernel's memory. */
function layOut({ kernel, free }: Bench, length: number) {
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
function fitGroup(bench: Bench, layout: Layout, group: Group, plans: readonly Plan[], cut: Cut): Fitted {
  const converter = bench.converterOf(group.usesProfile);
  const firsts = firstsOf(group, plans);
  loadCodes(bench, layout, group, plans, cut.length);
  const predictions = fitPredictions(bench, layout, group, converter, firsts, cut);
  setPredictions(bench, predictions, cut.weightDigits, converter, firsts);
  return { predictions, sigmas: sigmasOf(predictGroup(bench, layout, group, cut), cut) };
}

/**
 * Gives digits back to channels that were predicted so well that too many were split off.
 * @returns whether there are any
 */
function refine({ segments }: Group, plans: Plan[], sigmas: Fitted['sigmas']): boolean {
  let refined = false;
  for (const { channel, place } of segments) {
    const plan = plans[channel];
    if (plan.lowDigits === 0 || place > 0) continue;
    const own = sigmas.filter((_, lane) => segments[lane].channel === channel).flat();
    const typical = own.sort((a, b) => a - b)[own.length >> 1];
    const spare = Math.floor((SIGMAS - 1 - typical) / STEPS_PER_OCTAVE);
    if (spare <= 0) continue;
    plans[channel] = splitPlan(plan.samples, Math.max(0, plan.lowDigits - spare));
    refined = true;
  }
  return refined;
}

/** Codes a group, and sets the heads of its channels. */
function encodeGroup(bench: Bench, group: Group, plans: Plan[], cut: Cut, heads: Head[]) {
  const { kernel } = bench;
  const { length } = cut;
  const layout = layOut(bench, length);
  const converter = bench.converterOf(group.usesProfile);
  let fitted = fitGroup(bench, layout, group, plans, cut);
  while (refine(group, plans, fitted.sigmas)) fitted = fitGroup(bench, layout, group, plans, cut);
  const { predictions, sigmas } = fitted;
  setHeads(group, plans, predictions, sigmas, heads);

  const { lanes } = addressesOf(kernel);
  kernel.setEscapes(layout.escapes, layout.escapes);
  forEachRun(sigmas, cut, (from, count, own) => {
    setSigmas(bench, own);
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
  { kernel }: Bench,
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
  { kernel }: Bench,
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
      fitPrediction(ofLanes(sums, [lane]), count, voltages[lane], cut.weightDigits),
    );
  }
  const shared = fitPrediction(ofLanes(sums, [0, 1, 2, 3]), LANES * count, voltages[0], cut.weightDigits);
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
function predictGroup({ kernel }: Bench, layout: Layout, { segments }: Group, cut: Cut): Spread[][] {
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
    const { lowDigits } = plans[channel];
    const kind = group.usesProfile ? PROFILED : CODED;
    const before = place === 0 ? undefined : heads[channel];
    const known = before !== undefined && isCoded(before) ? before : { firsts: [], sigmas: [] };
    const head: CodedHead = {
      kind,
      lowDigits,
      prediction: predictions[lane],
      firsts: [...known.firsts, firsts[lane]],
      sigmas: [...known.sigmas, ...sigmas[lane]],
    };
    heads[channel] = head;
  }
}
