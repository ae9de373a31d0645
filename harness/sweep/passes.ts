/** The two passes over planned cells. Each result is in the log before the next is asked for. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isolationOf, modelBytesOfChain } from '../../codecs/chain.js';
import { familyOf } from '../grid/grid.js';
import { checkConfiguration } from '../plugins/check.js';
import { arePlugins } from '../plugins/profiles.js';
import { costedStepper, inLanes, type OnProgress, stepper } from '../processes/lanes.js';
import type {
  CellTask,
  ExactFacts,
  Failure,
  Outcome,
  TimingBudget,
  TimingFacts,
} from '../processes/tasks.js';
import { type Limits, runFresh, scratchFolder, type Workers } from '../processes/workers.js';
import type { ExactLine, Log, TimingLine } from '../run/log.js';
import {
  type Costs,
  cellLimitsOf,
  exactCostMs,
  leastSamplesOf,
  limitsOf,
  taskOf,
  timingCostMs,
} from './estimate.js';
import { identityOf, pluggedStagesOf, type SweepCell, type SweepPlan, type TimingRunPlan } from './plan.js';
import { makeQuietKeeper, type QuietKeeper } from './quiet-keeper.js';

/** Plugin stages that broke the contract, by their configured id. */
export type Breaches = ReadonlyMap<string, Failure>;

