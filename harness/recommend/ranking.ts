/** Which of several chains is the smallest that is fast enough. */
import { median } from '../stats/median.js';
import type { Pace } from './elimination.js';
import { mbPerS, type Throughput } from './speeds.js';

/** A chain that may be picked; in a list of them the smallest comes first. */
export interface RankedCandidate {
  readonly id: string;
  /** Share of the smallest one's size. */
  readonly size: number;
  /** To encode and decode together; rough. */
  readonly nsPerSample: number;
  readonly throughput: Throughput;
}

/** In rounds the cores are shared and the code is cold: a chain may turn out so many times as fast. */
const SLACK = 4;
/** Encode and decode are measured as one in rounds. */
const DIRECTIONS = 2;

/**
 * What rounds show of a chain that has to encode, and to decode, `leastMbPerS`: fast if it did both in the time that
 * each may take.
 */
export function paceAt(nsPerSample: number, leastMbPerS: number): Pace {
  if (nsPerSample === Number.POSITIVE_INFINITY) return 'unclear';
  if (mbPerS(nsPerSample) >= leastMbPerS) return 'fast';
  return mbPerS(nsPerSample) * DIRECTIONS * SLACK < leastMbPerS ? 'slow' : 'unclear';
}

/**
 * The smallest that is fast enough in both directions. One that was not timed counts as so much faster than in the
 * rounds as those were that were timed.
 */
export function smallestAt(
  order: readonly RankedCandidate[],
  leastMbPerS: number,
): RankedCandidate | undefined {
  const gain = gainOf(order);
  return order.find(candidate =>
    candidate.throughput.runs > 0 ? reaches(candidate, leastMbPerS) : slower(candidate) * gain >= leastMbPerS,
  );
}

/** How many times as fast as in the rounds chains were when they were timed: the median. */
function gainOf(order: readonly RankedCandidate[]): number {
  const gains = order
    .filter(({ throughput }) => throughput.runs > 0)
    .map(candidate => slower(candidate) / mbPerS(candidate.nsPerSample));
  return gains.length === 0 ? DIRECTIONS * SLACK : median(gains);
}

/** Whether a chain that was timed is fast enough. */
export function reaches(candidate: RankedCandidate, leastMbPerS: number): boolean {
  return slower(candidate) >= leastMbPerS;
}

/** Of those that were timed the one that comes nearest to a speed, where none reaches it; else the quickest in the rounds. */
export function fastest(order: readonly RankedCandidate[]): RankedCandidate | undefined {
  const timed = order.filter(({ throughput }) => throughput.runs > 0);
  return (timed.length > 0 ? timed : order).toSorted((a, b) => slower(b) - slower(a))[0];
}

/** By its slower direction. */
function slower({ throughput: { encodeMbPerS, decodeMbPerS } }: RankedCandidate): number {
  return Math.min(encodeMbPerS, decodeMbPerS);
}
