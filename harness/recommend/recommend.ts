/**
 * Which chains to use for recordings, within a time: sizes are compared in rounds, of whole windows and of blocks coded
 * alone, then the speeds of those that may be picked are measured.
 */
import { shippedProfiles } from '../../codecs/converter/shipped.js';
import { pluginsBehind } from '../plugins/plugged.js';
import { fittingProfiles } from '../windows/profile-fit.js';
import { type Bench, startBench } from './bench.js';
import { endOf } from './budget.js';
import { type Candidate, makeCandidate, nextPhase } from './candidate.js';
import type { CandidateChain } from './candidates.js';
import { profilesOf } from './given.js';
import { blockCandidates, compareBlocks, compareSizes, factsOf, type PhaseFacts } from './phases.js';
import { type Pick, picksOf } from './picks.js';
import { liveMbPerS, type Phase, type RecommendHooks, type RecommendRequest } from './request.js';
import type { RoundsOptions } from './rounds.js';
import { screen } from './screening.js';
import { type Compared, timeChoices } from './timing.js';
import { placeYours, type Yours } from './yours.js';

export interface Recommendation {
  /** One for each use for which there is a chain that compresses; for live only one that may keep up. */
  readonly picks: readonly Pick[];
  /** Where nothing keeps the headroom that is asked of live: what keeps less, the most first. */
  readonly lessLive: readonly Pick[];
  /** All chains that hold what the user gave, the smallest first. */
  readonly yours: readonly Yours[];
  /** Chains that took part, and those of them that were tried at all. */
  readonly chains: number;
  readonly tried: number;
  readonly sizes: PhaseFacts;
  readonly blocks: PhaseFacts;
  readonly failures: readonly { readonly chain: string; readonly error: string }[];
  /** Chains that were too slow for this time, for a short window or for a whole one. */
  readonly tooSlow: readonly string[];
  /** Profiles that ship and are not of the converter of these recordings: chains with them took no part. */
  readonly otherConverters: readonly string[];
  /** Whether chains have coded windows, and all of them came out larger than they were. */
  readonly nothingCompresses: boolean;
  readonly liveMbPerS: number;
}

/** Compares the chains. Whatever is known when the time is up, or the signal fires, makes the picks. */
export async function recommend(request: RecommendRequest, hooks: RecommendHooks): Promise<Recommendation> {
  const bench = startBench(request.jobs, request.memoryMb * 2 ** 20);
  try {
    return await recommendOn(bench, request, hooks);
  } finally {
    await bench.closeLanes();
  }
}

/** The same on any bench. */
export async function recommendOn(
  bench: Bench,
  request: RecommendRequest,
  hooks: RecommendHooks,
): Promise<Recommendation> {
  const fitting = await fittingProfiles(shippedProfiles, request.recordings, request.seed);
  const otherConverters = shippedProfiles
    .filter(profile => !fitting.includes(profile))
    .map(({ name }) => name);
  const chains = request.chains.filter(planned => isOpenTo(planned, otherConverters));
  const options = (phase: Phase) => optionsOf(bench, request, hooks, phase);

  const screened = chains.map(planned =>
    makeCandidate({ ...planned, plugins: pluginsBehind(planned.chain, request.plugged) }),
  );
  await screen(request, screened, options('screening'));
  const entered = screened.filter(mayEnter).map(nextPhase);
  const sizes = await compareSizes(request, entered, options('sizes'));
  const entering = blockCandidates(screened, request);
  const blocks = await compareBlocks(request, entering, sizes.archive, options('blocks'));
  await bench.closeLanes();
  const compared = { screened, sizes, blocks };
  await timeChoices(request, hooks, compared, bench, endOf('speeds', bench.now(), request.deadlineMs));
  return { ...resultOf(request, compared), chains: chains.length, otherConverters };
}

/** Without a first look, for want of time, only what comes first in any case. */
function mayEnter({ out, bytes, given, isBest }: Candidate): boolean {
  return out === '' && (bytes.size > 0 || given.length > 0 || isBest);
}

/** What the user gave takes part in any case. */
function isOpenTo({ chain, given }: CandidateChain, otherConverters: readonly string[]): boolean {
  return given.length > 0 || !profilesOf(chain).some(name => otherConverters.includes(name));
}

function optionsOf(
  bench: Bench,
  { memoryMb, deadlineMs }: RecommendRequest,
  { signal, onProgress }: RecommendHooks,
  phase: Phase,
): RoundsOptions {
  const onStep = (left: number) => onProgress(phase, left);
  const phaseMs = endOf(phase, bench.now(), deadlineMs);
  return { bench, memoryBytes: memoryMb * 2 ** 20, signal, deadlineMs: phaseMs, onStep };
}

function resultOf(request: RecommendRequest, { screened, sizes, blocks }: Compared) {
  const picks = picksOf(request, sizes, blocks);
  const isLess = ({ use, headroom }: Pick) => use === 'live' && headroom !== request.headroom;
  return {
    picks: picks.filter(pick => !isLess(pick)),
    lessLive: picks.filter(isLess),
    yours: placeYours(screened, sizes, request.seed),
    tried: screened.filter(({ bytes, out }) => bytes.size > 0 || out !== '').length,
    sizes: factsOf(sizes),
    blocks: factsOf(blocks),
    failures: [...screened, ...sizes.candidates, ...blocks.candidates]
      .filter(({ failed }) => failed)
      .map(({ id, out }) => ({ chain: id, error: out })),
    tooSlow: tooSlowOf([...screened, ...sizes.candidates]),
    nothingCompresses: sizes.archive === undefined && sizes.candidates.some(({ bytes }) => bytes.size > 0),
    liveMbPerS: liveMbPerS(request),
  };
}

/** Each once. */
function tooSlowOf(candidates: readonly Candidate[]): string[] {
  const stopped = candidates.filter(({ bytes, out, failed }) => bytes.size === 0 && out !== '' && !failed);
  return [...new Set(stopped.map(({ id }) => id))];
}
