/** Progress of work that ends when a time is up, or sooner. */
import type { Phase } from './phases.js';
import type { ProgressBar } from './progress.js';

/** What is shown of work within a budget. */
export interface BudgetBar {
  /**
   * @param leftMs still to come, as estimated; unless given, what is left of the time
   * @param note behind the seconds, such as `12 chains left`
   */
  readonly update: (phase: Phase, leftMs?: number, note?: string) => void;
  readonly stop: () => void;
}

const SHOW_MS = 250;

/** Shows four times a second how much of the time is gone, until it is stopped or the signal fires. */
export function showBudget(
  bar: ProgressBar,
  startMs: number,
  deadlineMs: number,
  signal: AbortSignal,
): BudgetBar {
  const budgetMs = deadlineMs - startMs;
  let [phase, endMs, note]: [Phase, number, string] = ['starting', deadlineMs, ''];
  const show = () => {
    if (signal.aborted) return;
    const doneMs = Math.min(budgetMs, performance.now() - startMs);
    bar.show({
      phase,
      done: Math.floor(doneMs / 1000),
      total: Math.ceil(budgetMs / 1000),
      unit: note === '' ? 's' : `s, ${note}`,
      leftMs: Math.max(0, endMs - startMs - doneMs),
    });
  };
  const timer = setInterval(show, SHOW_MS);
  return {
    update: (next, leftMs, beside = '') => {
      endMs = leftMs === undefined ? deadlineMs : Math.min(deadlineMs, performance.now() + leftMs);
      [phase, note] = [next, beside];
    },
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}
