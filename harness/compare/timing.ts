/** Times of each chain on each recording against each other. The unit is the process run: its median. */
import { quietOrAll } from '../run/cells.js';
import type { JudgedCell } from '../run/judged.js';
import { type Interval, pairedRatioInterval, ratioInterval } from '../stats/bootstrap.js';
import { pairedRatioEstimate, ratioEstimate } from '../stats/hodges-lehmann.js';
import { holm } from '../stats/holm.js';
import { mannWhitney } from '../stats/mann-whitney.js';
import { roundsNeeded } from '../stats/rounds-needed.js';
import { signedRank } from '../stats/signed-rank.js';
import type { Pair } from './match.js';
import { ALPHA, leastPValue, leastRounds } from './rounds.js';

export const TIMES = ['encode', 'decode'] as const;

export type Time = (typeof TIMES)[number];

/**
 * `faster`, `slower`: p < .05 after Holm and the interval outside the noise floor; `same`: the interval within it;
 * `unclear`: neither. `withheld`: other machines or packages. `untested`: the process runs are not known.
 */
export type TimingVerdict = 'faster' | 'slower' | 'same' | 'unclear' | 'withheld' | 'untested';

export interface TimingRow {
  readonly pair: Pair;
  readonly time: Time;
  /** Median of the runs' medians. */
  readonly baseNs: number;
  readonly otherNs: number;
  /** Other over base, so above 1 is slower: Hodges-Lehmann, or of medians where untested. */
  readonly ratio: number;
  /** Of 95 %; null where untested, and so are the p-values. */
  readonly interval: Interval | null;
  readonly pValue: number | null;
  /** By Holm over all rows of the comparison. */
  readonly adjustedPValue: number | null;
  readonly verdict: TimingVerdict;
  readonly baseRounds: number;
  readonly otherRounds: number;
  /** Where unclear: about how many on each side would decide; null if more than 200. */
  readonly roundsNeeded: number | null;
}

export interface TimingSettings {
  /** Whether both sides were timed in the same rounds. */
  readonly paired: boolean;
  readonly seed: number;
  /** Relative, as .02. */
  readonly floor: Readonly<Record<Time, number>>;
  readonly withheld: (pair: Pair) => boolean;
  readonly onProgress?: OnTimingProgress | undefined;
}

/** Thousands of rows take longer than a person waits in silence. */
export type OnTimingProgress = (phase: 'testing' | 'judging', done: number, total: number) => void;

/** A row for each pair that was timed on both sides, encode and decode. */
export function timingRows(pairs: readonly Pair[], settings: TimingSettings): TimingRow[] {
  const { onProgress } = settings;
  const tests = pairs.flatMap((pair, index) => {
    onProgress?.('testing', index + 1, pairs.length);
    return TIMES.flatMap(time => testPair(pair, time, settings));
  });
  const adjusted = holm(tests.flatMap(({ pValue }) => (pValue === null ? [] : [pValue])));
  let tested = 0;
  return tests.map(({ base, other, ...test }, index) => {
    onProgress?.('judging', index + 1, tests.length);
    const adjustedPValue = test.pValue === null ? null : adjusted[tested++];
    const verdict = judge({ ...test, adjustedPValue }, settings);
    const needed =
      verdict === 'unclear' ? roundsToDecide({ ...test, base, other }, adjusted.length, settings) : null;
    return { ...test, adjustedPValue, verdict, roundsNeeded: needed };
  });
}

type Test = Omit<TimingRow, 'adjustedPValue' | 'verdict' | 'roundsNeeded'> & Runs;

/** Medians of process runs in ns; of the same rounds if paired. */
interface Runs {
  readonly base: readonly number[];
  readonly other: readonly number[];
}

