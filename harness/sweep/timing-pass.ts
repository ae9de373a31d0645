/** The timing pass over planned process runs. Each result is in the log before the next is asked for. */
import { longestRunMs } from '../measure/budget.js';
import { costedStepper, inLanes } from '../processes/lanes.js';
import type { Outcome } from '../processes/outcome.js';
import { makeQuietKeeper, type QuietKeeper } from '../processes/quiet-keeper.js';
import type { TimingFacts } from '../processes/tasks.js';
import { timeFresh } from '../processes/timing-run.js';
import type { TimingLine } from '../run/log.js';
import type { PassContext } from './context.js';
import { cellLimitsOf, exactCostMs, leastSamplesOf, taskOf, timingCostMs } from './estimate.js';
import { identityOf, type SweepCell, type TimingRunPlan } from './plan.js';

/** Totals of a timing pass. */
export interface TimingSummary {
  readonly runs: number;
  /** Runs whose samples were all taken while the machine was quiet. */
  readonly quietRuns: number;
  /** Spent on waiting for that, and on samples that were thrown away. */
  readonly lostMs: number;
  readonly wallMs: number;
}

/** A run that found no quiet is made again, up to so many times in all. */
const ATTEMPTS = 4;

/**
 * Makes the planned process runs, one at a time, each in a fresh process; then again those that found no quiet, while
 * patience lasts. Cells that did not come back exact, of which `isSound` is false, are left out.
 */
export async function timingPass(
  context: PassContext,
  isSound: (cell: SweepCell) => boolean,
): Promise<TimingSummary> {
  const { plan, costs, signal } = context;
  const runs = plan.timing.filter(run => isSound(run.cell));
  const costMs = (run: TimingRunPlan) => timingCostMs(run, costs, plan.settings.timeMs);
  const keeper = makeQuietKeeper(runs.map(costMs));
  const startMs = performance.now();
  let waiting = runs;
  for (let attempt = 0; attempt < ATTEMPTS && waiting.length > 0 && !signal.aborted; attempt++) {
    const disturbed: TimingRunPlan[] = [];
    const phase = attempt === 0 ? 'timing' : 'again';
    const step = costedStepper(phase, waiting.map(costMs), 1, context.onProgress);
    await inLanes(waiting, 1, signal, async run => {
      if (attempt > 0 && !keeper.mayRepeat()) return;
      if (!(await timeRun(run, context, keeper, attempt > 0))) disturbed.push(run);
      step(costMs(run));
    });
    waiting = disturbed;
  }
  return { runs: runs.length, ...keeper.summary(), wallMs: performance.now() - startMs };
}

/** @returns whether the run need not be made again */
async function timeRun(
  run: TimingRunPlan,
  { plan, costs, log, signal }: PassContext,
  keeper: QuietKeeper,
  isAgain: boolean,
): Promise<boolean> {
  const { cell } = run;
  const { timeMs } = plan.settings;
  const limits = cellLimitsOf(cell, plan.settings, signal);
  const outcome = await timeFresh(
    {
      subject: { type: 'cell', cell: taskOf(cell) },
      timeMs,
      minimumSamples: leastSamplesOf(cell),
      onceMs: exactCostMs(cell, costs),
      isAgain,
    },
    keeper,
    budget => ({ ...limits, timeoutMs: longestRunMs(limits.timeoutMs, budget) }),
  );
  if (signal.aborted) return true;
  log.append(timingLine(run, outcome, timeMs));
  return outcome.status !== 'ok' || outcome.value.quiet;
}

function timingLine(
  { cell, alias, round }: TimingRunPlan,
  outcome: Outcome<TimingFacts>,
  timeMs: number,
): TimingLine {
  const run = { type: 'timing', ...identityOf(cell), alias, round, timeMs } as const;
  if (outcome.status !== 'ok') {
    const { status, error } = outcome;
    return { ...run, status, error, encodeNs: [], decodeNs: [], peakRssBytes: 0 };
  }
  const ended = { ...run, status: 'ok', error: '' } as const;
  const { probeNs, ...logged } = outcome.value;
  // once more: a plugin may answer in the runner's place, but for its own run alone
  return { ...ended, ...logged, ...ended };
}
