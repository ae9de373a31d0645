/** Chooses by trials how a block's deviations and adapted weights follow. Runs in encoders only. */

import { reserve } from '../../bytes/wasm.js';
import type { Head } from '../shared/prediction/head.js';
import type { Room } from '../shared/prediction/memory.js';
import { type Group, hasConverters, runGroup, SHARES, STEPS, storeSettings } from './lanes.js';
import type { EncoderKernel, OpenedLanes } from './memory.js';

const ITEM_BYTES = 8;

/** Codes of a task in a trial. */
const TRIED_CODES = 1024;
const TRIED_GROUPS = 2;

/** The middle of a group's tasks. */
function middleOf(opened: OpenedLanes<EncoderKernel>, room: Room, group: Group): Group {
  const { i16 } = opened.views();
  return group.map(task => {
    const count = Math.min(TRIED_CODES, task.count);
    const from = task.from + ((task.count - count) >> 1);
    const first = i16[(room.codes + task.coded.channel * room.codesStride) / 2 + from];
    return { ...task, from, count, first };
  });
}

/** Chooses how fast deviations and adapted weights follow, by trials on a part of a group or two. */
export function tune(
  opened: OpenedLanes<EncoderKernel>,
  room: Room,
  head: Head,
  groups: readonly Group[],
  hasAverages: boolean,
): Head {
  if (groups.length === 0) return head;
  const places = [1, 2].map(k => Math.floor((k * groups.length) / (TRIED_GROUPS + 1)));
  const few = [...new Set(places)].map(k => groups[k]);
  const tried = (shares: number, step: number): Head => ({
    ...head,
    settings: { ...head.settings, tried: [shares, step] },
  });
  const middles = few.map(group => middleOf(opened, room, group));
  const known = new Map<number, number>();
  const cost = (shares: number, step: number) => {
    const key = shares * STEPS.length + step;
    const bits = known.get(key) ?? costOf(opened, room, tried(shares, step), middles, hasAverages);
    known.set(key, bits);
    return bits;
  };
  const [usualShares, usualStep] = head.settings.tried;
  if (isSteady(opened, room, head))
    return tried(
      downhill([usualShares], SHARES.length, k => cost(k, 0)),
      0,
    );
  const shares = downhill([usualShares], SHARES.length, k => cost(k, usualStep));
  const isLong = few[0].some(({ count }) => count > LONG_TASK * TRIED_CODES);
  const step = downhill(FIRST_STEPS, isLong ? LONG_STEPS : STEPS.length, k => cost(shares, k));
  return tried(shares, step);
}

/** Where codes stand still, residuals are 0, and weights move without bound: here beyond this part of all codes. */
const MOST_STEADY = 1 / 512;

function isSteady({ kernel }: OpenedLanes<EncoderKernel>, room: Room, { coded }: Head): boolean {
  let steady = 0;
  for (const { channel } of coded) {
    steady += kernel.steadyCodes(room.codes + channel * room.codesStride, room.frames);
  }
  return steady > MOST_STEADY * coded.length * room.frames;
}

/** Weights that do not move cost no time; else 8 is mostly near the best. */
const FIRST_STEPS = [0, 2];
/** A trial begins with weights of 0 and so favours large steps: of tasks so much longer than it they are left out. */
const LONG_TASK = 4;
const LONG_STEPS = 4;

/** What a choice must gain over the one before, as a part: trials are of few codes. */
const LEAST_GAIN = 1e-4;

/** From the best of some first choices to ever cheaper neighbours. */
function downhill(firsts: readonly number[], count: number, costOf: (k: number) => number): number {
  let best = firsts[0];
  let least = costOf(best);
  const isBetter = (k: number) => {
    const cost = costOf(k);
    if (cost >= least * (1 - LEAST_GAIN)) return false;
    least = cost;
    best = k;
    return true;
  };
  for (const first of firsts.slice(1)) isBetter(first);
  const start = best;
  for (const way of [1, -1]) {
    for (let k = start + way; k >= 0 && k < count && !firsts.includes(k) && isBetter(k); ) k += way;
    if (best !== start) break;
  }
  return best;
}

/** Bits of the middle of some groups. */
export function costOfMiddles(
  opened: OpenedLanes<EncoderKernel>,
  room: Room,
  head: Head,
  groups: readonly Group[],
  hasAverages: boolean,
): number {
  const middles = groups.map(group => middleOf(opened, room, group));
  return costOf(opened, room, head, middles, hasAverages);
}

/** @param groups of no more than TRIED_CODES a task */
function costOf(
  opened: OpenedLanes<EncoderKernel>,
  room: Room,
  head: Head,
  groups: readonly Group[],
  hasAverages: boolean,
): number {
  const { kernel, lanes } = opened;
  storeSettings(opened, head, hasAverages);
  reserve(kernel, room.rest + 4 * ITEM_BYTES * (TRIED_CODES + 64));
  const encodeSteps = hasConverters(head) ? kernel.encodeConverted : kernel.encode;
  let bits = 0;
  for (const group of groups) {
    let at = room.rest;
    const run = (from: number, to: number, mask: number) => {
      encodeSteps(lanes, from, to, mask, at);
      at += 4 * ITEM_BYTES * (to - from);
    };
    runGroup(opened, room, head, group, run);
    bits += kernel.costOf(room.rest, (at - room.rest) / (4 * ITEM_BYTES));
  }
  return bits;
}
