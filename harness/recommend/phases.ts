/** The phases in which sizes are compared: whole windows, then windows in blocks. */

import { blockShape, makeWindows, sizeShape, theseWindows } from '../windows/windows.js';
import { GIVEN_SHARE } from './budget.js';
import { type Candidate, compresses, makeCandidate, nextPhase } from './candidate.js';
import { ranked } from './elimination.js';
import { byGiven, firstOfEach } from './given.js';
import { reachAmong } from './ranking.js';
import { blockFramesOf, liveSpeeds, type RecommendRequest } from './request.js';
import { codeWindows, type RoundsOptions, type RoundsPlan, type RoundsResult, runRounds } from './rounds.js';
import type { Speed } from './speeds.js';

/** What a phase came to. */
export interface PhaseFacts {
  /** Chains that coded a window, or failed to. */
  readonly tried: number;
  readonly left: number;
  readonly windows: number;
  /** Windows that there are. */
  readonly totalWindows: number;
  readonly rounds: number;
}

/** A phase that is over, and the speeds of those that may be picked. */
export interface PhaseResult {
  readonly candidates: readonly Candidate[];
  readonly result: RoundsResult;
  readonly totalWindows: number;
  readonly blockFrames?: number;
  /** The archive pick on the windows of this phase, whole. */
  readonly archive: Candidate | undefined;
  readonly speeds: Map<string, Speed>;
  /** Chains whose timing failed. */
  readonly untimed: Set<string>;
}

/** For the archive pick to code the windows of blocks. */
const COMPARING_MS = 1500;
/** Tables weigh more in blocks, so that the order there is another; many are let in. */
const SMALLEST_IN_BLOCKS = 64;
const SMALLEST_AT_LESS = 16;
const QUICKEST_IN_BLOCKS = 12;

/** Whole windows. */
export async function compareSizes(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  candidates: readonly Candidate[],
  options: RoundsOptions,
): Promise<PhaseResult> {
  const windows = makeWindows(recordings, seed, sizeShape);
  const plan = { windows, speeds: [leastMbPerS] };
  const result = await runBoth(candidates, plan, options);
  const [smallest] = ranked(result.left.filter(compresses(result.windows)));
  return phaseResult(candidates, plan, result, smallest?.candidate);
}

/**
 * Chains that hold what the user gave code the windows that the others have drawn, in a time of their own: so these
 * choose among themselves as they would without. What they leave of their time comes on top of it.
 */
async function runBoth(
  candidates: readonly Candidate[],
  plan: RoundsPlan,
  options: RoundsOptions,
): Promise<RoundsResult> {
  const [given, others] = byGiven(candidates);
  const nowMs = options.bench.now();
  const share = given.length > 0 ? 1 - GIVEN_SHARE : 1;
  const deadlineMs = nowMs + share * Math.max(0, options.deadlineMs - nowMs);
  const result = await runRounds(others, plan, { ...options, deadlineMs });
  const along = {
    ...plan,
    windows: theseWindows(result.windows),
    rivals: result.left,
    // their own time is all that a slow one can take; a plugin may have to be loaded first
    capMs: Math.max(0, options.deadlineMs - options.bench.now()),
  };
  const { left } = await runRounds(given, along, options);
  return { ...result, left: [...result.left, ...left] };
}

/** Windows of blocks that are coded alone; the archive pick codes the same windows whole, to compare with. */
export async function compareBlocks(
  request: RecommendRequest,
  candidates: readonly Candidate[],
  archive: Candidate | undefined,
  options: RoundsOptions,
): Promise<PhaseResult> {
  const { recordings, seed } = request;
  const blockFrames = blockFramesOf(request);
  const windows = makeWindows(recordings, seed, recording => blockShape(recording, blockFrames));
  const plan = { windows, blockFrames, speeds: liveSpeeds(request) };
  const result = await runBoth(candidates, plan, options);
  const whole = archive && nextPhase(archive);
  if (whole !== undefined) {
    const { windows: drawn } = result;
    const deadlineMs = options.deadlineMs + COMPARING_MS;
    await codeWindows(whole, drawn, { ...options, deadlineMs });
  }
  return phaseResult(candidates, plan, result, whole);
}

function phaseResult(
  candidates: readonly Candidate[],
  { windows, blockFrames }: RoundsPlan,
  result: RoundsResult,
  archive: Candidate | undefined,
): PhaseResult {
  return {
    candidates,
    result,
    archive,
    totalWindows: windows.total,
    speeds: new Map(),
    untimed: new Set(),
    ...(blockFrames !== undefined && { blockFrames }),
  };
}

/** Chains for the windows in blocks; as many of the others as there would be without what the user gave. */
export function blockCandidates(screened: readonly Candidate[], request: RecommendRequest): Candidate[] {
  const sound = screened
    .filter(({ bytes, failed }) => bytes.size > 0 && !failed)
    .toSorted((a, b) => meanBytes(a) - meanBytes(b));
  const [given, others] = byGiven(sound);
  const speeds = liveSpeeds(request);
  const entering = [
    ...likelyInBlocks(others, speeds),
    ...likelyInBlocks(given, speeds),
    ...firstOfEach(given),
  ];
  // how quick they are in blocks is not known yet, only which are likely to take less time
  return [...new Set(entering)].map(entrant => ({ ...makeCandidate(entrant), costNs: entrant.costNs }));
}

/** Of those that may keep up with each speed the smallest in short windows, and the quickest of all. */
function likelyInBlocks(sound: readonly Candidate[], speeds: readonly number[]): Candidate[] {
  const quickest = sound.toSorted((a, b) => a.pace.nsPerSample - b.pace.nsPerSample);
  const smallest = speeds.flatMap((_, k) => {
    const most = k === speeds.length - 1 ? SMALLEST_IN_BLOCKS : SMALLEST_AT_LESS;
    return sound.filter(({ pace }) => reachAmong(speeds, pace).perhaps > k).slice(0, most);
  });
  return [...smallest, ...quickest.slice(0, QUICKEST_IN_BLOCKS)];
}

function meanBytes({ bytes }: Candidate): number {
  let sum = 0;
  for (const size of bytes.values()) sum += size;
  return sum / bytes.size;
}

export function factsOf({ candidates, result, totalWindows }: PhaseResult): PhaseFacts {
  return {
    tried: candidates.filter(({ bytes, out }) => bytes.size > 0 || out !== '').length,
    left: result.left.filter(({ bytes }) => bytes.size > 0).length,
    windows: result.windows.length,
    totalWindows,
    rounds: result.rounds,
  };
}
