/** Results for people: the ranking of a run, the table of another tool, or ratios side by side. */
import type { TotalRow } from '../../../harness/run/columns.js';
import type { Figure, ResultRow } from '../../../harness/run/foreign/format.js';
import type { Results } from '../../../harness/run/results.js';
import { tellsGiven } from '../../../harness/run/standing.js';
import { rankCorrelation } from '../../../harness/stats/rank-correlation.js';
import { GIVEN_LEGEND, givenMark, lossyMark } from '../shared/marks.js';
import { formatAaDifference, formatRanking, type RankingOptions } from '../shared/ranking.js';
import { shortest } from '../shared/shortest.js';
import {
  formatFigure,
  formatFixed,
  formatMarkdown,
  formatTable,
  plural,
  type TextColumn,
} from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';
import type { Selected, Selection } from './select.js';

export function formatOwn(own: readonly TotalRow[], options: RankingOptions): string {
  const difference = formatAaDifference(own);
  const remarks = difference === '' ? [] : ['', ...prose([difference], options.markdown === true)];
  return [formatRanking(own, options), ...remarks].join('\n');
}

export function formatForeign({ results, totals }: Selected, markdown: boolean): string {
  const { source, rows, remarks } = results;
  const measured = FIGURES.filter(({ figure }) => totals.some(row => row[figure] !== null));
  const columns = [NAME, ...measured.map(column => titled(column, results))];
  const files = new Set(rows.map(row => row.file)).size;
  const measuredBy = `measured by ${source}${files > 1 ? `, sums over ${plural(files, 'file')}` : ''}`;
  const legend = remarks.map(({ text }, index) => `[${index + 1}] ${text}`);
  return [tableOf(totals, columns, markdown), '', ...prose([measuredBy, ...legend], markdown)].join('\n');
}

function tableOf<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[], markdown: boolean): string {
  return markdown ? formatMarkdown(rows, columns) : formatTable(rows, columns);
}

function prose(lines: readonly string[], markdown: boolean): string[] {
  return markdown ? [...lines] : lines.map(line => wrap(line, 2));
}

const NAME: TextColumn<ResultRow> = { title: 'name', text: row => row.name, align: 'left' };

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

/** The column, with the numbers of the remarks on it. MB/s goes first, unless there is no other speed. */
function titled({ figure, title, text }: FigureColumn, { remarks, totals }: Results): TextColumn<ResultRow> {
  const marks = remarks.flatMap((remark, index) => (remark.figure === figure ? [` [${index + 1}]`] : []));
  const inXrt = totals.some(row => row.encode_xrt !== null || row.decode_xrt !== null);
  const drop = inXrt && figure.endsWith('mb_per_s') ? 1 : undefined;
  return { title: title + marks.join(''), text: row => text(row[figure]), align: 'right', drop };
}

/** Ratios of names, and how far each lies from that of the first results. */
export function formatSideBySide({ names, selected }: Selection, markdown: boolean): string {
  const labels = shortest(selected.map(({ results: { path } }) => path));
  const ratios = selected.map(({ totals }) => ratiosOf(totals));
  const [first, ...others] = ratios;
  const given = givenNames(selected);
  const mark: TextColumn<string> = {
    title: '',
    text: name => givenMark({ given: given.has(name) }, true),
    align: 'left',
  };
  const lossy = lossyNames(selected);
  const columns = (title: string): TextColumn<string>[] => [
    ...(given.size === 0 ? [] : [mark]),
    { title, text: name => name, align: 'left', identifies: true },
    ratioColumn(labels[0], first),
    ...others.flatMap((of, index) => [ratioColumn(labels[index + 1], of), differenceColumn(of, first)]),
  ];
  const legend = given.size === 0 ? [] : [GIVEN_LEGEND];
  const exact = names.filter(name => !lossy.has(name));
  const agreement = others.map((of, index) =>
    formatAgreement(only(first, exact), only(of, exact), labels[index + 1]),
  );
  const remarks = selected.flatMap(({ results }, index) =>
    results.remarks.filter(({ figure }) => figure === 'ratio').map(({ text }) => `${labels[index]}: ${text}`),
  );
  const apart = names.filter(name => lossy.has(name));
  const tables = [
    ...(exact.length === 0 ? [] : [tableOf(exact, columns('name'), markdown)]),
    ...(apart.length === 0 ? [] : [tableOf(apart, columns('lossy chain'), markdown)]),
  ];
  return [tables.join('\n\n'), '', ...prose([...legend, ...agreement, ...remarks], markdown)].join('\n');
}

type Ratios = ReadonlyMap<string, number | null>;

/** Of a chain that has a row a scope, that over recordings, which comes first. */
function ratiosOf(totals: readonly ResultRow[]): Ratios {
  return new Map(totals.toReversed().map(({ name, ratio }) => [name, ratio]));
}

/** Of chains that may lose something in one of the results at least: they stand apart. */
function lossyNames(selected: readonly Selected[]): ReadonlySet<string> {
  const lossy = selected.flatMap(({ totals }) => totals.filter(row => lossyMark(row) !== ''));
  return new Set(lossy.map(({ name }) => name));
}

function only(ratios: Ratios, names: readonly string[]): Ratios {
  return new Map([...ratios].filter(([name]) => names.includes(name)));
}

/** What the user gave in a run that tells it from the rest. */
function givenNames(selected: readonly Selected[]): ReadonlySet<string> {
  const given = selected.flatMap(({ results: { own = [] } }) =>
    tellsGiven(own) ? own.filter(row => row.given).map(row => row.alias || row.chain) : [],
  );
  return new Set(given);
}

function ratioColumn(title: string, ratios: Ratios): TextColumn<string> {
  return { title, text: name => formatFixed(ratios.get(name) ?? null, 3), align: 'right' };
}

function differenceColumn(ratios: Ratios, first: Ratios): TextColumn<string> {
  const text = (name: string) => {
    const [x, y] = [ratios.get(name) ?? null, first.get(name) ?? null];
    return x === null || y === null ? '-' : `${(100 * (x / y - 1)).toFixed(1)} %`;
  };
  return { title: 'difference', text, align: 'right', drop: 1 };
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
