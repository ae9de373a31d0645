/** `--fail-on`: whether anything got worse, for CI. */
import type { Comparison } from '../../../harness/compare/compare.js';
import { TIMES } from '../../../harness/compare/timing.js';
import { plural } from '../shared/terminal.js';
import type { AnyCompared, ComparedByName } from './compared.js';

const WORDS = ['larger', 'slower', 'failed', 'missing'] as const;

/** What may get worse. */
export type Worsening = (typeof WORDS)[number];

/** @throws Error that says what would be right */
export function parseFailOn(given: string | undefined): Worsening[] {
  const words = given?.split(',') ?? [];
  return words.map(word => {
    const known = WORDS.find(right => right === word);
    if (known !== undefined) return known;
    throw new Error(`--fail-on ${word}: known are ${WORDS.join(', ')}, separated by commas`);
  });
}

export interface Changes {
  /** What got worse, of the kinds asked for: a line each. */
  readonly worse: readonly string[];
  /** Kinds asked for that these results do not answer for all rows: a line each. */
  readonly unknown: readonly string[];
}

export function changesForTheWorse(compared: readonly AnyCompared[], failOn: readonly Worsening[]): Changes {
  const counts = compared.map(each => ('named' in each ? worseByName(each) : worseIn(each.comparison)));
  const worse = failOn.flatMap(word => {
    const count = counts.reduce((sum, of) => sum + of[word], 0);
    return count === 0 ? [] : [`${word}: ${plural(count, UNITS[word])}`];
  });
  const unknown = failOn
    .filter(word => counts.some(of => of.unknown.includes(word)))
    .map(word => `--fail-on ${word}: these results do not have it for everything`);
  return { worse, unknown };
}

const UNITS: Readonly<Record<Worsening, string>> = {
  larger: 'chain',
  slower: 'time',
  failed: 'cell',
  missing: 'cell',
};

/** How many of each kind, and of which kinds not all could be judged. */
type Worse = Readonly<Record<Worsening, number>> & { readonly unknown: readonly Worsening[] };

function worseIn({ chains, missingInOther }: Comparison): Worse {
  const larger = chains.filter(
    ({ exact }) => exact.encodedBytes?.verdict === 'larger' || exact.modelBytes.verdict === 'larger',
  );
  const verdicts = chains.flatMap(({ times }) =>
    TIMES.flatMap(time => times[time].rows.map(row => row.verdict)),
  );
  const isKnown =
    verdicts.length > 0 && !verdicts.some(verdict => verdict === 'withheld' || verdict === 'untested');
  return {
    larger: larger.length,
    slower: verdicts.filter(verdict => verdict === 'slower').length,
    failed: chains.reduce((sum, { exact }) => sum + exact.newlyFailed.length, 0),
    missing: missingInOther.rows.length,
    unknown: isKnown ? [] : ['slower'],
  };
}

function worseByName({ named: { rows, missingInOther } }: ComparedByName): Worse {
  return {
    larger: rows.filter(({ size }) => size === 'larger').length,
    slower: 0,
    failed: 0,
    missing: missingInOther.length,
    unknown: [...(rows.some(({ size }) => size === null) ? ['larger' as const] : []), 'slower', 'failed'],
  };
}
