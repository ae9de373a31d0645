/** Which candidates would be picked by what is known, and their speeds. */
import { makeQuietKeeper } from '../processes/quiet-keeper.js';
import type { CellTask } from '../processes/tasks.js';
import { ranked } from './elimination.js';
import type { PhaseResult } from './phases.js';
import { fastest, type RankedCandidate, reaches, smallestAt } from './ranking.js';
import { liveMbPerS, type RecommendHooks, type RecommendRequest, type Use } from './request.js';
import { MOST_RUNS, runMs, throughputOf, timeOnce } from './speeds.js';

function rankedOf({ result, speeds, untimed }: PhaseResult): RankedCandidate[] {
  const sound = result.left.filter(({ id }) => !untimed.has(id));
  return ranked(sound).map(({ candidate: { id, nsPerSample }, size }) => ({
    id,
    size,
    nsPerSample,
    throughput: throughputOf(speeds.get(id), nsPerSample),
  }));
}

export interface Choice {
  readonly use: Use;
  readonly phase: PhaseResult;
  readonly candidate: RankedCandidate;
  readonly reaches: boolean | null;
}

/** One choice for each use, where there is any. */
export function choose(request: RecommendRequest, sizes: PhaseResult, blocks: PhaseResult): Choice[] {
  const bySize = rankedOf(sizes);
  const inBlocks = rankedOf(blocks);
  const paced = (
    use: Use,
    phase: PhaseResult,
    order: readonly RankedCandidate[],
    least: number,
  ): Choice[] => {
    const candidate = smallestAt(order, least) ?? fastest(order);
    if (candidate === undefined) return [];
    const isTimed = candidate.throughput.runs > 0;
    return [{ use, phase, candidate, reaches: isTimed ? reaches(candidate, least) : null }];
  };
  return [
    ...bySize
      .slice(0, 1)
      .map(candidate => ({ use: 'archive' as const, phase: sizes, candidate, reaches: null })),
    ...paced('balanced', sizes, bySize, request.leastMbPerS),
    ...paced('live', blocks, inBlocks, liveMbPerS(request)),
  ];
}

/** Times what would be picked by what is known and has been timed least, until all picks have enough runs. */
export async function timeChoices(
  request: RecommendRequest,
  { signal, onProgress }: RecommendHooks,
  sizes: PhaseResult,
  blocks: PhaseResult,
  deadlineMs: number,
): Promise<void> {
  const memoryBytes = request.memoryMb * 2 ** 20;
  const keeper = makeQuietKeeper(Math.max(0, deadlineMs - performance.now()));
  while (!signal.aborted) {
    const leftMs = deadlineMs - performance.now();
    const due = choose(request, sizes, blocks)
      .filter(({ candidate }) => candidate.throughput.runs < MOST_RUNS)
      .filter(({ phase, candidate }) => runMs(phase.result.windows[0], candidate.nsPerSample) < leftMs)
      .toSorted((a, b) => a.candidate.throughput.runs - b.candidate.throughput.runs);
    if (due.length === 0) return;
    const [{ phase, candidate }] = due;
    onProgress('speeds', due.length);
    const cell = cellOf(phase, candidate.id);
    const limits = { timeoutMs: leftMs, memoryBytes, signal };
    const before = phase.speeds.get(candidate.id);
    const speed = await timeOnce(cell, before, candidate.nsPerSample, keeper, limits);
    if (speed !== undefined) phase.speeds.set(candidate.id, speed);
    else if (!signal.aborted && performance.now() < deadlineMs) phase.untimed.add(candidate.id);
  }
}

/** What is timed of a candidate: it on the first window of its phase. */
function cellOf({ candidates, result, blockFrames }: PhaseResult, chain: string): CellTask {
  const plugins = candidates.find(({ id }) => id === chain)?.plugins ?? [];
  const [recording] = result.windows;
  return { chain, plugins, recording, ...(blockFrames !== undefined && { blockFrames }) };
}
