/** Chooses what a block's head says of its channels. Runs in encoders only. */

import { reserve } from '../../../bytes/wasm.js';
import { modelAlone, modelPooled } from './alone.js';
import type { Found, Task } from './draft.js';
import { type BlockShape, type Head, MEAN_UNIT } from './head.js';
import { CONSTANT, PROFILE, RAW, UNIFORM } from './kinds.js';
import { type Opened, type Room, voltageOf } from './memory.js';
import { modelReferring } from './referring.js';
import { modelReferringPooled } from './referring-pooled.js';
import { layOut, type Source } from './signals.js';
import { baseOf } from './weights.js';

export interface Limits {
  /** How many samples back a predictor looks, at most. */
  readonly order: number;
  /** How many channels predict another, at most. */
  readonly references: number;
}

/** A channel and the range of its codes. */
interface Ranged {
  readonly channel: number;
  readonly least: number;
  readonly greatest: number;
}

type Kind = typeof UNIFORM | typeof PROFILE;

/** From so many channels on, and up to so many frames, channels share their weights. */
const LEAST_POOLED_CHANNELS = 16;
const MOST_POOLED_FRAMES = 8192;
const MOST_LAGS = 32;
/** Of own predictors that are joined with one for what they leave. */
const MOST_LAGS_REFERRING = 18;
/** Shift of histories of a uniform quantiser's voltages. */
const UNIFORM_SHIFT = 4;
const LARGEST_HISTORY = 32766;

/** Bits that a block takes with a head, or a part of it. */
type CostOf = (head: Head) => number;

/** The head of a block whose codes lie in `room`. */
export function chooseModel(
  opened: Opened,
  room: Room,
  shape: BlockShape,
  limits: Limits,
  costOf: CostOf,
): Head {
  const ranges = Array.from({ length: shape.channels }, (_, channel) => rangeOf(opened, room, channel));
  const varying = ranges.filter(({ least, greatest }) => least < greatest);
  const kinds: number[] = new Array(shape.channels).fill(CONSTANT);
  let profiled: Found | undefined;
  for (const range of varying) {
    profiled = fitProfiled(opened, room, range, shape, limits, costOf);
    kinds[range.channel] = profiled === undefined ? UNIFORM : PROFILE;
  }
  const isAlone = varying.length === 1 && limits.references === 0;
  const found =
    isAlone && profiled !== undefined ? profiled : fit(opened, room, varying, kinds, shape, limits);
  const isCoded = new Set(found.coded.map(({ channel }) => channel));
  for (const { channel } of varying) if (!isCoded.has(channel)) kinds[channel] = RAW;
  const constants = ranges.map(({ least, greatest }) => (least === greatest ? least : 0));
  return { kinds, constants, ...found };
}

function fit(
  opened: Opened,
  room: Room,
  ranges: readonly Ranged[],
  kinds: readonly number[],
  { hasAverages, stretches, together }: BlockShape,
  limits: Limits,
): Found {
  const isReferring = limits.references > 0;
  const kindOf = (channel: number): Kind => (kinds[channel] === PROFILE ? PROFILE : UNIFORM);
  const historyShift = shiftOf(opened, ranges, kinds);
  const sources = ranges.map(range => sourceOf(opened, room, range, kindOf(range.channel), historyShift));
  const work = layOut(opened, room, historyShift, isReferring ? sources.length : 0, hasAverages);
  reserve(opened.kernel, work.end);
  const task: Task = {
    work,
    sources,
    lags: Math.min(limits.order, isReferring && !hasAverages ? MOST_LAGS_REFERRING : MOST_LAGS),
    hasAverages,
    references: limits.references,
    stretches,
    together,
  };
  const isPooled = sources.length >= LEAST_POOLED_CHANNELS && room.frames <= MOST_POOLED_FRAMES;
  if (isReferring) return isPooled ? modelReferringPooled(task) : modelReferring(task);
  return isPooled ? modelPooled(task) : modelAlone(task);
}

function codesOf({ codes, codesStride }: Room, channel: number): number {
  return codes + channel * codesStride;
}

function rangeOf({ kernel, views, scratch }: Opened, room: Room, channel: number): Ranged {
  kernel.rangeOf(codesOf(room, channel), room.frames, scratch);
  const { i32 } = views();
  return { channel, least: i32[scratch / 4], greatest: i32[scratch / 4 + 1] };
}

/**
 * The shift of histories: of a uniform quantiser's voltages that which leaves out what is 0, where a profile's are among
 * them the least at which all are int16. What is beyond is cut.
 */
function shiftOf(opened: Opened, ranges: readonly Ranged[], kinds: readonly number[]): number {
  if (!kinds.includes(PROFILE)) return UNIFORM_SHIFT;
  let shift = 0;
  for (const { channel, least, greatest } of ranges) {
    const isProfiled = kinds[channel] === PROFILE;
    const reach = voltageOf(opened, isProfiled, greatest) - voltageOf(opened, isProfiled, least);
    while (shift < UNIFORM_SHIFT && reach >> shift > LARGEST_HISTORY) shift++;
  }
  return shift;
}

function sourceOf(
  opened: Opened,
  room: Room,
  { channel, least, greatest }: Ranged,
  kind: Kind,
  historyShift: number,
): Source {
  const isProfiled = kind === PROFILE;
  const codes = codesOf(room, channel);
  const sum = opened.kernel.sumOf(codes, room.frames, isProfiled ? opened.profiled : 0);
  const mean = MEAN_UNIT * Math.round(sum / room.frames / MEAN_UNIT);
  const base = baseOf(mean, historyShift);
  const above = voltageOf(opened, isProfiled, greatest) - base;
  const below = base - voltageOf(opened, isProfiled, least);
  const reach = Math.min(32767, (Math.max(above, below) >> historyShift) + 1);
  return { channel, kind, mean, base, codes, reach };
}

/** A channel's model with the profile, unless the very same on a uniform quantiser is smaller: then it does not hold. */
function fitProfiled(
  opened: Opened,
  room: Room,
  range: Ranged,
  shape: BlockShape,
  limits: Limits,
  costOf: CostOf,
): Found | undefined {
  const { profile } = opened;
  if (profile === undefined) return undefined;
  const { firstCode, thresholds } = profile;
  if (range.least < firstCode || range.greatest > firstCode + thresholds.length - 2) {
    return undefined;
  }
  const kinds: number[] = new Array(shape.channels).fill(CONSTANT);
  kinds[range.channel] = PROFILE;
  const profiled = fit(opened, room, [range], kinds, shape, { ...limits, references: 0 });
  if (profiled.coded.length === 0) return undefined;
  const { settings, coded } = profiled;
  const fewer = UNIFORM_SHIFT - settings.historyShift;
  const even = {
    ...profiled,
    settings: { ...settings, historyShift: UNIFORM_SHIFT, sentDigits: settings.sentDigits - fewer },
    coded: coded.map(
      channel => ({ ...channel, kind: UNIFORM, ownDigits: channel.ownDigits - fewer }) as const,
    ),
  };
  const costs = [profiled, even].map(found => costOf({ kinds, constants: [], ...found }));
  return costs[0] < costs[1] ? profiled : undefined;
}
