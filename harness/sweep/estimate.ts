/** How long a sweep is going to take, by what a try of each chain costs. */
import { groupBy } from '../common/group-by.js';
import { shortestRunMs, WARM_UP_MS } from '../measure/budget.js';
import type { Costs } from './costs.js';
import { leastSamplesOf } from './limits.js';
import type { SweepCell, SweepPlan, TimingRunPlan } from './plan.js';

/** Milliseconds that each pass is expected to take. */
export interface Estimate {
  readonly exactMs: number;
  readonly timingMs: number;
  /** Of the timing pass: rounds that are expected to be completed, and those that were asked for. */
  readonly rounds: number;
  readonly roundsAsked: number;
}

/** Sending a cell to a process, comparing and logging. */
const MESSAGE_MS = 1;
/** Of an exact pass, the part that is expected to be inside codecs: the rest is the harness at work on the same cores. */
export const CODEC_SHARE = 0.92;
/** The first call of a process finds cold code. */
const COLD = 2;
const PROBE_MS = 12;

/** Of what a pass takes undisturbed, as much again may be lost to a disturbed machine. */
export const PATIENCE = 0.5;
/** Between nothing lost and all that may be: no more than a fifth from either. */
const EXPECTED = 1.2;

/** Milliseconds that a cell's exact pass is expected to take. */
export function exactCostMs(cell: SweepCell, costs: Costs): number {
  return costs.onceMs(cell) + MESSAGE_MS;
}

/** Milliseconds that one process run of the timing pass is expected to take, undisturbed. */
export function timingCostMs({ cell }: TimingRunPlan, costs: Costs, timeMs: number): number {
  const onceMs = costs.onceMs(cell);
  const warmingMs = Math.max(2 * WARM_UP_MS, onceMs);
  const sampledMs = Math.max(shortestRunMs(timeMs) - 2 * WARM_UP_MS, leastSamplesOf(cell) * onceMs);
  // one second from the middle is timed too
  const accessMs = cell.recording.source.type === 'chunked' ? WARM_UP_MS + timeMs : 0;
  return costs.processMs + PROBE_MS + COLD * onceMs + warmingMs + sampledMs + accessMs;
}

/** How long a planned sweep is expected to take. */
export function estimate({ exact, timing, settings }: SweepPlan, costs: Costs): Estimate {
  const { jobs, timeMs } = settings;
  const exactMs = exact.reduce((sum, cell) => sum + exactCostMs(cell, costs), 0) / (jobs * CODEC_SHARE);
  const budgetMs = budgetMsOf(settings);
  const roundsMs = roundsOf(timing).map(runs =>
    runs.reduce((sum, run) => sum + EXPECTED * timingCostMs(run, costs, timeMs), 0),
  );
  let [spentMs, rounds] = [0, 0];
  for (const roundMs of roundsMs) {
    spentMs += roundMs;
    if (spentMs <= budgetMs) rounds++;
  }
  return { exactMs, timingMs: Math.min(budgetMs, spentMs), rounds, roundsAsked: roundsMs.length };
}

/** What the timing pass may take; Infinity if it has no budget. */
export function budgetMsOf({ timeBudgetS }: SweepPlan['settings']): number {
  return timeBudgetS === null ? Number.POSITIVE_INFINITY : 1000 * timeBudgetS;
}

/** Process runs by round, in order. */
export function roundsOf(timing: readonly TimingRunPlan[]): TimingRunPlan[][] {
  return [...groupBy(timing, run => String(run.round)).values()];
}
