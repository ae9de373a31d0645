/**
 * What ../kernel finds forwards, in plain TypeScript and the slow way: each value of the band is summed anew from all
 * samples that it depends on, and lists are whole.
 */
import type { Boxes, Pair } from '../boxes.js';

export interface Twin {
  readonly times: readonly number[];
  /** In 1/64 steps. */
  readonly depths: readonly number[];
}

/** A detector as the kernel is set to it. */
export interface Detector {
  readonly usesEnergy: boolean;
  readonly multiple: number;
  readonly search: number;
  readonly apart: number;
}

/** How often each of a + b - 1 samples is in the sum of b sums of a. */
function trapezium([a, b]: Pair): number[] {
  const weights = new Array<number>(a + b - 1).fill(0);
  for (let i = 0; i < a; i++) for (let k = 0; k < b; k++) weights[i + k]++;
  return weights;
}

function meanAround(samples: Int16Array, at: number, pair: Pair): number {
  const weights = trapezium(pair);
  const start = at - (weights.length >> 1);
  let sum = 0;
  for (const [k, weight] of weights.entries()) {
    sum += weight * samples[Math.max(0, Math.min(samples.length - 1, start + k))];
  }
  return Math.floor((64 * sum) / (pair[0] * pair[1]));
}

/** The band of each frame, in 1/64 steps of int16. */
export function bandForwards(samples: Int16Array, { long, short }: Boxes): number[] {
  return Array.from(samples, (_, at) => meanAround(samples, at, short) - meanAround(samples, at, long));
}

const SEED = 128;
const SLOWEST = 15;

function paceOf(met: number): number {
  return Math.min(SLOWEST, Math.floor(Math.log2(met)));
}

/** Medians of the sizes so far, in 1/8192 steps, and 0 where they are not known. */
function mediansOf(band: readonly number[], start: number): number[] {
  let [middle, met] = [0, 0];
  let last: boolean[] = [];
  return band.map((value, at) => {
    if (at < start) return 0;
    met++;
    const size = 128 * Math.abs(value);
    if (met <= SEED) {
      middle = Math.max(middle, size);
      if (met === SEED) middle = Math.floor(middle / 4);
      return met < SEED ? 0 : middle;
    }
    const step = Math.max(1, Math.floor(middle / 2 ** paceOf(met)));
    last.push(size > middle);
    middle = size > middle ? middle + step : Math.max(0, middle - step);
    if (last.length < 1024) return middle;
    const above = last.filter(Boolean).length;
    if (above > 960 || above < 16) met = SEED;
    last = [];
    return middle;
  });
}

/** Means of energies so far, rounded down, and 0 where they are not known. */
function meansOf(energies: readonly number[], start: number): number[] {
  let [sum, last] = [0, 0];
  return energies.map((value, at) => {
    const met = at - start + 1;
    if (met < 1) return 0;
    const pace = paceOf(met);
    if (pace > last) sum *= 2;
    last = pace;
    sum += value - Math.floor(sum / 2 ** pace);
    return met < SEED ? 0 : Math.floor(sum / 2 ** pace);
  });
}

/** Of each frame that of the one before it, which is known with it. */
function energiesOf(band: readonly number[]): number[] {
  const whole = band.map(value => Math.max(-32767, Math.min(32767, Math.floor((value + 32) / 64))));
  return whole.map((value, at) => (whole[at - 1] ?? 0) ** 2 - (whole[at - 2] ?? 0) * value);
}

/** Thresholds by frame, each as it was told by frames before: 0 for none. */
function thresholdsOf(
  band: readonly number[],
  energies: readonly number[],
  start: number,
  detector: Detector,
) {
  const { usesEnergy, multiple } = detector;
  const levels = usesEnergy ? meansOf(energies, start) : mediansOf(band, start);
  const told = levels.map(level => {
    if (usesEnergy) return Math.max(0, Math.min(level, Math.floor((2 ** 31 - 1) / multiple)) * multiple);
    return level < 1024 ? 0 : Math.floor((level * multiple) / 2 ** 18);
  });
  let threshold = 0;
  return told.map((value, at) => {
    const before = threshold;
    if (at % 64 === 0) threshold = value;
    return before;
  });
}

export function findForwards(samples: Int16Array, boxes: Boxes, detector: Detector): Twin {
  const band = bandForwards(samples, boxes);
  const energies = energiesOf(band);
  const thresholds = thresholdsOf(band, energies, boxes.long[0] + boxes.long[1], detector);
  const times: number[] = [];
  const { usesEnergy, search, apart } = detector;
  for (let at = 0, next = 0; at < band.length; at++) {
    const isOver = usesEnergy
      ? energies[at] >= thresholds[at] && at > next
      : band[at] <= -thresholds[at] && at >= next;
    if (thresholds[at] === 0 || !isOver) continue;
    const from = usesEnergy ? at - 1 : at;
    const end = Math.min(band.length, from + search + 1);
    let least = from;
    for (let k = from; k < end; k++) if (band[k] < band[least]) least = k;
    times.push(least);
    next = least + apart;
    at = Math.max(at, end - 1);
  }
  return { times, depths: times.map(time => 0 - band[time]) };
}
