/** Follows the codes of one lane: a part of the twin. */

import type { CodeTables } from '../../../converter/profile.js';
import { type Head, lagsOf } from '../../shared/prediction/head.js';
import { clamp, deviationOf, dot, int16, makePast } from '../../shared/prediction/twin/past.js';
import { magnitudeOf, ownOf, tapsOf } from '../../shared/prediction/weights.js';
import { SHARES, STEPS, type Task } from '../lanes.js';
import type { Expectation } from './rans.js';

const LARGEST_PREDICTION = 32767 * 16;
const LARGEST_HISTORY = 32767;
const WINDOW = 8;
const TAP_DIGITS = 14;
const TAPS_BACK = 3;
const GREATEST_INDEX = 8 * 18 + 7;

export interface Predictor {
  /** What is known before a code. */
  readonly expect: () => Expectation;
  /** Takes in the code. */
  readonly learn: (code: number) => void;
}

/** log2(sqrt(pi / 2) / 128), in 2^-23. */
const LOG_OF_UNIT = -55987683;

/** The latest residuals, and weights of them that move by `step`. */
function makeAdapted(step: number) {
  const window: number[] = new Array(WINDOW).fill(0);
  const weights: number[] = new Array(WINDOW).fill(0);
  return {
    sum: () => dot(weights, window),
    adapt(residual: number, shift: number) {
      window.forEach((earlier, k) => {
        weights[k] = int16(weights[k] + (earlier < 0 === residual < 0 ? step : -step));
      });
      window.shift();
      window.push(int16(residual >> shift));
    },
  };
}

/** Sums that follow the magnitude of residuals. */
function makeSpreads(magnitude: number, shares: readonly number[]) {
  const spreads = [magnitude, magnitude * 8, magnitude * 64];
  return {
    index: () =>
      deviationOf(
        Math.max(
          1,
          shares.reduce((sum, share, k) => sum + share * (spreads[k] >> (3 * k)), 0),
        ),
        LOG_OF_UNIT,
        GREATEST_INDEX,
      ),
    follow(residual: number) {
      spreads.forEach((spread, k) => {
        spreads[k] += Math.abs(residual) - (spread >> (3 * k + 3));
      });
    },
  };
}

/**
 * @param voltages of all codes
 * @param innovations of all coded channels, by place and frame; those of the task are written
 */
export function makePredictor(
  head: Head,
  task: Task,
  { voltages }: CodeTables,
  innovations: readonly Int16Array[],
): Predictor {
  const { coded, place, from, first } = task;
  const { historyShift, residualShift, tried } = head.settings;
  const [shares, step] = tried;
  const { weights, base, bias } = ownOf(head, coded);
  const historyOf = (code: number) =>
    clamp((voltages[code + 32768] - base) >> historyShift, -LARGEST_HISTORY, LARGEST_HISTORY);
  const past = makePast(historyOf(first), lagsOf(head.settings));
  const adapted = makeAdapted(STEPS[step]);
  const spreads = makeSpreads(magnitudeOf(coded.level), SHARES[shares]);
  const references = coded.references.map(reference => ({
    signal: innovations[reference.place],
    taps: tapsOf(head, coded.level, reference),
  }));
  let frame = from;
  let own = 0;
  let prediction = 0;

  function referred(): number {
    let sum = 0;
    for (const { signal, taps } of references) {
      sum += dot(
        taps,
        taps.map((_, k) => signal[frame - TAPS_BACK + k] ?? 0),
      );
    }
    return sum;
  }

  return {
    expect() {
      const features = past.features().slice(0, weights.length);
      own = (((dot(weights, features) + bias) | 0) >> (coded.ownDigits - historyShift)) + coded.mean;
      const correction = ((adapted.sum() + referred()) | 0) >> TAP_DIGITS;
      prediction = clamp((own + (correction << residualShift)) | 0, -LARGEST_PREDICTION, LARGEST_PREDICTION);
      const index = spreads.index();
      return { prediction, octave: index >> 3, step: index & 7 };
    },
    learn(code) {
      const voltage = voltages[code + 32768];
      spreads.follow(voltage - prediction);
      adapted.adapt(voltage - prediction, residualShift);
      innovations[place][frame++] = int16(((voltage - own) | 0) >> residualShift);
      past.remember(historyOf(code));
    },
  };
}
