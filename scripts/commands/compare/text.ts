/** A comparison for people: first what would make it unfair, then a summary, then what changed. */
import type { ChainComparison, ChainTimes, Comparison, MeanRatio } from '../../../harness/compare/compare.js';
import type { EnvironmentDifference } from '../../../harness/compare/environment.js';
import { encodedChange, isOk, type SizeChange } from '../../../harness/compare/exact.js';
import type { Missing, Pair } from '../../../harness/compare/match.js';
import { TIMES, type Time, type TimingRow } from '../../../harness/compare/timing.js';
import { formatMarkdown, formatTable, plural, type TextColumn } from '../shared/terminal.js';
import { formatSummary } from './text-summary.js';
import type { Compared } from './thread.js';

interface Shown {
  readonly markdown: boolean | undefined;
  readonly 'per-recording': boolean;
  readonly all: boolean;
}

type FormatTable = <Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]) => string;

/** @param shown what of it, and whether as Markdown */
export function formatComparison(compared: Compared, shown: Shown): string {
  const { comparison, baseName, otherName } = compared;
  const table: FormatTable = shown.markdown ? formatMarkdown : formatTable;
  const parts = [
    `${shown.markdown ? '### ' : ''}${otherName} against ${baseName}`,
    formatEnvironment(comparison, table),
    formatPackages(comparison),
    formatSummary(compared),
    formatChains(comparison, shown.all, table),
    ...(shown['per-recording'] ? [formatRecordings(comparison, shown.all, table)] : []),
    formatFailures(comparison),
    formatMissing(comparison.missingInOther, otherName),
    formatMissing(comparison.missingInBase, baseName),
    formatVersions(comparison, table),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function formatEnvironment({ environment, otherMachine, forced }: Comparison, table: FormatTable): string {
  if (environment.length === 0) return forced ? FORCED : '';
  const columns: TextColumn<EnvironmentDifference>[] = [
    { title: 'different', text: ({ what }) => what, align: 'left' },
    { title: 'base', text: ({ base }) => base, align: 'left' },
    { title: 'other', text: ({ other }) => other, align: 'left', shrinks: true },
    { title: '', text: ({ withholds }) => (withholds ? 'times do not compare' : ''), align: 'left' },
  ];
  const withheld = otherMachine && !forced ? [WITHHELD] : [];
  return [table(environment, columns), '', ...withheld, ...(forced ? [FORCED] : [])].join('\n').trimEnd();
}

/** Of chains whose packages differ, on one machine; of another machine it was said above. */
function formatPackages({ chains, otherMachine }: Comparison): string {
  const withheld = chains.filter(({ times }) => TIMES.some(time => times[time].verdict === 'withheld'));
  if (otherMachine || withheld.length === 0) return '';
  return `Times of ${plural(withheld.length, 'chain')} are not judged: the packages behind differ, see below; --force does.`;
}

const WITHHELD = 'Times are not judged: they would differ by the machines. --force judges them all the same.';
const FORCED =
  '--force: times are judged although machines or packages differ. They differ by these as well.';

/** Chains that changed first, the worst of them on top. */
function formatChains({ chains }: Comparison, all: boolean, table: FormatTable): string {
  const ranked = chains.toSorted((a, b) => rankOf(a) - rankOf(b));
  const changed = ranked.filter(chain => rankOf(chain) < UNCHANGED);
  const shown = all ? ranked : changed.slice(0, MOST_CHAINS);
  const more = all ? '' : describeRest(changed.length - shown.length, ranked.length - changed.length);
  if (shown.length === 0) return more;
  const columns = CHAIN_COLUMNS.filter(
    ({ title }) =>
      (title !== 'alias' || shown.some(({ alias }) => alias !== '')) &&
      (title !== 'scope' || shown.some(({ scope }) => scope === 'solid')) &&
      (!isAboutTime(title) || shown.some(({ times }) => times.encode.ratio ?? times.decode.ratio)),
  );
  const marked = shown.some(({ times }) => TIMES.some(time => roundsOf(times[time].rows) !== ''));
  const legend = marked ? ['(n): rounds on each side that would decide, to judge by the noise of these'] : [];
  return [table(shown, columns), ...legend, more].filter(line => line !== '').join('\n');
}

function describeRest(different: number, alike: number): string {
  const left = [
    ...(different > 0 ? [plural(different, 'more chain')] : []),
    ...(alike > 0 ? [`${plural(alike, 'chain')} without a difference`] : []),
  ];
  return left.length === 0 ? '' : `not shown: ${left.join(' and ')}; --all shows them`;
}

function isAboutTime(title: string): boolean {
  return title.includes('time') || title === '';
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

const CHAIN_COLUMNS: readonly TextColumn<ChainComparison>[] = [
  { title: 'chain', text: ({ chain }) => chain, align: 'left', shrinks: true },
  { title: 'alias', text: ({ alias }) => alias, align: 'left' },
  { title: 'scope', text: ({ scope }) => scope, align: 'left' },
  { title: 'bytes', text: ({ exact }) => formatPercent(exact.encodedBytes), align: 'right' },
  ...TIMES.flatMap((time): TextColumn<ChainComparison>[] => [
    { title: `${time} time`, text: ({ times }) => formatRatio(times[time].ratio), align: 'left' },
    { title: '', text: ({ times }) => formatVerdict(times[time]), align: 'left' },
  ]),
];

function formatPercent(change: SizeChange | null): string {
  if (change === null) return 'failed';
  if (change.verdict === 'same') return 'same';
  const percent = 100 * (change.other / change.base - 1);
  // a few bytes of many are a difference, too
  const decimals = Math.abs(percent) < 0.005 ? 5 : 2;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(decimals)} %`;
}

function formatRatio(ratio: MeanRatio | null): string {
  if (ratio === null) return '-';
  const [mean, low, high] = [ratio.mean, ratio.low, ratio.high].map(value => value.toFixed(2));
  return ratio.low === ratio.high ? `×${mean}` : `×${mean} [${low}, ${high}]`;
}

/** With how many of the recordings say so, where not all do. */
function formatVerdict({ rows, verdict }: ChainTimes): string {
  if (verdict === null) return '';
  const agreeing = rows.filter(row => row.verdict === verdict).length;
  const share = agreeing === rows.length || agreeing === 0 ? '' : ` ${agreeing}/${rows.length}`;
  return `${verdict}${share}${verdict === 'unclear' ? roundsOf(rows) : ''}`;
}

/** Rounds that would decide every unclear row. */
function roundsOf(rows: readonly TimingRow[]): string {
  const unclear = rows.filter(({ verdict }) => verdict === 'unclear');
  if (unclear.length === 0) return '';
  const needed = unclear.map(row => row.roundsNeeded ?? Number.POSITIVE_INFINITY);
  const most = Math.max(...needed);
  return ` (${Number.isFinite(most) ? most : '>200'})`;
}

interface RecordingRow {
  readonly pair: Pair;
  readonly encode: TimingRow | undefined;
  readonly decode: TimingRow | undefined;
}

const RECORDING_COLUMNS: readonly TextColumn<RecordingRow>[] = [
  { title: 'chain', text: ({ pair }) => pair.alias || pair.chain, align: 'left' },
  { title: 'recording', text: ({ pair }) => pair.other.recording, align: 'left', shrinks: true },
  {
    title: 'bytes',
    text: ({ pair }) => formatPercent(isOk(pair) ? encodedChange(pair) : null),
    align: 'right',
  },
  ...TIMES.flatMap((time): TextColumn<RecordingRow>[] => [
    { title: `${time} time`, text: row => formatRow(row[time]), align: 'left' },
    { title: '', text: row => formatRowVerdict(row[time]), align: 'left' },
  ]),
];

function formatRecordings({ chains }: Comparison, all: boolean, table: FormatTable): string {
  const rows = chains.flatMap(({ pairs, times }) => {
    const of = (time: Time, pair: Pair) => times[time].rows.find(row => row.pair === pair);
    return pairs.map(pair => ({ pair, encode: of('encode', pair), decode: of('decode', pair) }));
  });
  const shown = all ? rows : rows.filter(differs);
  const folded = rows.length - shown.length;
  const more =
    folded === 0 ? '' : `not shown: ${plural(folded, 'cell')} without a difference; --all shows them`;
  if (shown.length === 0) return more;
  const columns = RECORDING_COLUMNS.filter(
    ({ title }) => !isAboutTime(title) || shown.some(({ encode, decode }) => encode ?? decode),
  );
  return [table(shown, columns), more].filter(line => line !== '').join('\n');
}

function differs({ pair, encode, decode }: RecordingRow): boolean {
  const times = [encode, decode].filter(row => row !== undefined);
  return (
    (isOk(pair) && encodedChange(pair).verdict !== 'same') || times.some(({ verdict }) => verdict !== 'same')
  );
}

function formatRow(row: TimingRow | undefined): string {
  if (row === undefined) return '-';
  const { ratio, interval } = row;
  return formatRatio({ mean: ratio, low: interval?.low ?? ratio, high: interval?.high ?? ratio });
}

function formatRowVerdict(row: TimingRow | undefined): string {
  return row === undefined ? '' : `${row.verdict}${roundsOf([row])}`;
}

const LISTED = 12;

function formatFailures({ chains }: Comparison): string {
  const failed = chains.flatMap(({ exact }) => exact.newlyFailed.map(describeFailure));
  const ok = chains.flatMap(({ exact }) => exact.newlyOk.map(pair => `newly ok: ${cellName(pair)}`));
  return few([...failed, ...ok]).join('\n');
}

function describeFailure(pair: Pair): string {
  const { status, error } = pair.other;
  return `newly failed: ${cellName(pair)}: ${status}${error === '' ? '' : `, ${error}`}`;
}

function cellName({ chain, alias, other }: Pair): string {
  return `${alias || chain} on ${other.recording}`;
}

function few(lines: readonly string[]): string[] {
  const more = lines.length > LISTED ? [`… and ${lines.length - LISTED} more; --csv has all`] : [];
  return [...lines.slice(0, LISTED), ...more];
}

function formatMissing({ chains, recordings, rows }: Missing, side: string): string {
  if (rows.length === 0) return '';
  const list = (what: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`  ${plural(names.length, what)}: ${few(names).join(', ')}`];
  const title = `not in ${side}, so not compared: ${plural(rows.length, 'cell')}`;
  return [title, ...list('chain', chains), ...list('recording', recordings)].join('\n');
}

interface VersionChange {
  readonly base: string;
  readonly other: string;
  readonly chains: readonly string[];
}

/** What of the versions changed, and behind how many chains. */
function formatVersions({ chains }: Comparison, table: FormatTable): string {
  const changes = new Map<string, VersionChange>();
  for (const { chain, alias, versions } of chains) {
    if (versions === null) continue;
    const [base, other] = [onlyIn(versions.base, versions.other), onlyIn(versions.other, versions.base)];
    const known = changes.get(`${base}\n${other}`)?.chains ?? [];
    changes.set(`${base}\n${other}`, { base, other, chains: [...known, alias || chain] });
  }
  if (changes.size === 0) return '';
  return table(
    [...changes.values()],
    [
      { title: 'versions in base', text: ({ base }) => base, align: 'left' },
      { title: 'in other', text: ({ other }) => other, align: 'left' },
      { title: 'behind', text: change => describeChains(change.chains), align: 'left', shrinks: true },
    ],
  );
}

function describeChains(chains: readonly string[]): string {
  return chains.length > 3 ? plural(chains.length, 'chain') : chains.join(', ');
}

function onlyIn(versions: string, others: string): string {
  const known = others.split(' ');
  return versions
    .split(' ')
    .filter(version => !known.includes(version))
    .join(' ');
}
