/** The tables of a comparison: chains, and chains on recordings. */
import { greatest } from '../../../harness/common/extremes.js';
import type { ChainComparison, ChainTimes, Comparison, MeanRatio } from '../../../harness/compare/compare.js';
import { encodedChange, isOk, type SizeChange } from '../../../harness/compare/exact.js';
import type { Pair } from '../../../harness/compare/match.js';
import { TIMES, type Time, type TimingRow } from '../../../harness/compare/timing.js';
import { LOSSY_LEGEND, lossyMark } from '../shared/marks.js';
import { columnsShown, plural, type TextColumn } from '../shared/terminal.js';
import type { Style } from './style.js';

/** Chains that changed first, the worst of them on top. */
export function formatChains({ chains }: Comparison, all: boolean, style: Style): string {
  const ranked = chains.toSorted((a, b) => rankOf(a) - rankOf(b));
  const changed = ranked.filter(chain => rankOf(chain) < UNCHANGED);
  const shown = all ? ranked : changed.slice(0, MOST_CHAINS);
  const more = all ? '' : describeRest(changed.length - shown.length, ranked.length - changed.length);
  if (shown.length === 0) return style.prose(more);
  const named = CHAIN_COLUMNS.filter(
    ({ title }) =>
      (title !== 'alias' || shown.some(({ alias }) => alias !== '')) &&
      (title !== 'scope' || shown.some(({ scope }) => scope !== 'recording')),
  );
  const isLossy = shown.some(({ loss }) => loss !== 'none');
  const columns = [...(isLossy ? [LOSSY_COLUMN] : []), ...named, ...filled(shown, CHAIN_TIMES)];
  const legend = [...(isLossy ? [style.prose(LOSSY_LEGEND)] : []), ...legendOf(shown, columns, style)];
  return [style.table(shown, columns), ...legend, style.prose(more)].filter(line => line !== '').join('\n');
}

function describeRest(different: number, alike: number): string {
  const left = [
    ...(different > 0 ? [plural(different, 'more chain')] : []),
    ...(alike > 0 ? [`${plural(alike, 'chain')} without a difference`] : []),
  ];
  return left.length === 0 ? '' : `not shown: ${left.join(' and ')}; --all shows them`;
}

const UNCHANGED = 9;
const MOST_CHAINS = 40;

/** Lower is more worth a look. */
function rankOf({ exact, times }: ChainComparison): number {
  const verdicts = TIMES.map(time => times[time].verdict);
  const rank = [
    exact.newlyFailed.length > 0,
    exact.encodedBytes?.verdict === 'larger' || exact.modelBytes.verdict === 'larger',
    verdicts.includes('slower'),
    exact.newlyOk.length > 0,
    exact.encodedBytes?.verdict === 'smaller' || exact.modelBytes.verdict === 'smaller',
    exact.smaller + exact.larger > 0,
    verdicts.includes('faster'),
    verdicts.includes('unclear'),
    verdicts.some(verdict => verdict === 'withheld' || verdict === 'untested'),
  ].indexOf(true);
  return rank < 0 ? UNCHANGED : rank;
}

const ROUNDS = 'rounds';
const ROUNDS_LEGEND = `${ROUNDS}: how many on each side would decide, to judge by the noise of these`;

const LOSSY_COLUMN: TextColumn<ChainComparison> = { title: '', text: lossyMark, align: 'left' };

const CHAIN_COLUMNS: readonly TextColumn<ChainComparison>[] = [
  { title: 'chain', text: ({ chain }) => chain, align: 'left' },
  { title: 'alias', text: ({ alias }) => alias, align: 'left' },
  { title: 'scope', text: ({ scope }) => scope, align: 'left' },
  { title: 'bytes', text: ({ exact }) => formatPercent(exact.encodedBytes), align: 'right' },
];

const CHAIN_TIMES: readonly TextColumn<ChainComparison>[] = TIMES.flatMap(time =>
  timeColumns(time, ({ times: { [time]: times } }) => ({
    ratio: times.ratio,
    verdict: formatVerdict(times),
    rounds: times.verdict === 'unclear' ? roundsOf(times.rows) : '',
  })),
);

/** What is told of a time. */
interface ToldTime {
  readonly ratio: MeanRatio | null;
  readonly verdict: string;
  /** That would decide it; empty where it is decided. */
  readonly rounds: string;
}

