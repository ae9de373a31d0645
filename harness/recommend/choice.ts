/** Which candidates would be picked by what is known. */
import { compresses } from './candidate.js';
import { ranked } from './elimination.js';
import type { PhaseResult } from './phases.js';
import { fastest, type RankedCandidate, type Stage, smallestAt } from './ranking.js';
import { lessHeadroom, liveMbPerS, type RecommendRequest, realTimeMbPerS, type Use } from './request.js';
import { slower, throughputOf } from './speeds.js';

export interface Choice {
  readonly use: Use;
  readonly phase: PhaseResult;
  readonly candidate: RankedCandidate;
  /** Whether it is as fast as its use wants; null for archive, and where that is not known. */
  readonly reaches: boolean | null;
  /** Of live, what it was looked for at, in times real time; null where it is the fastest and keeps none of them. */
  readonly headroom: number | null;
}

/** Chains that compress and whose timing has not failed, the smallest first. */
function orderOf({ result, speeds, untimed }: PhaseResult): RankedCandidate[] {
  const sound = result.left.filter(({ id }) => !untimed.has(id)).filter(compresses(result.windows));
  return ranked(sound).map(({ candidate: { id, plugins, pace } }) => ({
    ...{ id, plugins, pace },
    throughput: throughputOf(speeds.get(id), pace.nsPerSample),
  }));
}

/**
 * One choice for each use, where there is any. If nothing keeps the headroom that is asked of live, there are those for
 * less of it, the most first.
 */
export function choose(
  request: RecommendRequest,
  sizes: PhaseResult,
  blocks: PhaseResult,
  stage: Stage,
): Choice[] {
  const bySize = orderOf(sizes);
  const archive = bySize.slice(0, 1).map(candidate => {
    return { use: 'archive', phase: sizes, candidate, reaches: null, headroom: null } as const;
  });
  const balanced = smallestAt(bySize, request.leastMbPerS, stage) ?? fastest(bySize);
  return [
    ...archive,
    ...chosen('balanced', sizes, balanced, request.leastMbPerS, null),
    ...chooseLive(request, blocks, stage),
  ];
}

function chooseLive(request: RecommendRequest, blocks: PhaseResult, stage: Stage): Choice[] {
  const order = orderOf(blocks);
  const live = (candidate: RankedCandidate | undefined, headroom: number | null) =>
    chosen(
      'live',
      blocks,
      candidate,
      (headroom ?? Number.POSITIVE_INFINITY) * realTimeMbPerS(request),
      headroom,
    );
  const asked = smallestAt(order, liveMbPerS(request), stage);
  if (asked !== undefined) return live(asked, request.headroom);
  const less = lessHeadroom(request)
    .toReversed()
    .flatMap(times => live(smallestAt(order, times * realTimeMbPerS(request), stage), times));
  return less.length > 0 ? less : live(fastest(order), null);
}

function chosen(
  use: Use,
  phase: PhaseResult,
  candidate: RankedCandidate | undefined,
  leastMbPerS: number,
  headroom: number | null,
): Choice[] {
  if (candidate === undefined) return [];
  const { throughput } = candidate;
  const isFast = slower(throughput) >= leastMbPerS;
  const reaches = isFast ? true : throughput.runs > 0 ? false : null;
  return [{ use, phase, candidate, reaches, headroom }];
}
