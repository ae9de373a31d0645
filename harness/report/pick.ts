/** Which chains a page shows at first. */
import type { ReportChain } from './model.js';

const PICKED_AT_FIRST = 6;

/** Chains that belong on one axis: with a stream a recording, or, in a run without these, one of all. */
export function chartable(chains: readonly ReportChain[]): ReportChain[] {
  const each = chains.filter(({ scope }) => scope === 'recording');
  return each.length > 0 ? each : [...chains];
}

/** The front by ratio, or the smallest where nothing was timed. */
export function pickedAtFirst(chains: readonly ReportChain[]): ReportChain[] {
  const ranked = chartable(chains).filter(({ ratio, failed }) => ratio !== null && failed === 0);
  const front = ranked.filter(({ onFront }) => onFront === true);
  return (front.length > 0 ? front : ranked).slice(0, PICKED_AT_FIRST);
}
