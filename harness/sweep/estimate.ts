/** How long a sweep is going to take, from a try of each chain. */

import { MINIMUM_SAMPLES, shortestRunMs } from '../measure/budget.js';
import { arePlugins } from '../plugins/specifiers.js';
import { type Limits, raisedByOptions } from '../processes/guard.js';
import { inLanes, type OnProgress, stepper } from '../processes/lanes.js';
import type { CellTask } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import { type Recording, scopeOf } from '../recordings/recording.js';
import type { SweepCell, SweepPlan, TimingRunPlan } from './plan.js';

/** Nanoseconds a sample of encoding and decoding once, by chain id: what the pilot found. */
export type Costs = ReadonlyMap<string, number>;

const UNKNOWN_COST_NS = 100;
const PROCESS_START_MS = 150;

/** What one cell of scope recording may take, and any other task. */
export function limitsOf({ timeoutS, memoryMb }: SweepPlan['settings'], signal?: AbortSignal): Limits {
  const raisedBy = raisedByOptions(timeoutS);
  return { timeoutMs: timeoutS * 1000, memoryBytes: memoryMb * 2 ** 20, raisedBy, signal };
}

/** What a cell may take: one of scope solid the time that its recordings may take one after another. */
export function cellLimitsOf(
  { recording: { source } }: SweepCell,
  settings: SweepPlan['settings'],
  signal: AbortSignal,
): Limits {
  const limits = limitsOf(settings, signal);
  return source.type === 'solid' ? { ...limits, timeoutMs: limits.timeoutMs * source.parts.length } : limits;
}

/** Samples that a process run takes at least: of a solid set one, since it is long and its timings steady. */
export function leastSamplesOf({ recording }: SweepCell): number {
  return scopeOf(recording) === 'solid' ? 1 : MINIMUM_SAMPLES;
}

/** What a measuring process is given of a cell. */
export function taskOf({ planned, recording, plugins }: SweepCell): CellTask {
  return { chain: planned.id, recording, plugins };
}

/** Milliseconds that a cell's exact pass is expected to take. */
export function exactCostMs(cell: SweepCell, costs: Costs): number {
  const { channels, frames } = cell.recording;
  const processes = arePlugins(cell.plugins) ? 2 * PROCESS_START_MS : 0;
  return ((costs.get(cell.planned.id) ?? UNKNOWN_COST_NS) * channels * frames) / 1e6 + processes;
}

/** Milliseconds that one process run of the timing pass is expected to take. */
export function timingCostMs({ cell }: TimingRunPlan, costs: Costs, timeMs: number): number {
  const onceMs = exactCostMs(cell, costs);
  return PROCESS_START_MS + onceMs + Math.max(shortestRunMs(timeMs), (leastSamplesOf(cell) + 1) * onceMs);
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
    cell => !arePlugins(cell.plugins),
  );
  const cells = [...new Map(waiting.map(cell => [cell.planned.id, cell])).values()];
  const step = stepper('trying', cells.length, onProgress);
  await inLanes(cells, plan.settings.jobs, signal, async cell => {
    const outcome = await workers.run(
      'pilot',
      { ...taskOf(cell), recording: firstOf(cell.recording) },
      limitsOf(plan.settings, signal),
    );
    if (outcome.status === 'ok') costs.set(cell.planned.id, outcome.value.nsPerSample);
    step();
  });
  return costs;
}

function firstOf(recording: Recording): Recording {
  return recording.source.type === 'solid' ? recording.source.parts[0] : recording;
}
