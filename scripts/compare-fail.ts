/** `--fail-on`: whether anything got worse, for CI. */
import type { Comparison } from '../harness/compare/compare.js';
import { TIMES } from '../harness/compare/timing.js';
import type { Compared, ComparedByName } from './compared.js';
import { plural } from './terminal.js';

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
  const counts = compared.map(each => ('named' in each ? countNamed(each) : countWorse(each.comparison)));
  const failures = failOn.flatMap(word => {
    const count = counts.reduce((sum, of) => sum + (of[word] ?? 0), 0);
    return count === 0 ? [] : [`${word}: ${plural(count, UNITS[word])}`];
  });
  const untold = failOn
    .filter(word => counts.some(of => of[word] === null))
    .map(word => `--fail-on ${word}: these results do not tell`);
  return { failures, untold };
}

const UNITS: Readonly<Record<Word, string>> = {
  larger: 'chain',
  slower: 'time',
  failed: 'cell',
  missing: 'cell',
};

/** null: not known. */
type Counts = Readonly<Record<Word, number | null>>;

function countWorse({ chains, missingInOther }: Comparison): Counts {
  const larger = chains.filter(
    ({ exact }) => exact.encodedBytes?.verdict === 'larger' || exact.modelBytes.verdict === 'larger',
  );
  const rows = chains.flatMap(({ times }) => TIMES.flatMap(time => times[time].rows));
  const isJudged = rows.some(({ verdict }) => verdict !== 'withheld' && verdict !== 'untested');
  return {
    larger: larger.length,
    slower: isJudged ? rows.filter(({ verdict }) => verdict === 'slower').length : null,
    failed: chains.reduce((sum, { exact }) => sum + exact.newlyFailed.length, 0),
    missing: missingInOther.rows.length,
  };
}

function countNamed({ named }: ComparedByName): Counts {
  const sized = named.rows.filter(({ size }) => size !== null);
  return {
    larger: sized.length === 0 ? null : sized.filter(({ size }) => size === 'larger').length,
    slower: null,
    failed: null,
    missing: named.missingInOther.length,
  };
}
