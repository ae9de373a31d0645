/** How often verdicts are right, over sessions of which it is known what differs. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ChainComparison, compareChains, compareRuns } from '../../../harness/compare/compare.js';
import type { TimingRow } from '../../../harness/compare/timing.js';
import { loadRun, type Run } from '../../../harness/run/load.js';
import { formatFixed, formatMarkdown, plural, type TextColumn } from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';

/** Sessions that differ in nothing but what `slowed` does: how long their timing passes may take, and where they stand. */
export interface SessionSet {
  /** As `--time-budget` takes it. */
  readonly timeBudget: string;
  /** Below the checkout. */
  readonly folder: string;
  readonly title: string;
}

/** The sets that are committed, by what `npm run verdicts -- --set` calls them. */
export const SETS = {
  thorough: {
    timeBudget: 'none',
    folder: 'results/verdicts',
    title: 'Sessions of all rounds, `--time-budget none`',
  },
  quick: {
    timeBudget: '60s',
    folder: 'results/verdicts-quick',
    title: 'Sessions at the budget of the preset quick, `--time-budget 60s`',
  },
} as const satisfies Record<string, SessionSet>;

export const VERDICTS_PART: GuidePart = { name: 'verdicts', file: 'results/README.md' };

/** What the stage `slowed` does in sessions of that name. */
export const KINDS = { plain: 0, slowed: 20 } as const;

export type Kind = keyof typeof KINDS;

interface Session {
  readonly kind: Kind;
  readonly run: Run;
}

/** Sessions in the order in which they were run; none if there is no such folder. */
export function loadSessions(folder: string): Session[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map(
      (name): Session => ({
        kind: name.startsWith('plain') ? 'plain' : 'slowed',
        run: loadRun(join(folder, name)),
      }),
    )
    .toSorted((a, b) => (startedAt(a) < startedAt(b) ? -1 : 1));
}

function startedAt({ run }: Session): string {
  return run.environment?.started_at ?? '';
}

interface Tally {
  readonly what: string;
  /** Encode or decode of a chain, in one comparison. */
  readonly rows: number;
  /** Came out as what they are; of rows that do not differ, as the same. */
  readonly right: number;
  readonly unclear: number;
  /** `faster` or `slower` where it is not, or `same` where it is not. */
  readonly wrong: number;
}

const COLUMNS: readonly TextColumn<Tally>[] = [
  { title: 'what is compared', text: ({ what }) => what, align: 'left' },
  { title: 'rows', text: ({ rows }) => String(rows), align: 'right' },
  { title: 'right', text: ({ right, rows }) => percent(right, rows), align: 'right' },
  { title: 'unclear', text: ({ unclear, rows }) => percent(unclear, rows), align: 'right' },
  { title: 'wrong', text: ({ wrong, rows }) => percent(wrong, rows), align: 'right' },
];

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${formatFixed((100 * part) / whole, 1)} %`;
}

/** README's part, in Markdown: a table for each set that was made. */
export function formatVerdicts(load: (set: SessionSet) => readonly Session[]): string {
  return Object.values(SETS)
    .map(set => ({ set, sessions: load(set) }))
    .filter(({ sessions }) => sessions.length > 0)
    .map(({ set, sessions }) => `${set.title}:\n\n${formatSet(sessions)}`)
    .join('\n\n');
}

function formatSet(sessions: readonly Session[]): string {
  const [{ run }] = sessions;
  const cells = sessions.flatMap(session => session.run.cells.filter(cell => cell.timing_runs > 0));
  const [fewest, most] = [Math.min, Math.max].map(of => of(...cells.map(cell => cell.timing_runs)));
  const rounds = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const [timed, quiet] = [timingRuns, quietRuns].map(count =>
    sessions.reduce((total, session) => total + count(session), 0),
  );
  const { cpu_model, cores, node } = run.environment ?? {};
  return [
    formatMarkdown(tallies(sessions), COLUMNS),
    `${plural(sessions.length, 'session')} of ${rounds} rounds on ${cpu_model}, ${cores} cores shared with others, ` +
      `Node ${node}; ${percent(quiet, timed)} of ${plural(timed, 'process run')} found the machine quiet.`,
  ].join('\n\n');
}

function timingRuns({ run }: Session): number {
  return run.cells.reduce((sum, cell) => sum + cell.timing_runs, 0);
}

function quietRuns({ run }: Session): number {
  return run.cells.reduce((sum, cell) => sum + cell.run_quiet.filter(quiet => quiet === 1).length, 0);
}

/** Every session against every later one, and within each session every slowed coder against the coder that it slows. */
export function tallies(sessions: readonly Session[]): Tally[] {
  const between = sessions.flatMap((base, index) =>
    sessions.slice(index + 1).flatMap(other => judgedBetween(base, other)),
  );
  const within = sessions.flatMap(judgedWithin);
  return [
    tally('two sessions, the same codec', between, 'same'),
    tally('two sessions, 20 % slower', between, 'slower'),
    tally('two sessions, 20 % of the time taken away', between, 'faster'),
    tally('one session, the same codec twice', within, 'same'),
    tally('one session, 20 % slower', within, 'slower'),
  ];
}

interface Judged {
  readonly truth: 'same' | 'faster' | 'slower';
  readonly verdict: TimingRow['verdict'];
}

function judgedBetween(base: Session, other: Session): Judged[] {
  const { chains } = compareRuns(base.run, other.run, { force: false, seed: 1 });
  const change = KINDS[other.kind] - KINDS[base.kind];
  const ofSlowed = change === 0 ? 'same' : change > 0 ? 'slower' : 'faster';
  return chains.flatMap(chain => judged(chain, isSlowed(chain.chain) ? ofSlowed : 'same'));
}

function judgedWithin({ kind, run }: Session): Judged[] {
  const known = new Set(run.cells.map(cell => cell.chain));
  const slowed = [...known].filter(chain => isSlowed(chain) && known.has(plainOf(chain)));
  return slowed.flatMap(chain => {
    const { chains } = compareChains(run, plainOf(chain), [chain], { seed: 1 });
    return chains.flatMap(compared => judged(compared, KINDS[kind] === 0 ? 'same' : 'slower'));
  });
}

function isSlowed(chain: string): boolean {
  return chain.startsWith('slowed');
}

/** `slowed:as=rans` is `rans`, drawn out. */
function plainOf(chain: string): string {
  return chain.replace(/^slowed(:as=(\w+))?$/, (_, _as, name: string | undefined) => name ?? 'rice');
}

function judged({ times }: ChainComparison, truth: Judged['truth']): Judged[] {
  return [...times.encode.rows, ...times.decode.rows].map(({ verdict }) => ({ truth, verdict }));
}

function tally(what: string, all: readonly Judged[], truth: Judged['truth']): Tally {
  const verdicts = all.filter(row => row.truth === truth).map(({ verdict }) => verdict);
  const right = verdicts.filter(verdict => verdict === truth).length;
  const unclear = verdicts.filter(verdict => verdict === 'unclear').length;
  return { what, rows: verdicts.length, right, unclear, wrong: verdicts.length - right - unclear };
}
