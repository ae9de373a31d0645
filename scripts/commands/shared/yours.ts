/** Where the user's own chains stand among the others, a line each. */
import type { CellRow, TotalRow } from '../../../harness/run/columns.js';
import { type Standing, standingsOf } from '../../../harness/run/standing.js';
import { formatRank } from './rank.js';
import { plural } from './terminal.js';

/** What of a cell says why it failed. */
export type FailureCell = Pick<CellRow, 'chain' | 'scope' | 'status' | 'error'>;

const SHOWN = 5;

/**
 * A line for each chain that the user gave, the best first; none where nothing or everything was given.
 * @param cells what failures say is taken from
 */
export function formatStandings(totals: readonly TotalRow[], cells: readonly FailureCell[]): string[] {
  const standings = standingsOf(totals);
  const isTimed = totals.some(row => row.timed_recordings > 0);
  const lines = standings
    .slice(0, SHOWN)
    .map(standing => `yours: ${nameOf(standing.row)}: ${describe(standing, isTimed, cells)}`);
  const more = standings.length - lines.length;
  return [...lines, ...(more > 0 ? [`${more} more of yours in the table`] : [])];
}

/** An alias and what it stands for; of a stream of all recordings that too. */
function nameOf({ alias, chain, scope }: TotalRow): string {
  const name = alias === '' ? chain : `${alias} = ${chain}`;
  if (scope === 'recording') return name;
  return scope === 'solid' ? `${name}, one stream of all recordings` : `${name}, chunks of ${scope}`;
}

function describe(
  { row, rank, of, excess }: Standing,
  isTimed: boolean,
  cells: readonly FailureCell[],
): string {
  if (row.failed > 0) return describeFailure(row, cells);
  if (rank === null || excess === null)
    return `measured on ${plural(row.ok, 'recording')}, fewer than others, so it has no rank`;
  const speed = describeFront(row, isTimed);
  return `${formatRank(rank, of, excess)}${speed === '' ? '' : `; ${speed}`}`;
}

function describeFront(row: TotalRow, isTimed: boolean): string {
  if (row.on_pareto_front === true) return 'on the Pareto front';
  if (row.dominated_by !== '') return `dominated by ${row.dominated_by}`;
  return isTimed && row.timed_recordings === 0 ? 'not timed' : '';
}

/** How many recordings a chain failed on, and what the first failure says. */
export function describeFailure(
  { chain, scope, failed, recordings }: TotalRow,
  cells: readonly FailureCell[],
): string {
  const first = cells.find(cell => cell.chain === chain && cell.scope === scope && cell.status !== 'ok');
  const said = first === undefined ? '' : `: ${first.status}, ${first.error}`;
  return `failed on ${failed} of ${plural(recordings, 'recording')}${said}`;
}
