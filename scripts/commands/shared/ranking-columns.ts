/** The columns of a ranking, and which of them its rows need. */
import type { TotalRow } from '../../../harness/run/columns.js';
import { marksOf } from './marks.js';
import { formatFigure, formatFixed, type TextColumn } from './terminal.js';

/** A chain's line: its total, and beside that of its recordings that of one stream of all. */
export interface Ranked {
  readonly row: TotalRow;
  readonly solid: TotalRow | undefined;
  /** Of the same chain over recordings that are not cut into chunks. */
  readonly whole?: TotalRow | undefined;
}

/** What a table has, and so which columns it needs. */
export interface Facts {
  readonly aliases: boolean;
  /** Lines of one stream of all recordings. */
  readonly streams: boolean;
  /** Lines of chunks. */
  readonly chunks: boolean;
  /** Lines that have both. */
  readonly both: boolean;
  readonly models: boolean;
  readonly timed: boolean;
  /** Chunks that were timed. */
  readonly access: boolean;
  readonly failed: boolean;
  readonly fronts: boolean;
  readonly programs: boolean;
  readonly marks: boolean;
  readonly given: boolean;
}

interface RankingColumn extends TextColumn<Ranked> {
  /** Only where the rows have that. */
  readonly when?: keyof Facts;
}

const COLUMNS: readonly RankingColumn[] = [
  { title: 'alias', text: ({ row }) => row.alias, align: 'left', when: 'aliases' },
  { title: 'chain', text: ({ row }) => row.chain, align: 'left', identifies: true },
  { title: 'scope', text: ({ row }) => row.scope, align: 'left', when: 'streams' },
  { title: 'ratio', text: ({ row }) => formatFixed(row.ratio, 4), align: 'right' },
  { title: 'solid', text: ({ solid }) => formatFixed(solid?.ratio ?? null, 4), align: 'right', when: 'both' },
  { title: 'gain', text: formatGain, align: 'right', when: 'both' },
  { title: 'cost', text: formatCost, align: 'right', when: 'chunks' },
  { title: 'bits', text: ({ row }) => formatFixed(row.bits_per_sample, 3), align: 'right', drop: 2 },
  { ...figure('model bytes', row => formatModelBytes(row.model_bytes)), when: 'models', drop: 4 },
  { ...figure('encode xRT', row => formatFigure(row.encode_xrt)), when: 'timed' },
  { ...figure('decode xRT', row => formatFigure(row.decode_xrt)), when: 'timed' },
  { ...figure('1 s ms', row => formatFigure(row.access_ms)), when: 'access' },
  { ...figure('encode MB/s', row => formatFigure(row.encode_mb_per_s)), when: 'timed', drop: 1 },
  { ...figure('decode MB/s', row => formatFigure(row.decode_mb_per_s)), when: 'timed', drop: 1 },
  { ...figure('failed', row => (row.failed === 0 ? '' : String(row.failed))), when: 'failed' },
  { title: 'dominated by', text: ({ row }) => row.dominated_by, align: 'left', when: 'fronts', drop: 3 },
];

function figure(title: string, text: (row: TotalRow) => string): TextColumn<Ranked> {
  return { title, text: ({ row }) => text(row), align: 'right' };
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

/** By how much the ratio of chunks is smaller than that of the same chain over whole recordings. */
function formatCost({ row, whole }: Ranked): string {
  if (!isChunked(row) || whole === undefined) return '';
  if (whole.raw_bytes !== row.raw_bytes || !row.ratio || !whole.ratio) return '-';
  const percent = 100 * (row.ratio / whole.ratio - 1);
  return `${percent > 0 ? '+' : ''}${percent.toFixed(2)} %`;
}

function isChunked({ scope }: TotalRow): boolean {
  return scope !== 'recording' && scope !== 'solid';
}

/** @param given whether the run tells the user's chains from others */
export function factsOf(shown: readonly Ranked[], given: boolean): Facts {
  const some = (has: (row: TotalRow) => boolean) => shown.some(({ row }) => has(row));
  return {
    aliases: some(row => row.alias !== ''),
    streams: some(row => row.scope !== 'recording'),
    chunks: some(isChunked),
    access: some(row => isChunked(row) && row.access_ms !== null),
    both: shown.some(({ solid }) => solid !== undefined),
    models: some(row => row.model_bytes > 0),
    timed: some(row => row.encode_xrt !== null),
    failed: some(row => row.failed > 0),
    fronts: some(row => row.on_pareto_front !== null),
    programs: some(row => row.isolation === 'process'),
    marks: some(row => marksOf(row, given) !== ''),
    given: given && some(row => row.given),
  };
}

/** @param dominated whether what dominates a chain stays in any terminal */
export function columnsOf(facts: Facts, dominated: boolean): TextColumn<Ranked>[] {
  const marks: RankingColumn = {
    title: '',
    text: ({ row }) => marksOf(row, facts.given),
    align: 'left',
    when: 'marks',
  };
  const needed = [marks, ...COLUMNS].filter(({ when }) => when === undefined || facts[when]);
  return needed.map(column =>
    dominated && column.title === 'dominated by' ? { ...column, drop: undefined } : column,
  );
}
