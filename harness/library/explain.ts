/** Where the bits of chains go, as the library has it. */
import { availableParallelism } from 'node:os';
import { type ExplainedChain, type ExplainHooks, explainChains } from '../explain/explain.js';
import { parseLosslessChain } from '../grid/typed.js';
import { loadPlugged, registryWith } from '../plugins/plugged.js';
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
  TRUTH_VALUE,
  wholeNumber,
} from './options.js';
import { recordingsOf } from './recordings.js';

export interface ExplainOptions extends Partial<ExplainHooks> {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** Printable ids. */
  readonly chains: readonly string[];
  /** Paths or package names. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles, and of models and topologies of middle-out. */
  readonly profiles?: readonly string[];
  /** Whether bits are shared out to channels and stretches of time, which takes some five times as long. */
  readonly pieces?: boolean;
  /** Processes side by side; one a core unless given. */
  readonly jobs?: number;
  /** Seconds that loading a plugin may take; 60 unless given. */
  readonly timeoutS?: number;
  /** MiB that it may take; 2048 unless given. */
  readonly memoryMb?: number;
}

const KINDS: OptionKinds<ExplainOptions> = {
  recordings: RECORDINGS,
  chains: TEXTS,
  plugins: TEXTS,
  profiles: TEXTS,
  pieces: TRUTH_VALUE,
  jobs: wholeNumber(1),
  timeoutS: OVER_0,
  memoryMb: wholeNumber(128),
  signal: SIGNAL,
  onProgress: FUNCTION,
};

/**
 * Takes chains apart over recordings, stage by stage.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording
 */
export async function explain(options: ExplainOptions): Promise<ExplainedChain[]> {
  checkOptions('explain', options, KINDS, ['recordings', 'chains']);
  const { plugins = [], profiles = [], timeoutS = 60, memoryMb = 2048, pieces = false } = options;
  const { jobs = availableParallelism() } = options;
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const plugged = await loadPlugged(plugins, limitsOf({ timeoutS, memoryMb }, signal), profiles);
  const registry = registryWith(plugged);
  const chains = options.chains.map(id => parseLosslessChain(id, registry));
  const { recordings } = await recordingsOf('explain', options.recordings, signal, () => true);
  return explainChains({ recordings, chains, plugged, jobs, pieces }, { signal, onProgress });
}
