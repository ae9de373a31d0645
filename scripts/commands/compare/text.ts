/** A comparison for people: first what would make it unfair, then a summary, then what changed. */
import type { Comparison } from '../../../harness/compare/compare.js';
import type { EnvironmentDifference } from '../../../harness/compare/environment.js';
import type { Missing, Pair } from '../../../harness/compare/match.js';
import { TIMES } from '../../../harness/compare/timing.js';
import { plural, type TextColumn } from '../shared/terminal.js';
import type { Compared } from './compared.js';
import { type Style, styleOf } from './style.js';
import { formatSummary } from './text-summary.js';
import { formatChains, formatRecordings } from './text-tables.js';

interface Shown {
  readonly markdown: boolean | undefined;
  readonly 'per-recording': boolean;
  readonly all: boolean;
}

/** @param shown what of it, and whether as Markdown */
export function formatComparison(compared: Compared, shown: Shown): string {
  const { comparison, baseName, otherName } = compared;
  const style = styleOf(shown.markdown === true);
  const parts = [
    style.title(`${otherName} against ${baseName}`),
    formatEnvironment(comparison, style),
    style.prose(formatMachine(comparison), 0),
    style.prose(formatPackages(comparison), 0),
    style.prose(formatSummary(compared), 0),
    formatChains(comparison, shown.all, style),
    ...(shown['per-recording'] ? [formatRecordings(comparison, shown.all, style)] : []),
    style.prose(formatFailures(comparison)),
    style.prose(formatMissing(comparison.missingInOther, otherName)),
    style.prose(formatMissing(comparison.missingInBase, baseName)),
    formatVersions(comparison, style),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function formatEnvironment(
  { environment, otherMachine, forced }: Comparison,
  { table, prose }: Style,
): string {
  const remarks = prose(
    [...(otherMachine && !forced ? [WITHHELD] : []), ...(forced ? [FORCED] : [])].join('\n'),
    0,
  );
  if (environment.length === 0) return remarks;
  const columns: TextColumn<EnvironmentDifference>[] = [
    { title: 'different', text: ({ what }) => what, align: 'left' },
    { title: 'base', text: ({ base }) => base, align: 'left' },
    { title: 'other', text: ({ other }) => other, align: 'left' },
    ...(environment.some(({ withholds }) => withholds) ? [WITHHOLDS] : []),
  ];
  return [table(environment, columns), remarks].filter(part => part !== '').join('\n\n');
}

/** Whose times these are, and whose are left out. */
function formatMachine({ machine, leftOut: { base, other } }: Comparison): string {
  const sides = [...new Set([...base, ...other])].map(name => {
    const where = [...(base.includes(name) ? ['base'] : []), ...(other.includes(name) ? ['other'] : [])];
    return `${name} (${where.join(', ')})`;
  });
  if (sides.length === 0) return '';
  const of = machine === '' ? 'No machine timed both.' : `Times are of ${machine}.`;
  return `${of} Left out: ${sides.join(', ')}; --machine NAME chooses another.`;
}

const WITHHOLDS: TextColumn<EnvironmentDifference> = {
  title: '',
  text: ({ withholds }) => (withholds ? 'times do not compare' : ''),
  align: 'left',
};

/** Of chains whose packages differ, on one machine; of another machine it was said above. */
function formatPackages({ chains, otherMachine }: Comparison): string {
  const withheld = chains.filter(({ times }) => TIMES.some(time => times[time].verdict === 'withheld'));
  if (otherMachine || withheld.length === 0) return '';
  return `Times of ${plural(withheld.length, 'chain')} are not judged: the packages behind differ, see below; --force does.`;
}

const WITHHELD = 'Times are not judged: they would differ by the machines. --force judges them all the same.';
const FORCED =
  '--force: times are judged although machines or packages differ. They differ by these as well.';

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
function formatVersions({ chains }: Comparison, { table }: Style): string {
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
      { title: 'behind', text: change => describeChains(change.chains), align: 'left' },
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
