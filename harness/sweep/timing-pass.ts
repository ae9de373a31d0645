/**
 * The timing pass: rounds of process runs, until all are made or the budget is spent. Each result is in the log before
 * the next is asked for.
 */
import { longestRunMs } from '../measure/budget.js';
import type { Outcome } from '../processes/outcome.js';
import { makeQuietKeeper, type QuietKeeper } from '../processes/quiet-keeper.js';
import type { TimingFacts } from '../processes/tasks.js';
import { timeFresh } from '../processes/timing-run.js';
import type { TimingLine } from '../run/log.js';
import type { PassContext } from './context.js';
import { budgetMsOf, PATIENCE, roundsOf, timingCostMs } from './estimate.js';
import { cellLimitsOf, leastSamplesOf, taskOf } from './limits.js';
import { type PassClock, startPassClock } from './pass-clock.js';
import { identityOf, type SweepCell, type TimingRunPlan } from './plan.js';
import { mostTellingFirst } from './telling.js';

/** Totals of a timing pass. */
export interface TimingSummary {
  /** Process runs that were made. */
  readonly runs: number;
  /** Those whose samples were all taken while the machine was quiet. */
  readonly quietRuns: number;
  /** Spent on waiting for that, and on samples that were thrown away. */
  readonly lostMs: number;
  readonly wallMs: number;
  /** What the budget did not reach, in the order in which it would have been made. */
  readonly unreached: readonly TimingRunPlan[];
}

/** A run that found no quiet is made again, up to so many times in all. */
const ATTEMPTS = 4;
/** Of a budget, so much may be lost to a disturbed machine. */
const LOST_SHARE = 0.5;

/** A pass at work. */
interface Pass extends PassContext {
  readonly keeper: QuietKeeper;
  readonly clock: PassClock;
  readonly costMs: (run: TimingRunPlan) => number;
  readonly made: Set<TimingRunPlan>;
  readonly report: () => void;
}

/**
 * Makes the planned process runs, one at a time, each in a fresh process, round after round; a round's runs that found
 * no quiet are made again at its end, and the last of them when all rounds are made, while patience lasts. A round that
 * is not going to fit into the budget begins with what tells most.
 * @param ratioOf what a cell's exact pass found; undefined of one that did not come back exact, which is left out
 */
export async function timingPass(
  context: PassContext,
  ratioOf: (cell: SweepCell) => number | undefined,
): Promise<TimingSummary> {
  const { plan, costs, signal } = context;
  const runs = plan.timing.filter(run => ratioOf(run.cell) !== undefined);
  const pass = startPass(runs, context);
  const known = (cell: SweepCell) => ({ ratio: ratioOf(cell) ?? 0, onceMs: costs.onceMs(cell) });
  let disturbed: TimingRunPlan[] = [];
  for (const round of roundsOf(runs)) {
    const found = await makeOnce(round, pass, rest => mostTellingFirst(rest, plan.given, known));
    disturbed.push(...(await makeAgain(found, pass)));
  }
  for (let attempt = 2; attempt < ATTEMPTS && disturbed.length > 0 && !signal.aborted; attempt++) {
    disturbed = await makeAgain(disturbed, pass);
  }
  const unreached = runs.filter(run => !pass.made.has(run));
  return { runs: pass.made.size, ...pass.keeper.summary(), wallMs: pass.clock.wallMs(), unreached };
}

function startPass(runs: readonly TimingRunPlan[], context: PassContext): Pass {
  const { plan, costs, onProgress } = context;
  const costMs = (run: TimingRunPlan) => timingCostMs(run, costs, plan.settings.timeMs);
  const allMs = sumOf(runs, costMs);
  const budgetMs = budgetMsOf(plan.settings);
  const clock = startPassClock(allMs, budgetMs);
  const made = new Set<TimingRunPlan>();
  const report = () => {
    const done = made.size;
    const total = done + Math.ceil(clock.reach() * (runs.length - done));
    onProgress({ phase: 'timing', done, total, leftMs: clock.leftMs() });
  };
  const keeper = makeQuietKeeper(Math.min(PATIENCE * allMs, LOST_SHARE * budgetMs));
  return { ...context, keeper, clock, costMs, made, report };
}

/**
 * @param order what is left of the round, once it does not fit into the budget
 * @returns the runs that found no quiet
 */
async function makeOnce(
  round: readonly TimingRunPlan[],
  pass: Pass,
  order: (rest: readonly TimingRunPlan[]) => readonly TimingRunPlan[],
): Promise<TimingRunPlan[]> {
  const { clock, signal, made } = pass;
  const disturbed: TimingRunPlan[] = [];
  let [rest, at, fits] = [round, 0, true];
  let restMs = sumOf(round, pass.costMs);
  while (at < rest.length && clock.goesOn() && !signal.aborted) {
    if (fits && !clock.fits(restMs)) [rest, at, fits] = [order(rest.slice(at)), 0, false];
    const run = rest[at++];
    if (!(await timeRun(run, pass, false))) disturbed.push(run);
    if (signal.aborted) break;
    made.add(run);
    clock.add(pass.costMs(run));
    pass.report();
    restMs -= pass.costMs(run);
  }
  return disturbed;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** @returns the runs that found no quiet this time either, or were not made again */
async function makeAgain(runs: readonly TimingRunPlan[], pass: Pass): Promise<TimingRunPlan[]> {
  const disturbed: TimingRunPlan[] = [];
  for (const run of runs) {
    const mayTry = pass.keeper.mayRepeat() && !pass.signal.aborted && pass.clock.fits(pass.costMs(run));
    if (!mayTry || !(await timeRun(run, pass, true))) disturbed.push(run);
  }
  return disturbed;
}

/** @returns whether the run need not be made again */
async function timeRun(
  { cell, alias, round }: TimingRunPlan,
  { plan, costs, log, signal, keeper }: Pass,
  isAgain: boolean,
): Promise<boolean> {
  const { timeMs } = plan.settings;
  const limits = cellLimitsOf(cell, plan.settings, signal);
  const outcome = await timeFresh(
    {
      subject: { type: 'cell', cell: taskOf(cell) },
      timeMs,
      minimumSamples: leastSamplesOf(cell),
      onceMs: costs.onceMs(cell),
      isAgain,
    },
    keeper,
    budget => ({ ...limits, timeoutMs: longestRunMs(limits.timeoutMs, budget) }),
  );
  if (signal.aborted) return true;
  log.append(timingLine({ cell, alias, round }, outcome, timeMs));
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
