/**
 * Which chains to use for recordings, within a time: sizes are compared in rounds, of whole windows and of blocks coded
 * alone, then the speeds of those that may be picked are measured.
 */
import { pluginsBehind } from '../plugins/plugged.js';
import { startWorkers } from '../processes/workers.js';
import { scheduleOf } from './budget.js';
import { timeChoices } from './choice.js';
import {
  blockCandidates,
  compareBlocks,
  compareSizes,
  factsOf,
  optionsOf,
  type PhaseFacts,
  type PhaseResult,
  screen,
  withPaceOf,
} from './phases.js';
import { type Pick, picksOf } from './picks.js';
import { liveMbPerS, type RecommendHooks, type RecommendRequest } from './request.js';
import { makeCandidate } from './rounds.js';

export interface Recommendation {
  readonly picks: readonly Pick[];
  /** Chains that were tried at all. */
  readonly tried: number;
  readonly sizes: PhaseFacts;
  readonly blocks: PhaseFacts;
  readonly failures: readonly { readonly chain: string; readonly error: string }[];
  /** Chains that were too slow for this time. */
  readonly tooSlow: readonly string[];
  readonly liveMbPerS: number;
}

/** Compares the chains. Whatever is known when the time is up, or the signal fires, makes the picks. */
export async function recommend(request: RecommendRequest, hooks: RecommendHooks): Promise<Recommendation> {
  const { deadlineMs, jobs, memoryMb, chains, plugged } = request;
  const schedule = scheduleOf(performance.now(), deadlineMs);
  const candidates = chains.map(({ id, chain }) => makeCandidate(id, pluginsBehind(chain, plugged)));
  const workers = startWorkers(jobs, memoryMb * 2 ** 20);
  let sizes: PhaseResult;
  let blocks: PhaseResult;
  try {
    await screen(request, candidates, optionsOf(request, hooks, workers, 'screening', schedule.screeningMs));
    const entered = candidates.filter(({ out }) => out === '').map(withPaceOf);
    sizes = await compareSizes(
      request,
      entered,
      optionsOf(request, hooks, workers, 'sizes', schedule.sizesMs),
    );
    const entering = blockCandidates(candidates, request);
    blocks = await compareBlocks(
      request,
      entering,
      sizes.archive,
      optionsOf(request, hooks, workers, 'blocks', schedule.blocksMs),
    );
  } finally {
    await workers.close().catch(() => undefined);
  }
  await timeChoices(request, hooks, sizes, blocks, schedule.speedsMs);
  return {
    picks: picksOf(request, sizes, blocks),
    tried: candidates.filter(({ bytes, out }) => bytes.size > 0 || out !== '').length,
    sizes: factsOf(sizes),
    blocks: factsOf(blocks),
    failures: [...candidates, ...sizes.candidates, ...blocks.candidates]
      .filter(({ failed }) => failed)
      .map(({ id, out }) => ({ chain: id, error: out })),
    tooSlow: candidates
      .filter(({ bytes, out, failed }) => bytes.size === 0 && out !== '' && !failed)
      .map(({ id }) => id),
    liveMbPerS: liveMbPerS(request),
  };
}
