/** Which quiet of the machine one process run of a timing pass waits for, and what all of them found. */
import type { TimingFacts } from './tasks.js';

export interface QuietKeeper {
  /**
   * For the next run: how long encode, and again decode, may wait for quiet, and what quiet is.
   * @param onceMs what encoding and decoding once are expected to take
   */
  readonly next: (onceMs: number) => { readonly patienceMs: number; readonly probeNs: number | null };
  /** @param tookMs all of a run that was made again, since the first would have done; 0 of a first one */
  readonly add: (facts: TimingFacts, tookMs: number) => void;
  /** Whether disturbed runs may still be made again. */
  readonly mayRepeat: () => boolean;
  readonly summary: () => { readonly quietRuns: number; readonly lostMs: number };
}

/** Disturbances last for tenths of a second, which is waited for, or for longer: then others are run first. */
const LONGEST_MS = 400;
/** A call that takes long is often disturbed before it ends: so many may be lost beside. */
const CALLS_LOST = 6;
/** Best times are forgotten after so many runs, since a processor may get warm and slow down for good. */
const REMEMBERED = 40;

/**
 * With NCB_PATIENCE=0 in the environment no run waits for quiet or is made again, as in tests of what is printed.
 * @param givenMs what all runs together may lose to a disturbed machine
 */
export function makeQuietKeeper(givenMs: number): QuietKeeper {
  const allowedMs = patienceOf(givenMs);
  const best: number[] = [];
  let [quietRuns, lostMs] = [0, 0];
  return {
    next: onceMs => ({
      patienceMs: Math.min(LONGEST_MS + CALLS_LOST * onceMs, Math.max(0, allowedMs - lostMs)),
      probeNs: best.length === 0 ? null : Math.min(...best),
    }),
    add: (facts, tookMs) => {
      best.push(facts.probeNs);
      if (best.length > REMEMBERED) best.shift();
      if (facts.quiet) quietRuns++;
      lostMs += tookMs === 0 ? facts.lostMs : tookMs;
    },
    mayRepeat: () => lostMs < allowedMs,
    summary: () => ({ quietRuns, lostMs }),
  };
}

/** Milliseconds that may be lost to a disturbed machine: none with NCB_PATIENCE=0. */
export function patienceOf(givenMs: number): number {
  return process.env.NCB_PATIENCE === '0' ? 0 : givenMs;
}
