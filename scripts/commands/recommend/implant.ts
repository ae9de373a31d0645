/** What `recommend --implant` does beside: whether its picks, and the usual chains, fit the implant of the challenge. */
import { parseTypedChain } from '../../../harness/grid/typed.js';
import { candidateOf, distinct, usualCandidates } from '../../../harness/implant/candidates.js';
import { CHALLENGE_TERMS, USUAL_BLOCK_FRAMES } from '../../../harness/implant/terms.js';
import { type AnswerWithin, fitWithin } from '../../../harness/implant/within.js';
import { registryWith } from '../../../harness/plugins/plugged.js';
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';

/** What it has of the time, behind what the recommendation has. */
export const IMPLANT_SHARE = 0.3;

export interface ImplantBeside {
  /** Chains that `ncb implant` looks at by itself. */
  readonly usual: readonly string[];
  /** Of the usual chains and the picks; null where the time did not suffice, or it was stopped. */
  readonly answer: AnswerWithin | null;
}

/** @param onSent of the look that is under way */
export async function implantBeside(
  request: RecommendRequest,
  { picks, lessLive }: Recommendation,
  deadlineMs: number,
  signal: AbortSignal,
  onSent: () => void,
): Promise<ImplantBeside> {
  if (signal.aborted) return { usual: [], answer: null };
  const { recordings, plugged, jobs, memoryMb, seed } = request;
  const registry = registryWith(plugged);
  const picked = [...picks, ...lessLive].map(({ chain }) =>
    candidateOf(parseTypedChain(chain, registry), plugged),
  );
  const usual = await usualCandidates(recordings, seed, plugged);
  const candidates = distinct([...usual, ...picked]);
  const limits = {
    ...{ timeoutMs: Math.max(1, deadlineMs - performance.now()), memoryBytes: memoryMb * 2 ** 20, signal },
    raisedBy: { time: '--budget', memory: '--memory-mb' },
  };
  const asked = { candidates, recordings, terms: CHALLENGE_TERMS, blockFrames: USUAL_BLOCK_FRAMES };
  const within = { ...asked, plugged, jobs, limits, seed, deadlineMs };
  const answer = await fitWithin(within, onSent).catch((cause: unknown) => {
    if (signal.aborted) return null;
    throw cause;
  });
  return { usual: usual.map(({ id }) => id), answer };
}
