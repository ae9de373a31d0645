/** Runs that tests plan: three chains over two synthetic recordings, with costs that nobody has tried. */
import type { Plugged } from '../plugins/plugged.js';
import type { Recording } from '../recordings/recording.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import type { KnownCosts } from '../sweep/costs.js';
import { planSweep, type SweepPlan } from '../sweep/plan.js';
import { defaultSettings, type SweepSettings } from '../sweep/settings.js';
import { freeze, writePlan } from './plan-file.js';

const NONE: Plugged = { stages: [], sources: new Map(), models: [] };
const COSTS: KnownCosts = { lines: {}, channels: [], processMs: 100 };

interface Given {
  readonly settings?: Partial<SweepSettings>;
  readonly recordings?: readonly Recording[];
}

export function plannedIn(out: string, { settings, recordings }: Given = {}): SweepPlan {
  return planSweep({
    ...{ grids: [], exactChains: ['levels+quantize+rice'], givenChains: ['delta+rice'], plugged: NONE },
    recordings: recordings ?? syntheticRecordings({ implant: 2, probe: 0 }),
    refused: [{ name: 'torn.wav', status: 'error', reason: 'torn' }],
    settings: {
      ...defaultSettings(),
      ...{ out, jobs: 2, rounds: 1, timed: 1, timeMs: 5, timeBudgetS: null },
      ...settings,
    },
  });
}

/** Writes the plan.json of a run. */
export function freezeIn(run: string, given: Given = {}, data?: string): void {
  writePlan(run, freeze({ plan: plannedIn(run, given), costs: COSTS, commandLine: 'a test', data }));
}