function testPair(pair: Pair, time: Time, { paired, seed }: TimingSettings): Test[] {
  const [baseNs, otherNs] = [pair.base, pair.other].map(row => row[`${time}_ns`]);
  if (!isTimed(baseNs) || !isTimed(otherNs)) return [];
  const runs = runsOf(pair.base, pair.other, time, paired);
  const { base, other } = runs;
  const facts = { pair, time, baseNs, otherNs, baseRounds: base.length, otherRounds: other.length, ...runs };
  if (base.length === 0 || other.length === 0) {
    return [{ ...facts, ratio: otherNs / baseNs, interval: null, pValue: null }];
  }
  const { pValue } = paired
    ? signedRank(base.map((ns, round) => Math.log(other[round] / ns)))
    : mannWhitney(base, other);
  const ratio = paired ? pairedRatioEstimate(base, other) : ratioEstimate(base, other);
  return [{ ...facts, ratio, interval: intervalOf(runs, paired, seed), pValue }];
}

/** Process runs of two rows that count, on either side; if paired of the rounds that both have. */
export function runsOf(base: JudgedCell, other: JudgedCell, time: Time, paired: boolean): Runs {
  if (!paired) return { base: countedRuns(base, time), other: countedRuns(other, time) };
  const [a, b] = [base, other].map(row => row[`${time}_run_ns`]);
  const both = a.flatMap((ns, round) => {
    const otherNs = b[round] ?? null;
    const isQuiet = base.run_quiet[round] === 1 && other.run_quiet[round] === 1;
    return isTimed(ns) && isTimed(otherNs) ? [{ ns, otherNs, isQuiet }] : [];
  });
  const counted = quietOrAll(both, ({ isQuiet }) => isQuiet);
  return { base: counted.map(({ ns }) => ns), other: counted.map(({ otherNs }) => otherNs) };
}

function countedRuns(row: JudgedCell, time: Time): number[] {
  const runs = row[`${time}_run_ns`].flatMap((ns, round) =>
    isTimed(ns) ? [{ ns, isQuiet: row.run_quiet[round] === 1 }] : [],
  );
  return quietOrAll(runs, ({ isQuiet }) => isQuiet).map(({ ns }) => ns);
}

/** A clock that did not move between two readings has not timed anything. */
function isTimed(ns: number | null): ns is number {
  return ns !== null && ns > 0;
}

/** 95 % interval of other over base. */
export function intervalOf({ base, other }: Runs, paired: boolean, seed: number): Interval {
  return paired ? pairedRatioInterval(base, other, seed) : ratioInterval(base, other, seed);
}

function judge(
  row: Pick<
    TimingRow,
    'pair' | 'time' | 'ratio' | 'interval' | 'adjustedPValue' | 'baseRounds' | 'otherRounds'
  >,
  { floor, paired, withheld }: TimingSettings,
): TimingVerdict {
  const { interval, adjustedPValue, baseRounds, otherRounds } = row;
  if (withheld(row.pair)) return 'withheld';
  if (interval === null || adjustedPValue === null) return 'untested';
  const high = 1 + floor[row.time];
  const low = 1 / high;
  const isOutside = interval.low > high || interval.high < low;
  if (adjustedPValue < ALPHA && isOutside) return row.ratio > 1 ? 'slower' : 'faster';
  const isWithin = interval.low >= low && interval.high <= high;
  // of fewer runs than a test at this level needs, the interval holds less than it says: of one run, nothing
  return isWithin && leastPValue(baseRounds, otherRounds, paired) < ALPHA ? 'same' : 'unclear';
}

const MOST_ROUNDS = 200;

/**
 * If the estimate is right and within the floor, rounds until the interval is within it, too: its width goes with
 * 1 / sqrt(rounds). If it is outside the floor, rounds until the test comes to the level of the table.
 */
function roundsToDecide(
  { ratio, interval, time, base, other }: Test,
  rows: number,
  { floor, paired, seed }: TimingSettings,
): number | null {
  const room = Math.log1p(floor[time]) - Math.abs(Math.log(ratio));
  if (room <= 0 || interval === null) return roundsNeeded(base, other, ALPHA / rows, paired, seed);
  const reach = Math.log(Math.max(interval.high / ratio, ratio / interval.low));
  const rounds = Math.min(base.length, other.length);
  const needed = Math.ceil(rounds * (reach / room) ** 2);
  return needed > MOST_ROUNDS ? null : Math.max(needed, rounds + 1, leastRounds(1, paired));
}
