/** The table and the remarks that end a sweep. */
import { aaDifferenceOf } from '../../../harness/run/aa-difference.js';
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import { keyOf } from '../../../harness/run/key.js';
import { byRatio } from '../../../harness/run/pareto.js';
import { formatFigure, formatFixed, formatTable, type TextColumn } from './terminal.js';

const SHOWN = 40;

/** A chain's line: its total, and beside that of its recordings that of one stream of all. */
interface Ranked {
  readonly row: TotalRow;
  readonly solid: TotalRow | undefined;
}

const COLUMNS: readonly TextColumn<Ranked>[] = [
  { title: '', text: ({ row }) => marksOf(row), align: 'left' },
  { title: 'alias', text: ({ row }) => row.alias, align: 'left' },
  { title: 'chain', text: ({ row }) => row.chain, align: 'left', shrinks: true },
  { title: 'scope', text: ({ row }) => row.scope, align: 'left' },
  { title: 'ratio', text: ({ row }) => formatFixed(row.ratio, 4), align: 'right' },
  { title: 'solid', text: ({ solid }) => formatFixed(solid?.ratio ?? null, 4), align: 'right' },
  { title: 'gain', text: formatGain, align: 'right' },
  { title: 'bits', text: ({ row }) => formatFixed(row.bits_per_sample, 3), align: 'right' },
  { title: 'model bytes', text: ({ row }) => formatModelBytes(row.model_bytes), align: 'right' },
  { title: 'encode xRT', text: ({ row }) => formatFigure(row.encode_xrt), align: 'right' },
  { title: 'decode xRT', text: ({ row }) => formatFigure(row.decode_xrt), align: 'right' },
  { title: 'encode MB/s', text: ({ row }) => formatFigure(row.encode_mb_per_s), align: 'right' },
  { title: 'decode MB/s', text: ({ row }) => formatFigure(row.decode_mb_per_s), align: 'right' },
  { title: 'failed', text: ({ row }) => (row.failed === 0 ? '' : String(row.failed)), align: 'right' },
  { title: 'dominated by', text: ({ row }) => row.dominated_by, align: 'left', optional: true },
];

/** Of a table that is to say in any terminal what dominates what. */
const DOMINATED_COLUMNS = COLUMNS.filter(({ title }) => !/bits|MB/.test(title)).map(column => ({
  ...column,
  optional: false,
}));

const STARTS_PROGRAM = '†';

export const PROGRAM_LEGEND = `${STARTS_PROGRAM} a program was started for each call`;

/** On which fronts a chain stands, and whether it starts a program. */
export function marksOf(row: TotalRow): string {
  return [
    row.on_pareto_front === true ? '*' : '',
    row.on_encode_front === true ? 'e' : '',
    row.on_decode_front === true ? 'd' : '',
    row.isolation === 'process' ? STARTS_PROGRAM : '',
  ].join('');
}

export const FRONT_LEGEND: readonly string[] = [
  '* Pareto front of ratio, encode xRT, decode xRT (times real time, one core)',
  'e front of ratio and encode xRT, d front of ratio and decode xRT',
];

export interface RankingOptions {
  readonly programStartNs?: number | null;
  /** What dominates each chain, however narrow the terminal. */
  readonly dominated?: boolean;
}

export function formatModelBytes(bytes: number): string {
  return bytes === 0 ? '' : bytes.toLocaleString('en-US');
}

/** How much larger the ratio of one stream is; a dash where the two are not over the same samples. */
function formatGain({ row, solid }: Ranked): string {
  if (solid === undefined || solid.raw_bytes !== row.raw_bytes || !row.ratio || !solid.ratio) return '-';
  const percent = 100 * (solid.ratio / row.ratio - 1);
  return `${percent < 0 ? '' : '+'}${percent.toFixed(2)} %`;
}

/** Totals by ratio, best first: the first 40, everything on the front, every row with a name, and the baseline. */
export function formatRanking(
  totals: readonly TotalRow[],
  { programStartNs = null, dominated = false }: RankingOptions = {},
): string {
  const ranked = pairScopes(totals.filter(row => row.alias !== SAME_AGAIN)).toSorted((a, b) =>
    byRatio(a.row, b.row),
  );
  const shown = ranked.filter(
    ({ row }, rank) =>
      rank < SHOWN || row.alias !== '' || row.on_pareto_front === true || row.chain === 'raw',
  );
  const ranksFronts = shown.some(({ row }) => row.on_pareto_front !== null);
  const timed = shown.some(({ row }) => row.encode_xrt !== null);
  const both = shown.some(({ solid }) => solid !== undefined);
  const columns = (dominated ? DOMINATED_COLUMNS : COLUMNS).filter(({ title }) => {
    if (title === 'model bytes') return shown.some(({ row }) => row.model_bytes > 0);
    if (title === 'failed') return shown.some(({ row }) => row.failed > 0);
    if (title === 'alias') return shown.some(({ row }) => row.alias !== '');
    if (title === 'scope') return shown.some(({ row }) => row.scope === 'solid');
    if (title === 'solid' || title === 'gain') return both;
    if (title === 'dominated by') return ranksFronts;
    return timed || !/xRT|MB/.test(title);
  });
  const legend = [
    ...(ranksFronts ? FRONT_LEGEND : []),
    ...(shown.some(({ row }) => row.model_bytes > 0)
      ? ['model bytes: tables that ship with the codec and are in no ratio']
      : []),
    ...(both ? ['solid: the ratio of all recordings as one stream; all else is of a stream each'] : []),
    ...(shown.some(({ row }) => row.isolation === 'process') ? programLegend(timed, programStartNs) : []),
    ...(shown.length < ranked.length ? [`${ranked.length - shown.length} more in totals.csv`] : []),
  ];
  return [formatTable(shown, columns), ...legend].join('\n');
}

/** A line a chain and alias; one that was measured as one stream only has a line as that. */
function pairScopes(totals: readonly TotalRow[]): Ranked[] {
  const key = ({ chain, alias }: TotalRow) => keyOf(chain, alias);
  const solids = new Map(totals.filter(row => row.scope === 'solid').map(row => [key(row), row]));
  const each = totals.filter(row => row.scope === 'recording');
  const paired = new Set(each.map(key));
  const alone = [...solids.values()].filter(row => !paired.has(key(row)));
  return [
    ...each.map(row => ({ row, solid: solids.get(key(row)) })),
    ...alone.map(row => ({ row, solid: undefined })),
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
