/** `--fail-on`: whether anything got worse, for CI. */
import type { Comparison } from '../../../harness/compare/compare.js';
import { TIMES } from '../../../harness/compare/timing.js';
import { plural } from '../shared/terminal.js';
import type { Compared, ComparedByName } from './compared.js';

const WORDS = ['larger', 'slower', 'failed', 'missing'] as const;

type Word = (typeof WORDS)[number];

/** @throws Error that says what would be right */
export function parseFailOn(given: string | undefined): Word[] {
  const words = given?.split(',') ?? [];
  return words.map(word => {
    const known = WORDS.find(right => right === word);
    if (known !== undefined) return known;
    throw new Error(`--fail-on ${word}: known are ${WORDS.join(', ')}, separated by commas`);
  });
}

interface Failures {
  /** What got worse, of the kinds asked for. */
  readonly failures: readonly string[];
  /** Kinds asked for that these results do not tell of. */
  readonly untold: readonly string[];
}

export function failuresOf(
  compared: readonly (Compared | ComparedByName)[],
  failOn: readonly Word[],
): Failures {
  const worse = compared.map(each => ('named' in each ? worseByName(each) : worseIn(each.comparison)));
  const failures = failOn.flatMap(word => {
    const count = worse.reduce((sum, of) => sum + of[word], 0);
    return count === 0 ? [] : [`${word}: ${plural(count, UNITS[word])}`];
  });
  const untold = failOn
    .filter(word => worse.some(of => of.untold.includes(word)))
    .map(word => `--fail-on ${word}: these results do not tell it of everything`);
  return { failures, untold };
}

const UNITS: Readonly<Record<Word, string>> = {
  larger: 'chain',
  slower: 'time',
  failed: 'cell',
  missing: 'cell',
};

/** How many of each kind, and of which kinds not all could be judged. */
type Worse = Readonly<Record<Word, number>> & { readonly untold: readonly Word[] };

function worseIn({ chains, missingInOther }: Comparison): Worse {
  const larger = chains.filter(
    ({ exact }) => exact.encodedBytes?.verdict === 'larger' || exact.modelBytes.verdict === 'larger',
  );
  const verdicts = chains.flatMap(({ times }) =>
    TIMES.flatMap(time => times[time].rows.map(row => row.verdict)),
  );
  const isTold =
    verdicts.length > 0 && !verdicts.some(verdict => verdict === 'withheld' || verdict === 'untested');
  return {
    larger: larger.length,
    slower: verdicts.filter(verdict => verdict === 'slower').length,
    failed: chains.reduce((sum, { exact }) => sum + exact.newlyFailed.length, 0),
    missing: missingInOther.rows.length,
    untold: isTold ? [] : ['slower'],
  };
}

function worseByName({ named: { rows, missingInOther } }: ComparedByName): Worse {
  return {
    larger: rows.filter(({ size }) => size === 'larger').length,
    slower: 0,
    failed: 0,
    missing: missingInOther.length,
    untold: [...(rows.some(({ size }) => size === null) ? ['larger' as const] : []), 'slower', 'failed'],
  };
}
