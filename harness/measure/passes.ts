/** The two passes over planned cells. Each result is in the log before the next is asked for. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stagesOf } from '../../codecs/chain.js';
import { checkConfiguration } from '../check.js';
import type { ExactLine, Log } from '../log.js';
import { familyOf } from '../plan.js';
import { cellKey, pluggedStagesOf, type SweepCell, type SweepPlan, type TimingRunPlan } from '../prepare.js';
import { type CellTask, type ExactFacts, type Outcome, type TimingFacts, WARM_UP_MS } from './task.js';
import { type Limits, runFresh, scratchFolder, type Workers } from './workers.js';

/** What a sweep says while it runs. */
export interface Progress {
  readonly phase: 'reading' | 'checking' | 'trying' | 'exact' | 'timing';
  readonly done: number;
  readonly total: number;
  /** Milliseconds of this phase still to come, as estimated. */
  readonly leftMs: number;
}

export type OnProgress = (progress: Progress) => void;

/** Nanoseconds a sample of encoding and decoding once, by chain id: what the pilot found. */
export type Costs = ReadonlyMap<string, number>;

const UNKNOWN_COST_NS = 100;
const PROCESS_START_MS = 150;

/** What one cell may take. */
export function limitsOf({ timeoutS, memoryMb }: SweepPlan['settings'], signal?: AbortSignal): Limits {
  return { timeoutMs: timeoutS * 1000, memoryBytes: memoryMb * 2 ** 20, signal };
}

function taskOf({ planned, recording, plugins }: SweepCell): CellTask {
  return { chain: planned.id, recording, plugins };
}

/** Milliseconds that a cell's exact pass is expected to take. */
export function exactCostMs(cell: SweepCell, costs: Costs): number {
  const { channels, frames } = cell.recording;
  const processes = cell.plugins.length === 0 ? 0 : 2 * PROCESS_START_MS;
  return ((costs.get(cell.planned.id) ?? UNKNOWN_COST_NS) * channels * frames) / 1e6 + processes;
}

/** Milliseconds that one process run of the timing pass is expected to take. */
export function timingCostMs({ cell }: TimingRunPlan, costs: Costs, timeMs: number): number {
  const onceMs = exactCostMs(cell, costs);
  return PROCESS_START_MS + onceMs + Math.max(2 * (timeMs + WARM_UP_MS), (MINIMUM_SAMPLES + 1) * onceMs);
}

const MINIMUM_SAMPLES = 3;

/** Runs `work` on items, `lanes` at a time, until none is left or the signal says stop. */
async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length && !signal.aborted) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

/** Tells of a phase whose steps take about as long as each other. */
function stepper(phase: Progress['phase'], total: number, onProgress: OnProgress): () => void {
  const startMs = performance.now();
  let done = 0;
  return () => {
    done++;
    onProgress({ phase, done, total, leftMs: ((performance.now() - startMs) / done) * (total - done) });
  };
}

