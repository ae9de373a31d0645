/** Which of several chains is the smallest that is fast enough. */
import { splitStage } from '../../codecs/chain-id.js';
import { median } from '../../codecs/models/median.js';
import type { Pace, Reach } from './elimination.js';
import { mbPerS, slower, type Throughput } from './speeds.js';

/** A chain that may be picked; in a list of them the smallest comes first. */
export interface RankedCandidate {
  readonly id: string;
  /** Specifiers of the plugins and profiles that it needs. */
  readonly plugins: readonly string[];
  readonly pace: Pace;
  readonly throughput: Throughput;
}

/** In rounds the cores are shared and the code is cold: a chain may turn out so many times as fast. */
const SLACK = 4;
/** Encode and decode are measured as one in rounds. */
const DIRECTIONS = 2;
export const MOST_GAIN = DIRECTIONS * SLACK;
/** Calls after a chain's first one in a process until its code is about as warm as it gets in rounds. */
const WARM_CALLS = 3;

/**
 * Which of some speeds, in MB of PCM a second, rising, a chain encodes and decodes at, by what rounds have shown: for
 * certain if it did both in the time that each may take; perhaps, until a call that was not cold took far longer.
 */
export function reachAmong(speeds: readonly number[], { nsPerSample, warmCalls }: Pace): Reach {
  const rough = mbPerS(nsPerSample);
  const count = (mostMbPerS: number) => speeds.filter(least => mostMbPerS >= least).length;
  return { surely: count(rough), perhaps: warmCalls === 0 ? speeds.length : count(rough * MOST_GAIN) };
}

/**
 * While chains are being timed, what is sought is the smallest that may be fast enough, if it was hardly seen at work;
 * in the end, the smallest that is, or most likely is.
 */
export type Stage = 'timing' | 'end';

/**
 * The smallest that is fast enough in both directions. One that was not timed counts as fast as the fastest that was of
 * the same stages with other parameters; without any, as so much faster than in the rounds as those were that were timed,
 * or before the end, while its code is hardly warm, as fast enough.
 */
export function smallestAt(
  order: readonly RankedCandidate[],
  leastMbPerS: number,
  stage: Stage,
): RankedCandidate | undefined {
  const gain = gainOf(order);
  const known = speedsOfKinds(order);
  return order.find(({ id, throughput, pace: { warmCalls } }) => {
    if (throughput.runs > 0 || slower(throughput) >= leastMbPerS) return slower(throughput) >= leastMbPerS;
    const ofKind = known.get(kindOf(id));
    if (ofKind !== undefined && (stage === 'end' || ofKind * KIND_SPREAD < leastMbPerS)) {
      return ofKind >= leastMbPerS;
    }
    // its first calls have been 40 times as slow as those when it was timed: tables are made, code is compiled
    if (stage === 'timing' && warmCalls < WARM_CALLS) return true;
    return slower(throughput) * gain >= leastMbPerS;
  });
}

/** The same stages with other parameters, as another order or profile, are at most so many times as fast. */
const KIND_SPREAD = 2;

/** The names of a chain's stages. */
function kindOf(id: string): string {
  return id
    .split('+')
    .map(stage => splitStage(stage)[0])
    .join('+');
}

/** Of chains of the same stages that were timed, the fastest. */
function speedsOfKinds(order: readonly RankedCandidate[]): ReadonlyMap<string, number> {
  const speeds = new Map<string, number>();
  for (const { id, throughput } of order) {
    if (throughput.runs === 0) continue;
    const kind = kindOf(id);
    speeds.set(kind, Math.max(slower(throughput), speeds.get(kind) ?? 0));
  }
  return speeds;
}

/** How many times as fast as in the rounds chains were when they were timed: the median. */
function gainOf(order: readonly RankedCandidate[]): number {
  const gains = order
    .filter(({ throughput }) => throughput.runs > 0)
    .map(({ throughput, pace }) => slower(throughput) / mbPerS(pace.nsPerSample));
  return gains.length === 0 ? MOST_GAIN : median(gains);
}

/** The one that comes nearest to a speed that none reaches, as far as is known. */
export function fastest(order: readonly RankedCandidate[]): RankedCandidate | undefined {
  const gain = gainOf(order);
  const likely = ({ throughput }: RankedCandidate) => slower(throughput) * (throughput.runs > 0 ? 1 : gain);
  return order.toSorted((a, b) => likely(b) - likely(a))[0];
}
