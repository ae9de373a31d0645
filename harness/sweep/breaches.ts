/** Plugin stages of a sweep, held to the contract before anything is measured. */
import { checkConfiguration } from '../plugins/check.js';
import type { Limits } from '../processes/guard.js';
import { inLanes, type OnProgress, stepper } from '../processes/lanes.js';
import type { Failure } from '../processes/outcome.js';
import { limitsOf } from './limits.js';
import { pluggedStagesOf, type SweepCell, type SweepPlan } from './plan.js';

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

/** What the first stage of a cell that broke the contract did. */
export function breachOf(cell: SweepCell, plan: SweepPlan, breaches: Breaches): Failure | undefined {
  for (const id of pluggedStagesOf(cell, plan.plugged)) {
    const breach = breaches.get(id);
    if (breach !== undefined) return breach;
  }
  return undefined;
}
