/** Which chain to use for recordings, as the library has it. */
import { candidateChains } from '../recommend/candidates.js';
import { type Recommendation, recommend as recommendFor } from '../recommend/recommend.js';
import type { RecommendHooks } from '../recommend/request.js';
import { checkOptions, type OptionKinds, OVER_0 } from './options.js';
import { beginWindows, WINDOWS_KINDS, type WindowsOptions } from './windows.js';

export interface RecommendOptions extends WindowsOptions, Partial<RecommendHooks> {
  /** Chains that are tried beside the presets', and are in the answer whatever comes of them. */
  readonly chains?: readonly string[];
  /** What the balanced pick encodes and decodes at least, in 10^6 bytes of PCM a second on one core; 50 unless given. */
  readonly minMbPerS?: number;
  /** Length of the live pick's blocks; 100 unless given. */
  readonly blockMs?: number;
  /** How many times real time the live pick encodes and decodes, of all channels on one core; 10 unless given. */
  readonly headroom?: number;
}

const KINDS: OptionKinds<RecommendOptions> = {
  ...WINDOWS_KINDS,
  minMbPerS: OVER_0,
  blockMs: OVER_0,
  headroom: OVER_0,
};

/**
 * Compares chains on windows of recordings, within a time.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording
 */
export async function recommend(options: RecommendOptions): Promise<Recommendation> {
  checkOptions('recommend', options, KINDS, ['recordings']);
  const { chains = [], minMbPerS: leastMbPerS = 50, blockMs = 100, headroom = 10 } = options;
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const { findRecordings, ...settings } = await beginWindows('recommend', options, signal);
  const candidates = candidateChains(chains, settings.plugged);
  const recordings = await findRecordings();
  return recommendFor(
    { ...settings, recordings, chains: candidates, leastMbPerS, blockMs, headroom },
    { signal, onProgress },
  );
}
