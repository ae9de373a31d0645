/** What a channel is coded by, as the kernel has it (kernel/layout.ts), and which channels share a state. */
import { isFew } from '../../shared/prediction/blocks.js';
import {
  AVERAGES,
  type BlockShape,
  type Head,
  lagsOf,
  NEAR_LAGS,
  TAPS,
} from '../../shared/prediction/head.js';
import { PROFILE } from '../../shared/prediction/kinds.js';
import {
  historyOf,
  innovationsOf,
  MARGIN,
  type Room,
  storeInTimeOrder,
} from '../../shared/prediction/memory.js';
import { firstHistory, magnitudeOf, ownOf, tapsOf } from '../../shared/prediction/weights.js';
import type { JointOpened, Signals } from './memory.js';

/** Vectors of eight own rests that adapted weights see. */
export const WINDOWS = [2, 4] as const;
/** Adapted weights move by 2^-pace of an error as a part of the power of what they see. */
export const PACES = [3, 4, 5, 6, 7, 8, 9] as const;
/** Which adapted weights a channel begins with as they were at the end of the one before. */
interface Inherited {
  readonly own: boolean;
  readonly neighbours: boolean;
}

export const INHERITED: readonly Inherited[] = [
  { own: false, neighbours: false },
  { own: true, neighbours: false },
  { own: true, neighbours: true },
];
/** Of the first channel. */
const NOTHING: Inherited = { own: false, neighbours: false };
/** References whose rests and loudness are used: the first ones, which have most in common with a channel. */
export const MOST_NEIGHBOURS = 8;
/** Rates of spreads, 2^-r. */
export const RATES = [3, 5, 7, 10] as const;
export const COMPONENTS = 6;
/** What a usual magnitude is in rests. */
const USUAL_REST = 100;
/** Binary digits by which steps of adapted weights are finer than their paces. */
const PACE_DIGITS = 3;

/** The greatest of each setting that is tried: windows, the pace of own rests, that of neighbours, what is inherited. */
export const MOST_TRIED = [WINDOWS.length - 1, PACES.length - 1, PACES.length - 1, INHERITED.length - 1];

/** What follows from how many channels there are. */
export function jointShapeOf(channels: number): BlockShape {
  const hasAverages = isFew(channels);
  return { channels, stretches: 1, together: 1, hasAverages, isReferring: true, mostTried: MOST_TRIED };
}

/** Of kernel/layout.ts, but for those that `storeNumbers` writes. */
const FIELDS = {
  averageWeights: 112,
  averages: 128,
  farWeights: 144,
  innovationsOf: 208,
  restsOf: 272,
  loudnessOf: 304,
  taps: 336,
  past: 592,
  adapted: 656,
  adaptedNeighbours: 720,
  spreads: 848,
  weights: 864,
  slim: 896,
} as const;

/** What a unit of voltage, 1/16 of a step, is in rests, and the reverse; 16 binary digits. */
export function unitsOf(level: number): { readonly unit: number; readonly back: number } {
  const magnitude = magnitudeOf(level);
  return {
    unit: Math.floor((8 * USUAL_REST * 2 ** 16) / magnitude),
    back: Math.floor((magnitude * 2 ** 16) / (8 * USUAL_REST)),
  };
}

/** Clears what a channel does not begin with as the one before it ended: weights of components are always kept. */
function inherit({ views, channel }: JointOpened, kept: Inherited): void {
  const { i16, i32, u8 } = views();
  u8.fill(0, channel + FIELDS.averageWeights, channel + FIELDS.adapted);
  const { own, neighbours } = kept;
  if (!own) u8.fill(0, channel + FIELDS.adapted, channel + FIELDS.adaptedNeighbours);
  if (!neighbours) u8.fill(0, channel + FIELDS.adaptedNeighbours, channel + FIELDS.spreads);
  if (kept !== NOTHING) return;
  const share = Math.floor(2 ** 24 / COMPONENTS);
  u8.fill(0, channel + FIELDS.weights, channel + FIELDS.slim + 16);
  i32.fill(share, (channel + FIELDS.weights) / 4, (channel + FIELDS.weights) / 4 + COMPONENTS);
  i16.fill(share >> 9, (channel + FIELDS.slim) / 2, (channel + FIELDS.slim) / 2 + COMPONENTS);
}

