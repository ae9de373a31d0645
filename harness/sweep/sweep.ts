/** A sweep, run: the passes in their order, the log, and the CSVs that come out of it. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { isolationOf } from '../../codecs/chain.js';
import { median } from '../../codecs/models/median.js';
import { makeRunFolder, removeLeftOvers } from '../common/files.js';
import { lockFolder } from '../common/lock.js';
import type { BrokenLaw } from '../plugins/broken-laws.js';
import type { OnProgress } from '../processes/lanes.js';
import { runFresh, startWorkers, type Workers } from '../processes/workers.js';
import { soundRatios } from '../run/cells.js';
import type { TotalRow } from '../run/columns.js';
import {
  describeEnvironment,
  programStartNs,
  recordEnvironment,
  recordProgramStart,
} from '../run/environment.js';
import type { JudgedCell } from '../run/judged.js';
import { resultKey } from '../run/key.js';
import { type Log, type LogLine, openLog } from '../run/log.js';
import { thisMachine } from '../run/machine.js';
import { ownVersion } from '../run/versions.js';
import { writeViews } from '../run/views.js';
import { checkPlugged } from './breaches.js';
import type { PassContext } from './context.js';
import { costsBy, type KnownCosts, pilotCosts } from './costs.js';
import { type Estimate, estimate } from './estimate.js';
import { type ExactSummary, exactPass } from './exact-pass.js';
import { limitsOf } from './limits.js';
import { identityOf, type SweepPlan } from './plan.js';
import { type TimingSummary, timingPass } from './timing-pass.js';

/** Callbacks of a running sweep; each may be left out. */
export interface SweepHooks {
  /** Once, before the exact pass: how long all of it is expected to take. */
  readonly onEstimate?: (estimate: Estimate) => void;
  readonly onProgress?: OnProgress;
  /** Before the timing pass, if there is one: all that is known without it. */
  readonly onSizes?: (totals: readonly TotalRow[]) => void;
  /** A law of the contract that configurations of a plugin's stage break, once a law. */
  readonly onBreach?: (broken: BrokenLaw) => void;
  /** Stops the sweep; what is measured by then stands. */
  readonly signal?: AbortSignal;
}

/** What a sweep leaves besides its files. */
export interface SweepResult {
  readonly cells: readonly JudgedCell[];
  readonly totals: readonly TotalRow[];
  readonly interrupted: boolean;
  /** Of this session's exact pass. */
  readonly exact: ExactSummary;
  /** Of this session's timing pass; null if there was none. */
  readonly timing: TimingSummary | null;
  /** What a call of an empty program takes; null if no chain that starts programs was timed. */
  readonly programStartNs: number | null;
}

/**
 * Runs a planned sweep, or what is left of it. The folder holds log.jsonl, cells.csv, totals.csv and env.json
 * afterwards, also if the signal stopped it.
 * @throws Error if the folder cannot be written, or was begun on another machine
 */
export async function runPlan(
  plan: SweepPlan,
  commandLine: string,
  hooks: SweepHooks = {},
): Promise<SweepResult> {
  const folder = resolve(plan.settings.out);
  makeRunFolder(folder);
  const unlock = lockFolder(folder);
  try {
    return await runIn(folder, plan, commandLine, hooks);
  } finally {
    unlock();
  }
}

/**
 * As runPlan, in a folder that nothing else writes to.
 * @param known what cells cost, if chains have been tried already
 */
export async function runIn(
  folder: string,
  plan: SweepPlan,
  commandLine: string,
  hooks: SweepHooks = {},
  known?: KnownCosts,
): Promise<SweepResult> {
  removeLeftOvers(folder);
  const kind = plan.settings.rounds === 0 ? 'bytes' : 'speeds';
  recordEnvironment(folder, environmentOf(plan, commandLine), kind);
  const log = openLog(folder);
  const signal = hooks.signal ?? new AbortController().signal;
  try {
    log.append({ type: 'session', startedAt: new Date().toISOString(), commandLine, ...thisMachine() });
    for (const line of plannedLines(plan)) log.append(line);
    const summaries = await runPasses(plan, folder, log, signal, hooks, known);
    return {
      ...writeViews(folder),
      interrupted: signal.aborted,
      ...summaries,
      programStartNs: programStartNs(folder),
    };
  } finally {
    log.close();
  }
}