/** Holds every plugin stage of the plan to the conformance kit, each in a process of its own. */
export async function checkPlugged(
  plan: SweepPlan,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Breaches> {
  const stages = new Map<string, readonly string[]>();
  for (const cell of plan.exact) {
    for (const id of pluggedStagesOf(cell, plan.plugged)) stages.set(id, cell.plugins);
  }
  const breaches = new Map<string, Failure>();
  const step = stepper('checking', stages.size, onProgress);
  await inLanes([...stages], plan.settings.jobs, signal, async ([stage, plugins]) => {
    const failure = await checkPluggedStage(stage, plugins, limitsOf(plan.settings, signal));
    if (failure !== undefined) breaches.set(stage, failure);
    step();
  });
  return breaches;
}

async function checkPluggedStage(stage: string, plugins: readonly string[], limits: Limits) {
  const [first] = (await checkConfiguration(stage, plugins, limits)).breaches;
  if (first === undefined) return undefined;
  const { status = 'error', law, input, message } = first;
  return { status, error: `conformance: ${law}, on ${input}: ${message}` };
}

/** Totals of an exact pass. */
export interface ExactSummary {
  readonly codecMs: number;
  readonly wallMs: number;
}

/** What both passes work on, write to and tell. */
export interface PassContext {
  readonly plan: SweepPlan;
  readonly costs: Costs;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Runs the exact pass over all planned cells on all cores. */
export async function exactPass(
  { plan, costs, log, signal, onProgress }: PassContext,
  workers: Workers,
  breaches: Breaches,
): Promise<ExactSummary> {
  const { jobs } = plan.settings;
  const startMs = performance.now();
  let codecMs = 0;
  const costMs = (cell: SweepCell) => exactCostMs(cell, costs);
  const step = costedStepper('exact', plan.exact.map(costMs), jobs, onProgress);
  await inLanes(costliestFirst(plan.exact, costs), jobs, signal, async cell => {
    const outcome =
      brokenBy(cell, plan, breaches) ??
      (await exactTask(taskOf(cell), workers, cellLimitsOf(cell, plan.settings, signal)));
    if (signal.aborted) return;
    if (outcome.status === 'ok') codecMs += outcome.value.codecMs;
    log.append(exactLine(cell, outcome, plan));
    step(costMs(cell));
  });
  return { codecMs, wallMs: performance.now() - startMs };
}

/** Recording by recording, so that each is loaded once; within one, costly chains first, so that no core waits at the end. */
function costliestFirst(cells: readonly SweepCell[], costs: Costs): SweepCell[] {
  const order = new Map(
    [...new Set(cells.map(cell => cell.recording))].map((recording, index) => [recording, index]),
  );
  const place = (cell: SweepCell) => order.get(cell.recording) ?? 0;
  return cells.toSorted((a, b) => place(a) - place(b) || exactCostMs(b, costs) - exactCostMs(a, costs));
}

function brokenBy(cell: SweepCell, plan: SweepPlan, breaches: Breaches): Failure | undefined {
  for (const id of pluggedStagesOf(cell, plan.plugged)) {
    const breach = breaches.get(id);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

let streams = 0;

/** The exact pass of one cell; if a plugin takes part, in a fresh process for each direction. */
export async function exactTask(
  cell: CellTask,
  workers: Workers,
  limits: Limits,
): Promise<Outcome<ExactFacts>> {
  if (!arePlugins(cell.plugins)) return workers.run<ExactFacts>('exact', cell, limits);
  const streamPath = join(scratchFolder(), `${streams++}.stream`);
  const task = { ...cell, streamPath };
  try {
    const encoded = await runFresh<ExactFacts>('encodeOnly', task, limits);
    if (encoded.status !== 'ok') return encoded;
    const decoded = await runFresh<{ codecMs: number }>('decodeOnly', task, limits);
    if (decoded.status !== 'ok') return decoded;
    const codecMs = encoded.value.codecMs + decoded.value.codecMs;
    return { status: 'ok', value: { encodedBytes: statSync(streamPath).size, codecMs } };
  } finally {
    rmSync(streamPath, { force: true });
  }
}

function exactLine(cell: SweepCell, outcome: Outcome<ExactFacts>, { settings }: SweepPlan): ExactLine {
  const { planned, recording } = cell;
  return {
    type: 'exact',
    ...identityOf(cell),
    family: familyOf(planned.chain),
    isolation: isolationOf(planned.chain),
    modelBytes: modelBytesOfChain(planned.chain),
    channels: recording.channels,
    frames: recording.frames,
    sampleRateHz: recording.sampleRateHz,
    status: outcome.status,
    error: outcome.status === 'ok' ? '' : outcome.error,
    encodedBytes: outcome.status === 'ok' ? outcome.value.encodedBytes : 0,
    timeoutS: settings.timeoutS,
    memoryMb: settings.memoryMb,
  };
}

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
 * patience lasts. `isSound` tells which cells came back exact.
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
  const { timeMs } = plan.settings;
  const { patienceMs, probeNs } = keeper.next(exactCostMs(run.cell, costs));
  const budget: TimingBudget = { timeMs, minimumSamples: leastSamplesOf(run.cell), patienceMs, probeNs };
  const cellLimits = cellLimitsOf(run.cell, plan.settings, signal);
  const limits = { ...cellLimits, timeoutMs: 3 * cellLimits.timeoutMs + 4 * timeMs + 2 * patienceMs };
  const startMs = performance.now();
  const outcome = await runFresh<TimingFacts>('timing', { ...taskOf(run.cell), budget }, limits);
  if (signal.aborted) return true;
  log.append(timingLine(run, outcome, timeMs));
  if (outcome.status !== 'ok') return true;
  keeper.add(outcome.value, isAgain ? performance.now() - startMs : 0);
  return outcome.value.quiet;
}

function timingLine(
  { cell, alias, round }: TimingRunPlan,
  outcome: Outcome<TimingFacts>,
  timeMs: number,
): TimingLine {
  const run = { type: 'timing', ...identityOf(cell), alias, round, timeMs } as const;
  if (outcome.status !== 'ok') {
    return {
      ...run,
      status: outcome.status,
      error: outcome.error,
      encodeNs: [],
      decodeNs: [],
      peakRssBytes: 0,
    };
  }
  const { encodeNs, decodeNs, peakRssBytes, quiet, lostMs } = outcome.value;
  return { ...run, status: 'ok', error: '', encodeNs, decodeNs, peakRssBytes, quiet, lostMs };
}
