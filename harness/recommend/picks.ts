/** Which chain to use for what, from sizes and speeds. */
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

/**
 * What a race tells of a chain that has to encode, and to decode, `leastMbPerS`: fast if it did both in the time that
 * each may take.
 */
export function paceAt(nsPerSample: number, leastMbPerS: number): Pace {
  if (nsPerSample === Number.POSITIVE_INFINITY) return 'unclear';
  if (mbPerS(nsPerSample) >= leastMbPerS) return 'fast';
  return mbPerS(nsPerSample) * 2 * SLACK < leastMbPerS ? 'slow' : 'unclear';
}

/** The smallest that is fast enough in both directions; of those that were not timed, one that may be. */
export function smallestAt(order: readonly Contender[], leastMbPerS: number): Contender | undefined {
  return order.find(contender => mayReach(contender, leastMbPerS));
}

/** Whether a chain reaches a speed, so far as is known. */
export function mayReach({ nsPerSample, throughput }: Contender, leastMbPerS: number): boolean {
  if (throughput.runs === 0) return paceAt(nsPerSample, leastMbPerS) !== 'slow';
  return slower(throughput) >= leastMbPerS;
}

/** The one that comes nearest to a speed, where none reaches it. */
export function fastest(order: readonly Contender[]): Contender | undefined {
  return order.toSorted((a, b) => slower(b.throughput) - slower(a.throughput))[0];
}

function slower({ encodeMbPerS, decodeMbPerS }: Throughput): number {
  return Math.min(encodeMbPerS, decodeMbPerS);
}
