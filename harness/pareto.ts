/** Which chains no other chain beats at everything. */
import type { Scope } from './recordings/recording.js';
import { type BareTotal, SAME_AGAIN, type TotalRow } from './rows.js';

type Axis = (row: BareTotal) => number | null;

const AXES: readonly Axis[] = [row => row.ratio, row => row.encode_xrt, row => row.decode_xrt];

/**
 * Marks the front over ratio, encode xRT and decode xRT, all to be large, of each scope. A chain that failed on some
 * recording, was measured or timed on fewer than others, or is the a/a copy takes no part: its place stays empty.
 * Chains that start a program have a front of their own, since their times include its start.
 */
export function withParetoFront(totals: readonly BareTotal[]): TotalRow[] {
  const rivals = { recording: rivalsOf(totals, 'recording'), solid: rivalsOf(totals, 'solid') };
  return totals.map(row => {
    if (!rivals[row.scope].includes(row)) return { ...row, on_pareto_front: null, dominated_by: '' };
    const winner = rivals[row.scope].filter(rival => dominates(rival, row)).sort(byRatio)[0];
    return { ...row, on_pareto_front: winner === undefined, dominated_by: winner?.chain ?? '' };
  });
}

function rivalsOf(all: readonly BareTotal[], scope: Scope): BareTotal[] {
  const totals = all.filter(row => row.scope === scope);
  const most = {
    recordings: Math.max(...totals.map(row => row.ok)),
    timed: Math.max(...totals.map(row => row.timed_recordings)),
  };
  return totals.filter(
    row => isMeasured(row) && row.ok === most.recordings && row.timed_recordings === most.timed,
  );
}

function isMeasured(row: BareTotal): boolean {
  return row.failed === 0 && row.alias !== SAME_AGAIN && AXES.every(axis => axis(row) !== null);
}

function dominates(a: BareTotal, b: BareTotal): boolean {
  return (
    a.isolation === b.isolation &&
    AXES.every(axis => value(axis, a) >= value(axis, b)) &&
    AXES.some(axis => value(axis, a) > value(axis, b))
  );
}

function value(axis: Axis, row: BareTotal): number {
  return axis(row) ?? Number.NEGATIVE_INFINITY;
}

/** Largest ratio first. */
export function byRatio(a: BareTotal, b: BareTotal): number {
  return (b.ratio ?? 0) - (a.ratio ?? 0);
}
