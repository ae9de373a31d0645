/** Speeds of chains that may be picked, and of those that the user gave, run by run until the time is up. */
import type { CellTask } from '../processes/tasks.js';
import type { Bench } from './bench.js';
import { GIVEN_SHARE } from './budget.js';
import type { Candidate } from './candidate.js';
import { choose } from './choice.js';
import type { PhaseResult } from './phases.js';
import type { RecommendHooks, RecommendRequest } from './request.js';
import { MOST_RUNS, runMs, timeOnce } from './speeds.js';
import { dominatorOf, favourites, placeAll, suspectOf } from './yours.js';

/** What the phases before have come to. */
export interface Compared {
  readonly screened: readonly Candidate[];
  readonly sizes: PhaseResult;
  readonly blocks: PhaseResult;
}

/** A chain that is to be timed once more. */
interface Due {
  readonly phase: PhaseResult;
  readonly id: string;
  readonly plugins: readonly string[];
  readonly nsPerSample: number;
  readonly runs: number;
  /** By which the one that has been timed least is found: what is asked for no speed counts its runs several times. */
  readonly turn: number;
  /** Whether it would be picked; else it is timed for the sake of what the user gave. */
  readonly isPick: boolean;
}

/**
 * Times what would be picked by what is known and has been timed least, until all picks have enough runs; between, what
 * the user gave, within its share of the time.
 */
export async function timeChoices(
  request: RecommendRequest,
  { signal, onProgress }: RecommendHooks,
  compared: Compared,
  bench: Bench,
  deadlineMs: number,
): Promise<void> {
  const memoryBytes = request.memoryMb * 2 ** 20;
  let leftForGivenMs = GIVEN_SHARE * Math.max(0, deadlineMs - bench.now());
  while (!signal.aborted) {
    const startMs = bench.now();
    const timeoutMs = deadlineMs - startMs;
    const due = dueOf(request, compared, timeoutMs, leftForGivenMs);
    if (due.length === 0) return;
    const [next] = due;
    const { phase, id, nsPerSample, isPick } = next;
    onProgress('speeds', due.length);
    const limits = { timeoutMs, memoryBytes, signal };
    const speed = await timeOnce(cellOf(next), phase.speeds.get(id), nsPerSample, bench, limits);
    if (speed !== undefined) phase.speeds.set(id, speed);
    else if (!signal.aborted && bench.now() < deadlineMs) phase.untimed.add(id);
    if (!isPick) leftForGivenMs -= bench.now() - startMs;
  }
}

/** The archive pick is the slowest of all, and no speed is asked of it: a run of it takes the time of several others. */
const ARCHIVE_WEIGHT = 4;

/** The one that has been timed least first; what the user gave before a pick, since its share of the time bounds it. */
function dueOf(request: RecommendRequest, compared: Compared, leftMs: number, leftForGivenMs: number): Due[] {
  const costOf = ({ phase, nsPerSample }: Due) => runMs(phase.result.windows[0], nsPerSample);
  const picks = duePicks(request, compared).filter(due => costOf(due) < leftMs);
  // without a pick that needs it, all of the time is theirs
  const leftForThemMs = picks.length > 0 ? Math.min(leftMs, leftForGivenMs) : leftMs;
  const yours = dueYours(compared).filter(due => costOf(due) < leftForThemMs);
  return [...yours, ...picks].toSorted((a, b) => a.turn - b.turn);
}

function duePicks(request: RecommendRequest, { sizes, blocks }: Compared): Due[] {
  return choose(request, sizes, blocks, 'timing')
    .map(({ use, phase, candidate: { id, plugins, pace, throughput } }) => {
      const { runs } = throughput;
      const turn = use === 'archive' ? ARCHIVE_WEIGHT * runs : runs;
      return { phase, id, plugins, nsPerSample: pace.nsPerSample, runs, turn, isPick: true };
    })
    .filter(({ runs }) => runs < MOST_RUNS);
}

/** Of everything that was given the smallest chain; once it is timed, also a chain that may be ahead of it in all. */
function dueYours({ screened, sizes }: Compared): Due[] {
  const placed = placeAll(screened, sizes);
  const best = favourites(placed);
  const suspects = best
    .filter(({ throughput }) => throughput.runs > 0)
    .filter(one => dominatorOf(one, placed) === undefined)
    .flatMap(one => suspectOf(one, placed) ?? []);
  return [...best, ...suspects]
    .map(({ candidate: { id, plugins, pace }, throughput: { runs } }) => ({
      ...{ phase: sizes, id, plugins, nsPerSample: pace.nsPerSample, runs, turn: runs, isPick: false },
    }))
    .filter(({ id, runs }) => runs < MOST_RUNS && !sizes.untimed.has(id) && sizes.result.windows.length > 0);
}

/** What is timed of a candidate: it on the first window of its phase. */
function cellOf({ phase: { result, blockFrames }, id, plugins }: Due): CellTask {
  const [recording] = result.windows;
  return { chain: id, plugins, recording, ...(blockFrames !== undefined && { blockFrames }) };
}