/** What one needs to begin channels of a block. */
interface Block {
  readonly opened: JointOpened;
  readonly room: Room;
  readonly signals: Signals;
  readonly head: Head;
  readonly shape: BlockShape;
}

/** Begins a channel. */
export function startChannel(
  opened: JointOpened,
  room: Room,
  signals: Signals,
  head: Head,
  shape: BlockShape,
  place: number,
): void {
  const block = { opened, room, signals, head, shape };
  inherit(opened, place === 0 ? NOTHING : INHERITED[head.settings.tried[3]]);
  storeNumbers(block, place);
  storePast(block, place);
  storeReferences(block, place);
  opened.kernel.beginMixture();
}

/** The fields up to the first vector, in their order. */
function storeNumbers({ opened, room, signals, head, shape }: Block, place: number): void {
  const coded = head.coded[place];
  const { historyShift, residualShift, vectors, tried } = head.settings;
  const [windows, ownPace, nearPace] = tried;
  const { weights, base, bias } = ownOf(head, coded);
  const { unit, back } = unitsOf(coded.level);
  const nearest = firstHistory(opened, head, coded, coded.firsts[0], base);
  const { length } = coded.references;
  const numbers = [
    room.codes + coded.channel * room.codesStride,
    historyOf(room, 0),
    innovationsOf(room, place),
    signals.rests(place),
    signals.loudness(place),
    coded.kind === PROFILE ? opened.profiled : opened.uniform,
    ...[coded.mean, base, bias, weights[0], weights[1]],
    ...[coded.ownDigits - historyShift, historyShift, residualShift, vectors],
    ...[length, Math.min(MOST_NEIGHBOURS, length), shape.hasAverages ? 1 : 0],
    ...[unit, back],
    ...[WINDOWS[windows], PACES[ownPace] + PACE_DIGITS, PACES[nearPace] + PACE_DIGITS],
    ...[nearest, nearest],
    opened.counts,
  ];
  opened.views().i32.set(numbers, opened.channel / 4);
}

/** What stands for a channel's past, and the weights of it. */
function storePast({ opened, room, head }: Block, place: number): void {
  const { channel, views } = opened;
  const { i16, i32 } = views();
  const coded = head.coded[place];
  const { weights, base } = ownOf(head, coded);
  const nearest = firstHistory(opened, head, coded, coded.firsts[0], base);
  const lags = lagsOf(head.settings);
  const history = historyOf(room, 0) / 2;
  i16.fill(nearest, history - MARGIN, history);
  storeInTimeOrder(i16, (channel + FIELDS.farWeights) / 2, weights.slice(NEAR_LAGS, lags));
  for (let k = 0; k < AVERAGES; k++) {
    i32[(channel + FIELDS.averageWeights) / 4 + k] = weights[lags + k] ?? 0;
    i32[(channel + FIELDS.averages) / 4 + k] = nearest << 8;
  }
  const magnitude = magnitudeOf(coded.level);
  RATES.forEach((rate, k) => {
    i32[(channel + FIELDS.spreads) / 4 + k] = Math.min(2 ** 30, (magnitude * 2 ** rate) / 8);
  });
}

/** Where signals of other channels lie, and the weights of innovations. */
function storeReferences({ opened, room, signals, head }: Block, place: number): void {
  const { channel, views } = opened;
  const { i16, i32 } = views();
  const { level, references } = head.coded[place];
  references.forEach((reference, k) => {
    i32[(channel + FIELDS.innovationsOf) / 4 + k] = innovationsOf(room, reference.place);
    i16.set(tapsOf(head, level, reference), (channel + FIELDS.taps) / 2 + TAPS * k);
    if (k >= MOST_NEIGHBOURS) return;
    i32[(channel + FIELDS.restsOf) / 4 + k] = signals.rests(reference.place);
    i32[(channel + FIELDS.loudnessOf) / 4 + k] = signals.loudness(reference.place);
  });
}

/** Codes that share a state, at least. */
const SECTION_CODES = 2 ** 18;

/** Places of coded channels, in sections that have a state and words of their own. */
export function sectionsOf(coded: number, frames: number): number[][] {
  const each = Math.ceil(SECTION_CODES / frames);
  const places = Array.from({ length: coded }, (_, place) => place);
  return Array.from({ length: Math.ceil(coded / each) }, (_, k) => places.slice(k * each, (k + 1) * each));
}
