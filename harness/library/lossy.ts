/** How much recordings may lose, as the library has it. */
import { availableParallelism } from 'node:os';
import type { LossyAnswer } from '../lossy/answer.js';
import { findLossy } from '../lossy/lossy.js';
import { ownChains } from '../lossy/own.js';
import type { LossyHooks } from '../lossy/request.js';
import { loadPlugged } from '../plugins/plugged.js';
import type { PromisingGrade } from '../quality/grade.js';
import type { Recording } from '../recordings/recording.js';
import { limitsOf } from '../sweep/limits.js';
import {
  checkOptions,
  FUNCTION,
  GRADE,
  type OptionKinds,
  OVER_0,
  RECORDINGS,
  SIGNAL,
  TEXTS,
  wholeNumber,
} from './options.js';
import { recordingsOf } from './recordings.js';

export interface LossyOptions extends Partial<LossyHooks> {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** What the samples that come back have to be good for; `sorting-safe` unless given. */
  readonly grade?: PromisingGrade;
  /** Chains that are measured too, as they are. */
  readonly chains?: readonly string[];
  /** Paths or package names. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles. */
  readonly profiles?: readonly string[];
  /** Seconds that all of it may take; 60 unless given. */
  readonly budgetS?: number;
  /** Windows measured side by side; one a core unless given. */
  readonly jobs?: number;
  /** Seconds that loading a plugin may take; 60 unless given. */
  readonly timeoutS?: number;
  /** MiB that a process may take; 2048 unless given. */
  readonly memoryMb?: number;
  /** Draws the windows; 1 unless given. */
  readonly seed?: number;
}

const KINDS: OptionKinds<LossyOptions> = {
  recordings: RECORDINGS,
  grade: GRADE,
  chains: TEXTS,
  plugins: TEXTS,
  profiles: TEXTS,
  budgetS: OVER_0,
  jobs: wholeNumber(1),
  timeoutS: OVER_0,
  memoryMb: wholeNumber(128),
  seed: wholeNumber(0),
  signal: SIGNAL,
  onProgress: FUNCTION,
};

/**
 * The smallest chain that loses samples and is of a grade on windows of recordings, within a time, and what it is by.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording
 */
export async function lossy(options: LossyOptions): Promise<LossyAnswer> {
  checkOptions('lossy', options, KINDS, ['recordings']);
  const { grade = 'sorting-safe', chains = [], plugins = [], profiles = [], budgetS = 60 } = options;
  const { jobs = availableParallelism(), timeoutS = 60, memoryMb = 2048, seed = 1 } = options;
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const deadlineMs = performance.now() + 1000 * budgetS;
  const plugged = await loadPlugged(plugins, limitsOf({ timeoutS, memoryMb }, signal), profiles);
  const own = ownChains(chains, plugged);
  const { recordings } = await recordingsOf('lossy', options.recordings, signal, () => true);
  const request = { recordings, grade, own, profiles: plugged.profiles, deadlineMs, jobs, memoryMb, seed };
  return findLossy(request, { signal, onProgress });
}
