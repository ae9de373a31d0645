/** What calls that look at windows of recordings, within a time, are given alike. */
import { availableParallelism } from 'node:os';
import { loadPlugged, type Plugged } from '../plugins/plugged.js';
import type { Recording } from '../recordings/recording.js';
import { limitsOf } from '../sweep/limits.js';
import { FUNCTION, type OptionKinds, OVER_0, RECORDINGS, SIGNAL, TEXTS, wholeNumber } from './options.js';
import { recordingsOf } from './recordings.js';

export interface WindowsOptions {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** Paths or package names. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles, and of models and topologies of middle-out. */
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

/** Of these options, and of what all such calls have besides. */
export const WINDOWS_KINDS: OptionKinds<
  WindowsOptions & { readonly [Name in 'chains' | 'signal' | 'onProgress']?: unknown }
> = {
  recordings: RECORDINGS,
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

interface WindowsCall {
  readonly plugged: Plugged;
  readonly deadlineMs: number;
  readonly jobs: number;
  readonly memoryMb: number;
  readonly seed: number;
  /** @throws Error in one line if a path is wrong, or there is no recording */
  readonly findRecordings: () => Promise<readonly Recording[]>;
}

/**
 * Loads plugins and profiles; the time runs from here on.
 * @param call its name, for errors
 */
export async function beginWindows(
  call: string,
  options: WindowsOptions,
  signal: AbortSignal,
): Promise<WindowsCall> {
  const { plugins = [], profiles = [], budgetS = 60, timeoutS = 60, memoryMb = 2048 } = options;
  const { jobs = availableParallelism(), seed = 1 } = options;
  const deadlineMs = performance.now() + 1000 * budgetS;
  const plugged = await loadPlugged(plugins, limitsOf({ timeoutS, memoryMb }, signal), profiles);
  const findRecordings = async () =>
    (await recordingsOf(call, options.recordings, signal, () => true)).recordings;
  return { plugged, deadlineMs, jobs, memoryMb, seed, findRecordings };
}