/** Tries each chain once on the beginning of a recording, to estimate costs. Plugins are left out. */
export async function pilotCosts(
  plan: SweepPlan,
  workers: Workers,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Costs> {
  const costs = new Map<string, number>();
  const waiting = [...plan.exact, ...plan.timing.map(run => run.cell)].filter(
    cell => cell.plugins.length === 0,
  );
  const cells = [...new Map(waiting.map(cell => [cell.planned.id, cell])).values()];
  const step = stepper('trying', cells.length, onProgress);
  await inLanes(cells, plan.settings.jobs, signal, async cell => {
    const outcome = await workers.run<{ nsPerSample: number }>(
      'pilot',
      taskOf(cell),
      limitsOf(plan.settings, signal),
    );
    if (outcome.status === 'ok') costs.set(cell.planned.id, outcome.value.nsPerSample);
    step();
  });
  return costs;
}

/** Plugin stages that broke the contract, by their configured id. */
export type Breaches = ReadonlyMap<string, Outcome<never>>;

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
  const breaches = new Map<string, Outcome<never>>();
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

/** Runs the exact pass over all planned cells on all cores. */
export async function exactPass(
  plan: SweepPlan,
  workers: Workers,
  breaches: Breaches,
  costs: Costs,
  log: Log,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<ExactSummary> {
  const { jobs } = plan.settings;
  const limits = limitsOf(plan.settings, signal);
  const startMs = performance.now();
  let codecMs = 0;
  let done = 0;
  let leftMs = totalOf(plan.exact, cell => exactCostMs(cell, costs));
  await inLanes(costliestFirst(plan.exact, costs), jobs, signal, async cell => {
    const outcome = brokenBy(cell, plan, breaches) ?? (await exactCell(cell, workers, limits));
    if (signal.aborted) return;
    if (outcome.status === 'ok') codecMs += outcome.value.codecMs;
    log.append(exactLine(cell, outcome, plan));
    done++;
    leftMs -= exactCostMs(cell, costs);
    onProgress({ phase: 'exact', done, total: plan.exact.length, leftMs: leftMs / jobs });
  });
  return { codecMs, wallMs: performance.now() - startMs };
}

function totalOf<T>(items: readonly T[], cost: (item: T) => number): number {
  return items.reduce((sum, item) => sum + cost(item), 0);
}

/** Recording by recording, so that each is loaded once; within one, costly chains first, so that no core waits at the end. */
function costliestFirst(cells: readonly SweepCell[], costs: Costs): SweepCell[] {
  const order = new Map(
    [...new Set(cells.map(cell => cell.recording))].map((recording, index) => [recording, index]),
  );
  const place = (cell: SweepCell) => order.get(cell.recording) ?? 0;
  return cells.toSorted((a, b) => place(a) - place(b) || exactCostMs(b, costs) - exactCostMs(a, costs));
}

function brokenBy(cell: SweepCell, plan: SweepPlan, breaches: Breaches): Outcome<never> | undefined {
  for (const id of pluggedStagesOf(cell, plan.plugged)) {
    const breach = breaches.get(id);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

let streams = 0;

async function exactCell(cell: SweepCell, workers: Workers, limits: Limits): Promise<Outcome<ExactFacts>> {
  if (cell.plugins.length === 0) return workers.run<ExactFacts>('exact', taskOf(cell), limits);
  const streamPath = join(scratchFolder(), `${streams++}.stream`);
  const task = { ...taskOf(cell), streamPath };
  try {
    const encoded = await runFresh<ExactFacts>('encodeOnly', task, limits);
    if (encoded.status !== 'ok') return encoded;
    const decoded = await runFresh<{ codecMs: number }>('decodeOnly', task, limits);
    if (decoded.status !== 'ok') return decoded;
    const codecMs = encoded.value.codecMs + decoded.value.codecMs;
    return { status: 'ok', value: { encodedBytes: encoded.value.encodedBytes, codecMs } };
  } finally {
    rmSync(streamPath, { force: true });
  }
}

function exactLine(cell: SweepCell, outcome: Outcome<ExactFacts>, { settings }: SweepPlan): ExactLine {
  const { planned, recording } = cell;
  return {
    type: 'exact',
    ...cellKey(cell),
    alias: planned.alias,
    family: familyOf(planned.chain),
    modelBytes: totalOf(stagesOf(planned.chain), ({ stage }) => stage.modelBytes ?? 0),
    recording: recording.name,
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

/** Makes the planned process runs, one at a time, each in a fresh process. `isSound` tells which cells came back exact. */
export async function timingPass(
  plan: SweepPlan,
  isSound: (cell: SweepCell) => boolean,
  costs: Costs,
  log: Log,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<void> {
  const { timeMs } = plan.settings;
  const runs = plan.timing.filter(run => isSound(run.cell));
  let leftMs = totalOf(runs, run => timingCostMs(run, costs, timeMs));
  let done = 0;
  const budget = { timeMs, minimumSamples: MINIMUM_SAMPLES };
  const cellLimits = limitsOf(plan.settings, signal);
  await inLanes(runs, 1, signal, async run => {
    const limits = { ...cellLimits, timeoutMs: 3 * cellLimits.timeoutMs + 4 * timeMs };
    const outcome = await runFresh<TimingFacts>('timing', { ...taskOf(run.cell), budget }, limits);
    if (signal.aborted) return;
    log.append({
      type: 'timing',
      ...cellKey(run.cell),
      alias: run.alias,
      round: run.round,
      status: outcome.status,
      error: outcome.status === 'ok' ? '' : outcome.error,
      timeMs,
      encodeNs: outcome.status === 'ok' ? outcome.value.encodeNs : [],
      decodeNs: outcome.status === 'ok' ? outcome.value.decodeNs : [],
      peakRssBytes: outcome.status === 'ok' ? outcome.value.peakRssBytes : 0,
    });
    done++;
    leftMs -= timingCostMs(run, costs, timeMs);
    onProgress({ phase: 'timing', done, total: runs.length, leftMs });
  });
}
