/** What `ncb show` does. */
import { stringify } from 'csv-stringify/sync';
import { underCommonNames } from '../../../harness/run/common-names.js';
import type { Figure, ResultRow } from '../../../harness/run/foreign/format.js';
import { type Results, readResults } from '../../../harness/run/results.js';
import { rankCorrelation } from '../../../harness/stats/rank-correlation.js';
import { formatAaDifference, formatRanking } from '../shared/ranking.js';
import { shortest } from '../shared/shortest.js';
import {
  formatFigure,
  formatFixed,
  formatMarkdown,
  formatTable,
  plural,
  type TextColumn,
} from '../shared/terminal.js';

export interface ShowArguments {
  results: string[];
  json: boolean | undefined;
  csv: boolean | undefined;
  markdown: boolean | undefined;
  dominated: boolean | undefined;
}

/** @throws Error in one line if something is not readable as results */
export async function runShow(argv: ShowArguments): Promise<void> {
  const { results: paths, json, csv, markdown, dominated } = argv;
  const results = await underCommonNames(paths.map(readResults));
  if (dominated && (results.length > 1 || results[0].own === undefined))
    throw new Error('--dominated: wants a single run of ncb');
  if (json) console.log(JSON.stringify(results.map(forJson), null, 2));
  else if (csv) process.stdout.write(formatCsv(results));
  else if (results.length > 1)
    console.log(formatSideBySide(results, markdown ? formatMarkdown : formatTable));
  else console.log(formatOne(results[0], markdown === true, dominated === true));
}

function forJson({ path, source, rows, totals, remarks }: Results) {
  return { path, source, totals, rows, remarks };
}

const CSV_COLUMNS = [
  'path',
  'source',
  'name',
  'chain',
  'file',
  'raw_bytes',
  'encoded_bytes',
  'ratio',
  'encode_xrt',
  'decode_xrt',
  'encode_mb_per_s',
  'decode_mb_per_s',
] as const satisfies ('path' | keyof ResultRow)[];

function formatCsv(results: readonly Results[]): string {
  const rows = results.flatMap(({ path, rows }) => rows.map(row => ({ path, ...row })));
  return stringify(rows, { header: true, columns: [...CSV_COLUMNS] });
}

type FormatTable = (rows: readonly ResultRow[], columns: readonly TextColumn<ResultRow>[]) => string;

function formatOne(results: Results, markdown: boolean, dominated: boolean): string {
  const { own, source, totals, remarks } = results;
  if (own !== undefined && !markdown) {
    return [formatRanking(own, { dominated }), formatAaDifference(own)].filter(Boolean).join('\n\n');
  }
  const format: FormatTable = markdown ? formatMarkdown : formatTable;
  const ranked = totals.toSorted((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
  const measured = FIGURES.filter(({ figure }) => ranked.some(row => row[figure] !== null));
  const columns = [NAME, ...measured.map(column => titled(column, results))];
  const files = new Set(results.rows.map(row => row.file)).size;
  const measuredBy = `measured by ${source}${files > 1 ? `, sums over ${plural(files, 'file')}` : ''}`;
  const legend = remarks.map(({ text }, index) => `[${index + 1}] ${text}`);
  return [format(ranked, columns), '', measuredBy, ...legend].join('\n');
}

const NAME: TextColumn<ResultRow> = { title: 'name', text: row => row.name, align: 'left', shrinks: true };

interface FigureColumn {
  readonly figure: Figure;
  readonly title: string;
  readonly text: (value: number | null) => string;
}

const FIGURES: readonly FigureColumn[] = [
  { figure: 'ratio', title: 'ratio', text: value => formatFixed(value, 4) },
  { figure: 'encode_xrt', title: 'encode xRT', text: formatFigure },
  { figure: 'decode_xrt', title: 'decode xRT', text: formatFigure },
  { figure: 'encode_mb_per_s', title: 'encode MB/s', text: formatFigure },
  { figure: 'decode_mb_per_s', title: 'decode MB/s', text: formatFigure },
];

/** The column, with the numbers of the remarks on it. */
function titled({ figure, title, text }: FigureColumn, { remarks }: Results): TextColumn<ResultRow> {
  const marks = remarks.flatMap((remark, index) => (remark.figure === figure ? [` [${index + 1}]`] : []));
  return { title: title + marks.join(''), text: row => text(row[figure]), align: 'right' };
}

/** Ratios by name, those of the first largest first, and how far each other lies from the first. */
function formatSideBySide(results: readonly Results[], format: typeof formatMarkdown): string {
  const labels = shortest(results.map(({ path }) => path));
  const ratios = results.map(({ totals }) => new Map(totals.map(row => [row.name, row.ratio])));
  const [first, ...others] = ratios;
  const names = [...new Set(ratios.flatMap(of => [...of.keys()]))].toSorted(
    (a, b) => (first.get(b) ?? 0) - (first.get(a) ?? 0),
  );
  const columns: TextColumn<string>[] = [
    { title: 'name', text: name => name, align: 'left', shrinks: true },
    ratioColumn(labels[0], first),
    ...others.flatMap((of, index) => [ratioColumn(labels[index + 1], of), differenceColumn(of, first)]),
  ];
  const agreement = others.map((of, index) => formatAgreement(first, of, labels[index + 1]));
  const remarks = results.flatMap(({ remarks }, index) =>
    remarks.filter(({ figure }) => figure === 'ratio').map(({ text }) => `${labels[index]}: ${text}`),
  );
  return [format(names, columns), '', ...agreement, ...remarks].join('\n');
}

type Ratios = ReadonlyMap<string, number | null>;

function ratioColumn(title: string, ratios: Ratios): TextColumn<string> {
  return { title, text: name => formatFixed(ratios.get(name) ?? null, 3), align: 'right' };
}

function differenceColumn(ratios: Ratios, first: Ratios): TextColumn<string> {
  const text = (name: string) => {
    const [x, y] = [ratios.get(name) ?? null, first.get(name) ?? null];
    return x === null || y === null ? '-' : `${(100 * (x / y - 1)).toFixed(1)} %`;
  };
  return { title: 'difference', text, align: 'right' };
}

function formatAgreement(first: Ratios, ratios: Ratios, label: string): string {
  const pairs = [...first].flatMap(([name, x]) => {
    const y = ratios.get(name) ?? null;
    return x === null || y === null ? [] : [{ x, y }];
  });
  if (pairs.length < 2) return `${label}: ${plural(pairs.length, 'name')} in common, no ranking to compare`;
  const correlation = rankCorrelation(
    pairs.map(({ x }) => x),
    pairs.map(({ y }) => y),
  );
  if (Number.isNaN(correlation)) return `${label}: all ratios are equal, no ranking to compare`;
  return `${label}: rank correlation (Spearman) ${correlation.toFixed(3)} over ${plural(pairs.length, 'name')} in common`;
}
