/** The exact pass over planned cells. Each result is in the log before the next is asked for. */
import { isolationOf, modelBytesOfChain } from '../../codecs/chain.js';
import { familyOf } from '../grid/grid.js';
import { costedStepper, inLanes } from '../processes/lanes.js';
import type { Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import type { ExactLine } from '../run/log.js';
import { type Breaches, breachOf } from './breaches.js';
import type { PassContext } from './context.js';
import type { Costs } from './costs.js';
import { exactCostMs } from './estimate.js';
import { measureExactly } from './exact-cell.js';
import { cellLimitsOf, taskOf } from './limits.js';
import { identityOf, type SweepCell, type SweepPlan } from './plan.js';

/** Totals of an exact pass. */
export interface ExactSummary {
  readonly codecMs: number;
  readonly wallMs: number;
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
      breachOf(cell, plan, breaches) ??
      (await measureExactly(taskOf(cell), workers, cellLimitsOf(cell, plan.settings, signal)));
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
