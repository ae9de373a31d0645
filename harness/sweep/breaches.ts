/** Plugin stages of a sweep, held to the contract before anything is measured. */
import { type BrokenLaw, brokenLaws, describeBrokenLaw } from '../plugins/broken-laws.js';
import { checkConfiguration, type Verdict } from '../plugins/check.js';
import { inLanes, type OnProgress, stepper } from '../processes/lanes.js';
import type { Failure } from '../processes/outcome.js';
import { limitsOf } from './limits.js';
import { pluggedStagesOf, type SweepCell, type SweepPlan } from './plan.js';

/** Plugin stages that broke the contract, or lack what they need here, by their configured id. */
export type Breaches = ReadonlyMap<string, Failure>;

export interface Checked {
  readonly breaches: Breaches;
  readonly laws: readonly BrokenLaw[];
}

/** Holds every plugin stage of the plan to the conformance kit, each in a process of its own. */
export async function checkPlugged(
  plan: SweepPlan,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Checked> {
  const stages = new Map<string, readonly string[]>();
  for (const cell of plan.exact) {
    for (const id of pluggedStagesOf(cell, plan.plugged)) stages.set(id, cell.plugins);
  }
  const verdicts = new Map<string, Verdict>();
  const step = stepper('checking', stages.size, onProgress);
  await inLanes([...stages], plan.settings.jobs, signal, async ([stage, plugins]) => {
    verdicts.set(stage, await checkConfiguration(stage, plugins, limitsOf(plan.settings, signal)));
    step();
  });
  // in the order of the plan, whichever was done first
  const found = [...stages.keys()].flatMap(stage => verdicts.get(stage) ?? []);
  return {
    breaches: new Map(found.flatMap(verdict => failureOf(verdict))),
    laws: brokenLaws(found.flatMap(({ breaches }) => breaches)),
  };
}

/** What each row of a stage says; none if it conforms. */
function failureOf({ stage, breaches, unsupported }: Verdict): [string, Failure][] {
  if (unsupported !== undefined) return [[stage, { status: 'unsupported', error: unsupported }]];
  const [law] = brokenLaws(breaches);
  if (law === undefined) return [];
  const { status = 'error' } = breaches[0];
  return [[stage, { status, error: `conformance: ${describeBrokenLaw(law)}` }]];
}

/** What the first stage of a cell that broke the contract did. */
export function breachOf(cell: SweepCell, plan: SweepPlan, breaches: Breaches): Failure | undefined {
  for (const id of pluggedStagesOf(cell, plan.plugged)) {
    const breach = breaches.get(id);
    if (breach !== undefined) return breach;
  }
  return undefined;
}
