/** Which chain to use for recordings, as the library has it. */
import { availableParallelism } from 'node:os';
import { loadPlugged } from '../plugins/plugged.js';
import { candidateChains } from '../recommend/candidates.js';
import { type Recommendation, recommend as recommendFor } from '../recommend/recommend.js';
import type { RecommendHooks } from '../recommend/request.js';
import type { Recording } from '../recordings/recording.js';
import { limitsOf } from '../sweep/limits.js';
import {
  checkOptions,
  FUNCTION,
  type OptionKinds,
  OVER_0,
  RECORDINGS,
  SIGNAL,
  TEXTS,
  wholeNumber,
} from './options.js';
import { recordingsOf } from './recordings.js';

export interface RecommendOptions extends Partial<RecommendHooks> {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** Chains that are tried beside the presets', and are in the answer whatever comes of them. */
  readonly chains?: readonly string[];
  /** Paths or package names. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles. */
  readonly profiles?: readonly string[];
  /** Seconds that all of it may take; 60 unless given. */
  readonly budgetS?: number;
  /** What the balanced pick encodes and decodes at least, in 10^6 bytes of PCM a second on one core; 50 unless given. */
  readonly minMbPerS?: number;
  /** Length of the live pick's blocks; 100 unless given. */
  readonly blockMs?: number;
  /** How many times real time the live pick encodes and decodes, of all channels on one core; 10 unless given. */
  readonly headroom?: number;
  /** Processes side by side; one a core unless given. */
  readonly jobs?: number;
  /** Seconds that loading a plugin may take; 60 unless given. */
  readonly timeoutS?: number;
  /** MiB that a process may take; 2048 unless given. */
  readonly memoryMb?: number;
  /** Draws the windows; 1 unless given. */
  readonly seed?: number;
}

const KINDS: OptionKinds<RecommendOptions> = {
  recordings: RECORDINGS,
  chains: TEXTS,
  plugins: TEXTS,
  profiles: TEXTS,
  budgetS: OVER_0,
  minMbPerS: OVER_0,
  blockMs: OVER_0,
  headroom: OVER_0,
  jobs: wholeNumber(1),
  timeoutS: OVER_0,
  memoryMb: wholeNumber(128),
  seed: wholeNumber(0),
  signal: SIGNAL,
  onProgress: FUNCTION,
};

/**
 * Compares chains on windows of recordings, within a time.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording
 */
export async function recommend(options: RecommendOptions): Promise<Recommendation> {
  checkOptions('recommend', options, KINDS, ['recordings']);
  const { chains = [], plugins = [], profiles = [], budgetS = 60, timeoutS = 60, memoryMb = 2048 } = options;
  const { minMbPerS: leastMbPerS = 50, blockMs = 100, headroom = 10 } = options;
  const { jobs = availableParallelism(), seed = 1 } = options;
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const deadlineMs = performance.now() + 1000 * budgetS;
  const plugged = await loadPlugged(plugins, limitsOf({ timeoutS, memoryMb }, signal), profiles);
  const { recordings } = await recordingsOf('recommend', options.recordings, signal, () => true);
  return recommendFor(
    {
      ...{ recordings, plugged, deadlineMs, jobs, memoryMb, seed, leastMbPerS, blockMs, headroom },
      chains: candidateChains(chains, plugged),
    },
    { signal, onProgress },
  );
}
