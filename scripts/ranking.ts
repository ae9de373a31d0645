/** The table and the remarks that end a sweep. */
import { noiseFloor } from '../harness/noise-floor.js';
import { byRatio } from '../harness/pareto.js';
import { type CellRow, SAME_AGAIN, type TotalRow } from '../harness/rows.js';
import { formatFigure, formatFixed, formatTable, plural, type TextColumn } from './terminal.js';

const SHOWN = 40;

/** A chain's line: its total, and beside that of its recordings that of one stream of all. */
interface Ranked {
  readonly row: TotalRow;
  readonly solid: TotalRow | undefined;
}

const COLUMNS: readonly TextColumn<Ranked>[] = [
  { title: '', text: marksOf, align: 'left' },
  { title: 'alias', text: ({ row }) => row.alias, align: 'left' },
  { title: 'chain', text: ({ row }) => row.chain, align: 'left', shrinks: true },
  { title: 'scope', text: ({ row }) => row.scope, align: 'left' },
  { title: 'ratio', text: ({ row }) => formatFixed(row.ratio, 4), align: 'right' },
  { title: 'solid', text: ({ solid }) => formatFixed(solid?.ratio ?? null, 4), align: 'right' },
  { title: 'gain', text: formatGain, align: 'right' },
  { title: 'bits', text: ({ row }) => formatFixed(row.bits_per_sample, 3), align: 'right' },
  { title: 'encode xRT', text: ({ row }) => formatFigure(row.encode_xrt), align: 'right' },
  { title: 'decode xRT', text: ({ row }) => formatFigure(row.decode_xrt), align: 'right' },
  { title: 'encode MB/s', text: ({ row }) => formatFigure(row.encode_mb_per_s), align: 'right' },
  { title: 'decode MB/s', text: ({ row }) => formatFigure(row.decode_mb_per_s), align: 'right' },
  { title: 'failed', text: ({ row }) => (row.failed === 0 ? '' : String(row.failed)), align: 'right' },
];

const STARTS_PROGRAM = '†';

function marksOf({ row: { on_pareto_front, isolation } }: Ranked): string {
  return `${on_pareto_front === true ? '*' : ''}${isolation === 'process' ? STARTS_PROGRAM : ''}`;
}

/** How much larger the ratio of one stream is; a dash where the two are not over the same samples. */
function formatGain({ row, solid }: Ranked): string {
  if (solid === undefined || solid.raw_bytes !== row.raw_bytes || !row.ratio || !solid.ratio) return '-';
  const percent = 100 * (solid.ratio / row.ratio - 1);
  return `${percent < 0 ? '' : '+'}${percent.toFixed(2)} %`;
}

/** Totals by ratio, best first: the first 40, everything on the front, every row with a name, and the baseline. */
export function formatRanking(totals: readonly TotalRow[], programStartNs: number | null = null): string {
  const ranked = pairScopes(totals.filter(row => row.alias !== SAME_AGAIN)).toSorted((a, b) =>
    byRatio(a.row, b.row),
  );
  const shown = ranked.filter(
    ({ row }, rank) =>
      rank < SHOWN || row.alias !== '' || row.on_pareto_front === true || row.chain === 'raw',
  );
  const timed = shown.some(({ row }) => row.encode_xrt !== null);
  const both = shown.some(({ solid }) => solid !== undefined);
  const columns = COLUMNS.filter(({ title }) => {
    if (title === 'failed') return shown.some(({ row }) => row.failed > 0);
    if (title === 'alias') return shown.some(({ row }) => row.alias !== '');
    if (title === 'scope') return shown.some(({ row }) => row.scope === 'solid');
    if (title === 'solid' || title === 'gain') return both;
    return timed || !/xRT|MB/.test(title);
  });
  const legend = [
    ...(timed ? ['* Pareto front of ratio, encode xRT, decode xRT (times real time, one core)'] : []),
    ...(both ? ['solid: the ratio of all recordings as one stream; all else is of a stream each'] : []),
    ...(shown.some(({ row }) => row.isolation === 'process') ? programLegend(timed, programStartNs) : []),
    ...(shown.length < ranked.length ? [`${ranked.length - shown.length} more in totals.csv`] : []),
  ];
  return [formatTable(shown, columns), ...legend].join('\n');
}

/** A line a chain and alias; one that was measured as one stream only has a line as that. */
function pairScopes(totals: readonly TotalRow[]): Ranked[] {
  const key = ({ chain, alias }: TotalRow) => `${chain}\n${alias}`;
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
  const mark = `${STARTS_PROGRAM} a program was started for each call`;
  if (!timed) return [mark];
  const start =
    programStartNs === null ? [] : [`  starting an empty program: ${formatFigure(programStartNs / 1e6)} ms`];
  return [`${mark}; times include its start and files; a Pareto front of their own`, ...start];
}

const FAILURES_SHOWN = 12;

/** What failed, grouped by chain and message; empty if nothing did. */
export function formatFailures(cells: readonly CellRow[]): string {
  const groups = new Map<string, number>();
  for (const { chain, alias, status, error } of cells.filter(cell => cell.status !== 'ok')) {
    const line = `${status.padEnd(11)} ${alias === '' ? chain : `${alias} = ${chain}`}: ${error}`;
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  const lines = [...groups].map(([line, count]) =>
    count === 1 ? line : `${line} (${plural(count, 'recording')})`,
  );
  const more =
    lines.length > FAILURES_SHOWN ? [`… and ${lines.length - FAILURES_SHOWN} more in cells.csv`] : [];
  return [...lines.slice(0, FAILURES_SHOWN), ...more].join('\n');
}

/** How far two runs of one identical chain lie apart; empty if nothing was timed. */
export function formatNoiseFloor(totals: readonly TotalRow[]): string {
  const floor = noiseFloor(totals);
  if (floor === null) return '';
  const { chain, encode, decode } = floor;
  return `noise floor: ${chain} timed twice (a/a): encode ${formatShare(encode)} apart, decode ${formatShare(decode)}`;
}

function formatShare(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(1)} %`;
}
