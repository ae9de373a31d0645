/** Which chains a page shows at first. */
import { greatest } from '../common/extremes.js';
import type { ReportChain } from './model.js';

const PICKED_AT_FIRST = 6;
const YOURS_AT_FIRST = 3;

/** Chains that belong on one axis: with a stream a recording, or, in a run without these, one of all. */
export function chartable<Chain extends Pick<ReportChain, 'scope'>>(chains: readonly Chain[]): Chain[] {
  const each = chains.filter(({ scope }) => scope === 'recording');
  return each.length > 0 ? each : [...chains];
}

/** Chains that can be ranked, largest ratio first: measured on as many recordings as any, without a failure. */
export function complete(chains: readonly ReportChain[]): ReportChain[] {
  const all = chartable(chains);
  const most = greatest(all, ({ recordings }) => recordings);
  return all.filter(({ ratio, failed, recordings }) => ratio !== null && failed === 0 && recordings === most);
}

/** The best of the user's, and the front by ratio, or the smallest where nothing was timed. */
export function pickedAtFirst(chains: readonly ReportChain[]): ReportChain[] {
  const ranked = complete(chains);
  const yours = ranked.filter(({ standing }) => standing !== null);
  const front = ranked.filter(({ onFront }) => onFront === true);
  const first = [...yours.slice(0, YOURS_AT_FIRST), ...(front.length > 0 ? front : ranked)];
  return [...new Set(first)].slice(0, PICKED_AT_FIRST);
}
