/** One process run of a timing pass, seen from outside: a fresh process, and the quiet that it may wait for. */
import type { Limits } from './guard.js';
import type { Outcome } from './outcome.js';
import { plausibleTiming } from './plausible.js';
import type { QuietKeeper } from './quiet-keeper.js';
import type { TimingBudget, TimingFacts, TimingSubject } from './tasks.js';
import { runFresh } from './workers.js';

export interface TimingRun extends Pick<TimingBudget, 'timeMs' | 'minimumSamples'> {
  readonly subject: TimingSubject;
  /** Milliseconds that encoding and decoding once are expected to take. */
  readonly onceMs: number;
  /** Whether the run was made before and found no quiet: then all of its time is lost. */
  readonly isAgain?: boolean;
}

/** @param limitsOf what a run of that budget may take */
export async function timeFresh(
  { subject, timeMs, minimumSamples, onceMs, isAgain = false }: TimingRun,
  keeper: QuietKeeper,
  limitsOf: (budget: TimingBudget) => Limits,
): Promise<Outcome<TimingFacts>> {
  const budget = { timeMs, minimumSamples, ...keeper.next(onceMs) };
  const startMs = performance.now();
  const outcome = plausibleTiming(await runFresh('timing', { subject, budget }, limitsOf(budget)));
  if (outcome.status === 'ok') keeper.add(outcome.value, isAgain ? performance.now() - startMs : 0);
  return outcome;
}
