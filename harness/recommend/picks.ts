/** What is known of each pick: its ratio, its speed, and what could as well have been picked. */
import { choose } from './choice.js';
import { excessOver } from './elimination.js';
import type { PhaseResult } from './phases.js';
import { estimateRatio, type RatioEstimate, ratioBeside } from './ratio.js';
import type { RecommendRequest, Use } from './request.js';
import { type Candidate, samplesOf } from './rounds.js';
import type { Throughput } from './speeds.js';

export interface Pick {
  readonly use: Use;
  readonly chain: string;
  readonly plugins: readonly string[];
  /** Whether it is as fast as its use wants; null for archive, and where that was not timed. */
  readonly reaches: boolean | null;
  /** Of whole recordings; of `live`, in blocks. */
  readonly ratio: RatioEstimate;
  /** Its size over that of the archive pick on the same windows, less 1; null if they have none in common. */
  readonly larger: number | null;
  readonly throughput: Throughput;
  /** Chains that these windows do not distinguish from it, and by how much each was larger. */
  readonly alike: readonly { readonly chain: string; readonly excess: number }[];
}

/** One-sided, for chains that are listed beside a pick. */
const ALIKE_LEVEL = 0.025;

export function picksOf(request: RecommendRequest, sizes: PhaseResult, blocks: PhaseResult): Pick[] {
  const archive = sizes.archive && directRatio(sizes.archive, sizes, request.seed);
  return choose(request, sizes, blocks).flatMap(({ use, phase, candidate: { id, throughput }, reaches }) => {
    const candidate = phase.candidates.find(one => one.id === id);
    if (candidate === undefined || archive === undefined) return [];
    return {
      use,
      chain: id,
      plugins: candidate.plugins,
      reaches,
      ratio: ratioOf(candidate, phase, archive, request.seed),
      larger:
        phase.archive === undefined
          ? null
          : (excessOver(candidate, phase.archive, ALIKE_LEVEL)?.mean ?? null),
      throughput,
      alike: alikeTo(candidate, phase.result.left),
    };
  });
}

function directRatio(
  { bytes }: Candidate,
  { result, totalWindows }: PhaseResult,
  seed: number,
): RatioEstimate {
  const sizes = [...bytes].map(([window, encodedBytes]) => ({
    rawBytes: 2 * samplesOf(result.windows[window]),
    encodedBytes,
  }));
  return estimateRatio(sizes, totalWindows, seed);
}

/** By way of the archive pick's, since more is known from windows of both than of one. */
function ratioOf(
  candidate: Candidate,
  phase: PhaseResult,
  archive: RatioEstimate,
  seed: number,
): RatioEstimate {
  if (candidate === phase.archive) return archive;
  const excess = phase.archive && excessOver(candidate, phase.archive, ALIKE_LEVEL);
  if (excess === undefined) return directRatio(candidate, phase, seed);
  const isAll = excess.windows >= phase.totalWindows;
  return ratioBeside(archive, excess.mean, isAll ? 0 : excess.mean - excess.least);
}

function alikeTo(candidate: Candidate, left: readonly Candidate[]) {
  return left
    .flatMap(other => {
      const excess = other === candidate ? undefined : excessOver(other, candidate, ALIKE_LEVEL);
      return excess === undefined || excess.least > 0 || excess.mean < 0
        ? []
        : [{ chain: other.id, excess: excess.mean }];
    })
    .toSorted((a, b) => a.excess - b.excess);
}