/** What a log says of a plan, before anything is measured. */
export function* plannedLines({
  refused,
  given,
  chains,
}: Pick<SweepPlan, 'refused' | 'given' | 'chains'>): Generator<LogLine> {
  for (const { name, status, reason } of refused) yield { type: 'refused', name, status, reason };
  for (const chain of given) yield { type: 'given', chain };
  for (const { id, aliases } of chains)
    for (const alias of aliases) yield { type: 'alias', chain: id, alias };
}

export function environmentOf({ settings, recordings, refused }: SweepPlan, commandLine: string) {
  const shapes = recordings.map(({ source, ...shape }) => shape);
  return describeEnvironment({
    command_line: commandLine,
    settings,
    package_version: ownVersion(),
    recordings: recordings.length,
    recordings_sha256: createHash('sha256').update(JSON.stringify(shapes)).digest('hex'),
    refused,
  });
}

/**
 * Tries the chains of a plan, and measures nothing.
 * @throws the signal's reason if it fires
 */
export async function tryChains(plan: SweepPlan, hooks: SweepHooks = {}): Promise<KnownCosts> {
  const signal = hooks.signal ?? new AbortController().signal;
  const onProgress = hooks.onProgress ?? (() => undefined);
  const { breaches, laws } = await checkPlugged(plan, signal, onProgress);
  for (const law of laws) hooks.onBreach?.(law);
  const workers = startWorkersOf(plan);
  try {
    const known = await pilotCosts(plan, breaches, workers, signal, onProgress);
    signal.throwIfAborted();
    return known;
  } finally {
    await workers.close().catch(() => undefined);
  }
}

function startWorkersOf({ settings, exact }: SweepPlan): Workers {
  return startWorkers(Math.min(settings.jobs, Math.max(1, exact.length)), limitsOf(settings).memoryBytes);
}

async function runPasses(
  plan: SweepPlan,
  folder: string,
  log: Log,
  signal: AbortSignal,
  hooks: SweepHooks,
  known?: KnownCosts,
) {
  const onProgress = hooks.onProgress ?? (() => undefined);
  const { breaches, laws } = await checkPlugged(plan, signal, onProgress);
  for (const law of laws) hooks.onBreach?.(law);
  const workers = startWorkersOf(plan);
  let context: PassContext;
  let exact: ExactSummary;
  try {
    const costs = costsBy(
      known ?? (await pilotCosts(plan, breaches, workers, signal, onProgress)),
      plan.plugged,
    );
    context = { plan, costs, log, signal, onProgress };
    hooks.onEstimate?.(estimate(plan, costs));
    exact = await exactPass(context, workers, breaches);
  } finally {
    await workers.close();
  }
  if (plan.timing.length === 0 || signal.aborted) return { exact, timing: null };
  const { cells, totals } = writeViews(folder);
  hooks.onSizes?.(totals);
  await measureStartUp(context, folder);
  const ratios = soundRatios(cells);
  return { exact, timing: await timingPass(context, cell => ratios.get(resultKey(identityOf(cell)))) };
}

/** Times an empty program, if programs are going to be timed. */
async function measureStartUp({ plan, log, signal }: PassContext, folder: string): Promise<void> {
  if (!plan.timing.some(run => isolationOf(run.cell.planned.chain) === 'process')) return;
  const outcome = await runFresh('startUp', {}, limitsOf(plan.settings, signal));
  if (outcome.status !== 'ok') return;
  const { startNs } = outcome.value;
  log.append({ type: 'start-up', startNs });
  recordProgramStart(folder, median(startNs));
}
