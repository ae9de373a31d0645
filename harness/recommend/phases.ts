/** The phases of a recommendation in which sizes are compared: a screening, whole windows, windows in blocks. */
import type { Workers } from '../processes/workers.js';
import { type CandidateFacts, ranked } from './elimination.js';
import { paceAt } from './ranking.js';
import {
  blockFramesOf,
  liveMbPerS,
  type Phase,
  type RecommendHooks,
  type RecommendRequest,
} from './request.js';
import {
  type Candidate,
  codeWindows,
  makeCandidate,
  type RoundsOptions,
  type RoundsPlan,
  type RoundsResult,
  runRounds,
} from './rounds.js';
import type { Speed } from './speeds.js';
import { blockShape, makeWindows, screeningShape, sizeShape } from './windows.js';

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
const QUICKEST_IN_BLOCKS = 12;

/** A candidate for the next phase, of which its pace is known. */
export function withPaceOf({ id, plugins, nsPerSample }: Candidate): Candidate {
  return { ...makeCandidate(id, plugins), nsPerSample };
}

export function optionsOf(
  { jobs, memoryMb }: RecommendRequest,
  { signal, onProgress }: RecommendHooks,
  workers: Workers,
  phase: Phase,
  deadlineMs: number,
): RoundsOptions {
  const onStep = (left: number) => onProgress(phase, left);
  return { workers, jobs, memoryBytes: memoryMb * 2 ** 20, signal, deadlineMs, onStep };
}

/** Leaves out what is plainly larger on two short windows; what is measured there counts for nothing else. */
export async function screen(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  candidates: readonly Candidate[],
  options: RoundsOptions,
): Promise<void> {
  const windows = makeWindows(recordings, seed, screeningShape);
  await runRounds(
    candidates,
    { windows, paceOf: paceFor(leastMbPerS), firstWindows: 2, mostRounds: 1 },
    options,
  );
}

/** Whole windows. */
export async function compareSizes(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  candidates: readonly Candidate[],
  options: RoundsOptions,
): Promise<PhaseResult> {
  const windows = makeWindows(recordings, seed, sizeShape);
  const plan = { windows, paceOf: paceFor(leastMbPerS), firstWindows: 1 };
  const result = await runRounds(candidates, plan, options);
  return phaseResult(candidates, plan, result, ranked(result.left)[0]?.candidate);
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
  const plan = { windows, blockFrames, paceOf: paceFor(liveMbPerS(request)), firstWindows: 1 };
  const result = await runRounds(candidates, plan, options);
  const whole = archive && withPaceOf(archive);
  if (whole !== undefined) {
    const { windows: drawn } = result;
    const deadlineMs = options.deadlineMs + COMPARING_MS;
    await codeWindows(whole, drawn, { ...plan, blockFrames: undefined }, { ...options, deadlineMs });
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

function paceFor(leastMbPerS: number) {
  return ({ nsPerSample }: CandidateFacts) => paceAt(nsPerSample, leastMbPerS);
}

/** Those that keep up and are among the smallest in whole windows, and the quickest; the smallest come first. */
export function blockCandidates(candidates: readonly Candidate[], request: RecommendRequest): Candidate[] {
  const least = liveMbPerS(request);
  const sound = candidates.filter(({ bytes, failed }) => bytes.size > 0 && !failed);
  const quickest = sound.toSorted((a, b) => a.nsPerSample - b.nsPerSample).slice(0, QUICKEST_IN_BLOCKS);
  const smallest = sound
    .filter(({ nsPerSample }) => paceAt(nsPerSample, least) !== 'slow')
    .toSorted((a, b) => meanBytes(a) - meanBytes(b))
    .slice(0, SMALLEST_IN_BLOCKS);
  return [...new Set([...smallest, ...quickest])].map(({ id, plugins }) => makeCandidate(id, plugins));
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
