import type { OnProgress } from '../processes/lanes.js';
import type { Log } from '../run/log.js';
import type { Costs } from './costs.js';
import type { SweepPlan } from './plan.js';

/** What both passes work on and report to. */
export interface PassContext {
  readonly plan: SweepPlan;
  readonly costs: Costs;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}
