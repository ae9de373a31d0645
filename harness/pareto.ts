/** Which chains no other chain beats at everything. */
import { type BareTotal, SAME_AGAIN, type TotalRow } from './rows.js';

type Axis = (row: BareTotal) => number | null;

const AXES: readonly Axis[] = [row => row.ratio, row => row.encode_xrt, row => row.decode_xrt];

/**
 * Marks the front over ratio, encode xRT and decode xRT, all to be large. A chain that failed on some recording, was
 * measured or timed on fewer than others, or is the a/a copy takes no part: its place stays empty. Chains that start
 * a program have a front of their own, since their times include its start.
 */
export function withParetoFront(totals: readonly BareTotal[]): TotalRow[] {
  const most = {
    recordings: Math.max(...totals.map(row => row.ok)),
    timed: Math.max(...totals.map(row => row.timed_recordings)),
  };
  const takesPart = (row: BareTotal) =>
    isMeasured(row) && row.ok === most.recordings && row.timed_recordings === most.timed;
  const rivals = totals.filter(takesPart);
  return totals.map(row => {
    if (!takesPart(row)) return { ...row, on_pareto_front: null, dominated_by: '' };
    const winner = rivals.filter(rival => dominates(rival, row)).sort(byRatio)[0];
    return { ...row, on_pareto_front: winner === undefined, dominated_by: winner?.chain ?? '' };
  });
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
