/** Encoder of a span of gaussian-rans; format: coder.ts. */

import { packNumbers } from '../../bytes/numbers.js';
import { bytesOf } from '../../bytes/stream.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { expectedBits } from './fit.js';
import { firstsOf, fitGroup, layOut } from './group.js';
import {
  CODED,
  CONSTANT,
  type CodedHead,
  type Cut,
  cutOf,
  encodeHeads,
  forEachRun,
  type Group,
  groupsOf,
  type Head,
  isCoded,
  LANES,
  PROFILED,
  RAW,
  statesIn,
} from './head.js';
import { packLowBits } from './low-bits.js';
import { HALVES, type KernelMemory, LOWEST_STATE, ROW, setSigmas, statesOf } from './memory.js';
import { type Plan, planOf } from './plan.js';
import type { Prediction } from './prediction.js';

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

const NONE = new Uint8Array(0);

function encodeRaw(channels: readonly Int16Array[]): Uint8Array[] {
  return partsOf(NONE, [], NONE, [], channels.map(bytesOf));
}

function encodePlans(memory: KernelMemory, plans: Plan[], frames: number, cut: Cut) {
  const heads = plans.map(
    ({ kind, codes }): Head => (kind === CONSTANT ? { kind, value: codes[0] } : { kind: RAW }),
  );
  const kinds = plans.map(({ kind }) => kind);
  statesOf(memory.kernel).fill(LOWEST_STATE);
  // of each group, the last one first
  const words: Uint8Array[] = [];
  const escapes: Uint8Array[] = [];
  const groups = groupsOf(kinds, frames, cut, LANES);
  for (const group of groups.toReversed()) {
    const coded = encodeGroup(memory, group, plans, cut, heads);
    // the next group is written over them
    words.push(groups.length > 1 ? coded.words.slice() : coded.words);
    escapes.push(groups.length > 1 ? coded.escapes.slice() : coded.escapes);
  }
  const quieter = plans.map((plan, c): Plan => (isTooLoud(heads[c]) ? { ...plan, kind: RAW } : plan));
  if (heads.some(isTooLoud)) return encodePlans(memory, quieter, frames, cut);
  const rests = plans.map(({ samples, lowBits }, c) => restOf(heads[c], lowBits, samples));
  const states = statesOf(memory.kernel).slice(0, statesIn(groups));
  const parts = partsOf(
    encodeHeads(heads),
    words.reverse(),
    new Uint8Array(states.buffer),
    escapes.reverse(),
    rests,
  );
  return { heads, parts };
}

/** Whether a channel's samples would not get shorter. */
function isTooLoud(head: Head): boolean {
  if (!isCoded(head)) return false;
  const bits = head.sigmas.reduce((sum, sigma) => sum + expectedBits(sigma), 0);
  return bits / head.sigmas.length + head.lowBits > 16;
}

/** The parts of a span, in order. */
function partsOf(
  heads: Uint8Array,
  words: readonly Uint8Array[],
  states: Uint8Array,
  escapes: readonly Uint8Array[],
  rests: readonly Uint8Array[],
): Uint8Array[] {
  const lengths = packNumbers([heads.length, sizeOf(words) / 2, sizeOf(escapes) / 2]);
  return [lengths, heads, states, ...words, ...escapes, ...rests];
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** What of a channel does not go through the lanes. */
function restOf(head: Head, lowBits: number, codes: Int16Array): Uint8Array {
  if (head.kind === RAW) return bytesOf(codes);
  return packLowBits(codes, head.kind === CONSTANT ? 0 : lowBits);
}

/** Codes a group, and sets the heads of its channels. */
function encodeGroup(memory: KernelMemory, group: Group, plans: Plan[], cut: Cut, heads: Head[]) {
  const { kernel } = memory;
  const { length } = cut;
  const layout = layOut(memory, length);
  const converter = memory.converterOf(group.usesProfile);
  const { predictions, sigmas } = fitGroup(memory, layout, group, plans, cut);
  setHeads(group, plans, predictions, sigmas, heads);
  kernel.setEscapes(layout.escapes, layout.escapes);
  forEachRun(sigmas, cut, (from, count, own) => {
    setSigmas(kernel, converter, own, 0);
    const codes = layout.codes + ROW * from;
    const expected = layout.expected + HALVES * from;
    if (!group.usesProfile) kernel.findFrequenciesEven(codes, count, expected);
    else kernel.findFrequenciesUneven(codes, count, layout.thresholds + HALVES * from, expected);
  });
  const start = kernel.push(layout.expected, length, layout.wordsEnd);
  const bytes = new Uint8Array(kernel.memory.buffer);
  return {
    words: bytes.subarray(start, layout.wordsEnd),
    escapes: bytes.subarray(layout.escapes, kernel.escapesNow()),
  };
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
