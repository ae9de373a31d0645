/**
 * Runs the coded channels of a block through the kernel's four lanes. What is coded at once is a group: four stretches of
 * a channel, or four channels of which each begins a few steps after the one before, so that it can refer to it.
 */
import { isFew } from '../shared/prediction/blocks.js';
import {
  AVERAGES,
  type BlockShape,
  type CodedChannel,
  type Head,
  lagsOf,
  NEAR_LAGS,
} from '../shared/prediction/head.js';
import { PROFILE } from '../shared/prediction/kinds.js';
import {
  historyOf,
  innovationsOf,
  MARGIN,
  type Room,
  STAGGER,
  storeInTimeOrder,
} from '../shared/prediction/memory.js';
import { firstHistory, magnitudeOf, ownOf, stretchStart, tapsOf } from '../shared/prediction/weights.js';
import type { OpenedLanes } from './memory.js';

/** Where streams of the first format have how many references a channel may have, up to 4. */
export const SECOND_FORMAT = 5;
export const LANES = 4;
/** Sixteenths of the fast, the medium and the slow spread: from slow to fast. */
export const SHARES = [
  [0, 0, 16],
  [0, 4, 12],
  [0, 8, 8],
  [2, 7, 7],
  [4, 6, 6],
  [5, 9, 2],
  [8, 7, 1],
  [11, 5, 0],
] as const;

export const STEPS = [0, 4, 8, 16, 32, 64] as const;

/** Frames from which on channels that are few are cut into stretches, so that lanes are full. */
const LEAST_STRETCHED = 4096;

/** What follows from a block's size. @param isReferring whether channels may refer to others */
export function blockShapeOf(channels: number, frames: number, isReferring: boolean): BlockShape {
  const isStretched = isFew(channels) && frames >= LEAST_STRETCHED;
  return {
    channels,
    stretches: isStretched ? LANES : 1,
    together: isStretched ? 1 : LANES,
    hasAverages: isFew(channels),
    isReferring,
    mostTried: [SHARES.length - 1, STEPS.length - 1],
  };
}

/** What a lane codes. */
export interface Task {
  readonly place: number;
  readonly coded: CodedChannel;
  readonly first: number;
  readonly from: number;
  readonly count: number;
  /** The step at which it begins. */
  readonly start: number;
}

export type Group = readonly Task[];

/** All tasks of a block, in the order in which they are coded. */
export function groupsOf({ coded }: Head, stretches: number, frames: number): Group[] {
  if (stretches > 1) {
    return coded.map((channel, place) =>
      channel.firsts.map((first, k) => {
        const from = stretchStart(k, stretches, frames);
        const count = stretchStart(k + 1, stretches, frames) - from;
        return { place, coded: channel, first, from, count, start: 0 };
      }),
    );
  }
  return Array.from({ length: Math.ceil(coded.length / LANES) }, (_, group) =>
    coded.slice(LANES * group, LANES * (group + 1)).map((channel, lane) => {
      const place = LANES * group + lane;
      const start = lane * STAGGER;
      return { place, coded: channel, first: channel.firsts[0], from: 0, count: frames, start };
    }),
  );
}

/** Steps that a group takes. */
export function stepsOf(group: Group): number {
  let steps = 0;
  for (const { start, count } of group) steps = Math.max(steps, start + count);
  return steps;
}

const FIELDS = {
  mean: 0,
  base: 16,
  bias: 32,
  near: 48,
  averageWeights: 80,
  averages: 144,
  latest: 208,
  spreads: 240,
  codes: 336,
  histories: 352,
  innovations: 368,
  converters: 384,
  states: 400,
  settings: 432,
  windows: 480,
  adapted: 544,
  farWeights: 608,
  references: 864,
  taps: 1120,
  steps: 2144,
} as const;
const FAR_BYTES = 64;

/** Bytes of a state of rANS in a stream, and in memory. */
export const STATE_BYTES = 8;

/** Where the lanes' states lie. */
export function statesAt({ lanes }: OpenedLanes): number {
  return lanes + FIELDS.states;
}

/** What the lanes do with a number of steps, `mask` having a bit for each that has a code in all of them. */
export type RunSteps = (from: number, to: number, mask: number) => void;

/** Whether lanes have to look up what codes stand for. */
export function hasConverters({ coded }: Pick<Head, 'coded'>): boolean {
  return coded.some(({ kind }) => kind === PROFILE);
}

/** Writes what all lanes of a block share. */
export function storeSettings({ views, lanes, tables }: OpenedLanes, head: Head, hasAverages: boolean): void {
  const { settings, coded } = head;
  const { i32 } = views();
  i32.fill(0, lanes / 4, (lanes + FIELDS.states) / 4);
  let most = 0;
  for (const { references } of coded) most = Math.max(most, references.length);
  const { historyShift, residualShift, vectors } = settings;
  const [shares, step] = settings.tried;
  const words = [
    0,
    historyShift,
    residualShift,
    vectors,
    most,
    STEPS[step],
    ...SHARES[shares],
    hasAverages ? 1 : 0,
    tables,
  ];
  i32.set(words, (lanes + FIELDS.settings) / 4);
}

