/** How much recordings may lose, as the library has it. */
import type { LossyAnswer } from '../lossy/answer.js';
import { findLossy } from '../lossy/lossy.js';
import { ownChains } from '../lossy/own.js';
import type { LossyHooks } from '../lossy/request.js';
import type { PromisingGrade } from '../quality/grade.js';
import { checkOptions, GRADE, type OptionKinds } from './options.js';
import { beginWindows, WINDOWS_KINDS, type WindowsOptions } from './windows.js';

export interface LossyOptions extends WindowsOptions, Partial<LossyHooks> {
  /** What the samples that come back have to be good for; `sorting-safe` unless given. */
  readonly grade?: PromisingGrade;
  /** Chains that are measured too, as they are. */
  readonly chains?: readonly string[];
}

const KINDS: OptionKinds<LossyOptions> = { ...WINDOWS_KINDS, grade: GRADE };

/**
 * The smallest chain that loses samples and is of a grade on windows of recordings, within a time, and what it is by.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording
 */
export async function lossy(options: LossyOptions): Promise<LossyAnswer> {
  checkOptions('lossy', options, KINDS, ['recordings']);
  const { grade = 'sorting-safe', chains = [] } = options;
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const { plugged, findRecordings, ...settings } = await beginWindows('lossy', options, signal);
  const own = ownChains(chains, plugged);
  const request = { ...settings, recordings: await findRecordings(), grade, own, models: plugged.models };
  return findLossy(request, { signal, onProgress });
}
