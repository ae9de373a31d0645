/** What is known of each pick: its ratio, its speed, and what could as well have been picked. */

import type { RatioEstimate } from '../windows/ratio.js';
import type { Candidate } from './candidate.js';
import { chainRatio } from './chain-ratio.js';
import { choose } from './choice.js';
import { excessOver } from './elimination.js';
import type { Given } from './given.js';
import type { PhaseResult } from './phases.js';
import type { RecommendRequest, Use } from './request.js';
import type { Throughput } from './speeds.js';

export interface Pick {
  readonly use: Use;
  readonly chain: string;
  readonly plugins: readonly string[];
  /** What of the user's it holds; empty if nothing. */
  readonly given: readonly Given[];
  /** Whether it is as fast as its use wants; null for archive, and where that is not known. */
  readonly reaches: boolean | null;
  /** Of live, what it was looked for at, in times real time; null where it is the fastest and keeps none of them. */
  readonly headroom: number | null;
  /** Of whole recordings; of `live`, in blocks. */
  readonly ratio: RatioEstimate;
  /** Its size over that of the archive pick on the same windows, less 1; null if they have none in common. */
  readonly larger: number | null;
  readonly throughput: Throughput;
  /** Chains that these windows do not distinguish from it, the user's first. */
  readonly alike: readonly Alike[];
}

/** A chain beside a pick, and by how much it was larger. */
export interface Alike {
  readonly chain: string;
  readonly excess: number;
  readonly given: readonly Given[];
}

/** One-sided, for chains that are listed beside a pick. */
const ALIKE_LEVEL = 0.025;

/** A pick for each use; if nothing keeps the headroom of live, those for less. */
export function picksOf(request: RecommendRequest, sizes: PhaseResult, blocks: PhaseResult): Pick[] {
  return choose(request, sizes, blocks, 'end').flatMap(
    ({ phase, candidate: { id, throughput }, ...choice }) => {
      const candidate = phase.candidates.find(one => one.id === id);
      const ratio = candidate && chainRatio(candidate, phase, sizes, request.seed);
      if (candidate === undefined || ratio === undefined) return [];
      const excess = phase.archive && excessOver(candidate, phase.archive, ALIKE_LEVEL);
      return {
        ...choice,
        ...{ chain: id, plugins: candidate.plugins, given: candidate.given, ratio, throughput },
        larger: excess?.mean ?? null,
        alike: alikeTo(candidate, phase.result.left),
      };
    },
  );
}

function alikeTo(candidate: Candidate, left: readonly Candidate[]): Alike[] {
  const alike = left.flatMap(other => {
    const excess = other === candidate ? undefined : excessOver(other, candidate, ALIKE_LEVEL);
    if (excess === undefined || excess.least > 0 || excess.mean < 0) return [];
    return { chain: other.id, excess: excess.mean, given: other.given };
  });
  const isGiven = ({ given }: Alike) => Number(given.length > 0);
  return alike.toSorted((a, b) => isGiven(b) - isGiven(a) || a.excess - b.excess);
}
