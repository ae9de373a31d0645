/** What a process run of the timing pass takes, whatever else is asked of it. */
import type { TimingBudget } from '../processes/tasks.js';

/**
 * Warm-up of encode, and again of decode, before samples are taken. Long enough for WebAssembly and JavaScript to
 * reach the optimising compiler: levels+delta+rans took 1.6 times its steady time after 13 ms, and that after 100.
 * With NCB_PATIENCE=0 in the environment, as in tests, where no speed is looked at, it is all but left out.
 */
export const WARM_UP_MS = process.env.NCB_PATIENCE === '0' ? 10 : 120;

/** Samples that are taken at least, however slow the codec. */
export const MINIMUM_SAMPLES = 3;

/** Milliseconds that a run takes of a codec whose calls are short. */
export function shortestRunMs(timeMs: number): number {
  return 2 * (timeMs + WARM_UP_MS);
}

/** Milliseconds that a run may take of a codec that may take `onceMs` to encode and decode once. */
export function longestRunMs(onceMs: number, { timeMs, patienceMs }: TimingBudget): number {
  return 3 * onceMs + 4 * timeMs + 2 * patienceMs;
}
