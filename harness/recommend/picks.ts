/** Which chain to use for what, from sizes and speeds. */
import { median } from '../stats/median.js';
import type { Pace } from './race.js';
import { mbPerS, type Throughput } from './speeds.js';

/** A chain that may be picked; in a list of them the smallest comes first. */
export interface Contender {
  readonly id: string;
  /** Share of the smallest one's size. */
  readonly size: number;
  /** To encode and decode together; rough. */
  readonly nsPerSample: number;
  readonly throughput: Throughput;
}

/** In a race the cores are shared and the code is cold: a chain may turn out so many times as fast. */
const SLACK = 4;
/** Encode and decode are timed as one in a race. */
const DIRECTIONS = 2;

/**
 * What a race tells of a chain that has to encode, and to decode, `leastMbPerS`: fast if it did both in the time that
 * each may take.
 */
export function paceAt(nsPerSample: number, leastMbPerS: number): Pace {
  if (nsPerSample === Number.POSITIVE_INFINITY) return 'unclear';
  if (mbPerS(nsPerSample) >= leastMbPerS) return 'fast';
  return mbPerS(nsPerSample) * DIRECTIONS * SLACK < leastMbPerS ? 'slow' : 'unclear';
}

/**
 * The smallest that is fast enough in both directions. One that was not timed counts as so much faster than the race
 * has told as those were that were timed.
 */
export function smallestAt(order: readonly Contender[], leastMbPerS: number): Contender | undefined {
  const gain = gainOf(order);
  return order.find(contender =>
    contender.throughput.runs > 0 ? reaches(contender, leastMbPerS) : slower(contender) * gain >= leastMbPerS,
  );
}

/** How many times as fast as in the race chains were when they were timed: the median. */
function gainOf(order: readonly Contender[]): number {
  const gains = order
    .filter(({ throughput }) => throughput.runs > 0)
    .map(contender => slower(contender) / mbPerS(contender.nsPerSample));
  return gains.length === 0 ? DIRECTIONS * SLACK : median(gains);
}

/** Whether a chain that was timed is fast enough. */
export function reaches(contender: Contender, leastMbPerS: number): boolean {
  return slower(contender) >= leastMbPerS;
}

/** Of those that were timed the one that comes nearest to a speed, where none reaches it; else the quickest in the race. */
export function fastest(order: readonly Contender[]): Contender | undefined {
  const timed = order.filter(({ throughput }) => throughput.runs > 0);
  return (timed.length > 0 ? timed : order).toSorted((a, b) => slower(b) - slower(a))[0];
}

/** By its slower direction. */
function slower({ throughput: { encodeMbPerS, decodeMbPerS } }: Contender): number {
  return Math.min(encodeMbPerS, decodeMbPerS);
}