function timeColumns<Row>(time: Time, told: (row: Row) => ToldTime): TextColumn<Row>[] {
  return [
    { title: time, text: row => formatRatio(told(row).ratio), align: 'left' },
    { title: '95 %', text: row => formatInterval(told(row).ratio), align: 'left', drop: 2 },
    { title: 'verdict', text: row => told(row).verdict, align: 'left' },
    { title: ROUNDS, text: row => told(row).rounds, align: 'right', drop: 1 },
  ];
}

/** The columns of times that say anything. */
function filled<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]): TextColumn<Row>[] {
  return columns.filter(({ text }) => rows.some(row => !['', '-'].includes(text(row))));
}

/** A legend for rounds, where they are told of. */
function legendOf<Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  { markdown, prose }: Style,
): string[] {
  const shown = markdown ? columns : columnsShown(rows, columns);
  return shown.some(({ title }) => title === ROUNDS) ? [prose(ROUNDS_LEGEND)] : [];
}

function formatPercent(change: SizeChange | null): string {
  if (change === null) return 'failed';
  if (change.verdict === 'same') return 'same';
  const percent = 100 * (change.other / change.base - 1);
  // a few bytes of many are a difference, too
  const decimals = Math.abs(percent) < 0.005 ? 5 : 2;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(decimals)} %`;
}

function formatRatio(ratio: MeanRatio | null): string {
  return ratio === null ? '-' : `×${ratio.mean.toFixed(2)}`;
}

function formatInterval(ratio: MeanRatio | null): string {
  if (ratio === null || ratio.low === ratio.high) return '';
  return `[${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`;
}

/** With how many of the recordings say so, where not all do. */
function formatVerdict({ rows, verdict }: ChainTimes): string {
  if (verdict === null) return '';
  const agreeing = rows.filter(row => row.verdict === verdict).length;
  return agreeing === rows.length || agreeing === 0 ? verdict : `${verdict} ${agreeing}/${rows.length}`;
}

/** Rounds that would decide every unclear row. */
function roundsOf(rows: readonly TimingRow[]): string {
  const unclear = rows.filter(({ verdict }) => verdict === 'unclear');
  if (unclear.length === 0) return '';
  const most = greatest(unclear, row => row.roundsNeeded ?? Number.POSITIVE_INFINITY);
  return most !== null && Number.isFinite(most) ? String(most) : '>200';
}

interface RecordingRow {
  readonly pair: Pair;
  readonly encode: TimingRow | undefined;
  readonly decode: TimingRow | undefined;
}

const RECORDING_COLUMNS: readonly TextColumn<RecordingRow>[] = [
  { title: 'chain', text: ({ pair }) => pair.alias || pair.chain, align: 'left' },
  { title: 'recording', text: ({ pair }) => pair.other.recording, align: 'left', identifies: true },
  {
    title: 'bytes',
    text: ({ pair }) => formatPercent(isOk(pair) ? encodedChange(pair) : null),
    align: 'right',
  },
];

const RECORDING_TIMES: readonly TextColumn<RecordingRow>[] = TIMES.flatMap(time =>
  timeColumns(time, ({ [time]: row }) => ({
    ratio: row === undefined ? null : ratioOf(row),
    verdict: row?.verdict ?? '',
    rounds: row === undefined ? '' : roundsOf([row]),
  })),
);

function ratioOf({ ratio, interval }: TimingRow): MeanRatio {
  return { mean: ratio, low: interval?.low ?? ratio, high: interval?.high ?? ratio };
}

export function formatRecordings({ chains }: Comparison, all: boolean, style: Style): string {
  const rows = chains.flatMap(({ pairs, times }) => {
    const [encode, decode] = TIMES.map(time => new Map(times[time].rows.map(row => [row.pair, row])));
    return pairs.map(pair => ({ pair, encode: encode.get(pair), decode: decode.get(pair) }));
  });
  const shown = all ? rows : rows.filter(differs);
  const folded = rows.length - shown.length;
  const more =
    folded === 0 ? '' : `not shown: ${plural(folded, 'cell')} without a difference; --all shows them`;
  if (shown.length === 0) return style.prose(more);
  const columns = [...RECORDING_COLUMNS, ...filled(shown, RECORDING_TIMES)];
  return [style.table(shown, columns), ...legendOf(shown, columns, style), style.prose(more)]
    .filter(line => line !== '')
    .join('\n');
}

function differs({ pair, encode, decode }: RecordingRow): boolean {
  const times = [encode, decode].filter(row => row !== undefined);
  return (
    (isOk(pair) && encodedChange(pair).verdict !== 'same') || times.some(({ verdict }) => verdict !== 'same')
  );
}
