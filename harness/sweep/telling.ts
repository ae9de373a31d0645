/** Which process runs of a round tell most, for a round that is not going to be completed. */
import { groupBy } from '../common/group-by.js';
import type { SweepCell, TimingRunPlan } from './plan.js';

/** What is known of a cell before it is timed. */
export interface Known {
  readonly ratio: number;
  /** Of encoding and decoding once. */
  readonly onceMs: number;
}

/**
 * A round in the order of what its process runs tell: recording after recording, since speeds compare on the same;
 * within one the user's own chains and the one that is timed twice, then those that nothing is both smaller and quicker
 * than, then the rest, the smallest first.
 */
export function mostTellingFirst(
  round: readonly TimingRunPlan[],
  given: ReadonlySet<string>,
  known: (cell: SweepCell) => Known,
): TimingRunPlan[] {
  const twice = new Set(round.filter(({ alias }) => alias !== '').map(({ cell }) => cell.planned.id));
  const isAsked = ({ cell: { planned } }: TimingRunPlan) => given.has(planned.id) || twice.has(planned.id);
  const byRecording = groupBy(round, ({ cell: { recording } }) => JSON.stringify(recording.source));
  return [...byRecording.values()].flatMap(runs => {
    const smallestFirst = runs.toSorted((a, b) => known(b.cell).ratio - known(a.cell).ratio);
    const ahead = new Set(aheadOfAll(smallestFirst, known));
    const group = (run: TimingRunPlan) => (isAsked(run) ? 0 : ahead.has(run) ? 1 : 2);
    return smallestFirst.toSorted((a, b) => group(a) - group(b));
  });
}

/** Those that are quicker than all that is smaller. */
function aheadOfAll(
  smallestFirst: readonly TimingRunPlan[],
  known: (cell: SweepCell) => Known,
): TimingRunPlan[] {
  let quickestMs = Number.POSITIVE_INFINITY;
  return smallestFirst.filter(({ cell }) => {
    const { onceMs } = known(cell);
    const isAhead = onceMs < quickestMs;
    quickestMs = Math.min(quickestMs, onceMs);
    return isAhead;
  });
}
