/** Predicts a channel's codes: a part of the twin. */

import type { CodeTables } from '../../../../converter/profile.js';
import { type BlockShape, type Head, lagsOf } from '../../../shared/prediction/head.js';
import { clamp, dot, int16, makePast } from '../../../shared/prediction/twin/past.js';
import { ownOf, tapsOf } from '../../../shared/prediction/weights.js';
import { INHERITED, MOST_NEIGHBOURS, PACES, unitsOf, WINDOWS } from '../channel.js';

const LARGEST_PREDICTION = 32767 * 16;
const LARGEST_REST = 4095;
const LEAST_POWER = 2 ** 14;
const TAPS_BACK = 3;
const TAPS = 8;
const MOST_OWN = 32;

/** Adapted weights, 15 binary digits: of own rests, the latest one first, and of each neighbour's, in the order of time. */
export interface Adapted {
  own: number[];
  neighbours: number[][];
}

/** None yet. */
export function makeAdapted(): Adapted {
  return { own: none(MOST_OWN), neighbours: Array.from({ length: MOST_NEIGHBOURS }, () => none(TAPS)) };
}

function none(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function signalAround(signal: ArrayLike<number>, frame: number): number[] {
  return Array.from({ length: TAPS }, (_, k) => signal[frame + k - TAPS_BACK] ?? 0);
}

function gainOf(step: number, pace: number): number {
  return clamp((step + 2 ** (pace + 2)) >> (pace + 3), -32767, 32767);
}

function moved(weights: readonly number[], seen: readonly number[], gain: number): number[] {
  return weights.map((weight, k) => int16(weight + ((4 * gain * (seen[k] ?? 0) + 2 ** 14) >> 15)));
}

interface Signals {
  /** Of all coded channels, by place and frame; those of the channel are written. */
  readonly innovations: readonly Int16Array[];
  readonly rests: readonly Int16Array[];
  /** As the channel before left them; they move on. */
  readonly adapted: Adapted;
}

export function makePredictor(
  head: Head,
  { hasAverages }: BlockShape,
  place: number,
  { voltages }: CodeTables,
  { innovations, rests, adapted }: Signals,
) {
  const coded = head.coded[place];
  const { historyShift, residualShift, tried } = head.settings;
  const [windows, ownPace, nearPace, inherited] = tried;
  const { weights, base, bias } = ownOf(head, coded);
  const historyOf = (code: number) => clamp((voltages[code + 32768] - base) >> historyShift, -32767, 32767);
  const past = makePast(historyOf(coded.firsts[0]), lagsOf(head.settings));
  const features = () => past.features().slice(0, lagsOf(head.settings) + (hasAverages ? 4 : 0));
  const { unit, back } = unitsOf(coded.level);
  const references = coded.references.map(reference => ({
    signal: innovations[reference.place],
    taps: tapsOf(head, coded.level, reference),
  }));
  const neighbours = coded.references.slice(0, MOST_NEIGHBOURS).map(reference => rests[reference.place]);
  const kept = INHERITED[inherited];
  const blank = makeAdapted();
  if (!kept.own) adapted.own = blank.own;
  if (!kept.neighbours) adapted.neighbours = blank.neighbours;
  const ownRests = none(8 * WINDOWS[windows]);
  let own = 0;
  let fitted = 0;
  let prediction = 0;
  let power = 0;

  /** Exact: products reach 2^56. */
  function restOf(difference: number): number {
    return clamp(Number((BigInt(difference) * BigInt(unit)) >> 16n), -LARGEST_REST, LARGEST_REST);
  }

  function adaptedSum(frame: number): number {
    let sum = dot(ownRests, adapted.own);
    power = LEAST_POWER + dot(ownRests, ownRests);
    neighbours.forEach((signal, k) => {
      const seen = signalAround(signal, frame);
      sum += dot(seen, adapted.neighbours[k]);
      power += dot(seen, seen);
    });
    return Number((BigInt(sum | 0) * BigInt(back)) >> 31n) | 0;
  }

  return {
    /** @returns what is expected, in 1/16 of a step */
    expect(frame: number): number {
      own = (((dot(weights, features()) + bias) | 0) >> (coded.ownDigits - historyShift)) + coded.mean;
      let referred = 0;
      for (const { signal, taps } of references) referred += dot(taps, signalAround(signal, frame));
      fitted = (own + (((referred | 0) >> 14) << residualShift)) | 0;
      const sum = (fitted + adaptedSum(frame)) | 0;
      prediction = clamp(sum, -LARGEST_PREDICTION, LARGEST_PREDICTION);
      return prediction;
    },
    /** @param most what the error is cut at */
    learn(frame: number, code: number, most: number): void {
      const voltage = voltages[code + 32768];
      const step = restOf(clamp(voltage - prediction, -most, most)) * Math.floor(2 ** 31 / power);
      adapted.own = moved(adapted.own, ownRests, gainOf(step, PACES[ownPace]));
      neighbours.forEach((signal, k) => {
        const gain = gainOf(step, PACES[nearPace]);
        adapted.neighbours[k] = moved(adapted.neighbours[k], signalAround(signal, frame), gain);
      });
      const rest = restOf((voltage - fitted) | 0);
      rests[place][frame] = rest;
      ownRests.pop();
      ownRests.unshift(rest);
      innovations[place][frame] = int16(((voltage - own) | 0) >> residualShift);
      past.remember(historyOf(code));
    },
  };
}
