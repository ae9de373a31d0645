/** What a channel is coded by, as the kernel has it (kernel/layout.ts), and which channels share a state. */
import { isFew } from '../../shared/prediction/blocks.js';

import { AVERAGES, type BlockShape, type Head, lagsOf, NEAR_LAGS } from '../../shared/prediction/head.js';
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

const FIELDS = {
  codes: 0,
  nearWeights: 36,
  references: 60,
  latest: 92,
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

/** Begins a channel. */
export function startChannel(
  opened: JointOpened,
  room: Room,
  signals: Signals,
  head: Head,
  shape: BlockShape,
  place: number,
): void {
  const { settings } = head;
  const coded = head.coded[place];
  const { i16, i32 } = opened.views();
  const at = (field: number) => (opened.channel + field) >> 2;
  const [windows, ownPace, nearPace, inherited] = settings.tried;
  const { weights, base, bias } = ownOf(head, coded);
  const lags = lagsOf(settings);
  const { historyShift, residualShift, vectors } = settings;
  const { unit, back } = unitsOf(coded.level);
  const neighbours = coded.references.slice(0, MOST_NEIGHBOURS);
  const nearest = firstHistory(opened, head, coded, coded.firsts[0], base);
  const history = historyOf(room, 0);
  inherit(opened, place === 0 ? NOTHING : INHERITED[inherited]);
  i32.set(
    [
      room.codes + coded.channel * room.codesStride,
      history,
      innovationsOf(room, place),
      signals.rests(place),
      signals.loudness(place),
      coded.kind === PROFILE ? opened.profiled : opened.uniform,
      coded.mean,
      base,
      bias,
      weights[0],
      weights[1],
      coded.ownDigits - historyShift,
      historyShift,
      residualShift,
      vectors,
      coded.references.length,
      neighbours.length,
      shape.hasAverages ? 1 : 0,
      unit,
      back,
      WINDOWS[windows],
      PACES[ownPace] + PACE_DIGITS,
      PACES[nearPace] + PACE_DIGITS,
      nearest,
      nearest,
      opened.counts,
    ],
    at(FIELDS.codes),
  );
  for (let k = 0; k < AVERAGES; k++) {
    i32[at(FIELDS.averageWeights) + k] = weights[lags + k] ?? 0;
    i32[at(FIELDS.averages) + k] = nearest << 8;
  }
  i16.fill(nearest, history / 2 - MARGIN, history / 2);
  storeInTimeOrder(i16, (opened.channel + FIELDS.farWeights) / 2, weights.slice(NEAR_LAGS, lags));
  coded.references.forEach((reference, k) => {
    i32[at(FIELDS.innovationsOf) + k] = innovationsOf(room, reference.place);
    i16.set(tapsOf(head, coded.level, reference), (opened.channel + FIELDS.taps) / 2 + 8 * k);
  });
  neighbours.forEach(({ place: neighbour }, k) => {
    i32[at(FIELDS.restsOf) + k] = signals.rests(neighbour);
    i32[at(FIELDS.loudnessOf) + k] = signals.loudness(neighbour);
  });
  const magnitude = magnitudeOf(coded.level);
  RATES.forEach((rate, k) => {
    i32[at(FIELDS.spreads) + k] = Math.min(2 ** 30, (magnitude * 2 ** rate) / 8);
  });
  opened.kernel.beginMixture();
}

/** Codes that share a state, at least. */
const SECTION_CODES = 2 ** 18;

/** Places of coded channels, in sections that have a state and words of their own. */
export function sectionsOf(coded: number, frames: number): number[][] {
  const each = Math.ceil(SECTION_CODES / frames);
  const places = Array.from({ length: coded }, (_, place) => place);
  return Array.from({ length: Math.ceil(coded / each) }, (_, k) => places.slice(k * each, (k + 1) * each));
}