/** Runs a group. */
export function runGroup(opened: OpenedLanes, room: Room, head: Head, group: Group, run: RunSteps): void {
  const { i32 } = opened.views();
  const at = (field: number) => (opened.lanes + field) / 4;
  i32[at(FIELDS.settings)] = digitsOf(group) - head.settings.historyShift;
  i32.fill(room.spare + SPARE_MARGIN, at(FIELDS.innovations), at(FIELDS.innovations) + LANES);
  i32.fill(room.codes, at(FIELDS.codes), at(FIELDS.codes) + LANES);
  for (let lane = 0; lane < LANES; lane++) i32[at(FIELDS.histories) + lane] = historyOf(room, lane);
  clearReferences(opened, room);
  for (let from = 0, end = stepsOf(group), to = end; from < end; from = to) {
    to = end;
    let mask = 0;
    for (let lane = 0; lane < group.length; lane++) {
      const { start, count } = group[lane];
      const stop = start + count;
      if (start === from && count > 0) startLane(opened, room, head, group[lane], lane);
      if (stop === from) stopLane(opened, room, lane);
      if (start <= from && from < stop) mask |= 1 << lane;
      if (start > from) to = Math.min(to, start);
      if (stop > from) to = Math.min(to, stop);
    }
    run(from, to, mask);
  }
}

/** @throws Error if the channels of a group differ in their digits, by which the kernel shifts all of them */
function digitsOf(group: Group): number {
  const [{ coded: first }] = group;
  for (const { coded } of group) {
    if (coded.ownDigits === first.ownDigits) continue;
    throw new Error(`own digits ${first.ownDigits} and ${coded.ownDigits} in one group`);
  }
  return first.ownDigits;
}

/** Bytes of the spare signal before its first sample. */
const SPARE_MARGIN = 64;

/** Lanes without a task read the spare signal. */
function clearReferences({ views, lanes }: OpenedLanes, room: Room): void {
  const { i32 } = views();
  i32.fill(room.spare + SPARE_MARGIN, (lanes + FIELDS.references) / 4, (lanes + FIELDS.taps) / 4);
  i32.fill(0, (lanes + FIELDS.taps) / 4, (lanes + FIELDS.steps) / 4);
}

function stopLane({ views, lanes }: OpenedLanes, room: Room, lane: number): void {
  views().i32[(lanes + FIELDS.innovations) / 4 + lane] = room.spare + SPARE_MARGIN;
}

function startLane(opened: OpenedLanes, room: Room, head: Head, task: Task, lane: number): void {
  const { lanes } = opened;
  const { coded, first, from, start, place } = task;
  const { i16, i32, u8 } = opened.views();
  const { weights, base, bias } = ownOf(head, coded);
  const lags = lagsOf(head.settings);
  const nearest = firstHistory(opened, head, coded, first, base);
  const at = lanes / 4 + lane;
  i32[at + FIELDS.mean / 4] = coded.mean;
  i32[at + FIELDS.base / 4] = base;
  i32[at + FIELDS.bias / 4] = bias;
  i32[at + FIELDS.near / 4] = weights[0];
  i32[at + FIELDS.near / 4 + LANES] = weights[1];
  i32[at + FIELDS.latest / 4] = nearest;
  i32[at + FIELDS.latest / 4 + LANES] = nearest;
  for (let k = 0; k < AVERAGES; k++) {
    i32[at + FIELDS.averageWeights / 4 + LANES * k] = weights[lags + k] ?? 0;
    i32[at + FIELDS.averages / 4 + LANES * k] = nearest << 8;
  }
  const magnitude = magnitudeOf(coded.level);
  for (let k = 0; k < 3; k++) i32[at + FIELDS.spreads / 4 + LANES * k] = magnitude << (3 * k);
  const shift = 2 * (from - start);
  i32[at + FIELDS.codes / 4] = room.codes + coded.channel * room.codesStride + shift;
  const history = historyOf(room, lane);
  i32[at + FIELDS.histories / 4] = history;
  i16.fill(nearest, history / 2 + start - MARGIN, history / 2 + start);
  const isKept = room.rest > room.innovations;
  const spare = room.spare + SPARE_MARGIN;
  i32[at + FIELDS.innovations / 4] = isKept ? innovationsOf(room, place) + shift : spare;
  i32[at + FIELDS.converters / 4] = coded.kind === PROFILE ? opened.profiled : opened.uniform;
  for (const field of [FIELDS.windows, FIELDS.adapted]) {
    u8.fill(0, lanes + field + 16 * lane, lanes + field + 16 * (lane + 1));
  }
  const far = (lanes + FIELDS.farWeights + FAR_BYTES * lane) / 2;
  i16.fill(0, far, far + FAR_BYTES / 2);
  storeInTimeOrder(i16, far, weights.slice(NEAR_LAGS, lags));
  for (let k = 0; k < coded.references.length; k++) {
    const reference = coded.references[k];
    i32[at + FIELDS.references / 4 + LANES * k] = innovationsOf(room, reference.place) + shift;
    i16.set(tapsOf(head, coded.level, reference), (lanes + FIELDS.taps + 16 * (LANES * k + lane)) / 2);
  }
}

/** Codes that share states of rANS, at least. */
const SECTION_CODES = 2 ** 19;

/** Groups of a block, in sections that have states and words of their own. */
export function sectionsOf(groups: readonly Group[]): Group[][] {
  const sections: Group[][] = [];
  let codes = SECTION_CODES;
  for (const group of groups) {
    if (codes >= SECTION_CODES) {
      sections.push([]);
      codes = 0;
    }
    sections[sections.length - 1].push(group);
    for (const { count } of group) codes += count;
  }
  return sections;
}

/** How many lanes of a section have codes. */
export function statesOf(section: readonly Group[]): number {
  return Math.max(...section.map(group => group.length));
}
