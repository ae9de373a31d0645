/** The table and the remarks that end a sweep. */
import { aaDifferenceOf } from '../../../harness/run/aa-difference.js';
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import { keyOf } from '../../../harness/run/key.js';
import { byRatio } from '../../../harness/run/pareto.js';
import { tellsGiven } from '../../../harness/run/standing.js';
import { formatLossy, isLossy } from './lossy.js';
import { FRONT_LEGEND, GIVEN_LEGEND, PROGRAM_LEGEND } from './marks.js';
import { columnsOf, type Facts, factsOf, type Ranked } from './ranking-columns.js';
import { columnsShown, formatFigure, formatMarkdown, formatTable } from './terminal.js';
import { terminalWidth, wrap } from './wrap.js';
import { type FailureCell, formatStandings } from './yours.js';

const SHOWN = 40;

export interface RankingOptions {
  readonly programStartNs?: number | null;
  /** What failures of the user's chains say is taken from these. */
  readonly cells?: readonly FailureCell[];
  /** Rows in this order, and these alone, instead of all by ratio. */
  readonly chosen?: readonly TotalRow[] | undefined;
  /** Lines of the table; unless given, 40 and all that is of interest beyond. */
  readonly limit?: number | undefined;
  /** What dominates each chain, however narrow the terminal. */
  readonly dominated?: boolean;
  readonly markdown?: boolean;
  /** Of a line; of standard output unless given. */
  readonly width?: number;
}

/**
 * Totals by ratio, best first: the first 40, everything on the front, every row with a name, what the user gave, and the
 * baseline. Below it what its marks mean, and where the user's chains stand.
 */
export function formatRanking(totals: readonly TotalRow[], options: RankingOptions = {}): string {
  const { chosen = totals.toSorted(byRatio), markdown = false, cells = [], limit } = options;
  const { width = markdown ? Number.POSITIVE_INFINITY : terminalWidth() } = options;
  const measured = chosen.filter(row => row.alias !== SAME_AGAIN);
  const lossy = formatLossy(measured, markdown, width);
  const ranked = pairScopes(measured.filter(row => !isLossy(row)));
  if (ranked.length === 0 && lossy.length > 0) return lossy.join('\n');
  const shown = limit === undefined ? ranked.filter(isOfInterest) : ranked.slice(0, limit);
  const facts = factsOf(shown, tellsGiven(totals));
  const columns = columnsOf(facts, options.dominated === true);
  const titles = new Set(
    (markdown ? columns : columnsShown(shown, columns, width)).map(({ title }) => title),
  );
  const legend = [
    ...legendOf(facts, titles, options),
    ...(shown.length < ranked.length
      ? [`${ranked.length - shown.length} more in totals.csv; ncb show --limit ${ranked.length} has all`]
      : []),
  ];
  const table = markdown ? `${formatMarkdown(shown, columns)}\n` : formatTable(shown, columns, width);
  const yours = formatStandings(totals, cells);
  const remarks = [...legend, ...(yours.length === 0 ? [] : ['', ...yours])];
  const below = lossy.length === 0 ? [] : ['', ...lossy];
  return [table, ...remarks.map(line => wrap(line, 2, width)), ...below].join('\n');
}

function isOfInterest({ row }: Ranked, rank: number): boolean {
  return rank < SHOWN || row.alias !== '' || row.on_pareto_front === true || row.given || row.chain === 'raw';
}

/** A line a chain, alias and length of chunks; one that was measured as one stream of all only has a line as that. */
function pairScopes(totals: readonly TotalRow[]): Ranked[] {
  const key = ({ chain, alias }: TotalRow) => keyOf(chain, alias);
  const solids = new Map(totals.filter(row => row.scope === 'solid').map(row => [key(row), row]));
  const wholes = new Map(totals.filter(row => row.scope === 'recording').map(row => [key(row), row]));
  return totals
    .filter(row => row.scope !== 'solid' || !wholes.has(key(row)))
    .map(row => ({
      row,
      solid: row.scope === 'recording' ? solids.get(key(row)) : undefined,
      whole: wholes.get(key(row)),
    }));
}

function legendOf(
  facts: Facts,
  titles: ReadonlySet<string>,
  { programStartNs = null }: RankingOptions,
): string[] {
  return [
    ...(facts.given ? [GIVEN_LEGEND] : []),
    ...(facts.fronts ? FRONT_LEGEND : []),
    ...(titles.has('model bytes')
      ? ['model bytes: tables that ship with the codec and are in no ratio']
      : []),
    ...(facts.both ? ['solid: the ratio of all recordings as one stream; all else is of a stream each'] : []),
    ...(facts.chunks
      ? [
          'scope: the length of chunks that are coded alone, each of which can be read without the others; cost: against ' +
            'whole recordings; 1 s: milliseconds to decode one second from the middle',
        ]
      : []),
    ...(facts.programs ? programLegend(facts.timed, programStartNs) : []),
  ];
}

function programLegend(timed: boolean, programStartNs: number | null): string[] {
  if (!timed) return [PROGRAM_LEGEND];
  const start =
    programStartNs === null ? [] : [`  starting an empty program: ${formatFigure(programStartNs / 1e6)} ms`];
  return [`${PROGRAM_LEGEND}; times include its start and files; Pareto fronts of their own`, ...start];
}

/** How far apart the two copies of one chain lie, and what that says of others; empty if nothing was timed. */
export function formatAaDifference(totals: readonly TotalRow[]): string {
  const difference = aaDifferenceOf(totals);
  if (difference === null) return '';
  const [encode, decode] = [difference.encode, difference.decode].map(formatApart);
  return (
    `a/a difference: ${difference.chain} timed twice: encode ${encode} apart, decode ${decode}; ` +
    'chains no further apart than that are equally fast here'
  );
}

function formatApart(relative: number | null): string {
  return relative === null ? '-' : `${(100 * relative).toFixed(1)} %`;
}
