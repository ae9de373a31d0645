/** What one process run of the timing pass is told about the quiet of the machine, and what all of them found. */
import type { TimingFacts } from './task.js';

interface QuietKeeper {
  /** For the next run: how long encode, and again decode, may wait for quiet, and what quiet is. */
  readonly next: () => { readonly patienceMs: number; readonly probeNs: number | null };
  readonly add: (facts: TimingFacts) => void;
  readonly summary: () => { readonly runs: number; readonly quietRuns: number; readonly lostMs: number };
}

/** Of the time that a pass is expected to take, as much again and a half may be lost to a disturbed machine. */
const PATIENCE = 1.5;
/** A run may use the share of this many, since disturbances come in stretches. */
const SHARES = 3;
const LONGEST_MS = 3000;
/** Best times are forgotten after so many runs, since a processor may get warm and slow down for good. */
const REMEMBERED = 40;

/** @param costsMs what the runs of a pass are expected to take, undisturbed */
export function makeQuietKeeper(costsMs: readonly number[]): QuietKeeper {
  const best: number[] = [];
  let patienceMs = PATIENCE * costsMs.reduce((sum, cost) => sum + cost, 0);
  let left = costsMs.length;
  let [runs, quietRuns, lostMs] = [0, 0, 0];
  return {
    next: () => {
      const share = (SHARES * patienceMs) / (2 * Math.max(1, left--));
      return {
        patienceMs: Math.min(LONGEST_MS, Math.max(0, share)),
        probeNs: best.length === 0 ? null : Math.min(...best),
      };
    },
    add: facts => {
      best.push(facts.probeNs);
      if (best.length > REMEMBERED) best.shift();
      patienceMs -= facts.lostMs;
      runs++;
      if (facts.quiet) quietRuns++;
      lostMs += facts.lostMs;
    },
    summary: () => ({ runs, quietRuns, lostMs }),
  };
}
