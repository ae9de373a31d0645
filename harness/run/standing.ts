/** Where the chains that a user gave stand among the others of a run. */
import { greatest } from '../common/extremes.js';
import { groupBy } from '../common/group-by.js';
import { SAME_AGAIN, type TotalRow } from './columns.js';
import { byRatio } from './pareto.js';

/** One chain of the user's, among those of its scope that are measured on as many recordings as any. */
export interface Standing {
  readonly row: TotalRow;
  /** By ratio, from 1; null if it failed on some recording, or was measured on fewer than others. */
  readonly rank: number | null;
  readonly of: number;
  /** Bytes beyond the smallest chain's, as a share of these: 0 if it is the smallest; null as `rank` is. */
  readonly excess: number | null;
}

/**
 * Whether the totals tell the user's chains apart: some were given, and others beside the baseline `raw` were not.
 */
export function tellsGiven(totals: readonly TotalRow[]): boolean {
  const others = totals.some(row => !row.given && row.chain !== 'raw' && row.alias !== SAME_AGAIN);
  return others && totals.some(row => row.given);
}

/** Standings of what the user gave, best first; none where everything was given. A chain of several names is one. */
export function standingsOf(totals: readonly TotalRow[]): Standing[] {
  if (!tellsGiven(totals)) return [];
  const scopes = groupBy(
    totals.filter(row => row.alias !== SAME_AGAIN && row.loss === 'none'),
    row => row.scope,
  );
  return [...scopes.values()].flatMap(standingsInScope);
}

function standingsInScope(totals: readonly TotalRow[]): Standing[] {
  const chains = [...new Map(totals.toReversed().map(row => [row.chain, row])).values()];
  const recordings = greatest(chains, row => row.ok);
  const ranked = chains
    .filter(row => row.failed === 0 && row.ok === recordings && row.ratio !== null)
    .toSorted(byRatio);
  const given = chains.filter(row => row.given).toSorted(byRatio);
  const ranks = ranksOf(ranked);
  return given.map(row => {
    const rank = ranks.get(row) ?? null;
    const excess = rank === null ? null : row.encoded_bytes / ranked[0].encoded_bytes - 1;
    return { row, rank, of: ranked.length, excess };
  });
}

/** From 1; those of one ratio share the best of theirs. */
function ranksOf(ranked: readonly TotalRow[]): Map<TotalRow, number> {
  const ranks = new Map<TotalRow, number>();
  let rank = 1;
  for (const [index, row] of ranked.entries()) {
    if (index > 0 && byRatio(ranked[index - 1], row) !== 0) rank = index + 1;
    ranks.set(row, rank);
  }
  return ranks;
}
