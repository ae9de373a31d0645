/** The exact pass over planned cells, on all cores. */
import { lossOf } from '../../codecs/loss.js';
import { arePlugins } from '../plugins/specifiers.js';
import { digestOf } from '../processes/digest.js';
import { inLanes } from '../processes/lanes.js';
import type { Workers } from '../processes/workers.js';
import { wholeOf } from '../recordings/chunked.js';
import { type Recording, scopeOf } from '../recordings/recording.js';
import { type Breaches, breachOf } from './breaches.js';
import { type CellQueue, makeCellQueue } from './cell-queue.js';
import type { PassContext } from './context.js';
import type { Costs } from './costs.js';
import { exactCostMs } from './estimate.js';
import { type ExactResults, makeResults } from './exact-results.js';
import { cellLimitsOf, limitsOf, taskOf } from './limits.js';
import type { SweepCell } from './plan.js';
import { type Lane, makePluggedLane } from './plugged-lane.js';
import { makePluggedSets, type PluggedSet } from './plugged-set.js';

/** Totals of an exact pass. */
export interface ExactSummary {
  /** Inside codec calls: of cells that came back, and of checks. */
  readonly codecMs: number;
  readonly wallMs: number;
}

/** Runs the exact pass over all planned cells, those without plugins first. Each result is in the log at once. */
export async function exactPass(
  context: PassContext,
  workers: Workers,
  breaches: Breaches,
): Promise<ExactSummary> {
  const { plan, costs, signal } = context;
  const { jobs } = plan.settings;
  const startMs = performance.now();
  const costMs = (cell: SweepCell) => exactCostMs(cell, costs);
  const results = makeResults(context, costMs);
  const sound = plan.exact.filter(cell => {
    const breach = breachOf(cell, plan, breaches);
    if (breach !== undefined) results.report(cell, breach);
    return breach === undefined;
  });
  const ordered = costliestFirst(sound, costs);
  const own = makeCellQueue(ordered.filter(isOwn), costMs, jobs);
  const plugged = ordered.filter(cell => !isOwn(cell));
  const sets = makePluggedSets(plugged, costMs, jobs, results);
  const lanesAt = new Map<PluggedSet, number>();
  const lanes = Array.from({ length: Math.min(jobs, sound.length) }, () => [
    ownLane(own, context, workers, results),
    pluggedLane(sets, lanesAt, context, workers, results),
  ]);
  await Promise.all(lanes.map(inTurn => workOff(inTurn, signal)));
  await measureFloors(sound, context, workers);
  return { codecMs: results.codecMs(), wallMs: performance.now() - startMs };
}

/** What runs a plugin, or may lose something, is encoded in one process and decoded in another. */
function isOwn({ plugins, planned }: SweepCell): boolean {
  return !arePlugins(plugins) && lossOf(planned.chain) === 'none';
}

/** Of each recording that is coded by a chain that may lose something, the figures with half a code of noise, and R(D). */
async function measureFloors(
  cells: readonly SweepCell[],
  { plan: { settings }, log, signal }: PassContext,
  workers: Workers,
): Promise<void> {
  const lossy = cells.filter(({ planned }) => lossOf(planned.chain) !== 'none');
  const recordings = new Set(lossy.map(({ recording }) => wholeOf(recording)));
  const measured = [...recordings].filter(recording => scopeOf(recording) !== 'solid');
  await inLanes(measured, settings.jobs, signal, async recording => {
    const { name, sha256, channels, frames } = recording;
    const task = { recording, seed: settings.seed };
    const outcome = await workers.run('flickerFloor', task, limitsOf(settings, signal));
    if (outcome.status !== 'ok' || signal.aborted) return;
    const { quality, truth, limits } = outcome.value;
    log.append({
      ...{ type: 'flicker-floor', recording: name, recordingSha256: sha256 },
      ...{ samples: channels * frames, quality, limits },
      ...(truth && { truth }),
    });
  });
}

async function workOff(lanes: readonly Lane[], signal: AbortSignal): Promise<void> {
  for (const lane of lanes) {
    try {
      while (!signal.aborted && (await lane.next()));
    } finally {
      await lane.close();
    }
  }
}

/** Cells without plugins, in the processes that are kept for all of them. */
function ownLane(
  queue: CellQueue,
  { plan, signal }: PassContext,
  workers: Workers,
  { report }: ExactResults,
): Lane {
  return {
    next: async () => {
      const cells = queue.take();
      if (cells.length === 0) return false;
      const limits = cellLimitsOf(cells[0], plan.settings, signal);
      await workers.runAll('exact', cells.map(taskOf), limits, (k, outcome) => report(cells[k], outcome));
      return true;
    },
    close: async () => undefined,
  };
}

function pluggedLane(
  sets: readonly PluggedSet[],
  lanesAt: Map<PluggedSet, number>,
  { plan: { settings }, signal }: PassContext,
  workers: Workers,
  { addTime }: ExactResults,
): Lane {
  const ofCell = (cell: SweepCell) => cellLimitsOf(cell, settings, signal);
  return makePluggedLane(sets, lanesAt, {
    memoryBytes: settings.memoryMb * 2 ** 20,
    signal,
    taskOf,
    limitsOf: ofCell,
    digestOf: async cell =>
      lossOf(cell.planned.chain) === 'none'
        ? digestOf(cell.recording, workers, ofCell(cell))
        : { status: 'ok', value: { digest: null } },
    judge: (task, limits) => workers.run('judge', task, limits),
    onChecked: addTime,
  });
}

/** Recording by recording, so that each is loaded once; within one, costly chains first, so that no core waits at the end. */
function costliestFirst(cells: readonly SweepCell[], costs: Costs): SweepCell[] {
  const byRecording = new Map<Recording, { readonly cell: SweepCell; readonly costMs: number }[]>();
  for (const cell of cells) {
    const others = byRecording.get(cell.recording) ?? [];
    byRecording.set(cell.recording, others);
    others.push({ cell, costMs: exactCostMs(cell, costs) });
  }
  return [...byRecording.values()].flatMap(own =>
    own.sort((a, b) => b.costMs - a.costMs).map(({ cell }) => cell),
  );
}
